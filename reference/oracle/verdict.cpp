#include "reference/oracle/verdict.hpp"

#include <utility>

namespace zns {

std::optional<Verdict> verdict_on(const Geometry& geometry) {
  const auto text = [](std::optional<std::uint32_t> limit) {
    return limit ? std::to_string(*limit) + " zones" : std::string{"no limit"};
  };
  const std::optional<std::uint32_t> active = geometry.max_active;
  const std::optional<std::uint32_t> open = geometry.max_open;
  if (!active || (open && *open <= *active)) return std::nullopt;
  return Verdict{.judgement = Judgement::NotPermitted,
                 .clauses = {"ZNS-RES-001"},
                 .expected = {"no more zones may be open (MOR) than active (MAR)"},
                 .observed = "open: " + text(open) + ", active: " + text(active),
                 .zones = {}};
}

Verdict verdict_of(Wrong wrong) {
  Verdict verdict{.judgement = Judgement::NotPermitted,
                  .clauses = wrong.clauses,
                  .expected = wrong.expected,
                  .observed = wrong.observed,
                  .zones = {}};
  if (wrong.zone) verdict.zones = {*wrong.zone};
  verdict.wrong.push_back(std::move(wrong));
  return verdict;
}

}  // namespace zns
