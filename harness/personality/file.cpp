// A personality as JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/bounded_file.hpp"
#include "harness/base/error.hpp"
#include "harness/personality/personality.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 20;

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UsageError(file + ": " + why);
}

// `schema` and `traits` as this program writes them.
nlohmann::json traits_of(const std::string& file) {
  const auto json = nlohmann::json::parse(read_bounded(file, kLargestFile), nullptr, false);
  if (!json.is_object() || !json.contains("schema") || !json.contains("traits") || !json["traits"].is_object())
    refuse(file, "no personality: a JSON object with 'schema' and 'traits'");
  if (json["schema"] != kPersonalitySchema)
    refuse(file, "a personality of schema " + json["schema"].dump() + ", not " + std::to_string(kPersonalitySchema));
  return json["traits"];
}

}  // namespace

std::string render_personality(const Personality& personality, const std::string& version, const std::string& target) {
  using Json = nlohmann::ordered_json;
  Json traits = Json::object();
  for (const TraitKind& kind : trait_kinds()) {
    const Trait& trait = personality.trait(kind.key);
    const auto value = value_of(kind, trait);
    traits[std::string{kind.key}] = {{"value", value ? Json(*value) : Json()},
                                     {"consistent", is_consistent(trait)},
                                     {"observations", trait.observations},
                                     {"explains", trait.explains},
                                     {"unexplained", trait.unexplained}};
  }
  const Json json{
      {"schema", kPersonalitySchema}, {"version", version}, {"target", target}, {"traits", std::move(traits)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::vector<std::pair<std::string, std::string>> load_personality(const std::string& file) {
  std::vector<std::pair<std::string, std::string>> options;
  const nlohmann::json traits = traits_of(file);
  for (const TraitKind& kind : trait_kinds()) {
    const std::string key{kind.key};
    const auto trait = traits.find(key);
    if (trait == traits.end()) continue;
    const auto value = trait->is_object() ? trait->find("value") : trait->end();
    if (!trait->is_object() || value == trait->end() || !(value->is_null() || value->is_string()))
      refuse(file, "trait '" + key + "' has no 'value' that is a string or null");
    if (value->is_string()) options.emplace_back(key, value->get<std::string>());
  }
  return options;
}

}  // namespace zns::harness
