// The id that somebody probably meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace zns::harness {

class Nearest {
 public:
  explicit Nearest(std::string_view meant);
  void consider(std::string_view candidate);
  // How an error about the id goes on: "; the nearest is 'x'", or " (`otherwise`)" where nothing is near.
  [[nodiscard]] std::string advice(std::string_view otherwise) const;

 private:
  std::string meant_;
  std::string best_;
  std::size_t distance_;  // further away is no help
};

}  // namespace zns::harness
