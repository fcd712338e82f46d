// Two namespaces, one of them without zones: its oracle permits whatever the reference does, one command at a time or
// several in flight, over restarts, and with failures in place of answers; and each command can be taken back. Where an
// answer told other data, the oracle only has to come to a verdict.
#include "fuzz/last_words.hpp"
#include "reference/device/device.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/block_oracle.hpp"
#include "reference/spec/pattern.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace {

using namespace zns;
using namespace zns::fuzz;

constexpr std::size_t kStepBytes = 6;
constexpr std::size_t kMostSteps = 96;
constexpr std::uint64_t kNsze = 24;
constexpr std::uint32_t kLba = 512;

std::vector<Geometry> namespaces(std::uint8_t bits) {
  Geometry zoned{.lba_bytes = kLba, .zones = 2, .zsze = 8, .zcap = 6, .max_active = 2, .max_open = 1, .zdes = 1};
  zoned.write_cache = (bits & 1) != 0;
  zoned.flush_broadcast = (bits & 2) != 0 ? FlushBroadcast::Supported : FlushBroadcast::NotReported;
  Geometry blocks{.nsid = 2, .lba_bytes = kLba, .zones = 1, .zsze = kNsze, .zcap = kNsze};
  blocks.csi = Csi::Nvm;
  blocks.write_cache = zoned.write_cache;
  blocks.flush_broadcast = zoned.flush_broadcast;
  blocks.deallocated = static_cast<DeallocatedValue>(bits >> 2 & 3U);
  blocks.deallocated_error = (bits & 0x10) != 0;
  blocks.mdts = (bits & 0x20) != 0 ? 1 : 0;
  return {zoned, blocks};
}

struct Step {
  std::uint8_t act;
  std::uint8_t slba;
  std::uint8_t blocks;
  std::uint8_t flags;  // bit 0: FUA; 1: in flight with the next; 2: to the zoned namespace; 3: NSID FFFFFFFFh
  std::uint8_t fate;
  std::uint8_t value;
};

// A command with what it sends and returns, and the answer that the host sees.
struct Sent {
  Command command;
  std::vector<std::byte> to_device;
  std::vector<std::byte> from_device;
  Device::Done done;
  bool lied = false;
};

// One byte repeated, patterns of the LBAs, or bytes that nothing makes again.
std::vector<std::byte> data_of(const Step& step, std::size_t bytes) {
  std::vector<std::byte> data(bytes, std::byte{step.value});
  if (step.value < 128) return data;
  const Pattern pattern{.seed = step.value % 2U, .generation = step.value / 64U};
  for (std::size_t at = 0; at + kLba <= bytes; at += kLba)
    pattern.fill_block(std::span{data}.subspan(at, kLba), step.slba + at / kLba);
  for (std::size_t at = 0; step.value >= 192 && at < bytes; at += kLba) data[at] ^= std::byte{step.value};
  return data;
}

Command command_of(const Step& step) {
  const Nlb nlb = Nlb::of_count(1 + step.blocks % 20);
  const std::uint64_t slba = step.slba % (kNsze + 2);
  const bool fua = (step.flags & 1) != 0;
  Command command{.nsid = (step.flags & 4) != 0 ? 1U : (step.flags & 8) != 0 ? kBroadcastNsid : 2U};
  switch (step.act % 9) {
    case 0:
    case 1:
      command.body = Write{.slba = slba, .nlb = nlb, .fua = fua};
      break;
    case 2:
      command.body = WriteZeroes{.slba = slba, .nlb = nlb, .fua = fua};
      break;
    case 3:
    case 4:
      command.body = Read{.slba = slba, .nlb = nlb};
      break;
    case 5:
      command.body = Flush{};
      break;
    case 6:
      command.body = ZoneAppend{.zslba = slba, .nlb = nlb};
      break;
    case 7:
      command.queue = Queue::Admin;
      command.body = Identify{.cns = static_cast<Cns>(step.blocks % 9), .csi = static_cast<Csi>(step.slba % 4)};
      break;
    default:
      command.body = OtherCommand{0x5B};
      break;
  }
  return command;
}

