#include "reference/variants/catalogue.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace zns::variants {
namespace {

std::vector<Variant> all() {
  constexpr std::array kTopics{closing_variants,   status_variants,    report_variants,      data_variants,
                               attribute_variants, event_variants,     durability_variants,  identify_variants,
                               size_variants,      limit_variants,     concurrency_variants, nvm_variants,
                               log_variants,       namespace_variants, format_variants,      feature_variants,
                               notice_variants,    sanitize_variants,  abort_variants,       controller_variants};
  std::vector<Variant> variants;
  for (const auto topic : kTopics)
    for (Variant& variant : topic()) variants.push_back(std::move(variant));
  return variants;
}

}  // namespace

std::span<const Variant> variants() {
  static const std::vector<Variant> kAll = all();
  return kAll;
}

const Variant* find_variant(std::string_view id) {
  const auto found = std::find_if(variants().begin(), variants().end(), [&](const Variant& v) { return v.id == id; });
  return found == variants().end() ? nullptr : &*found;
}

}  // namespace zns::variants
