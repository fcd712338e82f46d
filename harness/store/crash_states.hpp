// What a loss of power may leave of an image, tried out: all small programs, power lost after each operation of the
// disk, each form that unsynced bytes may have then. Every image must open as the device after some step, none earlier
// than the last that was promised; some are gone on with, and lose power again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "harness/store/fake_disk.hpp"

namespace zns::harness {

struct CrashPlan {
  std::size_t longest = 3;       // programs of so many acts, and fewer
  std::size_t every = 1;         // of those so long, each so manieth; all that are shorter
  std::size_t every_go_on = 16;  // of the images that opened, each so manieth is gone on with
  unsigned threads = 2;
  // What the store stands on, in place of the disk itself.
  std::function<std::unique_ptr<Disk>(FakeDisk&)> disk = {};
};

struct CrashReport {
  std::uint64_t programs = 0;
  std::uint64_t points = 0;   // operations of the disk after which power was lost
  std::uint64_t states = 0;   // of the file that were judged
  std::uint64_t loads = 0;    // of those; equal ones of a small program are opened once
  std::uint64_t gone_on = 0;  // with
  std::uint64_t lost = 0;     // of the states: what was promised is not there
  std::uint64_t wrong = 0;    // of the states: no step led to what was opened
  std::string first;          // of those: how to see it again, and behind a colon what became of it
  [[nodiscard]] bool is_clean() const { return lost + wrong == 0; }
};

// Adds the counts; the first failure is that of `sum`, if it has one.
CrashReport& operator+=(CrashReport& sum, CrashReport report);

[[nodiscard]] CrashReport try_crashes(const CrashPlan& plan);
// "cache=written write append flush #17": that program, and its state of that number alone. Nothing is judged if the
// text says anything else.
[[nodiscard]] CrashReport replay_crash(std::string_view text, const CrashPlan& plan = {});

// The same programs while the process dies: after each operation of the disk that changes something. Another one opens
// the image, and is promised what it does; then power is lost.
struct DeathReport {
  std::uint64_t deaths = 0;
  std::uint64_t lost = 0;  // of the states of the file behind that
  std::string first;       // of those
};
[[nodiscard]] DeathReport try_deaths(const CrashPlan& plan);

// The same programs while the disk fails: at each of its operations, once or from then on, in each way. The store must
// have taken a command or not, or take none any more and leave the disk alone; then power is lost.
struct ErrorReport {
  std::uint64_t runs = 0;
  std::uint64_t refused = 0;   // of the runs: a command ended for want of space, and the device went on
  std::uint64_t poisoned = 0;  // of the runs: the store took nothing any more
  std::uint64_t states = 0;    // of the file after a loss of power, or of the process
  std::uint64_t lost = 0;
  std::uint64_t wrong = 0;
  std::string first;  // of those
  [[nodiscard]] bool is_clean() const { return lost + wrong == 0; }
};
[[nodiscard]] ErrorReport try_errors(const CrashPlan& plan);
[[nodiscard]] std::string to_text(const ErrorReport& report);

// In one line, and the first failure in another.
[[nodiscard]] std::string to_text(const CrashReport& report);

}  // namespace zns::harness
