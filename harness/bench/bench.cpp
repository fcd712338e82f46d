#include "harness/bench/bench.hpp"

#include <algorithm>
#include <cstdio>
#include <span>

#include "harness/base/error.hpp"
#include "harness/run/subject.hpp"
#include "harness/witness/monitor.hpp"
#include "reference/spec/command.hpp"

namespace zns::harness {
namespace {

using Clock = std::chrono::steady_clock;

struct Step {
  Sqe sqe;
  std::size_t to_device = 0;
  std::size_t from_device = 0;
  Status answer = kSuccess;
};

struct Workload {
  std::string name;
  std::vector<Step> steps;  // over and over
};

Step manage(std::uint32_t nsid, ZoneSendAction zsa) {
  return {.sqe = encode(Command{.nsid = nsid, .body = ZoneManagementSend{.slba = 0, .zsa = zsa}})};
}

std::vector<Workload> workloads(const suites::Facts& facts) {
  const auto io = [&](Command::Body body) { return encode({.nsid = facts.nsid, .body = body}); };
  const Nlb one = Nlb::of_count(1);
  return {
      {"zone report, 4 KiB",
       {{.sqe = io(ZoneManagementReceive{.numd = NumberOfDwords::of_count(kBareBytes / 4)}),
         .from_device = kBareBytes}}},
      {"read, 1 block", {{.sqe = io(Read{.slba = 0, .nlb = one}), .from_device = facts.lba_bytes}}},
      {"write, aborted",
       {{.sqe = io(Write{.slba = 5, .nlb = one}), .to_device = facts.lba_bytes, .answer = Status::ZoneInvalidWrite}}},
      {"zone open, reset", {manage(facts.nsid, ZoneSendAction::Open), manage(facts.nsid, ZoneSendAction::Reset)}},
      {"append, 1 block; reset",
       {{.sqe = io(ZoneAppend{.zslba = 0, .nlb = one}), .to_device = facts.lba_bytes},
        manage(facts.nsid, ZoneSendAction::Reset)}},
  };
}

// Commands that are sent together, ready for each way.
struct Batch {
  std::vector<Status> answers;  // as expected
  std::vector<suites::Submission> submissions;
  std::vector<BareCommand> bare;
};

// The memory of as many commands as are in flight, and the batches of a workload in it.
class Loading {
 public:
  explicit Loading(std::size_t depth) : depth_{depth}, out_(depth * kBareBytes), in_(depth * kBareBytes) {}

  std::vector<Batch> batches(const Workload& workload) {
    std::vector<Batch> all;
    if (depth_ == 1)
      for (const Step& step : workload.steps) all.push_back(batch({&step, 1}, 1));
    else
      all.push_back(batch(workload.steps, depth_));
    return all;
  }

 private:
  Batch batch(std::span<const Step> steps, std::size_t commands) {
    Batch batch;
    for (std::size_t i = 0; i < commands; ++i) {
      const Step& step = steps[i % steps.size()];
      batch.answers.push_back(step.answer);
      batch.submissions.push_back({.queue = Queue::Io,
                                   .sqe = step.sqe,
                                   .to_device = std::span{out_}.subspan(i * kBareBytes, step.to_device),
                                   .from_device = std::span{in_}.subspan(i * kBareBytes, step.from_device)});
      batch.bare.push_back({step.sqe, std::max(step.to_device, step.from_device)});
    }
    return batch;
  }

  std::size_t depth_;
  std::vector<std::byte> out_;
  std::vector<std::byte> in_;
};

// Commands a second. `send` says what the commands of a batch were answered.
template <class Send>
double rate(const std::string& name, const std::vector<Batch>& batches, std::chrono::milliseconds time, Send send) {
  const auto start = Clock::now();
  std::uint64_t sent = 0;
  std::vector<Status> seen(batches.front().answers.size());
  do {
    for (const Batch& batch : batches) {
      send(batch, std::span{seen});
      const auto [wrong, expected] = std::mismatch(seen.begin(), seen.end(), batch.answers.begin());
      if (wrong != seen.end()) throw HarnessError("bench: " + name + ": " + to_string(*wrong));
      sent += seen.size();
    }
  } while (Clock::now() - start < time);
  return static_cast<double>(sent) / std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

class Rounds {
 public:
  void add(double bare, double target, double judged) {
    bare_.push_back(bare);
    target_.push_back(target);
    target_ratio_.push_back(target / bare);
    judged_.push_back(judged);
    judged_ratio_.push_back(judged / bare);
  }
  [[nodiscard]] BenchRow row(const std::string& workload) const {
    return {workload, median(bare_), median(target_), median(target_ratio_), median(judged_), median(judged_ratio_)};
  }

 private:
  std::vector<double> bare_, target_, target_ratio_, judged_, judged_ratio_;
};

}  // namespace

std::vector<BenchRow> bench(suites::Target& target, BareLoop& bare, const BenchTimes& options) {
  const suites::Facts facts = facts_of(target);
  if (facts.lba_bytes > kBareBytes)
    throw HarnessError("bench: blocks of " + std::to_string(facts.lba_bytes) + " bytes: the bare loop has " +
                       std::to_string(kBareBytes));
  const auto by = [](suites::Target& way) {
    return [&way](const Batch& batch, std::span<Status> seen) {
      if (batch.submissions.size() == 1) {
        seen.front() = way.submit(batch.submissions.front()).status;
        return;
      }
      const std::vector<suites::Completion> cqes = way.submit_together(batch.submissions);
      std::transform(cqes.begin(), cqes.end(), seen.begin(), [](const suites::Completion& cqe) { return cqe.status; });
    };
  };
  const auto by_bare_loop = [&](const Batch& batch, std::span<Status> seen) { bare.send(batch.bare, seen); };
  const Workload empty{"zone reset", {manage(facts.nsid, ZoneSendAction::Reset)}};
  Loading one{1};
  rate(empty.name, one.batches(empty), {}, by_bare_loop);
  rate(empty.name, one.batches(empty), {}, by(target));
  Loading loading{options.depth};
  Monitor monitor{target, facts};
  std::vector<BenchRow> rows;
  for (const Workload& workload : workloads(facts)) {
    Rounds rounds;
    const std::vector<Batch> batches = loading.batches(workload);
    const auto rate_by = [&](auto way) { return rate(workload.name, batches, options.round, way); };
    for (int round = 0; round < options.rounds && !options.interrupted(); ++round)
      rounds.add(rate_by(by_bare_loop), rate_by(by(target)), options.depth == 1 ? rate_by(by(monitor)) : 0);
    if (options.interrupted()) break;
    rows.push_back(rounds.row(workload.name));
  }
  return rows;
}

std::string to_table(const std::vector<BenchRow>& rows, std::size_t depth) {
  const std::string how = depth == 1 ? "one command after the other" : std::to_string(depth) + " commands together";
  std::string text = how + std::string(35 - how.size(), ' ') + "bare loop/s   target/s   ratio";
  text += depth == 1 ? "   judged/s   ratio\n" : "\n";
  for (const BenchRow& row : rows) {
    char line[160];
    std::snprintf(line, sizeof line, "%-32s %13.0f %10.0f %7.2f", row.workload.c_str(), row.bare, row.target,
                  row.target_ratio);
    text += line;
    if (depth == 1) {
      std::snprintf(line, sizeof line, " %10.0f %7.2f", row.judged, row.judged_ratio);
      text += line;
    }
    text += '\n';
  }
  return text;
}

}  // namespace zns::harness
