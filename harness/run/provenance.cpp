#include "harness/run/provenance.hpp"

#include <sys/utsname.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <ctime>

#include "harness/report/text.hpp"

namespace zns::harness {

std::string date_text(std::chrono::system_clock::time_point when) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
  std::tm utc{};
  if (::gmtime_r(&seconds, &utc) == nullptr) return {};
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

std::string command_line(const std::vector<std::string>& arguments) {
  std::string begin = "znspec";
  std::string rest;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--replay-as" && i + 1 < arguments.size())
      begin = arguments[++i];
    else if (arguments[i] == "--guest-journal")
      ++i;
    else
      rest += " " + shell_word(arguments[i]);
  }
  return begin + rest;
}

Provenance here_and_now() {
  Provenance provenance{.date = date_text(std::chrono::system_clock::now())};
  if (const char* const emulator = std::getenv(kEmulatorVariable)) provenance.emulator = emulator;
  utsname names{};
  if (::uname(&names) != 0) return provenance;
  const char* const around = std::getenv(kHostVariable);
  provenance.host = around != nullptr ? std::string{"a guest on "} + around : names.nodename;
  provenance.kernel = std::string{names.sysname} + " " + names.release + " " + names.machine;
  return provenance;
}

Provenance provenance_of(const std::vector<std::string>& arguments, const std::string& commit) {
  Provenance provenance = here_and_now();
  provenance.commit = commit;
  provenance.command_line = command_line(arguments);
  return provenance;
}

}  // namespace zns::harness
