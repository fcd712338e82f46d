#include "python/src/carries.hpp"

#include <optional>

namespace zns::python {
namespace {

using suites::Carries;

struct Flag {
  const char* name;
  bool Carries::*member;
};
struct Number {
  const char* name;
  std::size_t Carries::*member;
};

constexpr Flag kFlags[] = {{"foreign_nsid", &Carries::foreign_nsid},
                           {"over_mdts", &Carries::over_mdts},
                           {"unaligned_report", &Carries::unaligned_report},
                           {"any_length", &Carries::any_length},
                           {"zone_events", &Carries::zone_events},
                           {"entry_flags", &Carries::entry_flags},
                           {"prp_layout", &Carries::prp_layout},
                           {"command_ids", &Carries::command_ids},
                           {"controller_reset", &Carries::controller_reset},
                           {"shutdown", &Carries::shutdown},
                           {"power_cycle", &Carries::power_cycle},
                           {"keeps_zones", &Carries::keeps_zones},
                           {"sq_heads", &Carries::sq_heads},
                           {"expendable", &Carries::expendable}};
constexpr Number kNumbers[] = {{"max_transfer_bytes", &Carries::max_transfer_bytes},
                               {"queue_depth", &Carries::queue_depth},
                               {"controllers", &Carries::controllers}};
// What a run may do that changes the device for good.
struct Consent {
  const char* name;
  bool suites::Consents::*member;
};
constexpr Consent kConsents[] = {{"format", &suites::Consents::format},
                                 {"sanitize", &suites::Consents::sanitize},
                                 {"namespace_management", &suites::Consents::namespace_management}};
constexpr const char* kMpsmin = "mpsmin";

bool flag(const std::string& name, const py::object& value) {
  if (!py::isinstance<py::bool_>(value)) throw py::type_error("carries['" + name + "'] is True or False");
  return value.cast<bool>();
}

std::size_t number(const std::string& name, const py::object& value, std::size_t least, std::size_t most) {
  if (!py::isinstance<py::int_>(value)) throw py::type_error("carries['" + name + "'] is an int");
  const long long given = PyLong_AsLongLong(value.ptr());
  if (PyErr_Occurred() != nullptr) PyErr_Clear();  // it is -1 then
  if (given < 0 || static_cast<std::size_t>(given) < least || static_cast<std::size_t>(given) > most)
    throw py::value_error("carries['" + name + "'] is " + std::to_string(least) + " to " + std::to_string(most));
  return static_cast<std::size_t>(given);
}

void take(Carries& carries, const std::string& name, const py::object& value) {
  for (const Flag& each : kFlags)
    if (name == each.name) {
      carries.*each.member = flag(name, value);
      return;
    }
  for (const Number& each : kNumbers)
    if (name == each.name) {
      carries.*each.member = number(name, value, 1, std::size_t{1} << 31);
      return;
    }
  for (const Consent& each : kConsents)
    if (name == each.name) {
      carries.consents.*each.member = flag(name, value);
      return;
    }
  if (name == kMpsmin) {
    carries.mpsmin.reset();
    if (!value.is_none()) carries.mpsmin = static_cast<std::uint8_t>(number(name, value, 0, 15));
    return;
  }
  std::string all;
  for (const auto& each : to_dict({})) all += (all.empty() ? "" : ", ") + each.first;
  throw py::value_error("carries has no '" + name + "': it has " + all);
}

}  // namespace

CarriesDict to_dict(const Carries& carries) {
  CarriesDict all;
  for (const Flag& each : kFlags) all.emplace(each.name, py::bool_(carries.*each.member));
  for (const Number& each : kNumbers) all.emplace(each.name, py::int_(carries.*each.member));
  for (const Consent& each : kConsents) all.emplace(each.name, py::bool_(carries.consents.*each.member));
  all.emplace(kMpsmin, carries.mpsmin ? py::object{py::int_(*carries.mpsmin)} : py::none());
  return all;
}

Carries carries_of_python() {
  return {.foreign_nsid = true,
          .over_mdts = true,
          .unaligned_report = true,
          .max_transfer_bytes = std::size_t{64} << 20,
          .entry_flags = true};
}

Carries carries_of(const CarriesDict& said, Carries defaults) {
  for (const auto& [name, value] : said) take(defaults, name, value);
  return defaults;
}

}  // namespace zns::python
