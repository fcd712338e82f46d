#include "reference/oracle/judge/trial.hpp"

#include "reference/oracle/judge/judge.hpp"

namespace zns {

Judgement Trial::observe(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  return Judge{belief_, Notes{}}.observe(command, payload, seen).judgement;
}

}  // namespace zns
