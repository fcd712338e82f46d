// The command line as a user meets it, over made-up cases and the reference device, for the tests of it.
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/cli/cli.hpp"
#include "harness/qemu/guest.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/open.hpp"
#include "harness/targets/ref_options.hpp"
#include "suites/bench.hpp"

namespace zns::harness {

inline suites::Case cli_case(const std::string& id, std::function<void(suites::Bench&)> body,
                             ClauseId clause = "ZNS-ZMS-021") {
  return {.id = id,
          .title = "Title of " + id,
          .clauses = {clause},
          .level = Level::Shall,
          .needs = {},
          .run = std::move(body)};
}

inline std::vector<suites::Section> contents_for_tests() {
  using suites::Bench;
  return {{"Base 2.0 7.1",
           "Flush command",
           {cli_case("flush/good", [](Bench& bench) { bench.expect_success(bench.flush()); })}},
          {"ZNS 1.1 3.4.3",
           "Zone Management Send command",
           {cli_case("send/bad", [](Bench& bench) { bench.expect(false, "this", "that"); }),
            cli_case("send/undecided", [](Bench&) { throw suites::CaseInconclusive{"who knows"}; }),
            cli_case("send/lost", [](Bench&) { throw HarnessError{"the device is gone"}; })}}};
}

struct CliOutcome {
  int status = -1;
  std::string out;
  std::string err;
};

// A reference device by the name of QEMU's, of which one deviation is known and shipped.
class LikeQemu final : public OpenedTarget {
 public:
  suites::Target& target() override { return reference_; }
  [[nodiscard]] std::string known_deviations() const override { return "qemu-7.2.deviations"; }
  [[nodiscard]] std::string emulator() const override { return "QEMU 7.2.0"; }

 private:
  InProcessTarget reference_{"qemu:", parse_ref_options("").geometry, parse_ref_options("").policy};
};

class Cli : public ::testing::Test {
 protected:
  CliOutcome znspec(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    out_ = &out;
    err_ = &err;
    World world{.out = out,
                .err = err,
                .out_is_terminal = terminal_,
                .err_is_terminal = terminal_,
                .no_color = no_color_,
                .contents = [this] { return contents(); },
                .open_target = {},
                .run_guest = {},
                .now = [this] { return now_ += step_; },
                .provenance = provenance_,
                .program = ZNSPEC_PROGRAM};
    world.open_target = [this](const std::string& spelling, const TargetOptions& options) {
      ++opened_;
      spelling_ = spelling;
      qemu_ = options.qemu;
      if (spelling == "qemu:") return std::unique_ptr<OpenedTarget>{std::make_unique<LikeQemu>()};
      return open_target(spelling, options);
    };
    world.run_guest = [this](const GuestOptions& options, const std::vector<std::string>& words) {
      guest_ = options;
      guest_arguments_ = words;
      return guest_run_ ? guest_run_(options, words) : 1;
    };
    const int status = run_cli(arguments, world);
    return {status, out.str(), err.str()};
  }

  // One clear line and no usage dump.
  void expect_complaint(const std::vector<std::string>& arguments, int status, const std::string& text) {
    const CliOutcome outcome = znspec(arguments);
    EXPECT_EQ(outcome.status, status) << ::testing::PrintToString(arguments);
    EXPECT_EQ(outcome.out, "") << ::testing::PrintToString(arguments);
    EXPECT_THAT(outcome.err, ::testing::AllOf(::testing::StartsWith("znspec: "), ::testing::HasSubstr(text)))
        << ::testing::PrintToString(arguments);
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << ::testing::PrintToString(arguments);
  }

  [[nodiscard]] std::vector<suites::Section> contents() const {
    using suites::Bench;
    if (contents_) return contents_();
    if (known_case_.empty()) return contents_for_tests();
    return {{"Base 2.0 7.1",
             "Flush command",
             {cli_case("flush/good", [](Bench& bench) { bench.expect_success(bench.flush()); }),
              cli_case(
                  known_case_, [](Bench& bench) { bench.expect(false, "this", "that"); }, "ID-CNS-003b")}}};
  }

  std::string file(const std::string& name, const std::string& text) {
    const auto path =
        std::filesystem::path{::testing::TempDir()} / ("znspec_cli_" + std::to_string(::getpid()) + "_" + name);
    std::ofstream{path} << text;
    return path.string();
  }

  bool terminal_ = false;
  bool no_color_ = false;
  Provenance provenance_;
  std::chrono::steady_clock::time_point now_;  // which goes on by a step each time that it is asked
  std::chrono::seconds step_{0};
  int opened_ = 0;
  std::string spelling_;
  QemuProgram qemu_;
  std::function<std::vector<suites::Section>()> contents_;  // in the place of the usual ones
  std::ostringstream* out_ = nullptr;                       // as it is while cases run
  std::ostringstream* err_ = nullptr;
  std::string known_case_;  // of the shipped deviations; it fails
  std::function<int(const GuestOptions&, const std::vector<std::string>&)> guest_run_;  // what a guest does
  GuestOptions guest_;
  std::vector<std::string> guest_arguments_;
};

}  // namespace zns::harness
