// The reader: lines, words, data, errors.
#include <algorithm>

#include "reference/trace/geometry_text.hpp"
#include "reference/trace/parser.hpp"

namespace zns {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

}  // namespace

bool TraceParser::at_line_end() const {
  return at_ == text_.size() || text_[at_] == '\n';
}

void TraceParser::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
}

void TraceParser::skip_rest_of_line() {
  at_ = std::min(text_.find('\n', at_), text_.size());
}

void TraceParser::skip_empty_lines() {
  while (true) {
    skip_blanks();
    if (next() == '#') skip_rest_of_line();
    if (at_end() || text_[at_] != '\n') return;
    ++at_;
  }
}

std::string_view TraceParser::word() {
  const std::size_t start = at_;
  while (!at_line_end() && !is_blank(text_[at_])) ++at_;
  return text_.substr(start, at_ - start);
}

bool TraceParser::accept(std::string_view token) {
  if (text_.substr(at_, token.size()) != token) return false;
  at_ += token.size();
  return true;
}

bool TraceParser::end_of_line() {
  skip_blanks();
  return at_line_end() || complain(at_, "there is more than expected in this line: '" + std::string{word()} + "'");
}

bool TraceParser::complain(std::size_t at, std::string text) {
  if (!error_) error_ = Fields::Error{.at = at, .text = std::move(text)};
  return false;
}

// What a complaint quotes is hostile: one line of at most 200 characters that a terminal can show.
TraceError TraceParser::located() const {
  constexpr std::size_t kLongest = 200;
  const std::string_view before = text_.substr(0, error_->at);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  TraceError error{.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
                   .column = error_->at - line_start + 1,
                   .text = error_->text.substr(0, kLongest)};
  for (char& c : error.text)
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) c = '?';
  return error;
}

std::string to_string(const TraceError& error) {
  return "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ": " + error.text;
}

// ---- fields and data ------------------------------------------------------------------------------------------------

// The rest of the line: KEY=VALUE, flags, remarks in parentheses, and the data after `data_key`.
bool TraceParser::fields(Fields& fields, std::string_view data_key, TraceData& into, std::uint64_t most_bytes) {
  while (skip_blanks(), !at_line_end()) {
    const std::size_t start = at_;
    if (next() == '(') {
      const std::size_t end = text_.substr(0, std::min(text_.find('\n', at_), text_.size())).find(')', at_);
      if (end == std::string_view::npos) return complain(start, "'(' without ')'");
      at_ = end + 1;
    } else if (accept(data_key)) {
      if (!into.empty()) return complain(start, "'data' or 'ext' is given twice");
      if (!data(into, most_bytes)) return false;
    } else if (!fields.add(word(), start)) {
      return complain(fields.error()->at, fields.error()->text);
    }
  }
  return true;
}

bool TraceParser::take_all(Fields& fields, std::string_view owner) {
  fields.finish(owner);
  return !fields.error() || complain(fields.error()->at, fields.error()->text);
}

bool TraceParser::data(TraceData& into, std::uint64_t most_bytes) {
  const std::size_t start = at_;
  std::uint64_t bytes = 0;  // each piece has a bounded size, so that the sum cannot overflow before it is too large
  do {
    skip_blanks();
    if (next() == '\n') ++at_;  // a '+' at the end of a line: it goes on in the next one
    skip_blanks();
    if (!piece(into, bytes)) return false;
    if (bytes > most_bytes) return complain(start, "more than " + std::to_string(most_bytes) + " bytes of data");
  } while (accept("+"));
  if (!at_line_end() && !is_blank(next())) return complain(at_, "'+' or the end of the data is expected");
  return true;
}

bool TraceParser::piece(TraceData& into, std::uint64_t& bytes) {
  return accept("pattern(lba=") ? pattern(into, bytes) : hex_piece(into, bytes);
}

bool TraceParser::pattern(TraceData& into, std::uint64_t& bytes) {
  const std::size_t start = at_;
  PatternRun run;
  const auto number = [&](std::string_view until, std::uint64_t& value) {
    const std::size_t from = at_;
    while (!at_line_end() && !is_blank(next()) && next() != ',' && next() != ')') ++at_;
    const auto parsed = parse_number(text_.substr(from, at_ - from));
    value = parsed.value_or(0);
    return parsed.has_value() && accept(until);
  };
  if (!number(",generation=", run.lba) || !number(")", run.generation))
    return complain(start, "a pattern is spelt pattern(lba=NUMBER,generation=NUMBER)");
  if (next() == '*' && !count(run.blocks)) return false;
  into.append(run);
  bytes += run.blocks * trace_.geometry.lba_bytes;
  return true;
}

bool TraceParser::hex_piece(TraceData& into, std::uint64_t& bytes) {
  const std::size_t start = at_;
  Literal digits;
  while (const auto high = hex_digit(next())) {
    const auto low = at_ + 1 < text_.size() ? hex_digit(text_[at_ + 1]) : std::nullopt;
    if (!low) return complain(start, "an odd number of hexadecimal digits");
    digits.push_back(static_cast<std::byte>(*high << 4 | *low));
    at_ += 2;
  }
  if (digits.empty()) return complain(start, "data is hexadecimal bytes, a byte and its number, or pattern(...)");
  if (next() != '*') {
    into.append(digits);
    bytes += digits.size();
    return true;
  }
  if (digits.size() != 1) return complain(start, "only one byte can be repeated");
  FillRun run{.value = digits.front(), .bytes = 0};
  if (!count(run.bytes)) return false;
  into.append(run);
  bytes += run.bytes;
  return true;
}

bool TraceParser::count(std::uint64_t& times) {
  const std::size_t start = at_++;
  const std::size_t from = at_;
  while (next() >= '0' && next() <= '9') ++at_;
  const auto value = parse_number(text_.substr(from, at_ - from));
  if (!value || *value == 0 || *value > kMostDataBytes)
    return complain(start, "'*' is followed by a number from 1 to " + std::to_string(kMostDataBytes));
  times = *value;
  return true;
}

}  // namespace zns
