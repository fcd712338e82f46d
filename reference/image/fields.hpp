// What plain structures consist of: one description of each, for Writer and Reader (codec.hpp, IMAGE.md). All members
// are named, so that one that is added does not compile until it is here.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>

#include "reference/device/controller/controller.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/sanitize_operation.hpp"

namespace zns::image {

template <class T, class As>
concept Is = std::same_as<std::remove_const_t<T>, As>;

template <class Codec, Is<Geometry> G>
void fields(Codec& c, G& geometry) {
  auto& [nsid, nn, lba_bytes, zones, zsze, zcap, max_active, max_open, zdes, mdts, zasl, wzsl, read_across,
         variable_capacity, active_excursions, write_cache, namespace_management, flush_broadcast, deallocated,
         deallocated_error, sgls, append, write_zeroes, several_controllers, mpsmin, awun, csi, dulbe, write_protected,
         barred] = geometry;
  c.number(nsid);
  c.number(nn);
  c.number(lba_bytes);
  c.number(zones);
  c.number(zsze);
  c.number(zcap);
  c.optional(max_active);
  c.optional(max_open);
  c.number(zdes);
  c.number(mdts);
  c.number(zasl);
  c.number(wzsl);
  c.flag(read_across);
  c.flag(variable_capacity);
  c.flag(active_excursions);
  c.flag(write_cache);
  c.flag(namespace_management);
  c.choice(flush_broadcast, {FlushBroadcast::NotReported, FlushBroadcast::NotSupported, FlushBroadcast::Supported});
  c.up_to(deallocated, DeallocatedValue::Ones);
  c.flag(deallocated_error);
  c.flag(sgls);
  c.flag(append);
  c.flag(write_zeroes);
  c.flag(several_controllers);
  c.optional(mpsmin);
  c.number(awun);
  c.choice(csi, {Csi::Nvm, Csi::Zoned});
  c.up_to(dulbe, Dulbe::On);
  c.flag(write_protected);
  c.up_to(barred, Barred::ByFailedSanitize);
}

template <class Codec, Is<Policy> P>
void fields(Codec& c, P& policy) {
  auto& [statuses, implicit_close, write_pointer, deallocated, order, use_exceptions, close_eagerly, rubbish,
         power_loss, full_at_power_loss, error_log, aborts_event_requests, sanitize_commands, sanitize_fails] = policy;
  c.up_to(statuses, Policy::Statuses::Highest);
  c.up_to(implicit_close, Policy::ImplicitClose::Any);
  c.up_to(write_pointer, Policy::WritePointer::End);
  c.up_to(deallocated, Policy::Deallocated::Alternating);
  c.up_to(order, Policy::Order::Shuffled);
  c.flag(use_exceptions);
  c.flag(close_eagerly);
  c.number(rubbish);
  c.up_to(power_loss, Policy::PowerLoss::Chance);
  c.flag(full_at_power_loss);
  c.up_to(error_log, Policy::ErrorLog::None);
  c.flag(aborts_event_requests);
  c.number(sanitize_commands);
  c.flag(sanitize_fails);
}

template <class Codec, Is<RegisterShape> S>
void fields(Codec& c, S& shape) {
  auto& [cap, vs, crto] = shape;
  c.property(cap, decode_cap);
  c.number(vs);
  c.number(crto);
}

template <class Codec, Is<ControllerShape> S>
void fields(Codec& c, S& shape) {
  auto& [cntlid, acl, aerl, elpe, lpa, oaes, registers, lists_unusable] = shape;
  c.number(cntlid);
  c.number(acl);
  c.number(aerl);
  c.number(elpe);
  c.number(lpa);
  c.number(oaes);
  fields(c, registers);
  c.flag(lists_unusable);
}

template <class Codec, Is<ControllerRegisters::Values> V>
void fields(Codec& c, V& values) {
  auto& [cc, csts, aqa, asq, acq, masked_interrupts] = values;
  c.property(cc, decode_cc);
  c.property(csts, decode_csts);
  c.property(aqa, decode_aqa);
  c.number(asq);
  c.number(acq);
  c.number(masked_interrupts);
}

template <class Codec, Is<QueueMemory> M>
void fields(Codec& c, M& memory) {
  auto& [base, contiguous] = memory;
  c.number(base);
  c.flag(contiguous);
}

template <class Codec, Is<Ring> R>
void fields(Codec& c, R& ring) {
  auto& [size, head, tail] = ring;
  c.number(size);
  c.number(head);
  c.number(tail);
}

template <class Codec, Is<SubmissionQueue> Q>
void fields(Codec& c, Q& queue) {
  auto& [memory, ring, cqid, qprio] = queue;
  fields(c, memory);
  fields(c, ring);
  c.number(cqid);
  c.number(qprio);
}

template <class Codec, Is<CompletionQueue> Q>
void fields(Codec& c, Q& queue) {
  auto& [memory, ring, phase, ien, iv] = queue;
  fields(c, memory);
  fields(c, ring);
  c.flag(phase);
  c.flag(ien);
  c.number(iv);
}

template <class Codec, Is<SanitizeOperation> S>
void fields(Codec& c, S& operation) {
  auto& [state, command, controller, commands, left, deallocates, writes] = operation;
  auto& [ovrpat, sanact, ause, owpass, oipbp, ndas] = command;
  c.up_to(state, SanitizeState::SucceededDeallocated);
  c.number(ovrpat);
  c.up_to(sanact, SanitizeAction::CryptoErase);
  c.flag(ause);
  c.number(owpass);
  c.flag(oipbp);
  c.flag(ndas);
  c.place(controller);
  c.number(commands);
  c.number(left);
  c.flag(deallocates);
  c.number(writes);
}

template <class Codec, Is<Counters> N>
void fields(Codec& c, N& counters) {
  auto& [sectors_read, sectors_written, reads, writes, power_cycles, unsafe_shutdowns] = counters;
  c.number(sectors_read);
  c.number(sectors_written);
  c.number(reads);
  c.number(writes);
  c.number(power_cycles);
  c.number(unsafe_shutdowns);
}

// But for its count, which its place in the log says.
template <class Codec, Is<ErrorEntry> E>
void fields(Codec& c, E& entry) {
  auto& [count, sqid, cid, status_field, pel, lba, nsid, vsia, trtype, csi, opcode, csinfo, ttsi, version] = entry;
  c.number(sqid);
  c.number(cid);
  c.number(status_field);
  c.number(pel);
  c.number(lba);
  c.number(nsid);
  c.number(vsia);
  c.number(trtype);
  c.number(csi);
  c.number(opcode);
  c.number(csinfo);
  c.number(ttsi);
  c.number(version);
}
inline constexpr std::size_t kErrorEntryBytes = 35;

}  // namespace zns::image
