// A description, as text and as JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/describe/describe.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/json.hpp"
#include "harness/report/json_values.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kNamesShown = 3;

std::string heading(const std::string& text) {
  return "\n" + text + "\n";
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "none" : text;
}

std::string abilities_text(const Description& description) {
  std::size_t width = 0;
  for (const Ability& each : description.abilities) width = std::max(width, each.name.size());
  std::string text = heading("Optional abilities");
  for (const Ability& each : description.abilities)
    text += std::string{each.present ? "  ✔ " : "  - "} + each.name + std::string(width - each.name.size() + 2, ' ') +
            each.field + "\n";
  return text;
}

std::string zones_text(const Description& description) {
  std::vector<std::string> counts;
  for (const auto& [state, count] : description.zones)
    counts.push_back(std::to_string(count) + " " + std::string{letters(state)});
  return heading("Zones now") + "  " + listed(counts) + "\n";
}

std::string sections_text(const Description& description) {
  std::size_t width = 0;
  std::size_t cases = 0;
  for (const SectionShare& share : description.sections) {
    width = std::max(width, share.number.size());
    cases += share.cases;
  }
  std::string text = heading("The suite: " + std::to_string(applicable(description)) + " of " + counted(cases, "case") +
                             " can be run");
  for (const SectionShare& share : description.sections) {
    const std::string count = std::to_string(share.applicable) + " of " + std::to_string(share.cases);
    text += "  " + share.number + std::string(width - share.number.size() + 2, ' ') +
            std::string(11 - std::min<std::size_t>(10, count.size()), ' ') + count + "  " + share.title + "\n";
  }
  return text;
}

std::string reasons_text(const Description& description) {
  if (description.reasons.empty()) return {};
  std::string text = heading("What cannot be run, and why");
  for (const auto& [reason, ids] : description.reasons) {
    const std::vector<std::string> first{ids.begin(), ids.begin() + std::min(kNamesShown, ids.size())};
    text += "  " + reason + ": " + listed(first);
    text += ids.size() > kNamesShown ? " and " + std::to_string(ids.size() - kNamesShown) + " more\n" : "\n";
  }
  return text;
}

}  // namespace

std::string render_description(const Description& description) {
  std::string text;
  std::size_t width = 0;
  std::vector<Particular> all = device_particulars(description.head);
  if (!description.reference.empty()) all.push_back({"reference", description.reference});
  for (const Particular& each : all) width = std::max(width, each.name.size());
  for (const Particular& each : all)
    text += each.name + std::string(width - each.name.size() + 2, ' ') + each.value + "\n";
  return text + abilities_text(description) + zones_text(description) + sections_text(description) +
         reasons_text(description);
}

std::string render_description_json(const Description& description) {
  using Json = nlohmann::ordered_json;
  Json abilities = Json::array();
  for (const Ability& each : description.abilities)
    abilities.push_back({{"name", each.name}, {"field", each.field}, {"present", each.present}});
  Json zones = Json::object();
  for (const auto& [state, count] : description.zones) zones[std::string{letters(state)}] = count;
  Json sections = Json::array();
  for (const SectionShare& share : description.sections)
    sections.push_back(
        {{"number", share.number}, {"title", share.title}, {"cases", share.cases}, {"applicable", share.applicable}});
  Json reasons = Json::array();
  for (const auto& [reason, ids] : description.reasons) reasons.push_back({{"reason", reason}, {"cases", ids}});
  const Json json{{"schema", kJsonSchema},
                  {"version", description.head.version},
                  {"target", description.head.target},
                  {"device", device_json(description.head)},
                  {"reference", description.reference},
                  {"abilities", std::move(abilities)},
                  {"zones", std::move(zones)},
                  {"sections", std::move(sections)},
                  {"not_applicable", std::move(reasons)},
                  {"provenance", provenance_json(description.head.provenance)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zns::harness
