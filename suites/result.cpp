#include "suites/result.hpp"

#include <algorithm>
#include <cctype>

namespace zns::suites {
namespace {

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::Passed:
      return "passed";
    case Verdict::Failed:
      return "failed";
    case Verdict::Known:
      return "known";
    case Verdict::Stale:
      return "stale";
    case Verdict::Warned:
      return "warned";
    case Verdict::NotApplicable:
      return "not_applicable";
    case Verdict::Error:
      return "error";
  }
  return "?";
}

std::string without_numbers(std::string_view text) {
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  std::string result;
  while (!text.empty()) {
    const auto end = std::find_if_not(text.begin(), text.end(), in_word);
    const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    const bool number = word.starts_with("0x") || (!word.empty() && std::all_of(word.begin(), word.end(), is_digit));
    if (number)
      result += '#';
    else
      result += word;
    text.remove_prefix(word.size());
    if (text.empty()) break;
    result += text.front();
    text.remove_prefix(1);
  }
  return result;
}

}  // namespace zns::suites
