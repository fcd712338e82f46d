#include "reference/trace/geometry_text.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <type_traits>
#include <utility>

#include "reference/spec/text.hpp"

namespace zns {
namespace {

struct Field {
  std::string_view name;
  std::string (*get)(const Geometry&);
  bool (*set)(Geometry&, std::string_view);
  std::string (*expected)();
  bool is_always_said = true;  // also where it is as usual
  bool differs = true;         // a trace of a device that says another value cannot be sent again
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

constexpr std::array kFields{decimal<&Geometry::zones>("zones"),
                             hexadecimal<&Geometry::zsze>("zsze"),
                             hexadecimal<&Geometry::zcap>("zcap"),
                             decimal<&Geometry::lba_bytes>("lba"),
                             limit<&Geometry::max_active>("mar"),
                             limit<&Geometry::max_open>("mor"),
                             decimal<&Geometry::zdes>("zdes"),
                             decimal<&Geometry::mdts>("mdts"),
                             decimal<&Geometry::zasl>("zasl"),
                             decimal<&Geometry::wzsl>("wzsl"),
                             decimal<&Geometry::nsid>("nsid"),
                             decimal<&Geometry::nn>("nn"),
                             yes_or_no<&Geometry::read_across>("razb"),
                             yes_or_no<&Geometry::variable_capacity>("vzcap"),
                             yes_or_no<&Geometry::active_excursions>("zae"),
                             yes_or_no<&Geometry::write_cache>("vwc"),
                             yes_or_no<&Geometry::namespace_management>("nsmgmt"),
                             one_of<&Geometry::flush_broadcast, kFlushBroadcast>("flush-all"),
                             one_of<&Geometry::deallocated, kDeallocated>("dlfeat"),
                             yes_or_no<&Geometry::deallocated_error>("dae"),
                             yes_or_no<&Geometry::sgls>("sgls"),
                             unless_usual(yes_or_no<&Geometry::append>("append")),
                             unless_usual(yes_or_no<&Geometry::write_zeroes>("write-zeroes")),
                             unless_usual(yes_or_no<&Geometry::several_controllers>("several-controllers")),
                             unless_usual(limit<&Geometry::mpsmin, kUnknown>("mpsmin")),
                             of_judging(unless_usual(decimal<&Geometry::awun>("awun")))};

}  // namespace

std::string to_text(const Geometry& geometry) {
  const Geometry usual;
  std::string text;
  for (const Field& field : kFields) {
    if (!field.is_always_said && field.get(geometry) == field.get(usual)) continue;
    if (!text.empty()) text += ' ';
    text += field.name;
    text += '=';
    text += field.get(geometry);
  }
  return text;
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
