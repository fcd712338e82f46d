#include "fuzz/last_words.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace zns::fuzz {
namespace {

constexpr std::array kDeaths{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

Execution* current = nullptr;
std::array<struct sigaction, kDeaths.size()> others{};  // whose turn it is after us: libFuzzer's, or a sanitizer's

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string base64(Bytes bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) group = group << 8 | (i < count ? bytes[at + i] : 0U);
    for (std::size_t i = 0; i < 4; ++i) text += i <= count ? kDigits[group >> (18 - 6 * i) & 63U] : '=';
  }
  return text;
}

}  // namespace

// Once: what it takes to say them may die in turn.
void say_last_words() {
  if (current == nullptr) return;
  const Execution& execution = *current;
  current = nullptr;
  const std::string target = execution.target_;
  write_all("\n==== " + target + " dies of this input; replay it with\n     echo " + base64(execution.input_) +
            " | base64 -d > crash.input && ./znspec fuzz " + target + " crash.input\n");
  write_all(execution.words_(execution.input_, execution.reached_) + "====\n");
}

namespace {

void on_death(int signal, siginfo_t*, void*) {
  say_last_words();
  for (std::size_t i = 0; i < kDeaths.size(); ++i)
    if (kDeaths[i] == signal) ::sigaction(signal, &others[i], nullptr);
  // Faults come again as soon as the handler returns; an abort has to be sent again.
  if (signal == SIGABRT) std::raise(signal);
}

// At the first execution: by then libFuzzer has put its own handlers in place.
void take_over_signals() {
  static const bool kDone = [] {
    for (std::size_t i = 0; i < kDeaths.size(); ++i) {
      struct sigaction mine {};
      mine.sa_sigaction = on_death;
      mine.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
      ::sigaction(kDeaths[i], &mine, &others[i]);
    }
    return true;
  }();
  static_cast<void>(kDone);
}

}  // namespace

Execution::Execution(const char* target, Words words, const std::uint8_t* data, std::size_t size)
    : target_{target}, words_{words}, input_{data, size} {
  take_over_signals();
  current = this;
}

Execution::~Execution() {
  current = nullptr;
}

void fail(const std::string& what) {
  write_all("\n==== not so: " + what + "\n");
  std::abort();
}

std::string text_words(Bytes input, std::size_t) {
  return std::string{input.begin(), input.end()} + "\n";
}

std::string hex_words(Bytes input, std::size_t) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < input.size(); ++i) {
    text += {kDigits[input[i] >> 4], kDigits[input[i] & 15U], i % 32 == 31 ? '\n' : ' '};
  }
  return text + "\n";
}

}  // namespace zns::fuzz

// Sanitizers call these, where they are linked, as they report; they end the process by no signal.
extern "C" {
void __asan_on_error();
void __ubsan_on_report();
void __asan_on_error() {
  zns::fuzz::say_last_words();
}
void __ubsan_on_report() {
  zns::fuzz::say_last_words();
}
}