class Play {
 public:
  explicit Play(std::uint8_t bits)
      : namespaces_{namespaces(bits)}, device_{namespaces_, {}, 1}, oracle_{namespaces_[1]} {}

  void step(const Step& step) {
    if (step.act >= 240) return restart(static_cast<Reset>(step.act % 3));
    if (step.act >= 232) return oracle_.lose(command_of(step));  // its answer is not seen
    batch_.push_back(sent(step));
    if ((step.flags & 2) == 0 || batch_.size() == 8) judge();
  }
  void judge() {
    if (batch_.empty()) return;
    std::vector<BlockOracle::Sent> of_blocks;
    for (const Sent& each : batch_)
      if (each.command.nsid == 2) of_blocks.push_back(seen(each));
    for (const Sent& each : batch_)
      if (is_about_all(each.command) && each.done.status == kSuccess) oracle_.flushed();
    const std::vector<Verdict> verdicts = oracle_.observe_together(of_blocks);
    const bool lied = std::any_of(batch_.begin(), batch_.end(), [](const Sent& each) { return each.lied; });
    if (lied) lied_ = true;
    for (const Verdict& verdict : verdicts)
      if (!lied_ && verdict.judgement == Judgement::NotPermitted)
        fail("the oracle permits the reference: " + verdict.observed);
    batch_.clear();
  }

 private:
  Sent sent(const Step& step) {
    Sent sent{.command = command_of(step), .to_device = {}, .from_device = {}, .done = {}};
    const Geometry& geometry = device_.subsystem().geometry_for(sent.command);
    sent.to_device = data_of(step, bytes_to_device(geometry, sent.command));
    sent.from_device.resize(bytes_from_device(geometry, sent.command));
    const State before = device_.subsystem()[1].state;
    sent.done = device_.submit(sent.command, sent.to_device, sent.from_device);
    const State after = device_.subsystem()[1].state;
    expect(device_.undo() && device_.subsystem()[1].state == before, "undo() restores the state");
    sent.done = device_.submit(sent.command, sent.to_device, sent.from_device);
    expect(device_.subsystem()[1].state == after, "a command that was taken back can be sent again");
    befall(step, sent);
    return sent;
  }

  // A failure that leaves open what was done; or data that is told otherwise.
  void befall(const Step& step, Sent& sent) {
    if (step.fate >= 250 && sent.done.status == kSuccess) sent.done.status = Status::WriteFault;
    if (step.fate >= 245 && step.fate < 250) sent.done.status = Status::CommandInterrupted;
    if (step.fate < 240 || step.fate >= 245 || sent.from_device.empty() || sent.done.status != kSuccess) return;
    sent.from_device[step.value % sent.from_device.size()] ^= std::byte{1};
    sent.lied = true;
  }

  static BlockOracle::Sent seen(const Sent& sent) {
    return {.command = sent.command,
            .to_device = sent.to_device,
            .seen = {.status = sent.done.status, .result = sent.done.result, .data = sent.from_device}};
  }

  void restart(Reset kind) {
    judge();
    device_.restart(kind);
    oracle_.restart(kind);
  }

  std::vector<Geometry> namespaces_;
  Device device_;
  BlockOracle oracle_;
  std::vector<Sent> batch_;
  bool lied_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_blocks", hex_words, data, size};
  const Bytes bytes = execution.input();
  if (bytes.empty()) return 0;
  Play play{bytes[0]};
  const std::size_t steps = std::min((bytes.size() - 1) / kStepBytes, kMostSteps);
  for (std::size_t i = 0; i < steps; ++i) {
    execution.reach(i);
    const Bytes at = bytes.subspan(1 + i * kStepBytes, kStepBytes);
    play.step({at[0], at[1], at[2], at[3], at[4], at[5]});
  }
  play.judge();
  return 0;
}
