// The reader: what comes before the commands.
#include "reference/trace/parser.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "reference/spec/zone_state.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kAny64 = std::numeric_limits<std::uint64_t>::max();

// The text behind escapes; nothing if one of them is none.
std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
    } else if (text.substr(i + 1, 1) == "n" || text.substr(i + 1, 1) == "\\") {
      out += text[++i] == 'n' ? '\n' : '\\';
    } else {
      const auto byte = text.substr(i + 1, 1) == "x" && i + 3 < text.size()
                            ? parse_number("0x" + std::string{text.substr(i + 2, 2)})
                            : std::nullopt;
      if (!byte) return std::nullopt;
      out += static_cast<char>(*byte);
      i += 3;
    }
  }
  return out;
}

}  // namespace

std::variant<Trace, TraceError> TraceParser::parse() {
  if (text_.size() > kMostTraceText) {
    complain(0, "a trace is " + std::to_string(kMostTraceText) + " bytes at most");
    return located();
  }
  if (version())
    while (skip_empty_lines(), !at_end())
      if (!line()) break;
  if (!error_ && !has_device_) complain(at_, "there is no 'device' line");
  if (!error_) batch_is_complete();
  if (error_) return located();
  return std::move(trace_);
}

std::variant<Trace, TraceError> parse_trace(std::string_view text) {
  return TraceParser{text}.parse();
}

bool TraceParser::version() {
  skip_empty_lines();
  const std::size_t start = at_;
  if (word() != "znspec-trace") return complain(start, "a trace begins with 'znspec-trace 1', or a later version");
  skip_blanks();
  const std::size_t at = at_;
  const auto number = parse_number(word());
  if (!number || *number == 0 || *number > kTraceVersion)
    return complain(at, "the version is none that this znspec reads (1 to " + std::to_string(kTraceVersion) + ")");
  version_ = *number;
  return end_of_line();
}

bool TraceParser::line() {
  const std::size_t start = at_;
  if (accept(">")) return command();
  if (accept("<")) return completion();
  const std::string_view keyword = word();
  if (!batch_is_complete()) return false;
  if (keyword == "reset") return reset();
  if (keyword == "inject") return injection();
  if (keyword == "controller" && version_ > 1) return control();
  return header(keyword, start);
}

bool TraceParser::header(std::string_view keyword, std::size_t at) {
  const auto once = [&](bool& given) {
    if (given) return complain(at, "there are two '" + std::string{keyword} + "' lines");
    return given = true;
  };
  if (!trace_.steps.empty())
    return complain(at, "'" + std::string{keyword} + "' begins no line behind the first command");
  if (keyword == "target") return once(has_target_) && free_text(trace_.target);
  if (keyword == "note") return once(has_note_) && free_text(trace_.note);
  if (keyword == "device") return once(has_device_) && device();
  if (keyword == "namespace" && version_ > 1) return further_namespace();
  if (keyword == "seed") return once(has_seed_) && seed();
  if (keyword == "zone") return zone();
  return complain(at, "'" + std::string{keyword} + "' begins no line of a trace");
}

