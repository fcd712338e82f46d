#include "reference/oracle/block_oracle.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "reference/device/step.hpp"
#include "reference/oracle/block_value.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/oracle/judge/status_verdict.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

Verdict plain(Judgement judgement) {
  return {.judgement = judgement, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
}

std::string expected_of(BlockMap::Content content) {
  switch (content) {
    case BlockMap::Content::Payload:
      return "the data that was written there";
    case BlockMap::Content::Zeroes:
      return "all bytes 00h, by Write Zeroes";
    case BlockMap::Content::Unwritten:
    case BlockMap::Content::Unknown:
      break;
  }
  return "the value of a deallocated block";
}

ClauseId clause_of(BlockMap::Content content) {
  if (content == BlockMap::Content::Payload) return "ZNS-IO-023";
  return either(content == BlockMap::Content::Zeroes, "ZNS-IO-024", "ZNS-IO-005");
}

}  // namespace

BlockOracle::BlockOracle(const Geometry& geometry) : geometry_{geometry}, state_{geometry, {.bytes = kDigestBytes}} {
  hold(0, geometry.nsze(), {});
}

Verdict BlockOracle::observe(const Command& command, std::span<const std::byte> to_device, const Observed& seen) {
  const std::vector<std::byte> payload = remembered(command, to_device, geometry_.lba_bytes);
  Verdict verdict = judge(command, payload, seen);
  const bool wrong_pointer = bytes_to_device(geometry_, command) != 0 && (seen.wrong_prps || command.psdt != Psdt::Prp);
  const bool is_done = seen.status == kSuccess && verdict.judgement != Judgement::NotJudged && !wrong_pointer;
  if (is_done && footprint(command).does == Does::Commit) flushed();
  if (is_done && command.nsid == geometry_.nsid)
    write(command, payload);
  else if (seen.status == kSuccess || verdict.judgement == Judgement::Inconclusive || leaves_undecided(seen.status))
    forget_written(command);
  if (verdict.judgement == Judgement::NotPermitted) tally_.violate(verdict.clauses);
  return verdict;
}

Verdict BlockOracle::judge(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  if (!is_judged(geometry_, command)) return plain(Judgement::NotJudged);
  if (auto verdict = beside_the_command(command, seen.status)) return *verdict;
  if (seen.wrong_prps && seen.status == Status::PrpOffsetInvalid) return plain(Judgement::Permitted);
  ObservedChoices choices{seen.status};
  const Effect effect = step(geometry_, state_, command, payload, choices);
  if (effect.status == seen.status) {
    const auto* read = std::get_if<Read>(&command.body);
    const bool returns = read != nullptr && seen.status == kSuccess && !seen.wrong_prps;
    if (auto verdict = returns ? compare(*read, seen.data) : std::nullopt) return *verdict;
    count(command, effect);
    const bool content = std::holds_alternative<Identify>(command.body) && seen.status == kSuccess;
    return plain(content ? Judgement::NotJudged : Judgement::Permitted);
  }
  if (is_media_error(seen.status) && !effect.faults.must_abort())
    return {.judgement = Judgement::Inconclusive,
            .clauses = {"ZNS-GEN-014"},
            .expected = {},
            .observed = to_string(seen.status),
            .zones = {}};
  return wrong_status(geometry_, command, effect, seen.status, std::nullopt);
}

