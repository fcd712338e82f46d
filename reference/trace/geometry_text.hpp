// The fields of a geometry by the names of the `ref:` options and of the standard.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/device/geometry.hpp"

namespace zns {

[[nodiscard]] std::string to_text(const Geometry& geometry);  // "nsid=1 nn=4 lba=4096 ...": every field

enum class FieldSet : std::uint8_t { Done, NoSuchField, BadValue };
FieldSet set_field(Geometry& geometry, std::string_view name, std::string_view value);
// What the values of a field are: "a number from 0 to 255", "yes or no", "one of unsaid, zeroes, ones".
[[nodiscard]] std::string expected_value(std::string_view name);

// The first field in which the two differ, and its values: "zcap is 0x30 there and 0x40 here".
[[nodiscard]] std::optional<std::string> difference(const Geometry& there, const Geometry& here);

// Digits, or 0x and hexadecimal ones; no sign.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace zns
