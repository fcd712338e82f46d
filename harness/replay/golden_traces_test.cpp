// The traces of corpora/traces: what the reference does, byte for byte. `golden_traces_test --rewrite` writes them
// anew.
#include "harness/replay/golden_traces.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string_view>

#include "harness/replay/replay.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/targets/open.hpp"

namespace zns::harness {
namespace {

const std::filesystem::path kFolder = std::filesystem::path{ZNSPEC_SOURCE_DIR} / "corpora" / "traces";

std::filesystem::path path_of(const Trace& trace) {
  return kFolder / (trace.note + ".trace");
}

std::string contents_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

TEST(GoldenTraces, AreWhatTheReferenceDoesNow) {
  std::set<std::string> names;
  for (const Trace& trace : golden_traces()) {
    EXPECT_EQ(print(trace), contents_of(path_of(trace))) << path_of(trace);
    names.insert(path_of(trace).filename().string());
  }
  for (const auto& file : std::filesystem::directory_iterator{kFolder})
    if (file.path().extension() == ".trace") {
      EXPECT_EQ(names.count(file.path().filename().string()), 1U) << file.path() << " is nobody's";
    }
}

TEST(GoldenTraces, CanBeReplayedByteForByte) {
  for (const Trace& golden : golden_traces()) {
    // given the file, and a device spelt as its target
    const Trace trace = load_trace(path_of(golden).string());
    const auto opened = open_target(trace.target, {});
    // when, then
    EXPECT_EQ(print(replay(trace, opened->target())), contents_of(path_of(golden))) << golden.note;
  }
}

// What QEMU did at queue depth, and znspec once took for a defect.
TEST(PermittedTraces, AreFoundPermitted) {
  std::size_t traces = 0;
  for (const auto& file : std::filesystem::directory_iterator{kFolder / "permitted"}) {
    ++traces;
    for (const TraceFinding& each : rejudge(load_trace(file.path().string())).findings)
      ADD_FAILURE() << file.path() << ", command " << each.command << ": " << each.finding.observed;
  }
  EXPECT_GT(traces, 0U);
}

TEST(GoldenTraces, ArePermitted) {
  for (const Trace& trace : golden_traces()) {
    for (const TraceFinding& each : rejudge(trace).findings)
      ADD_FAILURE() << trace.note << ", command " << each.command << ": " << each.finding.command << ": "
                    << each.finding.observed;
  }
}

int rewrite() {
  for (const Trace& trace : golden_traces()) {
    std::ofstream file{path_of(trace), std::ios::binary | std::ios::trunc};
    file << print(trace) << std::flush;
    if (!file) {
      std::cerr << "cannot write " << path_of(trace) << "\n";
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace zns::harness

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc > 1 && std::string_view{argv[1]} == "--rewrite") return zns::harness::rewrite();
  return RUN_ALL_TESTS();
}
