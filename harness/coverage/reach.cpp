#include "harness/coverage/reach.hpp"

#include "harness/diff/diff.hpp"
#include "harness/run/run.hpp"

namespace zns::harness {
namespace {

// Between them they have every limit and lack it, and use the freedoms in both directions.
constexpr const char* kDevices[] = {"ref:", "ref:mar=none,mor=none,razb=yes,zcap=64,dlfeat=ones",
                                    "ref:mar=3,mor=3,zdes=0,dlfeat=unsaid,status=last,exceptions=yes,close=eager"};
constexpr std::uint64_t kCommands = 20'000;

void collect(const Report& report, std::set<std::string>& clauses) {
  for (const auto& [id, count] : report.clauses)
    if (count.exercised != 0) clauses.insert(id);
}

}  // namespace

Reach measure_reach(const OpenTarget& open, const std::vector<suites::Section>& contents) {
  Reach reach;
  for (const char* device : kDevices) {
    collect(run(*open(device, {}), contents, {}), reach.suite);
    DiffOptions options;
    options.commands = kCommands;
    collect(diff(*open(device, {}), options), reach.diff);
  }
  return reach;
}

}  // namespace zns::harness
