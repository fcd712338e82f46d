#include "harness/matrix/table.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>

#include "harness/report/exit_status.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

constexpr std::size_t kNameWidth = 10;  // of where and how it was
constexpr const char* kRed = "31;1";
constexpr const char* kYellow = "33";
constexpr const char* kMagenta = "35;1";

struct Cell {
  std::string text;
  const char* colour = "";  // SGR parameters
};

// What a cell counts, the gravest first: it shows the first that is there.
struct Count {
  std::size_t Summary::*field;
  const char* word;
  const char* colour;
};
constexpr Count kCounts[] = {{&Summary::failed, "×", kRed},       {&Summary::stale, "×", kRed},
                             {&Summary::error, "!", kMagenta},    {&Summary::known, "known", kYellow},
                             {&Summary::warned, "warn", kYellow}, {&Summary::passed, "ok", ""}};

// The columns that a UTF-8 text takes, none of it wide.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Cell gravest(const Summary& summary) {
  for (const Count& count : kCounts)
    if (summary.*count.field > 0) return {std::to_string(summary.*count.field) + " " + count.word, count.colour};
  return {summary.cases > 0 ? "-" : "", ""};
}

Cell all_counts(const Summary& summary) {
  Cell cell = gravest(summary);
  cell.text.clear();
  std::for_each(std::rbegin(kCounts), std::rend(kCounts), [&](const Count& count) {
    if (summary.*count.field == 0) return;
    cell.text += (cell.text.empty() ? "" : ", ") + std::to_string(summary.*count.field) + " " + count.word;
  });
  return cell;
}

class Page {
 public:
  explicit Page(bool colours) : colours_{colours} {}

  void line(const std::string& text = "") { text_ += text + "\n"; }

  [[nodiscard]] std::string paint(const std::string& text, std::string_view colour) const {
    if (!colours_ || colour.empty()) return text;
    return "\033[" + std::string{colour} + "m" + text + "\033[0m";
  }

  // Cells below each other; the last column is not padded.
  void rows(const std::vector<std::vector<Cell>>& rows) {
    std::vector<std::size_t> widths;
    for (const std::vector<Cell>& row : rows) {
      widths.resize(std::max(widths.size(), row.size()));
      for (std::size_t i = 0; row.size() > 2 && i < row.size(); ++i)
        widths[i] = std::max(widths[i], width_of(row[i].text));
      widths[0] = std::max(widths[0], width_of(row[0].text));
    }
    for (const std::vector<Cell>& row : rows) {
      std::string text;
      for (std::size_t i = 0; i < row.size(); ++i) {
        text += (i == 0 ? "" : "  ") + paint(row[i].text, row[i].colour);
        if (i + 1 < row.size()) text.append(widths[i] - std::min(widths[i], width_of(row[i].text)), ' ');
      }
      line(text.substr(0, text.find_last_not_of(' ') + 1));
    }
  }

