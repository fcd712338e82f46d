#include "fuzz/fate.hpp"

#include <algorithm>
#include <array>

#include "fuzz/device.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::fuzz {
namespace {

using mutants::Flight;
using mutants::MutantDevice;
using mutants::Outcome;

constexpr std::array kAnswers{Status::CommandInterrupted,
                              Status::InternalError,
                              Status::DataTransferError,
                              Status::NamespaceNotReady,
                              Status::SanitizeInProgress,
                              Status::FormatInProgress,
                              Status::TransientTransportError,
                              Status::InternalPathError,
                              Status::AdminCommandMediaNotReady,
                              Status::NamespaceIsWriteProtected,
                              Status::ReservationConflict,
                              Status::AccessDenied,
                              Status::WriteFault,
                              Status::UnrecoveredReadError,
                              Status{0x0C0},
                              Status{0x1FF},
                              Status{0x7B9}};

enum class Done : std::uint8_t { NotAtAll, InPart, Wholly };

// Whether the status may be given to this command, by a device that has a reason.
bool is_an_answer(const Command& command, Status status) {
  if (status == Status::NamespaceIsWriteProtected)
    return command.queue == Queue::Io && footprint(command).changes_zones();
  if (status == Status::UnrecoveredReadError) return std::holds_alternative<Read>(command.body);
  if (status == Status::WriteFault) return is_write_operation(command);
  return is_passing(command.queue, status) || is_vendor_specific(status) ||
         (command.queue == Queue::Io && is_barred(status));
}

// The first blocks of a write; nothing, if it has no part.
std::optional<Command> part_of(const Command& command) {
  Command part = command;
  const Footprint named = footprint(command);
  if (!named.writes() || named.blocks == 1) return std::nullopt;
  *footprint_fields(part).nlb = Nlb::of_count(named.blocks / 2);
  return part;
}

Outcome answered(MutantDevice& device, const Flight& flight, std::uint8_t detail) {
  const Status status = kAnswers[(detail & 0x3FU) % kAnswers.size()];
  if (!is_an_answer(flight.command, status)) return device.submit(flight);
  MutantDevice tried = device;
  const Outcome would_be = tried.submit(flight);
  if (would_be.status != kSuccess && is_media_error(status)) {
    device = std::move(tried);
    return would_be;
  }
  const auto done = static_cast<Done>((detail >> 6) % 3U);
  if (would_be.status != kSuccess || is_barred(status) || done == Done::NotAtAll) return {.status = status};
  const auto part = done == Done::InPart ? part_of(flight.command) : std::optional{flight.command};
  if (!part) return {.status = status};
  Outcome outcome = device.submit({.command = *part,
                                   .to_device = flight.to_device.first(bytes_to_device(device.geometry(), *part)),
                                   .from_device = flight.from_device});
  outcome.status = status;
  outcome.result = 0;
  return outcome;
}

Outcome with_wrong_pointer(MutantDevice& device, const Flight& flight, std::uint8_t detail) {
  if (flight.to_device.empty() && flight.from_device.empty()) return device.submit(flight);
  if ((detail & 1U) == 0) return {.status = Status::PrpOffsetInvalid};
  std::vector<std::byte> other(flight.to_device.begin(), flight.to_device.end());
  std::reverse(other.begin(), other.end());
  const Outcome outcome =
      device.submit({.command = flight.command, .to_device = other, .from_device = flight.from_device});
  std::fill(flight.from_device.begin(), flight.from_device.end(), std::byte{0xEE});
  return outcome;
}

// ---- lies -----------------------------------------------------------------------------------------------------------

constexpr std::array kLies{kSuccess,
                           Status::InvalidCommandOpcode,
                           Status::InvalidFieldInCommand,
                           Status::InternalError,
                           Status::InvalidNamespaceOrFormat,
                           Status::PrpOffsetInvalid,
                           Status::NamespaceIsWriteProtected,
                           Status::CommandInterrupted,
                           Status::LbaOutOfRange,
                           Status::FormatInProgress,
                           Status::InvalidProtectionInformation,
                           Status::InvalidZoneOperationRequest,
                           Status::ZoneBoundaryError,
                           Status::ZoneIsFull,
                           Status::ZoneIsReadOnly,
                           Status::ZoneIsOffline,
                           Status::ZoneInvalidWrite,
                           Status::TooManyActiveZones,
                           Status::TooManyOpenZones,
                           Status::InvalidZoneStateTransition,
                           Status::WriteFault,
                           Status::UnrecoveredReadError,
                           Status::DeallocatedOrUnwrittenLogicalBlock,
                           Status::InternalPathError,
                           Status{0x7B9}};

enum class About : std::uint8_t { Status, StatusToo, Result, State, WritePointer, Capacity, Bits, Count };

void add(std::span<std::byte> field, std::uint64_t addend) {
  store_le<std::uint64_t>(field, 0, load_le<std::uint64_t>(field, 0) + addend);
}

void change_bits(std::span<std::byte> entry, std::uint8_t how) {
  if (how < 8) entry[2] ^= static_cast<std::byte>(1U << how);             // attributes
  if (how >= 8 && how < 12) entry[0] = static_cast<std::byte>(how - 8U);  // type
  if (how >= 12 && how < 16) entry[4] ^= static_cast<std::byte>(how);     // a reserved byte
  if (how >= 16 && how < 24) add(entry.subspan(16, 8), how - 15U);        // ZSLBA
  if (how >= 24) entry.back() ^= std::byte{0xFF};                         // of the extension, if there is one
}

void lie_in_entry(std::span<std::byte> entry, About about, std::uint8_t how) {
  constexpr std::array<std::uint8_t, 9> kStates{0x10, 0x20, 0x30, 0x40, 0xD0, 0xE0, 0xF0, 0x00, 0x50};
  const std::uint64_t addend = how == 0 ? UINT64_MAX / 2 : std::uint64_t{how} - 16;
  if (about == About::State) entry[1] = std::byte{kStates[how % kStates.size()]};
  if (about == About::WritePointer) add(entry.subspan(24, 8), addend);
  if (about == About::Capacity) add(entry.subspan(8, 8), addend);
  if (about == About::Bits) change_bits(entry, how);
}

void lie_in_report(const Geometry& geometry, const ZoneManagementReceive& receive, const Fate& fate,
                   std::span<std::byte> data) {
  const auto about = static_cast<About>(fate.detail >> 5);
  const std::uint8_t how = fate.detail & 31U;
  if (data.size() < kReportHeaderBytes) return;
  if (about == About::Count) return add(data.first(8), std::uint64_t{how} - 16);
  const bool extended = receive.zra == ZoneReceiveAction::ExtendedReportZones;
  const std::size_t size = kZoneDescriptorBytes + (extended ? geometry.extension_bytes() : 0);
  const std::size_t entries = (data.size() - kReportHeaderBytes) / size;
  if (entries != 0) lie_in_entry(data.subspan(kReportHeaderBytes + fate.which % entries * size, size), about, how);
}

void lie_in_block(const Fate& fate, std::span<std::byte> data) {
  const std::size_t blocks = data.size() / kLbaBytes;
  const auto block = data.subspan(fate.which % std::max<std::size_t>(blocks, 1) * kLbaBytes,
                                  std::min<std::size_t>(kLbaBytes, data.size()));
  const unsigned how = fate.detail & 3U;
  std::fill(block.begin(), block.end(), how == 0 ? std::byte{0} : how == 1 ? std::byte{0xFF} : std::byte{0x55});
}

}  // namespace

