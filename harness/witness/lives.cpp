#include "harness/witness/lives.hpp"

#include <algorithm>

namespace zns::harness {

Lives::Life& Lives::at(std::size_t controller) {
  if (controller >= lives_.size()) lives_.resize(controller + 1);
  return lives_[controller];
}

std::optional<Reset> Lives::shut_down(std::size_t controller) {
  at(controller) = Life::ShutDown;
  const bool all = std::all_of(lives_.begin(), lives_.end(), [](Life each) { return each == Life::ShutDown; });
  return all ? std::optional{Reset::Shutdown} : std::nullopt;
}

std::optional<Reset> Lives::disable(std::size_t controller) {
  at(controller) = Life::Disabled;
  return Reset::Controller;
}

void Lives::enable(std::size_t controller, std::optional<CommandSets> css) {
  at(controller) = css.value_or(CommandSets::AllSupported) == CommandSets::AllSupported ? Life::Usual : Life::Unusual;
}

void Lives::all_enabled() {
  std::fill(lives_.begin(), lives_.end(), Life::Usual);
}

bool Lives::is_usual(std::size_t controller) const {
  return controller >= lives_.size() || lives_[controller] == Life::Usual;
}

std::optional<std::size_t> Lives::usual() const {
  const auto found = std::find(lives_.begin(), lives_.end(), Life::Usual);
  if (found == lives_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - lives_.begin());
}

}  // namespace zns::harness
