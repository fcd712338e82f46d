#include "reference/mutants/catalogue.hpp"

#include <algorithm>
#include <array>

namespace zns::mutants {
namespace {

std::vector<Mutant> all() {
  constexpr std::array kTopics{append_mutants,
                               write_mutants,
                               write_pointer_mutants,
                               write_zeroes_mutants,
                               read_mutants,
                               close_mutants,
                               finish_mutants,
                               open_mutants,
                               reset_transition_mutants,
                               offline_mutants,
                               action_mutants,
                               select_all_mutants,
                               limit_mutants,
                               resource_mutants,
                               leak_mutants,
                               extension_mutants,
                               reset_mutants,
                               restart_mutants,
                               descriptor_mutants,
                               report_mutants,
                               entry_mutants,
                               told_limit_mutants,
                               identify_field_mutants,
                               identify_mutants,
                               depth_mutants,
                               aftermath_mutants,
                               field_end_mutants,
                               cache_mutants,
                               wear_mutants,
                               zone_list_mutants,
                               flight_mutants,
                               beside_mutants,
                               durability_mutants,
                               write_cache_mutants,
                               nvm_mutants,
                               log_part_mutants,
                               effects_log_mutants,
                               health_log_mutants,
                               list_log_mutants,
                               inventory_mutants,
                               namespace_mutants,
                               attachment_mutants,
                               controllers_mutants,
                               format_mutants,
                               notice_mutants,
                               event_request_mutants,
                               sanitize_mutants,
                               abort_mutants,
                               feature_mutants,
                               feature_value_mutants,
                               feature_reset_mutants,
                               protection_mutants,
                               property_mutants,
                               controller_life_mutants,
                               queue_mutants};
  std::vector<Mutant> mutants;
  for (const auto topic : kTopics)
    for (Mutant& mutant : topic()) mutants.push_back(std::move(mutant));
  return mutants;
}

}  // namespace

std::span<const Mutant> mutants() {
  static const std::vector<Mutant> kAll = all();
  return kAll;
}

const Mutant* find_mutant(std::string_view id) {
  const auto found = std::find_if(mutants().begin(), mutants().end(), [&](const Mutant& m) { return m.id == id; });
  return found == mutants().end() ? nullptr : &*found;
}

}  // namespace zns::mutants
