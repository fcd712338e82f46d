#include "harness/targets/libnvme.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/kernel_errors.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "suites/patience.hpp"

namespace zns::harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using suites::Completion;
using suites::NotCarried;
using suites::Submission;

constexpr std::size_t kSegments =
    127;                            // that the driver takes in one command, each a page of its own in the worst case
constexpr std::size_t kRtd3r = 84;  // of Identify Controller: microseconds to resume from having no power
constexpr std::size_t kRtd3e = 88;  // and to be ready to lose it
constexpr std::uint16_t kStatusMask = 0x7FF;
constexpr unsigned kCrdShift = 11;
constexpr std::uint16_t kCrdMask = 0x3;
constexpr std::uint16_t kMore = 1U << 13;
constexpr std::uint16_t kDnr = 1U << 14;

constexpr std::size_t kNpss = 263;  // of Identify Controller: the last power state

// Statuses that the kernel makes itself when it gives a command up: Host Pathing Error, Command Aborted By Host.
constexpr std::uint16_t kHostPathingError = 0x370;
constexpr std::uint16_t kCommandAbortedByHost = 0x371;

// SGLS: no SGLs at all, or SGLs that may be longer than the data; otherwise a longer one is an error of the host's.
bool sgls_permit_more(std::uint32_t sgls) {
  return (sgls & 0x3) == 0 || (sgls >> 18 & 1) != 0;
}

// Linux enables no controller whose smallest page is larger than its own: with pages of 4 KiB MPSMIN is 0.
std::optional<std::uint8_t> mpsmin_of_the_kernel() {
  if (sysconf(_SC_PAGESIZE) != static_cast<long>(kPageBytes)) return std::nullopt;  // NOLINT(google-runtime-int)
  return std::uint8_t{0};
}

