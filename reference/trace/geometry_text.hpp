// The fields of a geometry by the names of the `ref:` options and of the standard.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reference/device/namespace/geometry.hpp"

namespace zns {

[[nodiscard]] std::string to_text(const Geometry& geometry);  // "nsid=1 nn=4 lba=4096 ...": every field

// "csi=nvm lba=4096 ... nsze=0x400": every field that is the namespace's own.
[[nodiscard]] std::string namespace_text(const Geometry& geometry);
// Whether the field is of a namespace of that command set, and not of its controller.
[[nodiscard]] bool is_field_of_namespace(std::string_view name, Csi csi);
inline constexpr std::uint64_t kUsualNsze = 1024;  // logical blocks
// A namespace behind the same controller, with what is usual of its own fields.
[[nodiscard]] Geometry beside(const Geometry& first, std::uint32_t nsid, Csi csi);

enum class FieldSet : std::uint8_t { Done, NoSuchField, BadValue };
FieldSet set_field(Geometry& geometry, std::string_view name, std::string_view value);
// What the values of a field are: "a number from 0 to 255", "yes or no", "one of unsaid, zeroes, ones".
[[nodiscard]] std::string expected_value(std::string_view name);

// The first field in which the two differ, and its values: "zcap is 0x30 there and 0x40 here".
[[nodiscard]] std::optional<std::string> difference(const Geometry& there, const Geometry& here);

// Digits, or 0x and hexadecimal ones; no sign.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace zns