Outcome meet(MutantDevice& device, const Flight& flight, const Fate& fate) {
  if (fate.kind == Twist::Answered) return answered(device, flight, fate.detail);
  if (fate.kind == Twist::WrongPointer) return with_wrong_pointer(device, flight, fate.detail);
  return device.submit(flight);
}

std::vector<Outcome> meet_together(MutantDevice& device, std::span<const Flight> flights, std::span<const Fate> fates) {
  const bool is_plain =
      std::all_of(fates.begin(), fates.end(), [](const Fate& fate) { return fate.kind != Twist::Answered; });
  if (is_plain) return device.submit_together(flights);
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < flights.size(); ++i)
    outcomes.push_back(fates[i].kind == Twist::Answered ? answered(device, flights[i], fates[i].detail)
                                                        : device.submit(flights[i]));
  return outcomes;
}

void tell_otherwise(const Geometry& geometry, const Flight& flight, const Fate& fate, Outcome& outcome) {
  if (fate.kind != Twist::Lie) return;
  const auto about = static_cast<About>(fate.detail >> 5);
  if (about == About::Status || about == About::StatusToo) {
    outcome.status = kLies[(fate.detail & 0x3FU) % kLies.size()];
    return;
  }
  if (about == About::Result) {
    outcome.result += 1 + (fate.detail & 31U);
    return;
  }
  if (const auto* receive = std::get_if<ZoneManagementReceive>(&flight.command.body))
    return lie_in_report(geometry, *receive, fate, flight.from_device);
  if (std::holds_alternative<Read>(flight.command.body)) lie_in_block(fate, flight.from_device);
}

}  // namespace zns::fuzz
