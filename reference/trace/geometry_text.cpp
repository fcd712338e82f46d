#include "reference/trace/geometry_text.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <type_traits>
#include <utility>

#include "reference/spec/text.hpp"

namespace zns {
namespace {

// Whose field it is. What a controller says is the same for all its namespaces.
enum class Owner : std::uint8_t { Namespace, Zones, Blocks, Controller };

struct Field {
  std::string_view name;
  std::string (*get)(const Geometry&);
  bool (*set)(Geometry&, std::string_view);
  std::string (*expected)();
  bool is_always_said = true;  // also where it is as usual
  bool differs = true;         // a trace of a device that says another value cannot be sent again
  Owner owner = Owner::Namespace;
};

// A field that is said where it is not as usual: traces written before there was one have no such word.
constexpr Field unless_usual(Field field) {
  field.is_always_said = false;
  return field;
}

// It says how a device is judged, not what may be sent to it.
constexpr Field of_judging(Field field) {
  field.differs = false;
  return field;
}

constexpr Field of(Owner owner, Field field) {
  field.owner = owner;
  return field;
}

template <class T>
bool set_number(T& field, std::string_view text) {
  const auto value = parse_number(text);
  if (!value || *value > std::numeric_limits<T>::max()) return false;
  field = static_cast<T>(*value);
  return true;
}

template <class T>
std::string numbers() {
  return "a number from 0 to " + std::to_string(std::numeric_limits<T>::max());
}

template <auto member>
using TypeOf = std::remove_cvref_t<decltype(std::declval<Geometry>().*member)>;

template <auto member>
constexpr Field decimal(std::string_view name) {
  return {name, [](const Geometry& g) { return std::to_string(g.*member); },
          [](Geometry& g, std::string_view text) { return set_number(g.*member, text); }, &numbers<TypeOf<member>>};
}

template <auto member>
constexpr Field hexadecimal(std::string_view name) {
  return {name, [](const Geometry& g) { return hex(g.*member); },
          [](Geometry& g, std::string_view text) { return set_number(g.*member, text); }, &numbers<TypeOf<member>>};
}

constexpr std::string_view kNone = "none";
constexpr std::string_view kUnknown = "unknown";

template <auto member, const std::string_view& absent = kNone>
constexpr Field limit(std::string_view name) {
  return {name, [](const Geometry& g) { return g.*member ? std::to_string(*(g.*member)) : std::string{absent}; },
          [](Geometry& g, std::string_view text) {
            if (text == absent) return (g.*member).reset(), true;
            return set_number((g.*member).emplace(), text);
          },
          [] { return numbers<typename TypeOf<member>::value_type>() + ", or " + std::string{absent}; }};
}

template <auto member>
constexpr Field yes_or_no(std::string_view name) {
  return {name, [](const Geometry& g) { return std::string{g.*member ? "yes" : "no"}; },
          [](Geometry& g, std::string_view text) {
            g.*member = text == "yes";
            return text == "yes" || text == "no";
          },
          [] { return std::string{"yes or no"}; }};
}

struct Word {
  std::string_view word;
  std::uint8_t value;
};
constexpr std::array kFlushBroadcast{Word{"unsaid", 0}, Word{"refused", 2}, Word{"supported", 3}};
constexpr std::array kCommandSets{Word{"nvm", 0}, Word{"zoned", 2}};
constexpr std::array kDeallocated{Word{"unsaid", 0}, Word{"zeroes", 1}, Word{"ones", 2}};

// A device may say a value that is none of the words: that is a number then.
template <auto member, const auto& words>
constexpr Field one_of(std::string_view name) {
  return {name,
          [](const Geometry& g) {
            for (const Word& each : words)
              if (each.value == static_cast<std::uint8_t>(g.*member)) return std::string{each.word};
            return hex(static_cast<std::uint8_t>(g.*member));
          },
          [](Geometry& g, std::string_view text) {
            std::uint8_t value = 0;
            bool known = set_number(value, text);
            for (const Word& each : words)
              if (each.word == text) known = true, value = each.value;
            g.*member = static_cast<TypeOf<member>>(value);
            return known;
          },
          [] {
            std::string text;
            for (const Word& each : words) text.append(text.empty() ? "one of " : ", ").append(each.word);
            return text;
          }};
}

// NSZE of a namespace without zones: one stretch.
constexpr Field kNsze{"nsze", [](const Geometry& g) { return hex(g.nsze()); },
                      [](Geometry& g, std::string_view text) {
                        g.zones = 1;
                        const bool set = set_number(g.zsze, text);
                        g.zcap = g.zsze;
                        return set;
                      },
                      &numbers<std::uint64_t>};

constexpr Owner kZones = Owner::Zones;
constexpr Owner kController = Owner::Controller;

constexpr std::array kFields{
    of(kZones, decimal<&Geometry::zones>("zones")),
    of(kZones, hexadecimal<&Geometry::zsze>("zsze")),
    of(kZones, hexadecimal<&Geometry::zcap>("zcap")),
    decimal<&Geometry::lba_bytes>("lba"),
    of(kZones, limit<&Geometry::max_active>("mar")),
    of(kZones, limit<&Geometry::max_open>("mor")),
    of(kZones, decimal<&Geometry::zdes>("zdes")),
    of(kController, decimal<&Geometry::mdts>("mdts")),
    of(kController, decimal<&Geometry::zasl>("zasl")),
    of(kController, decimal<&Geometry::wzsl>("wzsl")),
    of(kController, decimal<&Geometry::nsid>("nsid")),
    of(kController, decimal<&Geometry::nn>("nn")),
    of(kZones, yes_or_no<&Geometry::read_across>("razb")),
    of(kZones, yes_or_no<&Geometry::variable_capacity>("vzcap")),
    of(kZones, yes_or_no<&Geometry::active_excursions>("zae")),
    of(kController, yes_or_no<&Geometry::write_cache>("vwc")),
    of(kController, yes_or_no<&Geometry::namespace_management>("nsmgmt")),
    of(kController, one_of<&Geometry::flush_broadcast, kFlushBroadcast>("flush-all")),
    one_of<&Geometry::deallocated, kDeallocated>("dlfeat"),
    yes_or_no<&Geometry::deallocated_error>("dae"),
    of(kController, yes_or_no<&Geometry::sgls>("sgls")),
    of(kController, unless_usual(yes_or_no<&Geometry::append>("append"))),
    of(kController, unless_usual(yes_or_no<&Geometry::write_zeroes>("write-zeroes"))),
    of(kController, unless_usual(yes_or_no<&Geometry::several_controllers>("several-controllers"))),
    of(kController, unless_usual(limit<&Geometry::mpsmin, kUnknown>("mpsmin"))),
    of(kController, of_judging(unless_usual(decimal<&Geometry::awun>("awun")))),
    unless_usual(one_of<&Geometry::csi, kCommandSets>("csi")),
    of(Owner::Blocks, unless_usual(kNsze))};

bool is_of_namespace(const Field& field, Csi csi) {
  if (field.owner == Owner::Namespace) return true;
  return field.owner == (csi == Csi::Zoned ? Owner::Zones : Owner::Blocks);
}

}  // namespace

std::string to_text(const Geometry& geometry) {
  const Geometry usual;
  std::string text;
  for (const Field& field : kFields) {
    if (field.owner == Owner::Blocks && geometry.is_zoned()) continue;
    if (!field.is_always_said && field.get(geometry) == field.get(usual)) continue;
    if (!text.empty()) text += ' ';
    text += field.name;
    text += '=';
    text += field.get(geometry);
  }
  return text;
}

std::string namespace_text(const Geometry& geometry) {
  std::string text = "csi=" + std::string{geometry.is_zoned() ? "zoned" : "nvm"};
  for (const Field& field : kFields)
    if (is_of_namespace(field, geometry.csi) && field.name != "csi")
      ((text += ' ') += field.name) += '=' + field.get(geometry);
  return text;
}

bool is_field_of_namespace(std::string_view name, Csi csi) {
  for (const Field& field : kFields)
    if (field.name == name) return is_of_namespace(field, csi);
  return false;
}

Geometry beside(const Geometry& first, std::uint32_t nsid, Csi csi) {
  Geometry other = first;
  const Geometry usual;
  for (const Field& field : kFields)
    if (field.owner != Owner::Controller && field.owner != Owner::Blocks) field.set(other, field.get(usual));
  other.nsid = nsid;
  other.csi = csi;
  if (csi == Csi::Zoned) return other;
  other.zones = 1;
  other.zsze = other.zcap = kUsualNsze;
  return other;
}

FieldSet set_field(Geometry& geometry, std::string_view name, std::string_view value) {
  for (const Field& field : kFields)
    if (field.name == name) return field.set(geometry, value) ? FieldSet::Done : FieldSet::BadValue;
  return FieldSet::NoSuchField;
}

std::string expected_value(std::string_view name) {
  for (const Field& field : kFields)
    if (field.name == name) return field.expected();
  return {};
}

std::optional<std::string> difference(const Geometry& there, const Geometry& here) {
  for (const Field& field : kFields) {
    const std::string a = field.get(there);
    const std::string b = field.get(here);
    if (field.differs && a != b && a != kUnknown && b != kUnknown)
      return std::string{field.name} + " is " + a + " there and " + b + " here";
  }
  return std::nullopt;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  const bool hexadecimal_digits = text.size() > 2 && text.substr(0, 2) == "0x";
  if (hexadecimal_digits) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal_digits ? 16 : 10);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace zns
