// What the guest sends back beside its output: a text line for each frame, with raw bytes after it where it says so.
//
//   alive                 znspec is at work (sent from time to time, only while it really is)
//   file NAME LENGTH      LENGTH bytes follow: a report
//   saved NAME LENGTH     the same: a file of the folder of --save, which it names
//   exit STATUS           0 to 255: znspec has ended, all files are sent; nothing may follow
//   failed REASON...      znspec was not started, for the guest could not be set up; nothing may follow
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zns::harness {

struct Frame {
  enum class Kind { Alive, File, Saved, Exit, Failed };
  Kind kind = Kind::Alive;
  std::string name;     // File, Saved; Failed: the reason, printable
  std::string content;  // File, Saved
  int status = 0;       // Exit
  friend bool operator==(const Frame&, const Frame&) = default;
};

// True for what may be the name of a file that the guest saved: [A-Za-z0-9._-]+, no dot in front, 120 characters at
// most.
bool is_saved_name(std::string_view name);

// Takes the bytes in any pieces. The bytes come from a virtual machine that runs the code under test, so nothing in
// them is believed: the first malformed frame ends the reading, with error().
class FrameParser {
 public:
  static constexpr std::size_t kLineMax = 160;
  static constexpr std::size_t kFileMax = std::size_t{256} << 20;
  static constexpr std::size_t kSavedMost = 4096;  // files; their bytes together: kFileMax

  void feed(std::string_view bytes);
  std::optional<Frame> next();  // nothing: more bytes are needed, or the end, or an error

  [[nodiscard]] bool ended() const { return ended_; }                // the last frame, exit or failed, has been taken
  [[nodiscard]] const std::string& error() const { return error_; }  // empty: none
  [[nodiscard]] bool inside_a_frame() const { return !buffer_.empty() || file_.has_value(); }

 private:
  std::optional<Frame> parse_line(std::string_view line);
  std::optional<Frame> parse_end(std::string_view line, const std::vector<std::string_view>& word);
  std::optional<Frame> begin_file(std::string_view line, const std::vector<std::string_view>& word);
  std::optional<Frame> fail(const std::string& what);

  std::string buffer_;
  std::optional<Frame> file_;  // a file whose content is still to come
  std::size_t file_left_ = 0;
  std::size_t saved_ = 0;        // files so far ...
  std::size_t saved_bytes_ = 0;  // ... and what they hold
  bool ended_ = false;
  std::string error_;
};

}  // namespace zns::harness