  // The name once, the lines below each other.
  void field(std::string name, const std::vector<std::string>& lines) {
    for (const std::string& each : lines) {
      name.resize(8, ' ');
      line("    " + name + "  " + each);
      name.clear();
    }
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  bool colours_;
  std::string text_;
};

// ---- the table ------------------------------------------------------------------------------------------------------

Cell remark_of(const MatrixRow& row) {
  if (row.exit == kConformant) return {"- " + row.remark, ""};
  if (row.exit == kNotConformant) return {"× " + row.remark, kRed};
  return {"! " + row.remark, kMagenta};
}

// A target that was not tested has no cells, but a remark.
std::vector<Cell> row_of(const MatrixRow& row) {
  std::vector<Cell> cells{{row.name, ""}};
  if (row.cases.empty() && !row.remark.empty()) return {cells.front(), remark_of(row)};
  for (const Summary& area : row.areas) cells.push_back(gravest(area));
  Cell last = all_counts(row.summary);
  if (!row.remark.empty()) last = {last.text + "  " + remark_of(row).text, remark_of(row).colour};
  cells.push_back(std::move(last));
  return cells;
}

void table(Page& page, const MatrixReport& report) {
  std::vector<std::vector<Cell>> rows(1, {{"", ""}});
  for (const MatrixArea& area : report.areas) rows[0].push_back({area.head, "1"});
  if (!report.areas.empty()) rows[0].push_back({"all", "1"});
  for (const MatrixRow& row : report.rows) rows.push_back(row_of(row));
  page.rows(rows);
  if (report.areas.empty()) return;
  page.line();
  std::vector<std::vector<Cell>> legend;
  for (const MatrixArea& area : report.areas) legend.push_back({{area.head, "1"}, {area.number, ""}, {area.title, ""}});
  page.rows(legend);
  page.line();
  page.line(
      "A cell shows the gravest: × failed or stale, ! no verdict, known deviations, warnings, ok; - not applicable.");
}

// ---- the failures ---------------------------------------------------------------------------------------------------

struct Hit {
  const MatrixRow* row;
  const ChildCase* entry;
};

struct Trouble {
  std::string id;
  std::vector<Hit> hits;
};

bool is_trouble(const ChildCase& entry) {
  return entry.verdict == Verdict::Failed || entry.verdict == Verdict::Stale || entry.verdict == Verdict::Error;
}

// Findings of random sequences are named for the minimal sequence, which is another one on every geometry.
std::string common_id(const std::string& id) {
  return id.rfind("diff/", 0) == 0 ? id.substr(0, id.rfind('/')) : id;
}

std::vector<Trouble> troubles_of(const MatrixReport& report) {
  std::vector<Trouble> troubles;
  for (const MatrixRow& row : report.rows) {
    for (const ChildCase& entry : row.cases) {
      if (!is_trouble(entry)) continue;
      const std::string id = common_id(entry.id);
      auto same = std::find_if(troubles.begin(), troubles.end(), [&id](const Trouble& t) { return t.id == id; });
      if (same == troubles.end()) same = troubles.insert(troubles.end(), {id, {}});
      if (same->hits.empty() || same->hits.back().row != &row) same->hits.push_back({&row, &entry});
    }
  }
  return troubles;
}

void trouble(Page& page, const Trouble& trouble) {
  const ChildCase& first = *trouble.hits.front().entry;
  const bool error = first.verdict == Verdict::Error;
  page.line(page.paint(error ? "!" : "×", error ? kMagenta : kRed) + " " + trouble.id + "  " + first.title);
  page.field("expected", first.expected);
  if (!first.observed.empty()) page.field("observed", {first.observed});
  if (!first.reason.empty()) page.field("remark", {first.reason});
  std::vector<std::vector<Cell>> lines;
  for (const auto& [row, entry] : trouble.hits) {
    const std::string replay = entry->replay.empty() ? row->replay : entry->replay;
    lines.push_back({{"    " + row->name, ""}, {replay, ""}});
    // The sequences of random findings differ anyway; of a case it is worth knowing.
    if (trouble.id == entry->id && entry->observed != first.observed)
      lines.push_back({{"", ""}, {"observed " + entry->observed, ""}});
  }
  page.rows(lines);
}

std::string count_of_rows(const MatrixReport& report) {
  const auto with = [&report](auto predicate) {
    return std::to_string(std::count_if(report.rows.begin(), report.rows.end(), predicate));
  };
  const auto exits = [&](int status) { return with([status](const MatrixRow& row) { return row.exit == status; }); };
  std::string line = std::to_string(report.rows.size()) + (report.rows.size() == 1 ? " target: " : " targets: ") +
                     exits(kConformant) + " conformant, " + exits(kNotConformant) + " not";
  const std::string lost = with([](const MatrixRow& row) { return row.exit > kNotConformant; });
  return lost == "0" ? line : line + ", " + lost + " without a verdict";
}

}  // namespace

std::string render_matrix(const MatrixReport& report, bool colours) {
  Page page{colours};
  const std::vector<Particular> origins = origin(report.version, report.provenance);
  for (const Particular& each : origins) {
    std::string name = each.name;
    name.resize(kNameWidth, ' ');
    page.line(name + printable(each.value));
  }
  if (!origins.empty()) page.line();
  table(page, report);
  page.line();
  for (const Trouble& each : troubles_of(report)) {
    trouble(page, each);
    page.line();
  }
  page.line(count_of_rows(report) + "; " + std::to_string(report.wall_ms / 1000) + "." +
            std::to_string(report.wall_ms / 100 % 10) + " s");
  return page.take();
}

}  // namespace zns::harness