// A big drive takes its time for them.
constexpr milliseconds kTimeOfACommand{30'000};
constexpr milliseconds kTimeOfAZone{50};

bool is_about_all_zones(const Submission& submission) {
  constexpr std::uint32_t kSelectAll = 1U << 8;  // of CDW13
  return submission.queue == Queue::Io &&
         static_cast<IoOpcode>(submission.sqe.opcode) == IoOpcode::ZoneManagementSend &&
         (submission.sqe.cdw13 & kSelectAll) != 0;
}

// Text that a device made up, safe to print.
std::string printable(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

}  // namespace

LibnvmeTarget::LibnvmeTarget(std::string spelling, std::shared_ptr<Passthru> passthru, std::uint32_t nsid,
                             const Link& link)
    : spelling_{std::move(spelling)},
      passthru_{std::move(passthru)},
      nsid_{nsid},
      pcie_{link.pcie},
      max_bytes_{std::min(kSegments * kPageBytes, link.max_bytes.value_or(kSegments * kPageBytes))} {
  learn();
}

suites::Carries LibnvmeTarget::carries() const {
  return {.foreign_nsid = false,
          .over_mdts = false,
          .unaligned_report = true,  // a data length of any number of dwords reaches the device as it is
          .zone_events = false,
          .max_transfer_bytes = max_bytes_,
          .queue_depth = depth_.ring ? depth_.commands : 1,
          .mpsmin = mpsmin_of_the_kernel(),
          .comes_back = true};
}

IdentifyPage LibnvmeTarget::identify(Cns cns, Csi csi, Completion& cqe) {
  IdentifyPage page{};
  const std::uint32_t of_namespace = cns == Cns::Controller ? 0 : nsid_;
  const Sqe sqe =
      encode(Command{.queue = Queue::Admin, .nsid = of_namespace, .body = Identify{.cns = cns, .csi = csi}});
  cqe = suites::submit_patiently(*this, {.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = page});
  return page;
}

void LibnvmeTarget::learn() {
  Completion cqe;
  const auto require = [&](const char* what) {
    if (cqe.status != kSuccess) throw HarnessError(spelling_ + ": Identify " + what + ": " + to_string(cqe.status));
  };
  const IdentifyPage page = identify(Cns::Controller, Csi::Nvm, cqe);
  require("Controller");
  const IdentifyController controller = decode_identify_controller(page);
  resume_time_ =
      microseconds{load_le<std::uint32_t>(page, kRtd3r)} + microseconds{load_le<std::uint32_t>(page, kRtd3e)};
  has_power_states_ = page[kNpss] != std::byte{0};
  const IdentifyNamespace ns = decode_identify_namespace(identify(Cns::Namespace, Csi::Nvm, cqe));
  require("Namespace");
  const LbaFormat& format = ns.lbaf[ns.format_index()];
  if (format.lbads > 0 && format.lbads < 32) shape_.lba_bytes = std::size_t{1} << format.lbads;
  shape_.metadata_bytes = format.ms;
  if (controller.mdts > 0 && controller.mdts < 32) max_bytes_ = std::min(max_bytes_, kPageBytes << controller.mdts);

  // No success: the namespace is not zoned, and it is the suite's to say so.
  const IdentifyZonedNamespace zoned =
      decode_identify_zoned_namespace(identify(Cns::CommandSetNamespace, Csi::Zoned, cqe));
  if (cqe.status == kSuccess) {
    const LbaFormatExtension& zones = zoned.lbafe[ns.format_index()];
    shape_.extension_bytes = std::size_t{zones.zdes} * 64;
    if (zones.zsze != 0)
      for_all_zones_ = kTimeOfACommand + static_cast<milliseconds::rep>(ns.nsze / zones.zsze) * kTimeOfAZone;
  }
  if (pcie_ && sgls_permit_more(controller.sgls))
    io_guard_limit_ = max_bytes_;
  else if (pcie_ && cqe.status == kSuccess)
    try_guard();
  identity_ = {.model = printable(controller.mn),
               .serial = printable(controller.sn),
               .firmware = printable(controller.fr),
               .nsid = nsid_,
               .bytes = ns.nsze * shape_.lba_bytes,
               .nguid = ns.nguid,
               .eui64 = ns.eui64};
}

// A device with strict SGLs: newer kernels use them for every passthrough command, older ones for large segments only.
// A zone report of one page tells: if it may be longer by another page, so may each command of that size.
void LibnvmeTarget::try_guard() {
  std::array<std::byte, kPageBytes> page{};
  const ZoneManagementReceive report{.slba = 0,
                                     .numd = NumberOfDwords::of_count(page.size() / 4),
                                     .zra = ZoneReceiveAction::ReportZones,
                                     .zrasf = ReportingOption::All,
                                     .partial = true};
  const Sqe sqe = encode(Command{.nsid = nsid_, .body = report});
  io_guard_limit_ = 2 * kPageBytes;
  if (submit({.queue = Queue::Io, .sqe = sqe, .to_device = {}, .from_device = page}).status != kSuccess)
    io_guard_limit_ = 0;
}

void LibnvmeTarget::refuse_what_cannot_be_carried(const Submission& submission, const Transfer& transfer) const {
  if (submission.sqe.flags != 0) throw NotCarried("the kernel sets FUSE and PSDT itself");
  if (submission.sqe.mptr != 0 || submission.sqe.prp1 != 0 || submission.sqe.prp2 != 0)
    throw NotCarried("the kernel sets the data and metadata pointers itself");
  if (submission.queue == Queue::Io && submission.sqe.nsid != nsid_)
    throw NotCarried("the kernel carries I/O commands for NSID " + std::to_string(nsid_) + " only");
  const auto refuse = [&](const std::string& who, std::size_t carries) {
    throw NotCarried(describe(submission.queue, submission.sqe) + " moves " + std::to_string(transfer.bytes) +
                     " bytes: the " + who + " " + std::to_string(carries));
  };
  if (transfer.bytes > max_bytes_) refuse("way to the device carries", max_bytes_);
  const std::size_t given = transfer.direction == Direction::ToDevice     ? submission.to_device.size()
                            : transfer.direction == Direction::FromDevice ? submission.from_device.size()
                                                                          : 0;
  if (transfer.direction != Direction::None && given < transfer.bytes) refuse("buffer has", given);
}

// Over PCI Express the device takes its lengths from the command alone. A fabric carries the length of the data beside
// the command, and an SGL has one of its own: there it must be the command's.
std::size_t LibnvmeTarget::data_len_for(Queue queue, const Transfer& transfer) const {
  if (transfer.direction == Direction::None || !pcie_) return transfer.bytes;
  if (transfer.direction == Direction::FromDevice) {
    const std::size_t guarded = guarded_bytes(transfer.bytes, max_bytes_);
    return queue == Queue::Admin || guarded <= io_guard_limit_ ? guarded : transfer.bytes;
  }
  // PRP1 is a page of ours even if nothing is to be read from it.
  return transfer.bytes > 0 || io_guard_limit_ == 0 ? transfer.bytes : kPageBytes;
}

Transfer LibnvmeTarget::checked(const Submission& submission) const {
  const Transfer transfer = transfer_of(submission.queue, submission.sqe, shape_);
  refuse_what_cannot_be_carried(submission, transfer);
  return transfer;
}

void LibnvmeTarget::prepare(const Submission& submission, const Transfer& transfer, Flight& flight) const {
  flight.sqe = submission.sqe;
  flight.data = nullptr;
  flight.data_len = 0;
  flight.needs = is_about_all_zones(submission) ? for_all_zones_ : milliseconds{0};
  if (transfer.direction == Direction::None) return;
  const std::span<const std::byte> seen_by_device =
      transfer.direction == Direction::ToDevice ? submission.to_device.first(transfer.bytes) : submission.from_device;
  flight.buffer.prepare(seen_by_device.size());
  std::copy(seen_by_device.begin(), seen_by_device.end(), flight.buffer.data().begin());
  flight.data_len = static_cast<std::uint32_t>(data_len_for(submission.queue, transfer));
  if (flight.data_len > 0) flight.data = flight.buffer.data().data();
}

void LibnvmeTarget::execute(Queue queue, Flight& flight) {
  flight.result = passthru_->execute(queue, flight.sqe, flight.data, flight.data_len, flight.needs);
}

Completion LibnvmeTarget::finish(const Submission& submission, const Transfer& transfer, Flight& flight) const {
  const PassthruResult& cqe = flight.result;
  const auto status = static_cast<std::uint16_t>(cqe.status & kStatusMask);
  if (status == kCommandAbortedByHost)  // as PCI Express has it
    throw_error(spelling_, describe(submission.queue, submission.sqe), EINTR);
  if (status == kHostPathingError)
    throw HarnessError(spelling_ + ": the kernel gave " + describe(submission.queue, submission.sqe) +
                       " up: the way to the device was lost");
  if (transfer.direction == Direction::FromDevice)
    std::copy(flight.buffer.data().begin(), flight.buffer.data().end(), submission.from_device.begin());
  return {.status = static_cast<Status>(status),
          .result = cqe.result,
          .crd = static_cast<std::uint8_t>(cqe.status >> kCrdShift & kCrdMask),
          .more = (cqe.status & kMore) != 0,
          .dnr = (cqe.status & kDnr) != 0,
          .overran = transfer.direction != Direction::None && !flight.buffer.intact()};
}

Completion LibnvmeTarget::submit(const Submission& submission) {
  const Transfer transfer = checked(submission);
  prepare(submission, transfer, single_);
  execute(submission.queue, single_);
  if (const int error = single_.result.error; error != 0)
    throw_error(spelling_, describe(submission.queue, submission.sqe), error);
  return finish(submission, transfer, single_);
}

}  // namespace zns::harness
