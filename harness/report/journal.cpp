#include "harness/report/journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/report/json_reader.hpp"
#include "harness/report/json_values.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;

Json counts_json(const Counts& counts) {
  return {{"wall_ms", counts.wall_ms},   {"commands", counts.commands},     {"written_bytes", counts.written_bytes},
          {"freedoms", counts.freedoms}, {"clauses", clauses_json(counts)}, {"transitions", transitions_json(counts)}};
}

std::string text_of(const Json& line) {
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json end_json(const SectionReport& section, const CaseReport& entry, const Counts& since) {
  return {{"case", case_json(section, entry)}, {"counts", counts_json(since)}};
}

}  // namespace

Journal::Journal(std::string path) : path_{std::move(path)} {
  constexpr mode_t kOrdinary = 0666;
  fd_ = UniqueFd{::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, kOrdinary)};
  if (!fd_) throw HarnessError("cannot write journal '" + path_ + "': " + std::strerror(errno));
}

void Journal::write(const Json& line) {
  const std::string text = text_of(line) + "\n";
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(fd_.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw HarnessError("cannot write journal '" + path_ + "': " + std::strerror(errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Journal::head(const Report& head) {
  // A pipe or a port keeps nothing, and cannot be emptied.
  if (::ftruncate(fd_.get(), 0) != 0 && errno != EINVAL)
    throw HarnessError("cannot write journal '" + path_ + "': " + std::strerror(errno));
  write({{"journal", kJournal},
         {"version", head.version},
         {"target", head.target},
         {"device", device_json(head)},
         {"seed", head.seed},
         {"scope", scope_json(head.scope)},
         {"provenance", provenance_json(head.provenance)}});
}

void Journal::begin(const SectionReport& section, const CaseReport& entry) {
  write({{"begin", case_json(section, entry)}});
}

void Journal::end(const SectionReport& section, const CaseReport& entry, const Counts& since) {
  write(end_json(section, entry, since));
}

void Journal::counts(const Counts& since) {
  write({{"counts", counts_json(since)}});
}

void Journal::file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  write({{"file", {{"name", std::filesystem::path{path}.filename().string()}, {"text", text.str()}}}});
}

std::string end_line(const SectionReport& section, const CaseReport& entry, const Counts& since) {
  return text_of(end_json(section, entry, since));
}

void JournalReader::line(std::string_view line) {
  const Json json = Json::parse(line, nullptr, false);
  const JsonPlace root{json, ""};
  file_.reset();
  if (json.is_discarded()) root.refuse("this is no JSON");
  if (root.has("journal")) {
    if (begun_) root.refuse("a second head");
    if (root["journal"].number() != kJournal) root["journal"].refuse("this journal is of another kind");
    report_ = head_of(root);
    begun_ = true;
    return;
  }
  if (!begun_) root.refuse("the head of the journal is missing");
  if (root.has("file")) {
    file_ = File{.name = root["file"]["name"].text(), .text = root["file"]["text"].text()};
    return;
  }
  if (root.has("begin")) {
    Report alone;
    add_case(alone, root["begin"]);
    in_flight_ = std::move(alone.sections.front());
    return;
  }
  const Counts since = counts_of(root["counts"]);  // all of the line is read before any of it counts
  if (root.has("case")) {
    add_case(report_, root["case"]);
    in_flight_.reset();
  }
  add_counts(report_, since);
}

bool is_journal(std::string_view text) {
  const Json first = Json::parse(text.substr(0, text.find('\n')), nullptr, false);
  return !first.is_discarded() && first.is_object() && first.contains("journal");
}

Report report_from_journal(std::string_view text) {
  JournalReader reader;
  for (std::size_t number = 1;; ++number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return reader.report();
    try {
      reader.line(text.substr(0, end));
    } catch (const NotAReport& error) {
      throw NotAReport("line " + std::to_string(number) + ": " + error.what());
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace zns::harness
