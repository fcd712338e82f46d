// Depth first through a space, with what is known of its nodes remembered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reference/oracle/order/linearize.hpp"

namespace zns {

// How many nodes may fail before a space that can shuffle() is asked for other orders of its moves, from the beginning
// of the segment at hand. Each time it is twice as many: in the end every order is tried.
inline constexpr std::uint64_t kPatience = 64;

// Found: the space is where the search ended. Else it is where it began, or somewhere in the middle if it gave up.
template <class Space>
Linearization::Answer depth_first(Space& space, std::uint64_t& budget) {
  using Answer = Linearization::Answer;
  struct Node {
    decltype(space.mark()) mark;
    std::vector<std::size_t> moves;
    std::size_t next = 0;
    std::uint64_t key = 0;
    std::size_t segment = 0;
  };
  std::uint64_t patience = kPatience;
  std::uint64_t failed = 0;
  std::vector<Node> path;
  const auto start = space.mark();
  const auto enter = [&] {
    const std::vector<std::size_t> moves = space.expand(budget);
    path.push_back({space.mark(), moves, 0, space.key(), space.segment()});
    return space.complete() || space.known(path.back().key).value_or(false);
  };
  const auto found = [&] {
    for (const Node& node : path) space.remember(node.key, true);
    return Answer::Found;
  };
  if (enter()) return found();
  while (!path.empty()) {
    if (budget == 0) return Answer::GaveUp;
    Node& node = path.back();
    const bool exhausted = node.next == node.moves.size() || !space.known(node.key).value_or(true);
    if (!exhausted) {
      if (space.advance(node.moves[node.next++], budget) && enter()) return found();
      continue;
    }
    space.end_here();
    space.remember(node.key, false);
    const std::size_t segment = node.segment;
    path.pop_back();
    if constexpr (requires { space.shuffle(); }) {
      if (++failed == patience) {
        failed = 0;
        patience *= 2;
        space.shuffle();
        bool again = false;
        for (; path.size() > 1 && path[path.size() - 2].segment == segment; again = true) path.pop_back();
        if (again) {
          space.rewind(path.back().mark);
          path.back().moves = space.expand(budget);
          path.back().next = 0;
        }
      }
    }
    space.rewind(path.empty() ? start : path.back().mark);
  }
  return Answer::None;
}

}  // namespace zns
