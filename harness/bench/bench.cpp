#include "harness/bench/bench.hpp"

#include <algorithm>
#include <cstdio>
#include <span>

#include "harness/error.hpp"
#include "harness/monitor.hpp"
#include "harness/subject.hpp"
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

std::vector<Workload> workloads(const suites::Facts& facts) {
  const auto io = [&](Command::Body body) { return encode({.nsid = facts.nsid, .body = body}); };
  const auto manage = [&](ZoneSendAction zsa) { return Step{.sqe = io(ZoneManagementSend{.slba = 0, .zsa = zsa})}; };
  const Nlb one = Nlb::of_count(1);
  return {
      {"zone report, 4 KiB",
       {{.sqe = io(ZoneManagementReceive{.numd = NumberOfDwords::of_count(kBareBytes / 4)}),
         .from_device = kBareBytes}}},
      {"read, 1 block", {{.sqe = io(Read{.slba = 0, .nlb = one}), .from_device = facts.lba_bytes}}},
      {"write, aborted",
       {{.sqe = io(Write{.slba = 5, .nlb = one}), .to_device = facts.lba_bytes, .answer = Status::ZoneInvalidWrite}}},
      {"zone open, reset", {manage(ZoneSendAction::Open), manage(ZoneSendAction::Reset)}},
      {"append, 1 block; reset",
       {{.sqe = io(ZoneAppend{.zslba = 0, .nlb = one}), .to_device = facts.lba_bytes}, manage(ZoneSendAction::Reset)}},
  };
}

template <class Send>
double rate(const Workload& workload, std::chrono::milliseconds time, Send send) {
  const auto start = Clock::now();
  std::uint64_t sent = 0;
  do {
    for (const Step& step : workload.steps)
      if (const Status status = send(step); status != step.answer)
        throw HarnessError("bench: " + workload.name + ": " + to_string(status));
    sent += workload.steps.size();
  } while (Clock::now() - start < time);
  return static_cast<double>(sent) / std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<BenchRow> bench(suites::Target& target, BareLoop& bare, const BenchTimes& options) {
  const suites::Facts facts = facts_of(target);
  Monitor monitor{target, facts};
  std::vector<std::byte> out(std::max(facts.lba_bytes, kBareBytes));
  std::vector<std::byte> in(std::max(facts.lba_bytes, kBareBytes));
  std::vector<BenchRow> rows;
  for (const Workload& workload : workloads(facts)) {
    std::vector<double> bare_rates;
    std::vector<double> rates;
    std::vector<double> ratios;
    for (int round = 0; round < options.rounds && !options.interrupted(); ++round) {
      bare_rates.push_back(rate(workload, options.round, [&](const Step& step) {
        return bare.send(step.sqe, std::max(step.to_device, step.from_device));
      }));
      rates.push_back(rate(workload, options.round, [&](const Step& step) {
        return monitor
            .submit({.queue = Queue::Io,
                     .sqe = step.sqe,
                     .to_device = std::span{out}.first(step.to_device),
                     .from_device = std::span{in}.first(step.from_device)})
            .status;
      }));
      ratios.push_back(rates.back() / bare_rates.back());
    }
    if (ratios.empty()) break;
    rows.push_back({workload.name, median(bare_rates), median(rates), median(ratios)});
  }
  return rows;
}

std::string to_table(const std::vector<BenchRow>& rows) {
  std::string text = "one command after the other        bare loop/s     znspec/s   ratio\n";
  for (const BenchRow& row : rows) {
    char line[128];
    std::snprintf(line, sizeof line, "%-32s %12.0f %12.0f %7.2f\n", row.workload.c_str(), row.bare, row.znspec,
                  row.ratio);
    text += line;
  }
  return text;
}

}  // namespace zns::harness
