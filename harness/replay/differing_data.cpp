#include "harness/replay/differing_data.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "reference/spec/command.hpp"
#include "reference/spec/differing_bytes.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::harness {
namespace {

using Block = std::optional<std::vector<std::byte>>;  // nothing: not known

// One block, as the commands of a trace leave it.
class Watcher {
 public:
  Watcher(const Trace& trace, std::uint64_t lba) : trace_{trace}, lba_{lba} {
    const std::uint64_t zone = lba / trace.geometry.zsze;
    const auto is_it = [zone](const TraceZone& start) { return start.id == zone; };
    if (std::none_of(trace.start.begin(), trace.start.end(), is_it)) held_[trace.geometry.nsid] = deallocated();
  }

  void see(const TraceEntry& entry, bool alone) {
    if (!entry.completion || entry.completion->status != kSuccess) return;
    const Command command = decode(entry.queue, entry.sqe);
    const Footprint named = footprint(command);
    if (is_reset_of_it(command)) held_[command.nsid] = deallocated();
    const std::uint64_t first = named.does == Does::Append ? entry.completion->result : named.slba;
    if (lba_ < first || lba_ - first >= named.blocks) return;
    if (named.does == Does::Read) {
      returned_ = block_of(entry.completion->data, lba_ - first);
      right_ = alone ? held_[command.nsid] : std::nullopt;  // what it was to find is not said either
    } else if (!alone) {
      held_[command.nsid] = std::nullopt;  // which of several came last, is not said
    } else if (named.does == Does::Zero) {
      held_[command.nsid] = std::vector<std::byte>(size());
    } else {
      held_[command.nsid] = block_of(entry.to_device, lba_ - first);
    }
  }
  void see_reset() {
    if (trace_.geometry.write_cache) held_.clear();
  }
  [[nodiscard]] std::string both_sides() const {
    return right_ && returned_ ? differing_bytes(*right_, *returned_) : std::string{};
  }

 private:
  [[nodiscard]] std::size_t size() const { return trace_.geometry.lba_bytes; }

  [[nodiscard]] Block deallocated() const {
    if (trace_.geometry.deallocated == DeallocatedValue::NotReported) return std::nullopt;
    const bool ones = trace_.geometry.deallocated == DeallocatedValue::Ones;
    return std::vector<std::byte>(size(), ones ? std::byte{0xFF} : std::byte{0});
  }

  [[nodiscard]] bool is_reset_of_it(const Command& command) const {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    return send != nullptr && send->zsa == ZoneSendAction::Reset &&
           (send->select_all || send->slba / trace_.geometry.zsze == lba_ / trace_.geometry.zsze);
  }

  [[nodiscard]] Block block_of(const TraceData& data, std::uint64_t number) const {
    const std::vector<std::byte> all = expand(data, trace_.seed, size());
    if (all.size() / size() <= number) return std::nullopt;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(number * size());
    return std::vector<std::byte>(begin, begin + static_cast<std::ptrdiff_t>(size()));
  }

  const Trace& trace_;
  std::uint64_t lba_;
  std::map<std::uint32_t, Block> held_;  // by NSID
  Block right_;                          // at the last Read
  Block returned_;                       // by it
};

}  // namespace

std::string differing_data(const Trace& trace, std::size_t commands, const Finding& finding) {
  if (finding.wrong.empty() || !finding.wrong.front().lba) return {};
  Watcher block{trace, *finding.wrong.front().lba};
  for (const TraceStep& step : trace.steps) {
    if (std::holds_alternative<Reset>(step)) block.see_reset();
    const auto* batch = std::get_if<TraceBatch>(&step);
    if (batch == nullptr) continue;
    for (const TraceEntry& entry : *batch) {
      if (commands == 0) return block.both_sides();
      --commands;
      block.see(entry, batch->size() == 1);
    }
  }
  return block.both_sides();
}

}  // namespace zns::harness