bool TraceParser::free_text(std::string& into) {
  if (next() == ' ') ++at_;
  const std::size_t start = at_;
  skip_rest_of_line();
  std::string_view raw = text_.substr(start, at_ - start);
  if (!raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
  const auto text = unescaped(raw);
  if (!text) return complain(start, R"(a '\' is followed by 'n', '\' or 'x' and two hexadecimal digits)");
  into = *text;
  return true;
}

bool TraceParser::device() {
  const std::size_t start = at_;
  while (skip_blanks(), !at_line_end())
    if (!geometry_field(trace_.geometry, false)) return false;
  if (!trace_.geometry.is_zoned()) return complain(start, "the device's first namespace is a zoned one");
  return check_device(trace_.geometry, start);
}

bool TraceParser::geometry_field(Geometry& geometry, bool of_namespace) {
  const std::size_t at = at_;
  const std::string_view field = word();
  const std::size_t equals = field.find('=');
  const std::string name{field.substr(0, equals)};
  if (equals == std::string_view::npos) return complain(at, "'" + name + "' has no value");
  const bool is_of_blocks = is_field_of_namespace(name, Csi::Nvm) && !is_field_of_namespace(name, Csi::Zoned);
  if (!of_namespace && is_of_blocks) return complain(at, "'" + name + "' is no field of a device");
  if (of_namespace && !is_field_of_namespace(name, geometry.csi))
    return complain(at, "'" + name + "' is no field of such a namespace");
  switch (set_field(geometry, name, field.substr(equals + 1))) {
    case FieldSet::Done:
      return true;
    case FieldSet::NoSuchField:
      return complain(at, "'" + name + "' is no field of a device");
    case FieldSet::BadValue:
      return complain(at, "'" + name + "' cannot be '" + std::string{field.substr(equals + 1)} + "'");
  }
  return false;
}

// "namespace 2 csi=nvm nsze=0x400 ..."
bool TraceParser::further_namespace() {
  if (!has_device_) return complain(at_, "the 'device' line comes first");
  skip_blanks();
  const std::size_t start = at_;
  const auto nsid = parse_number(word());
  const auto has_it = [&](const Geometry& each) { return each.nsid == nsid; };
  const std::vector<Geometry>& others = trace_.beside;
  if (!nsid || *nsid == 0 || *nsid > trace_.geometry.nn || has_it(trace_.geometry) ||
      std::any_of(others.begin(), others.end(), has_it))
    return complain(start, "an NSID from 1 to nn is expected that no other namespace has");
  if (others.size() == kMostTraceNamespaces)
    return complain(start, "namespaces are " + std::to_string(kMostTraceNamespaces) + " at most");
  skip_blanks();
  const bool is_nvm = text_.substr(at_, 7) == "csi=nvm";
  if (!is_nvm && text_.substr(at_, 9) != "csi=zoned") return complain(at_, "csi=nvm or csi=zoned is expected");
  Geometry geometry = beside(trace_.geometry, static_cast<std::uint32_t>(*nsid), is_nvm ? Csi::Nvm : Csi::Zoned);
  while (skip_blanks(), !at_line_end())
    if (!geometry_field(geometry, true)) return false;
  if (geometry.is_zoned() == is_nvm) return complain(start, "csi is said twice");
  trace_.beside.push_back(geometry);
  return check_device(geometry, start);
}

// What everything else relies on. A device may contradict itself otherwise, and its trace is a trace.
bool TraceParser::check_device(const Geometry& g, std::size_t at) {
  if (g.zones == 0 || g.zones > kMostTraceZones)
    return complain(at, "zones are 1 to " + std::to_string(kMostTraceZones));
  if (!std::has_single_bit(g.lba_bytes) || g.lba_bytes < 512 || g.lba_bytes > kMostLbaBytes)
    return complain(at, "lba is a power of two from 512 to " + std::to_string(kMostLbaBytes));
  if (g.zsze == 0 || g.zsze > kAny64 / g.zones) return complain(at, "zsze times zones does not fit 64 bits, or is 0");
  if (g.zcap > g.zsze) return complain(at, "zcap is larger than zsze");
  if (g.csi != Csi::Zoned && g.csi != Csi::Nvm) return complain(at, "csi is zoned or nvm");
  return true;
}

bool TraceParser::seed() {
  skip_blanks();
  const std::size_t at = at_;
  const auto number = parse_number(word());
  if (!number) return complain(at, "the seed is no number");
  trace_.seed = *number;
  return end_of_line();
}

bool TraceParser::zone() {
  skip_blanks();
  const std::size_t at = at_;
  if (!has_device_) return complain(at, "the 'device' line comes first");
  const auto id = parse_number(word());
  if (!id || *id >= trace_.geometry.zones) return complain(at, "the device has no such zone");
  if (!trace_.start.empty() && trace_.start.back().id >= *id)
    return complain(at, "zones are listed in ascending order");
  TraceZone start{.id = static_cast<ZoneId>(*id)};
  Fields words;
  if (!fields(words, "ext=", start.extension, trace_.geometry.extension_bytes()) || !zone_state(start.zone, words, at))
    return false;
  const Geometry& geometry = trace_.geometry;
  start.zone.wp = words.number("wp", kAny64).value_or(geometry.zslba(start.id));
  start.zone.zcap = words.number("zcap", kAny64).value_or(geometry.zcap);
  start.zone.za = static_cast<std::uint8_t>(words.number("za", 0xFF).value_or(0));
  start.zone.zai = static_cast<std::uint8_t>(words.number("zai", 0xFF).value_or(0));
  if (!take_all(words, "a zone")) return false;
  trace_.start.push_back(std::move(start));
  return true;
}

bool TraceParser::zone_state(Zone& zone, Fields& words, std::size_t at) {
  for (const ZoneState zs : kZoneStates)
    if (words.flag(letters(zs))) {
      zone.zs = zs;
      return true;
    }
  const auto number = words.number("zs", 0xFF);
  if (!number) return complain(at, "a zone has a state: ZSE, ZSIO, ZSEO, ZSC, ZSF, ZSRO or ZSO");
  zone.zs = static_cast<ZoneState>(*number);
  return true;
}

}  // namespace zns
