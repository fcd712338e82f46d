// Whatever hosts send to whichever controller, and whatever befalls the subsystem: the invariants of each namespace
// hold, undo() takes a deed back exactly, an aborted command changes nothing, and a device that is restored does the
// same again. An oracle of the first namespace is shown all of it, and goes on to answer: what others do to it, it is
// not told.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "fuzz/last_words.hpp"
#include "fuzz/subsystem_program.hpp"
#include "reference/device/device.hpp"
#include "reference/device/invariants.hpp"
#include "reference/device/step.hpp"
#include "reference/exhaustion/subsystem/subsystem_key.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/spec/queue_commands.hpp"

namespace {

using namespace zns;
using namespace zns::fuzz;

constexpr std::size_t kMostDeeds = 200;
constexpr std::size_t kMostHostBytes = 64U << 10;  // of one command's data
constexpr std::size_t kUndoDepth = 1;
constexpr std::byte kFill{0xC3};
constexpr std::uint16_t kFirstCid = 0xA001;  // of event requests: that of the suite's

class Host {
 public:
  Host(const SubsystemShape& shape, const Policy& policy)
      : device_{shape, policy, kUndoDepth},
        again_{shape, policy, kUndoDepth},
        oracle_{device_.geometry()},
        in_(kMostHostBytes),
        out_(kMostHostBytes) {}

  void carry_out(const SubsystemDeed& deed) {
    const Subsystem before = device_.subsystem();
    const std::uint16_t cid = cid_;
    const auto done = carry_out(device_, deed);
    if (!done) return;
    show(deed, *done);
    check_invariants();
    if (done->status != kSuccess && deed.act != SubsystemAct::NextEvent) check_abort(before, deed);
    check_again(before, deed, cid, *done);
    expect(device_.undo(), "what was done last can be taken back");
    expect(device_.subsystem() == before, "undo() restores the subsystem");
    device_.restore(again_.subsystem());
  }

 private:
  // Nothing: the deed is impossible, and nothing happened.
  std::optional<Device::Done> carry_out(Device& device, const SubsystemDeed& deed) {
    const Subsystem& subsystem = device.subsystem();
    const At at{deed.controller % subsystem.controllers()};
    const Life life = subsystem.controller(at).life();
    const Device::Done happened;
    const auto if_possible = [&](bool possible) { return possible ? std::optional{happened} : std::nullopt; };
    switch (deed.act) {
      case SubsystemAct::Send:
        return life == Life::Enabled ? send(device, at, deed) : std::nullopt;
      case SubsystemAct::RequestEvent:
        return life == Life::Enabled ? std::optional{device.request_event(at, cid_++)} : std::nullopt;
      case SubsystemAct::NextEvent:
        return device.next_event(at);
      case SubsystemAct::Restart:
        device.restart(static_cast<Reset>(deed.detail % 3));
        return happened;
      case SubsystemAct::Disable:
        if (life != Life::Disabled) device.disable(at);
        return if_possible(life != Life::Disabled);
      case SubsystemAct::ShutDown:
        if (life == Life::Enabled) device.shut_down(at);
        return if_possible(life == Life::Enabled);
      case SubsystemAct::Enable:
        if (life == Life::Disabled) device.enable(at);
        return if_possible(life == Life::Disabled);
      case SubsystemAct::ZoneEvent:
        return if_possible(raise(device, deed));
      case SubsystemAct::Recommend:
        return if_possible(device.recommend(deed.zone % subsystem[0].state.zones(), deed.detail));
      case SubsystemAct::SanitizeEvent:
        return if_possible(device.raise(static_cast<SanitizeEvent>(deed.detail % 3)));
      case SubsystemAct::WriteProperty:
        device.write_property(at, deed.sqe.cdw10 & ~3U, deed.sqe.cdw11);
        return happened;
    }
    return std::nullopt;
  }

