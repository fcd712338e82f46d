// Values as parts of case ids.
#pragma once

#include <string>
#include <string_view>

#include "reference/spec/zone_state.hpp"

namespace zns::suites {

inline std::string hex_slug(unsigned value) {  // "3fh", at least two digits
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (; text.size() < 2 || value != 0; value >>= 4) text.insert(text.begin(), kDigits[value & 0xF]);
  return text + 'h';
}

inline std::string slug(ZoneState zs) {  // "zsio"
  std::string text{letters(zs)};
  for (char& c : text) c = static_cast<char>(c - 'A' + 'a');
  return text;
}

}  // namespace zns::suites
