// What a run shows while it goes on, and how it is interrupted.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>

namespace zns::harness {

// One line on a terminal, written over and over; nothing at all elsewhere.
class Progress {
 public:
  Progress(std::ostream& err, bool terminal) : err_{err}, terminal_{terminal} {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }
  void show(std::size_t done, std::size_t total, const std::string& id);
  void clear();

 private:
  std::ostream& err_;
  bool terminal_;
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
