// Random programs, and what is left of one when everything is taken away that its failure does not need. RapidCheck
// does both; it stays inside of generate.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "suites/properties/operation.hpp"

namespace zns::suites {

struct Mix {
  unsigned illegal_percent = 25;  // of the operations that something is wrong with, 0 to 100
  unsigned depth = 1;             // most commands in flight together
  unsigned restarts_permille = 7;
};

// The `index`-th program of `seed`, of `count` operations: the same on every machine.
Program random_program(std::uint64_t seed, std::uint64_t index, std::size_t count, const Mix& mix);

// A smallest program for which `fails` still answers true; `program` is one. Asks at most `questions` times.
Program shrink(const Program& program, const std::function<bool(const Program&)>& fails, std::size_t questions);

}  // namespace zns::suites
