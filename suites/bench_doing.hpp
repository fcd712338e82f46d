// What the bench, or a case, is doing while it does something that is not the case's own matter: failures say so.
#pragma once

#include <string>
#include <utility>

#include "suites/bench.hpp"

namespace zns::suites {

class [[nodiscard]] Bench::Doing {
 public:
  Doing(Task& place, std::string text, ClauseId clause) : place_{place}, before_{place} {
    if (place_.text.empty()) place_.text = std::move(text);  // the outermost says it best
    place_.clause = clause.str();                            // the innermost is what is violated
  }
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;
  ~Doing() { place_ = std::move(before_); }

 private:
  Task& place_;
  Task before_;
};

}  // namespace zns::suites
