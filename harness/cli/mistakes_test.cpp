// What users mistype, and the one line that each of them gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "harness/cli/cli.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/targets/open.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

struct Mistake {
  std::vector<std::string> arguments;
  int status;
  const char* answer;  // what the line contains
};

const Mistake kMistakes[] = {
    // ---- sub-commands and options
    {{}, kUsage, "a sub-command is required (see znspec --help)"},
    {{"rnu", "ref:"}, kUsage, "'rnu' is no sub-command; the nearest is 'run'"},
    {{"mutant"}, kUsage, "'mutant' is no sub-command; the nearest is 'mutants'"},
    {{"xyzzy"}, kUsage, "'xyzzy' is no sub-command (see znspec --help)"},
    {{"--verison"}, kUsage, "no option '--verison'; the nearest is '--version'"},
    {{"run", "ref:", "--fliter", "x"}, kUsage, "no option '--fliter'; the nearest is '--filter'"},
    {{"run", "ref:", "--sede=3"}, kUsage, "no option '--sede=3'; the nearest is '--seed'"},
    {{"run", "ref:", "--frobnicate"}, kUsage, "no option '--frobnicate' (see znspec run --help)"},
    {{"diff", "ref:", "--dpth", "3"}, kUsage, "no option '--dpth'; the nearest is '--depth'"},
    {{"bench", "ref:", "--seconds", "3"}, kUsage, "no option '--seconds' (see znspec bench --help)"},
    {{"matrix", "--job", "2"}, kUsage, "no option '--job'; the nearest is '--jobs'"},
    {{"run", "ref:", "ref:"}, kUsage, "see znspec run --help"},
    {{"run", "ref:", "--seed"}, kUsage, "--seed"},
    // ---- numbers
    {{"run", "ref:", "--seed", "x"}, kUsage, "--seed: 'x' is no number from 0 to 2^64 - 1"},
    {{"run", "ref:", "--seed", "-1"}, kUsage, "--seed: '-1' is no number from 0 to 2^64 - 1"},
    {{"diff", "ref:", "--commands", "-1"}, kUsage, "--commands: '-1' is no number from 1 on"},
    {{"diff", "ref:", "--commands", "0"}, kUsage, "--commands: '0' is no number from 1 on"},
    {{"diff", "ref:", "--commands", "1e6"}, kUsage, "--commands: '1e6' is no number from 1 on"},
    {{"diff", "ref:", "--depth", "0"}, kUsage, "--depth: '0' is no number from 1 on"},
    {{"diff", "ref:", "--depth", "99999"}, kUsage, "--depth: 99999 is more than 1024"},
    {{"diff", "ref:", "--illegal", "101"}, kUsage, "--illegal: Value 101 not in range 0 to 100"},
    {{"mutants", "--jobs", "0"}, kUsage, "--jobs: Value 0 not in range 1 to 1024"},
    {{"guest", "--timeout", "x"}, kUsage, "--timeout: Value x not in range"},
    {{"run", "ref:", "--zones", "9-3"}, kUsage, "--zones: '9-3' is no range of zones like 8-15"},
    {{"run", "ref:", "--zones", "a"}, kUsage, "--zones: 'a' is no range of zones like 8-15"},
    {{"run", "ref:", "--zones", "0-99"}, kUsage, "--zones 0-99: ref: has zones 0 to 15"},
    {{"run", "ref:", "--shard", "3/3"}, kUsage, "--shard: '3/3' is no share: they are numbered from 0/3 to 2/3"},
    {{"run", "ref:", "--shard", "x"}, kUsage, "--shard: 'x' is no share like 0/4"},
    // ---- targets
    {{"run", "reff:"}, kUsage, "target 'reff:': it is spelt ref:, qemu:"},
    {{"run", "nvme0n1"}, kUsage, "target 'nvme0n1': it is spelt ref:, qemu:"},
    {{"run", "/dev/nvme99n9"}, kHarnessError, "/dev/nvme99n9: does not exist"},
    {{"run", "/dev/null", "--destroy-data"}, kHarnessError, "/dev/null: is not an NVMe namespace"},
    {{"run", "mutant:append-past-zcp"}, kUsage, "the id 'append-past-zcp'; the nearest is 'append-past-zcap'"},
    {{"run", "mutant:"}, kUsage, "no mutant has the id ''"},
    {{"run", "variant:victim-newes"}, kUsage, "has the id 'victim-newes'; the nearest is 'victim-newest'"},
    // ---- keys of ref:
    {{"run", "ref:zonez=4"}, kUsage, "ref: no option 'zonez'; the nearest is 'zones'"},
    {{"run", "ref:zcpa=4"}, kUsage, "ref: no option 'zcpa'; the nearest is 'zcap'"},
    {{"run", "ref:=3"}, kUsage, "ref: no option ''"},
    {{"run", "ref:zones"}, kUsage, "ref: option 'zones' has no value: KEY=VALUE"},
    {{"run", "ref:zones=16,zones=8"}, kUsage, "ref: option 'zones' is given twice"},
    {{"run", "ref:zones=four"}, kUsage, "ref: option zones=four: not a number from 0 to 4294967295"},
    {{"run", "ref:zones=99999999999"}, kUsage, "ref: option zones=99999999999: not a number from 0 to 4294967295"},
    {{"run", "ref:zones=0xg"}, kUsage, "ref: option zones=0xg: not a number from 0 to 4294967295"},
    {{"run", "ref:zones=0"}, kUsage, "ref: zones must be at least 1"},
    {{"run", "ref:zones=99999999"}, kUsage, "ref: zones must be at most 16777216"},
    {{"run", "ref:zsze=0"}, kUsage, "ref: zsze must be at least 1"},
    {{"run", "ref:zcap=100"}, kUsage, "ref: zcap must be from 1 to zsze"},
    {{"run", "ref:lba=1000"}, kUsage, "ref: lba must be a power of two from 512 to 65536"},
    {{"run", "ref:mar=0"}, kUsage, "ref: mar must be at least 1, or none for no limit"},
    {{"run", "ref:mor=9"}, kUsage, "ref: mor must not exceed mar"},
    {{"run", "ref:mdts=99"}, kUsage, "ref: mdts, zasl and wzsl must be at most 40"},
    {{"run", "ref:vwc=maybe"}, kUsage, "ref: option vwc=maybe: yes or no"},
    {{"run", "ref:close=never"}, kUsage, "ref: option close=never: one of eager, lazy"},
    {{"run", "/dev/nvme0n1", "--resets", "warm"}, kUsage, "--resets: 'warm' is none of controller, subsystem, flr"},
    {{"run", "/dev/nvme0n1", "--resets", "power"}, kUsage, "--resets power: --power-cycle COMMAND is missing"},
    {{"diff", "/dev/nvme0n1", "--power-cycle", "true"}, kUsage, "--power-cycle: --resets does not name power"},
    // ---- what to run, and what to know
    {{"run", "ref:", "--budget", "10"}, kUsage, "--budget: '10' is neither a time (90s, 10m, 2h) nor a size"},
    {{"describe", "ref:zone=4"}, kUsage, "ref: no option 'zone'; the nearest is 'zones'"},
    {{"describe", "ref:", "--report", "html=/tmp/x"}, kUsage, "--report: a description is written as json=FILE"},
    {{"run", "ref:", "--filter", "flsh/*"},
     kNothingMatched,
     "no case of the suite 'all' matches --filter 'flsh/*'; the nearest is 'flush'"},
    {{"run", "ref:", "--filter", "zone-append/fau"},
     kNothingMatched,
     "'zone-append/fau'; the nearest is 'zone-append/fua'"},
    {{"run", "ref:", "--filter", "apend"}, kNothingMatched, "--filter 'apend' (see znspec list cases)"},
    {{"run", "ref:", "--filter", "append"}, kNothingMatched, "--filter 'append'; the nearest is 'zone-append'"},
    {{"run", "ref:", "--clause", "ZNS-APEND-001"}, kNothingMatched, "'ZNS-APEND-001'; the nearest is 'ZNS-APPEND-001'"},
    {{"run", "ref:", "--section", "zone append"}, kNothingMatched, "; the nearest is 'Zone Append command'"},
    {{"run", "ref:", "--section", "3.4.11"}, kNothingMatched, "--section '3.4.11'; the nearest is '3.4.1'"},
    {{"list", "mutant"}, kUsage, "WHAT: mutant not in {cases,clauses,freedoms,mutants,variants,sections}"},
    {{"explain", "ZNS-ZMS-02"}, kUsage, "or variant has the id 'ZNS-ZMS-02'; the nearest is"},
    {{"explain", "implicit-clos"}, kUsage, "the nearest is 'implicit-close'"},
    {{"mutants", "nosuch"},
     kNothingMatched,
     "none of the mutants matches 'nosuch' (znspec list mutants names them all)"},
    {{"mutants", "append-past-zcp"}, kNothingMatched, "matches 'append-past-zcp'; the nearest is 'append-past-zcap'"},
    {{"mutants", "--permitted", "victim-nwest"},
     kNothingMatched,
     "of the variants matches 'victim-nwest'; the nearest is 'victim-newest'"},
    {{"exhaust", "mar2-mor2", "--bound", "2"}, kUsage, "none of these is of bound 2"},
    {{"exhaust", "mar9"}, kUsage, "no bounds 'mar9'; there are"},
    // ---- files
    {{"replay", "/nonexistent"}, kUsage, "/nonexistent: No such file or directory"},
    {{"replay", "/nonexistent", "ref:"}, kUsage, "/nonexistent: No such file or directory"},
    {{"matrix", "/nonexistent"}, kUsage, "cannot read matrix file '/nonexistent': No such file or directory"},
    {{"run", "ref:", "--deviations", "/nonexistent"}, kUsage, "cannot read deviations file '/nonexistent'"},
    {{"run", "ref:", "--report", "xml=f"}, kUsage, "--report: 'xml=f' is none of console, json=FILE"},
    {{"run", "ref:", "--report", "html=/nonexistent/x"}, kHarnessError, "cannot write report '/nonexistent/x'"},
    {{"run", "ref:", "--deviations", "x", "--no-deviations"}, kUsage, "--no-deviations"},
    {{"run", "ref:", "--color", "sometimes"}, kUsage, "--color"},
};

TEST(Mistakes, AreSixtyOrMore) {
  EXPECT_GE(std::size(kMistakes), 60U);
}

TEST(Mistakes, GetOneLineThatSaysWhatAndWhere) {
  for (const Mistake& mistake : kMistakes) {
    std::ostringstream out;
    std::ostringstream err;
    World world{.out = out,
                .err = err,
                .out_is_terminal = false,
                .err_is_terminal = false,
                .no_color = true,
                .contents = [] { return suites::contents(); },
                .open_target = open_target,
                .run_guest = {},
                .program = "znspec"};
    const std::string said = "znspec " + ::testing::PrintToString(mistake.arguments);
    EXPECT_EQ(run_cli(mistake.arguments, world), mistake.status) << said << "\n" << err.str();
    const std::string line = err.str();
    EXPECT_THAT(line, AllOf(StartsWith("znspec: "), HasSubstr(mistake.answer))) << said;
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << said;
    EXPECT_EQ(out.str(), "") << said;
  }
}

}  // namespace
}  // namespace zns::harness
