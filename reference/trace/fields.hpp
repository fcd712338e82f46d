// The words of a trace's line, taken one by one; what nobody takes is an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/spec/opcode.hpp"
#include "reference/spec/sqe.hpp"

namespace zns {

class Fields {
 public:
  static constexpr std::size_t kMost = 64;  // of one line

  struct Field {
    std::string_view key;  // "nlb" of "nlb=7", or the whole word
    std::optional<std::string_view> value;
    std::size_t at = 0;  // where in the text
  };
  struct Error {
    std::size_t at = 0;
    std::string text;
  };

  // False if there is no room for another one, or there is one of that key.
  bool add(std::string_view word, std::size_t at);

  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view key, std::uint64_t most);
  [[nodiscard]] std::optional<std::string_view> text(std::string_view key);
  [[nodiscard]] bool flag(std::string_view word);
  // Complains about the first that is left.
  void finish(std::string_view owner);

  void complain(std::size_t at, std::string text);  // the first complaint counts
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Field> take(std::string_view key, bool with_value);

  std::vector<Field> fields_;
  std::optional<Error> error_;
};

// The entry that a line's command and fields say. `name` stands at `at`.
[[nodiscard]] std::pair<Queue, Sqe> parse_command(std::string_view name, std::size_t at, Fields& fields);

}  // namespace zns
