// What a run shows while it goes on, and how it is interrupted.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

namespace zns::harness {

using Clock = std::function<std::chrono::steady_clock::time_point()>;

// One line on a terminal, written over and over; elsewhere a line now and then, so that a long run is seen to live.
class Progress {
 public:
  Progress(std::ostream& err, bool terminal, Clock now = std::chrono::steady_clock::now)
      : err_{err}, terminal_{terminal}, now_{std::move(now)}, start_{now_()}, last_{start_} {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }
  // `share`: of the work that is done; without it each of `total` is as much as any other.
  void show(std::size_t done, std::size_t total, const std::string& id, std::optional<double> share = {});
  void fail() { ++failures_; }  // one more
  void clear();

 private:
  std::ostream& err_;
  [[nodiscard]] std::string text(std::size_t done, std::size_t total, std::optional<double> share) const;

  bool terminal_;
  Clock now_;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;  // that a line was written where there is no terminal
  std::size_t failures_ = 0;
  bool shown_ = false;
};

// While one lives, the first SIGINT or SIGTERM only asks to stop, so that a case can put its zones back; the second one
// kills as usual.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();
  [[nodiscard]] static bool asked();
};

}  // namespace zns::harness
