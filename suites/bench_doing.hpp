// What the bench is doing while it does something that is not the case's own matter: failures say so.
#pragma once

#include <string>
#include <utility>

#include "suites/bench.hpp"

namespace zns::suites {

class Bench::Doing {
 public:
  Doing(Task& place, std::string text, ClauseId clause) : place_{place}, before_{place} {
    if (place_.text.empty()) place_ = {std::move(text), std::string{clause.str()}};  // the outermost says it best
  }
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;
  ~Doing() { place_ = std::move(before_); }

 private:
  Task& place_;
  Task before_;
};

}  // namespace zns::suites