  void show(const SubsystemDeed& deed, const Device::Done& done) {
    if (deed.act == SubsystemAct::Restart) oracle_.restart(static_cast<Reset>(deed.detail % 3));
    if (deed.act != SubsystemAct::Send || (deed.queue == Queue::Admin && decode_queue_command(deed.sqe))) return;
    const Command command = decode(deed.queue, deed.sqe);
    const Geometry& geometry = oracle_.geometry();
    const bool of_controller = is_of_controller(command);
    const std::size_t sent = of_controller ? admin_bytes_to_device(command) : bytes_to_device(geometry, command);
    const std::size_t returned =
        of_controller ? admin_bytes_from_device(command) : bytes_from_device(geometry, command);
    if (sent > in_.size() || returned > out_.size()) return;
    static_cast<void>(
        oracle_.observe(command, std::span{in_}.first(sent),
                        {.status = done.status, .result = done.result, .data = std::span{out_}.first(returned)}));
  }

  static bool raise(Device& device, const SubsystemDeed& deed) {
    const std::size_t which = deed.which % device.subsystem().size();
    const Namespace& ns = device.subsystem()[which];
    if (!ns.allocated) return false;
    return device.raise({static_cast<EventKind>(deed.detail % kEventKinds), deed.zone % ns.state.zones()}, which);
  }

  std::optional<Device::Done> send(Device& device, At at, const SubsystemDeed& deed) {
    if (deed.queue == Queue::Admin)
      if (const auto about_queues = decode_queue_command(deed.sqe)) return device.submit(*about_queues, at);
    const Command command = decode(deed.queue, deed.sqe);
    const Geometry& geometry = device.subsystem().geometry_for(command, at);
    const bool of_controller = is_of_controller(command);
    const std::size_t sent = of_controller ? admin_bytes_to_device(command) : bytes_to_device(geometry, command);
    if (sent > in_.size()) return std::nullopt;
    std::fill(in_.begin(), in_.end(), of_controller ? std::byte{0} : kFill);
    std::copy_n(deed.data.begin(), std::min(deed.data.size(), sent), in_.begin());
    std::fill(out_.begin(), out_.end(), std::byte{0});
    return device.submit(command, std::span{in_}.first(sent), out_, at);
  }

  void check_invariants() const {
    for (const Namespace& each : device_.subsystem().namespaces()) {
      if (!each.allocated) continue;
      if (const auto violation = violated_invariant(each.geometry, each.state))
        fail("invariant " + std::string{violation->id});
    }
  }

  // But for what goes on by itself behind every command, and the entries of a controller list that were done (NSA-009).
  void check_abort(const Subsystem& before, const SubsystemDeed& deed) const {
    const Command command = decode(deed.queue, deed.sqe);
    const bool in_part = std::holds_alternative<NamespaceAttachment>(command.body);
    if (device_.policy().close_eagerly || before.sanitize().state == SanitizeState::InProgress || in_part) return;
    expect(is_same(device_.subsystem(), before), "an aborted command changes nothing");
  }

  void check_again(const Subsystem& before, const SubsystemDeed& deed, std::uint16_t cid, const Device::Done& done) {
    const std::vector<std::byte> returned = out_;
    const std::uint16_t next_cid = cid_;
    again_.restore(before);
    cid_ = cid;
    const auto second = carry_out(again_, deed);
    expect(second && second->status == done.status && second->result == done.result, "the answer is the same again");
    expect(out_ == returned, "so is the data");
    expect(cid_ == next_cid && again_.subsystem() == device_.subsystem(), "and so is the subsystem");
  }

  static constexpr std::uint8_t kEventKinds = 6;

  Device device_;
  Device again_;
  Oracle oracle_;
  std::vector<std::byte> in_;
  std::vector<std::byte> out_;
  std::uint16_t cid_ = kFirstCid;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_subsystem", hex_words, data, size};
  Bytes bytes = execution.input();
  if (bytes.size() < kSubsystemHeaderBytes) return 0;
  const SubsystemShape shape = subsystem_shape(bytes[0]);
  expect(!inconsistency(shape), "there can be such a subsystem");
  Host host{shape, subsystem_policy(bytes[1])};
  bytes = bytes.subspan(kSubsystemHeaderBytes);
  for (std::size_t i = 0; i < kMostDeeds; ++i) {
    const auto deed = next_deed(bytes);
    if (!deed) break;
    execution.reach(i);
    host.carry_out(*deed);
  }
  return 0;
}
