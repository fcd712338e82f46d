#include "harness/diff/defects.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "harness/diff/finding_case.hpp"
#include "reference/spec/status.hpp"

namespace zns::harness {
namespace {

enum class Aspect : std::uint8_t { Descriptor, Position, Attributes, Extension, Data, List };

// What a command that does not do what it should may spoil. A zone that is in another state has another write pointer,
// too: which is seen first, depends on what was there before.
std::optional<Aspect> aspect_of(const Wrong& wrong) {
  switch (wrong.what) {
    case What::Result:
      return Aspect::Position;
    case What::Status:  // the device has another write pointer than it reports
      if (wrong.seen != static_cast<std::uint16_t>(Status::ZoneInvalidWrite) || !wrong.clauses.empty()) return {};
      return Aspect::Position;
    case What::ZoneState:
    case What::WritePointer:
      return Aspect::Descriptor;
    case What::Attributes:
      return Aspect::Attributes;
    case What::DescriptorExtension:
      return Aspect::Extension;
    case What::Data:
      return Aspect::Data;
    case What::ListedZones:
    case What::NumberOfZones:
      return Aspect::List;
    default:
      return {};
  }
}

}  // namespace

Defect* Defects::find(const Finding& finding) {
  const auto shows = [&](const Finding& known) { return explains(known, finding); };
  const auto found = std::find_if(defects_.begin(), defects_.end(), [&](const Defect& defect) {
    return std::any_of(defect.shown_by.begin(), defect.shown_by.end(), shows);
  });
  return found == defects_.end() ? nullptr : &*found;
}

Defect* Defects::find_alike(const Finding& finding, Kind command, Kind before) {
  const std::optional<Aspect> aspect = aspect_of(finding.wrong.front());
  if (!aspect || command == 0) return nullptr;
  const auto found = std::find_if(defects_.begin(), defects_.end(), [&](const Defect& defect) {
    const Finding& first = defect.shown_by.front();
    if (first.warning != finding.warning || aspect_of(first.wrong.front()) != aspect) return false;
    if (aspect == Aspect::Position) return before != 0 && defect.before == before;
    return defect.command == command || aspect == Aspect::List;
  });
  return found == defects_.end() ? nullptr : &*found;
}

void Defects::add(Defect defect) {
  const Finding& finding = defect.shown_by.front();
  for (auto old = defects_.begin(); old != defects_.end();) {
    if (!explains(finding, old->shown_by.front())) {
      ++old;
      continue;
    }
    defect.times += old->times;
    old = defects_.erase(old);
  }
  defects_.push_back(std::move(defect));
}

bool Defects::any_failed() const {
  return std::any_of(defects_.begin(), defects_.end(),
                     [](const Defect& defect) { return defect.entry.result.verdict == suites::Verdict::Failed; });
}

std::vector<CaseReport> Defects::take() {
  std::vector<CaseReport> entries;
  for (Defect& defect : defects_) {
    std::string& reason = defect.entry.result.reason;
    if (defect.times > 1 && reason.empty()) reason = "seen " + std::to_string(defect.times) + " times";
    entries.push_back(std::move(defect.entry));
  }
  defects_.clear();
  return entries;
}

}  // namespace zns::harness
