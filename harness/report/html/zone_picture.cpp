// A zone as a bar: its capacity, what is written of it, the write pointer, and the gap up to the zone size.
#include <algorithm>
#include <cmath>

#include "harness/report/html/parts.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness::html {
namespace {

constexpr std::uint64_t kUnits = 1000;  // the width of a bar

// `part` of `whole`, in units of the bar; a device may say anything.
std::uint64_t share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return 0;
  return static_cast<std::uint64_t>(std::lround(
      static_cast<double>(kUnits) * static_cast<double>(std::min(part, whole)) / static_cast<double>(whole)));
}

std::string bar_part(const std::string& css, std::uint64_t from, std::uint64_t until) {
  return "<rect class=\"" + css + "\" x=\"" + std::to_string(from) + "\" y=\"0\" width=\"" +
         std::to_string(until - std::min(from, until)) + "\" height=\"24\"/>";
}

std::string state_class(ZoneState zs) {
  return "s-" + std::string{column(zs) < kZoneStateCount ? letters(zs) : "none"};
}

std::uint64_t written_blocks(const ZoneDescriptor& zone) {
  if (zone.zs == ZoneState::Full) return zone.zcap;
  return is_writable(zone.zs) && zone.wp > zone.zslba ? zone.wp - zone.zslba : 0;
}

std::string words(const ZoneDescriptor& zone) {
  std::string text = "zcap " + hex(zone.zcap);
  if (is_writable(zone.zs))
    text = "wp " + hex(zone.wp) + " (" + std::to_string(written_blocks(zone)) + " of " + std::to_string(zone.zcap) +
           " blocks), " + text;
  return zone.za == 0 ? text : text + ", za " + hex(zone.za);
}

std::string row(const char* when, const ZoneDescriptor& zone, std::uint64_t zsze) {
  const std::uint64_t capacity = share(zone.zcap, zsze);
  const std::uint64_t written = std::min(share(written_blocks(zone), zsze), capacity);
  const std::string css = state_class(zone.zs);
  std::string bar =
      bar_part("gap", capacity, kUnits) + bar_part("room", 0, capacity) + bar_part("written " + css, 0, written);
  if (is_writable(zone.zs)) {
    const std::uint64_t wp = std::min(share(written_blocks(zone), zsze), kUnits - 4);
    bar += bar_part("wp", wp, wp + 4);
  }
  return element("span", "class=\"when\"", when) +
         element("span", "class=\"chip " + css + "\"", escaped(letters(zone.zs))) +
         element("svg",
                 "class=\"bar " + css +
                     "\" viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
                     escaped(words(zone)) + "\"",
                 bar) +
         element("span", "class=\"words\"", escaped(words(zone))) + "\n";
}

}  // namespace

std::string zone_picture(const suites::SeenZone& zone, std::uint64_t zsze) {
  std::string rows;
  if (zone.before) rows += row(zone.after ? "before" : "believed", *zone.before, zsze);
  if (zone.after) rows += row(zone.before ? "after" : "found", *zone.after, zsze);
  if (rows.empty()) return "";
  const ZoneDescriptor& any = zone.after ? *zone.after : *zone.before;
  const std::string caption = "zone " + std::to_string(zone.index) + ", zslba " + hex(any.zslba);
  return element("figure", "class=\"zone\"", element("figcaption", "", caption) + "\n" + rows) + "\n";
}

}  // namespace zns::harness::html
