#include "harness/qemu/frames.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace zns::harness {
namespace {

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> result;
  while (true) {
    const std::size_t space = line.find(' ');
    result.push_back(line.substr(0, space));
    if (space == std::string_view::npos) return result;
    line.remove_prefix(space + 1);
  }
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// A line from the guest, fit to be shown: hostile bytes must not reach a terminal.
std::string printable(std::string_view line) {
  std::string result;
  for (const char c : line) result += c >= ' ' && c <= '~' ? c : '?';
  return result;
}

std::string quoted(std::string_view line) {
  return '"' + printable(line.substr(0, 40)) + (line.size() > 40 ? "...\"" : "\"");
}

constexpr std::size_t kSavedNameMax = 120;

}  // namespace

bool is_saved_name(std::string_view name) {
  static constexpr std::string_view kPermitted = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !name.empty() && name.size() <= kSavedNameMax && name.front() != '.' &&
         name.find_first_not_of(kPermitted) == std::string_view::npos;
}

void FrameParser::feed(std::string_view bytes) {
  if (!error_.empty()) return;
  if (ended_ && !bytes.empty()) {
    fail("bytes after the exit status");
    return;
  }
  buffer_ += bytes;
}

std::optional<Frame> FrameParser::next() {
  if (!error_.empty()) return std::nullopt;
  if (file_) {
    const std::size_t n = std::min(file_left_, buffer_.size());
    file_->content.append(buffer_, 0, n);
    buffer_.erase(0, n);
    file_left_ -= n;
    if (file_left_ > 0) return std::nullopt;
    std::optional<Frame> done = std::move(file_);
    file_.reset();
    return done;
  }
  const std::size_t end = buffer_.find('\n');
  if (end > kLineMax && (end != std::string::npos || buffer_.size() > kLineMax)) return fail("a line without an end");
  if (end == std::string::npos) return std::nullopt;
  if (ended_) return fail("bytes after the exit status");
  const std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return parse_line(line);
}

std::optional<Frame> FrameParser::parse_line(std::string_view line) {
  const std::vector<std::string_view> word = words(line);
  if ((word[0] == "exit" && word.size() == 2) || (word[0] == "failed" && word.size() > 1)) return parse_end(line, word);
  if (word[0] == "alive" && word.size() == 1) return Frame{};
  const bool saved = word[0] == "saved" && word.size() == 3 && is_saved_name(word[1]);
  if (saved || (word[0] == "file" && word.size() == 3 && !word[1].empty())) return begin_file(line, word);
  return fail("not a frame: " + quoted(line));
}

std::optional<Frame> FrameParser::begin_file(std::string_view line, const std::vector<std::string_view>& word) {
  const auto length = number(word[2]);
  if (!length || *length > kFileMax) return fail("no such length: " + quoted(line));
  const Frame::Kind kind = word[0] == "saved" ? Frame::Kind::Saved : Frame::Kind::File;
  file_left_ = static_cast<std::size_t>(*length);
  if (kind == Frame::Kind::Saved) {
    if (++saved_ > kSavedMost) return fail("more than " + std::to_string(kSavedMost) + " saved files");
    saved_bytes_ += file_left_;
    if (saved_bytes_ > kFileMax) return fail("more than " + std::to_string(kFileMax) + " bytes of saved files");
  }
  file_ = Frame{.kind = kind, .name = std::string{word[1]}, .content = {}, .status = 0};
  return next();
}

std::optional<Frame> FrameParser::parse_end(std::string_view line, const std::vector<std::string_view>& word) {
  Frame frame{.kind = Frame::Kind::Failed, .name = {}, .content = {}, .status = 0};
  if (word[0] == "exit") {
    const auto status = number(word[1]);
    if (!status || *status > 255) return fail("no such exit status: " + quoted(line));
    frame.kind = Frame::Kind::Exit;
    frame.status = static_cast<int>(*status);
  } else {
    frame.name = printable(line.substr(word[0].size() + 1));
  }
  ended_ = true;
  if (!buffer_.empty()) return fail("bytes after the exit status");
  return frame;
}

std::optional<Frame> FrameParser::fail(const std::string& what) {
  error_ = what;
  buffer_.clear();
  file_.reset();
  return std::nullopt;
}

}  // namespace zns::harness
