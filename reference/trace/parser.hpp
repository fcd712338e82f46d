// The reader of trace text: lines, words and data. What the words of a command mean: fields.hpp.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "reference/trace/fields.hpp"
#include "reference/trace/trace.hpp"

namespace zns {

class TraceParser {
 public:
  explicit TraceParser(std::string_view text) : text_{text} {}

  std::variant<Trace, TraceError> parse();

 private:
  // Each of these reads a part of a line, and returns false after a complaint.
  bool version();
  bool line();
  bool header(std::string_view keyword, std::size_t at);
  bool free_text(std::string& into);
  bool device();
  bool further_namespace();
  bool geometry_field(Geometry& geometry, bool of_namespace);
  bool check_device(const Geometry& geometry, std::size_t at);
  bool seed();
  bool zone();
  bool zone_state(Zone& zone, Fields& words, std::size_t at);
  bool reset();
  bool injection();
  bool control();
  bool command();
  bool completion();
  bool status(Status& status);
  bool status_code(Status& status);
  bool fields(Fields& fields, std::string_view data_key, TraceData& into, std::uint64_t most_bytes);
  bool data(TraceData& into, std::uint64_t most_bytes);
  bool piece(TraceData& into, std::uint64_t& bytes);  // adds to `bytes`
  bool pattern(TraceData& into, std::uint64_t& bytes);
  bool hex_piece(TraceData& into, std::uint64_t& bytes);
  bool count(std::uint64_t& times);
  bool take_all(Fields& fields, std::string_view owner);
  std::optional<std::size_t> entry_number();
  bool end_of_line();
  bool batch_is_complete();

  // Where the reader is.
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool at_line_end() const;
  [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks();
  void skip_rest_of_line();
  void skip_empty_lines();
  std::string_view word();
  bool accept(std::string_view token);
  bool complain(std::size_t at, std::string text);
  [[nodiscard]] TraceError located() const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<Fields::Error> error_;
  Trace trace_;
  std::uint64_t version_ = 1;
  bool has_device_ = false;
  bool has_target_ = false;
  bool has_note_ = false;
  bool has_seed_ = false;
  TraceBatch batch_;           // commands whose completions are still to come
  bool batch_closed_ = false;  // a completion came: no more commands in it
  std::vector<bool> completed_;
  std::size_t completions_ = 0;
};

}  // namespace zns
