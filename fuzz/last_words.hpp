// What an execution says before it dies, whatever kills it: the program as a trace, and the line that replays it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "fuzz/program.hpp"

namespace zns::fuzz {

// The text of an input, of which `reached` records were begun. Each target has one such function.
using Words = std::string (*)(Bytes input, std::size_t reached);

std::string text_words(Bytes input, std::size_t reached);  // of inputs that are text: the input
std::string hex_words(Bytes input, std::size_t reached);   // of any other

// One execution of a target: while it lives, a crash ends in last words.
class Execution {
 public:
  Execution(const char* target, Words words, const std::uint8_t* data, std::size_t size);
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution();

  [[nodiscard]] Bytes input() const { return input_; }
  void reach(std::size_t record) { reached_ = record + 1; }

 private:
  friend void say_last_words();
  const char* target_;
  Words words_;
  Bytes input_;
  std::size_t reached_ = 0;
};

// What a target claims. `what` says it in words.
[[noreturn]] void fail(const std::string& what);
inline void expect(bool holds, const char* what) {
  if (!holds) fail(what);
}

}  // namespace zns::fuzz