std::vector<Verdict> BlockOracle::observe_together(std::span<const Sent> commands) {
  if (commands.size() == 1) return {observe(commands[0].command, commands[0].to_device, commands[0].seen)};
  std::map<std::uint64_t, Any> in_flight;
  std::set<std::uint64_t> cached;  // one of the writes of the block may stay in the cache
  for (const Sent& each : commands) {
    const Footprint named = footprint(each.command);
    const bool may_write = each.seen.status == kSuccess || leaves_undecided(each.seen.status);
    if (!named.writes() || !may_write) continue;
    const std::vector<std::byte> payload = remembered(each.command, each.to_device, geometry_.lba_bytes);
    for (std::uint64_t i = 0; i < named.blocks && named.slba + i < geometry_.nsze(); ++i) {
      in_flight[named.slba + i].push_back(each.seen.status == kSuccess ? written_by(each.command, payload, i) : Held{});
      if (!is_fua(each.command) || each.seen.status != kSuccess) cached.insert(named.slba + i);
    }
  }
  std::vector<Verdict> verdicts;
  in_flight_ = &in_flight;
  for (const Sent& each : commands)  // by what was there, and what was on its way
    verdicts.push_back(judge(each.command, remembered(each.command, each.to_device, geometry_.lba_bytes), each.seen));
  in_flight_ = nullptr;
  for (const Sent& each : commands)  // makes durable what was completed before: nothing of these
    if (footprint(each.command).does == Does::Commit && each.seen.status == kSuccess) flushed();
  for (const Sent& each : commands) {
    if (each.seen.status == kSuccess && !each.seen.wrong_prps)
      write(each.command, remembered(each.command, each.to_device, geometry_.lba_bytes));
    else if (leaves_undecided(each.seen.status) || each.seen.wrong_prps)
      forget_written(each.command);
  }
  for (auto& [lba, any] : in_flight) {
    std::sort(any.begin(), any.end(), [](const Held& a, const Held& b) {
      return std::pair{a.content, a.digest} < std::pair{b.content, b.digest};
    });
    any.erase(std::unique(any.begin(), any.end()), any.end());
    if (any.size() == 1) continue;
    if (cached.contains(lba)) may_come_back(lba, any);
    several_.insert_or_assign(lba, Several{std::move(any), Freedom::LastWriteInFlight});
  }
  return verdicts;
}

void BlockOracle::lose(const Command& command) {
  const Footprint named = footprint(command);
  if (command.queue == Queue::Admin) return;
  if (named.does == Does::Unknown) return give_up();
  forget_written(command);
}

void BlockOracle::give_up() {
  hold(0, geometry_.nsze(), {});
  undurable_.clear();
  all_undurable_ = true;
}

void BlockOracle::flushed() {
  undurable_.clear();
  all_undurable_ = false;
}

// With a volatile write cache a sudden loss of power leaves of each block what it held at any time since it was last
// durable.
void BlockOracle::restart(Reset kind) {
  if (kind == Reset::Controller) return;
  const bool loses = kind == Reset::PowerCycle && geometry_.write_cache;
  if (loses && all_undurable_) give_up();
  for (auto& [lba, since] : undurable_) {
    if (!loses) continue;
    Any any = held(lba);
    any.insert(any.end(), since.begin(), since.end());
    several_.insert_or_assign(lba, Several{std::move(any), Freedom::CacheLoss});
  }
  flushed();
}

// ---- what blocks hold -----------------------------------------------------------------------------------------------

BlockOracle::Held BlockOracle::written_by(const Command& command, std::span<const std::byte> payload,
                                          std::uint64_t block) {
  if (!footprint(command).carries_blocks()) return {.content = BlockMap::Content::Zeroes};
  const std::size_t at = static_cast<std::size_t>(block) * kDigestBytes;
  return {.content = BlockMap::Content::Payload, .digest = load_le<std::uint64_t>(payload, at)};
}

BlockOracle::Any BlockOracle::held(std::uint64_t lba) const {
  if (const auto found = several_.find(lba); found != several_.end()) return found->second.any;
  const BlockMap::Block block = state_.block(geometry_, lba);
  const bool is_payload = block.content == BlockMap::Content::Payload;
  return {{.content = block.content, .digest = is_payload ? remembered_digest(block) : 0}};
}

bool BlockOracle::matches(const Held& held, std::span<const std::byte> block) const {
  switch (held.content) {
    case BlockMap::Content::Payload:
      return digest(block) == held.digest;
    case BlockMap::Content::Zeroes:
      return is_filled_with(block, std::byte{0});
    case BlockMap::Content::Unwritten:
      return is_deallocated_value(block, geometry_.deallocated);
    case BlockMap::Content::Unknown:
      return true;
  }
  return true;
}

