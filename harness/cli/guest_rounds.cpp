#include "harness/cli/guest_rounds.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/base/error.hpp"
#include "harness/cli/cli.hpp"
#include "harness/qemu/arguments.hpp"
#include "harness/qemu/frames.hpp"
#include "harness/qemu/work_folder.hpp"
#include "harness/report/json_reader.hpp"
#include "harness/report/text.hpp"
#include "harness/run/blame.hpp"
#include "harness/run/resume.hpp"
#include "harness/run/subject.hpp"

namespace zns::harness {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kDeathsMost = 40;  // an emulator in the making may die of many things
constexpr std::size_t kLineMost = std::size_t{64} << 20;
constexpr std::size_t kBytesMost = std::size_t{512} << 20;  // of all guests together

// Takes the option, with its value, out of the arguments; returns the value, empty if it is not there.
std::string take_option(std::vector<std::string>& arguments, const std::string& option) {
  for (auto word = arguments.begin(); word != arguments.end(); ++word) {
    if (word->rfind(option + "=", 0) == 0) {
      std::string value = word->substr(option.size() + 1);
      arguments.erase(word);
      return value;
    }
    if (*word != option || word + 1 == arguments.end()) continue;
    std::string value = *(word + 1);
    arguments.erase(word, word + 2);
    return value;
  }
  return {};
}

std::string gone_on(const std::vector<std::string>& deaths) {
  std::string text = "in a new guest, after one died in";
  for (const std::string& id : deaths) text += (&id == &deaths.front() ? " " : ", ") + id;
  return text;
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out{path, std::ios::binary | std::ios::trunc};
  out << text;
  if (!out.flush()) throw HarnessError("cannot write " + path.string() + ": " + std::strerror(errno));
}

}  // namespace

GuestRounds::GuestRounds(GuestOptions options, std::vector<std::string> arguments, World& world)
    : options_{std::move(options)},
      arguments_{std::move(arguments)},
      world_{world},
      saves_{files_in(arguments_).saves} {
  options_.journal = [this](std::string_view bytes) { take(bytes); };
  user_path_ = take_option(arguments_, "--journal");
  if (!user_path_.empty()) open_user_journal(std::ios::app);  // it may be what --resume reads, too
}

void GuestRounds::open_user_journal(std::ios::openmode mode) {
  user_journal_.close();
  user_journal_.open(user_path_, std::ios::binary | mode);
  if (!user_journal_) throw HarnessError("cannot write journal '" + user_path_ + "': " + std::strerror(errno));
}

int GuestRounds::run() {
  const WorkFolder work{fs::temp_directory_path()};
  const fs::path journal = work.path() / "journal";
  const auto end = std::chrono::steady_clock::now() + options_.timeout;
  for (;;) {
    try {
      has_run_ = false;
      write_file(journal, journal_);
      return world_.run_guest(options_, words(journal));
    } catch (const GuestDied& died) {
      const std::optional<SectionReport> where = where_it_died();
      if (!where) return report(journal, died.what());
      fail(*where, died.what());
      if (deaths_.size() == kDeathsMost)
        return report(journal, "the guest died in " + std::to_string(kDeathsMost) + " cases; at last: " + died.what());
    } catch (const HarnessError& error) {
      return report(journal, error.what());
    }
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(end - std::chrono::steady_clock::now());
    options_.timeout = std::max(left, std::chrono::seconds{1});
    cut_.clear();
  }
}

void GuestRounds::take(std::string_view bytes) {
  taken_ += bytes.size();
  cut_ += bytes;
  if (taken_ > kBytesMost || cut_.size() > kLineMost) throw HarnessError("the guest's journal is too long");
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = cut_.find('\n', begin)) != std::string::npos; begin = end + 1)
    take_line(cut_.substr(begin, end - begin));
  cut_.erase(0, begin);
}

void GuestRounds::take_line(const std::string& line) {
  try {
    reader_.line(line);
  } catch (const NotAReport& error) {
    throw HarnessError("the guest's journal carried what is none: " + std::string{error.what()});
  }
  last_is_unseen_ = false;
  has_run_ = has_run_ || !reader_.report().sections.empty();
  if (reader_.file())
    save(*reader_.file());
  else
    keep(line + "\n");
}

void GuestRounds::keep(const std::string& line) {
  if (!user_path_.empty() && journal_.empty()) open_user_journal(std::ios::trunc);
  journal_ += line;
  if (user_journal_.is_open()) user_journal_ << line << std::flush;
}

void GuestRounds::save(const JournalReader::File& file) {
  if (saves_.empty()) return;  // nobody asked: what is sent all the same has no place here
  if (!is_saved_name(file.name) || ++saved_ > FrameParser::kSavedMost)
    throw HarnessError("the guest's journal carried a file that it may not save: " +
                       printable(std::string_view{file.name}.substr(0, 40)));
  write_file(saves_ / file.name, file.text);
}

std::optional<SectionReport> GuestRounds::where_it_died() const {
  if (reader_.in_flight()) return reader_.in_flight();
  if (!has_run_ || std::find(deaths_.begin(), deaths_.end(), kLostId) != deaths_.end()) return std::nullopt;
  CaseReport entry;
  entry.title = "The device is there from the first case to the last";
  entry.result.id = kLostId;
  return SectionReport{.number = "", .title = kRunSection, .cases = {std::move(entry)}};
}

void GuestRounds::fail(const SectionReport& section, const std::string& why) {
  CaseReport entry = section.cases.front();
  entry.result.verdict = suites::Verdict::Failed;
  entry.result.reason = "the run goes on in a new guest";
  entry.result.failure = failure_of(suites::DeviceLost{why}, {});
  blame(entry, {});
  Counts counts;
  count_clauses(entry, counts.clauses);
  take_line(end_line(section, entry, counts));
  deaths_.push_back(entry.result.id);
  last_is_unseen_ = true;
}

std::vector<std::string> GuestRounds::words(const fs::path& journal) const {
  std::vector<std::string> words = arguments_;
  if (!deaths_.empty()) {
    take_option(words, "--resume");  // what it said is in the journal
    words.insert(words.end(), {"--go-on", journal.string(), "--unseen", deaths_.back(), "--gone-on", gone_on(deaths_)});
  }
  words.insert(words.end(), {"--guest-journal", kGuestJournal});
  return words;
}

// As the guest would have done it, had it come to that.
int GuestRounds::report(const fs::path& journal, const std::string& why) {
  if (reader_.report().sections.empty()) throw HarnessError(why);
  write_file(journal, journal_);
  std::vector<std::string> words = arguments_;
  take_option(words, "--resume");
  words.insert(words.end(), {"--go-on", journal.string(), "--stopped", why});
  if (!deaths_.empty()) words.insert(words.end(), {"--gone-on", gone_on(deaths_)});
  if (last_is_unseen_) words.insert(words.end(), {"--unseen", deaths_.back()});
  return run_cli(words, world_);
}

}  // namespace zns::harness
