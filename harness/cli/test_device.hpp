// What `run` and `diff` have in common: what a user can get wrong comes first, then files are made, then the device is
// touched; and in the end there is a report.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/device_arguments.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/world.hpp"
#include "harness/personality/observer.hpp"
#include "harness/report/report.hpp"

namespace zns::harness {

struct TestContext {
  OpenedTarget& opened;
  Progress& progress;
  SaveTrace save;
  PersonalityObserver* personality = nullptr;  // null: nobody asked
  // Shows the head of the report, and each result, as they come. The latter is true if the case failed, and no list
  // excuses it.
  std::function<void(const Report& head)> begin;
  std::function<bool(const SectionReport& section, std::size_t id_width, const CaseReport& entry)> add;
  Provenance provenance = {};
};

// What is taken over from an earlier run.
struct Earlier {
  std::optional<Report> report = {};
  // The reader has seen it, for this run goes on where that one broke off: with its head, and with all results but one.
  bool seen = false;
  std::string unseen = {};  // the id of that one; empty: there is none
};

// Checks the arguments of all device tests, opens the target, tests it, writes the reports. Returns the exit status.
int test_device(const DeviceArguments& arguments, const std::vector<suites::Section>& contents, World& world,
                const std::function<Report(const TestContext&)>& test, const Earlier& earlier = {});

// Writes the reports of `earlier`, which is all that there is. Returns the exit status.
int report_earlier(const DeviceArguments& arguments, const std::vector<suites::Section>& contents, World& world,
                   const Earlier& earlier);

}  // namespace zns::harness