std::optional<Verdict> BlockOracle::compare(const Read& read, std::span<const std::byte> data) {
  const std::size_t size = geometry_.lba_bytes;
  const std::uint64_t blocks = std::min<std::uint64_t>(read.nlb.count(), data.size() / size);
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::uint64_t lba = read.slba + i;
    const auto block = data.subspan(static_cast<std::size_t>(i) * size, size);
    Any any = held(lba);
    if (in_flight_ != nullptr)
      if (const auto found = in_flight_->find(lba); found != in_flight_->end())
        any.insert(any.end(), found->second.begin(), found->second.end());
    const bool is_there = std::any_of(any.begin(), any.end(), [&](const Held& each) { return matches(each, block); });
    if (!is_there)
      return verdict_of({.what = What::Data,
                         .clauses = {clause_of(any.front().content)},
                         .lba = lba,
                         .expected = {"LBA " + hex(lba) + ": " + expected_of(any.front().content)},
                         .observed = "LBA " + hex(lba) + ": " + summary(block)});
    if (any.front().content != BlockMap::Content::Unknown) tally_.exercise(clause_of(any.front().content));
    if (in_flight_ == nullptr) settle(lba, block, any);
  }
  return std::nullopt;
}

// A block holds what was read, until it is written again (ZNS-IO-005).
void BlockOracle::settle(std::uint64_t lba, std::span<const std::byte> block, const Any& any) {
  if (any.size() == 1 && any.front().content != BlockMap::Content::Unknown) return;
  if (const auto found = several_.find(lba); found != several_.end()) {
    const auto& [several, freedom] = found->second;
    if (freedom != Freedom::CacheLoss || !matches(several.front(), block)) tally_.use(freedom);
  }
  hold(lba, 1, {.content = BlockMap::Content::Payload, .digest = digest(block)});
}

void BlockOracle::hold(std::uint64_t lba, std::uint64_t blocks, const Held& held) {
  std::array<std::byte, kDigestBytes> payload{};
  const bool is_payload = held.content == BlockMap::Content::Payload;
  if (is_payload) store_le(std::span<std::byte>{payload}, 0, held.digest);
  Effect effect;
  effect.media.push_back({.first = lba,
                          .count = blocks,
                          .content = held.content,
                          .payload = is_payload ? std::span<const std::byte>{payload} : std::span<const std::byte>{}});
  apply(state_, effect);
  several_.erase(several_.lower_bound(lba), several_.lower_bound(lba + blocks));
}

void BlockOracle::write(const Command& command, std::span<const std::byte> payload) {
  const Footprint named = footprint(command);
  if (!named.writes()) return;
  for (std::uint64_t lba = named.slba; lba < geometry_.nsze() && lba - named.slba < named.blocks; ++lba) {
    if (is_fua(command))
      undurable_.erase(lba);
    else
      may_come_back(lba, held(lba));
    hold(lba, 1, written_by(command, payload, lba - named.slba));
  }
}

void BlockOracle::forget_written(const Command& command) {
  const Footprint named = footprint(command);
  if (!named.writes() || command.nsid != geometry_.nsid || named.slba >= geometry_.nsze()) return;
  const std::uint64_t blocks = std::min(named.blocks, geometry_.nsze() - named.slba);
  for (std::uint64_t lba = named.slba; lba < named.slba + blocks; ++lba) may_come_back(lba, held(lba));
  hold(named.slba, blocks, {});
}

// A sudden loss of power may take what stands in the cache, and leave one of these.
void BlockOracle::may_come_back(std::uint64_t lba, const Any& any) {
  if (!geometry_.write_cache) return;
  Any& since = undurable_[lba];
  for (const Held& each : any)
    if (std::find(since.begin(), since.end(), each) == since.end()) since.push_back(each);
}

void BlockOracle::count(const Command& command, const Effect& effect) {
  if (effect.status == kSuccess) {
    tally_.exercise(clause_of_success(geometry_, command));
    return;
  }
  for (const Fault& fault : effect.faults.all())
    if (fault.status == effect.status) {
      tally_.exercise(fault.clause);
      if (fault.freedom) tally_.use(*fault.freedom);
      return;
    }
}

}  // namespace zns
