#include <algorithm>
#include <numeric>

#include "reference/device/step.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"
#include "reference/trace/geometry_text.hpp"
#include "reference/trace/trace.hpp"

namespace zns {
namespace {

constexpr std::size_t kWidth = 120;                               // data goes on in the next line beyond it
constexpr std::size_t kLiteralBytes = 32;                         // of a literal that is not broken
constexpr std::size_t kZonesExplained = 64;                       // of a report, in comments
constexpr std::uint64_t kLargestReport = std::uint64_t{1} << 20;  // that is explained

// Text of one line: what would end it, or is no character, as "\n", "\\" or "\x1B".
std::string escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n')
      out += "\\n";
    else if (c == '\\')
      out += "\\\\";
    else if (byte < 0x20 || byte == 0x7F)
      (out += "\\x") += {kDigits[byte >> 4], kDigits[byte & 0xF]};
    else
      out += c;
  }
  return out;
}

std::string hex_bytes(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += kDigits[std::to_integer<std::size_t>(byte >> 4)];
    text += kDigits[std::to_integer<std::size_t>(byte & std::byte{0xF})];
  }
  return text;
}

std::string times(std::uint64_t count) {
  return '*' + std::to_string(count);
}

std::vector<std::string> piece_texts(const TraceData::Piece& piece) {
  if (const auto* fill = std::get_if<FillRun>(&piece)) return {hex_bytes({&fill->value, 1}) + times(fill->bytes)};
  if (const auto* run = std::get_if<PatternRun>(&piece))
    return {"pattern(lba=" + hex(run->lba) + ",generation=" + std::to_string(run->generation) + ")" +
            (run->blocks == 1 ? "" : times(run->blocks))};
  std::vector<std::string> texts;
  for (std::span<const std::byte> rest = std::get<Literal>(piece); !rest.empty();) {
    const std::size_t bytes = std::min(rest.size(), kLiteralBytes);
    texts.push_back(hex_bytes(rest.first(bytes)));
    rest = rest.subspan(bytes);
  }
  return texts;
}

class Printer {
 public:
  explicit Printer(const Trace& trace) : trace_{trace} {}

  std::string text() {
    line("znspec-trace " + std::to_string(trace_.beside.empty() && !names_a_controller() ? 1 : kTraceVersion));
    if (!trace_.target.empty()) line("target " + escaped(trace_.target));
    if (!trace_.note.empty()) line("note " + escaped(trace_.note));
    line("device " + to_text(trace_.geometry));
    for (const Geometry& each : trace_.beside)
      line("namespace " + std::to_string(each.nsid) + ' ' + namespace_text(each));
    line("seed " + std::to_string(trace_.seed));
    for (const TraceZone& zone : trace_.start) start(zone);
    for (const TraceStep& step : trace_.steps) std::visit([this](const auto& each) { print(each); }, step);
    return std::move(text_);
  }

 private:
  [[nodiscard]] bool names_a_controller() const {
    return std::any_of(trace_.steps.begin(), trace_.steps.end(), [](const TraceStep& step) {
      const auto* batch = std::get_if<TraceBatch>(&step);
      return batch != nullptr &&
             std::any_of(batch->begin(), batch->end(), [](const TraceEntry& each) { return each.controller != 0; });
    });
  }

  void line(const std::string& text) {
    text_ += text;
    text_ += '\n';
  }

  void start(const TraceZone& start) {
    const Zone& zone = start.zone;
    text_ += "zone " + std::to_string(start.id) + ' ';
    text_ += column(zone.zs) == kZoneStateCount ? "zs=" + hex(static_cast<std::uint8_t>(zone.zs))
                                                : std::string{letters(zone.zs)};
    text_ += " wp=" + hex(zone.wp) + " zcap=" + hex(zone.zcap);
    if (zone.za != 0) text_ += " za=" + hex(zone.za);
    if (zone.zai != 0) text_ += " zai=" + hex(zone.zai);
    data("ext", start.extension);
    text_ += '\n';
  }

  // A line break follows a '+', so that every line says whether it goes on.
  void data(std::string_view key, const TraceData& data) {
    if (data.empty()) return;
    (text_ += ' ') += key;
    text_ += '=';
    bool first = true;
    for (const TraceData::Piece& piece : data.pieces())
      for (const std::string& text : piece_texts(piece)) {
        if (!first) text_ += '+';
        const std::size_t line_start = text_.rfind('\n') + 1;
        if (!first && text_.size() - line_start + text.size() > kWidth) text_ += "\n    ";
        text_ += text;
        first = false;
      }
  }

  void print(const TraceBatch& batch) {
    const auto number = [&](std::size_t i) { return batch.size() == 1 ? std::string{} : std::to_string(i + 1); };
    for (std::size_t i = 0; i < batch.size(); ++i) {
      text_ += '>' + number(i) + ' ' + command_text(trace_.geometry, batch[i]);
      data("data", batch[i].to_device);
      text_ += '\n';
    }
    std::vector<std::size_t> order(batch.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return batch[a].place < batch[b].place; });
    for (const std::size_t i : order) {
      text_ += '<' + number(i) + ' ' + completion_text(batch[i]);
      if (batch[i].completion) data("data", batch[i].completion->data);
      text_ += '\n';
      explain(batch[i]);
    }
  }

  void print(Reset reset) {
    line(reset == Reset::Controller ? "reset controller"
         : reset == Reset::Shutdown ? "reset shutdown"
                                    : "reset power-cycle");
  }

  void print(const TraceInjection& injection) {
    line("inject zslba=" + hex(injection.zslba) + ' ' + std::string{letters(injection.state)});
  }

  // A report in words: comments.
  void explain(const TraceEntry& entry) {
    const Command command = decode(entry.queue, entry.sqe);
    const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
    if (receive == nullptr || !entry.completion || entry.completion->status != kSuccess) return;
    if (entry.completion->data.bytes(trace_.geometry.lba_bytes) > kLargestReport) return;
    const auto bytes = expand(entry.completion->data, trace_.seed, trace_.geometry.lba_bytes);
    const bool extended = receive->zra == ZoneReceiveAction::ExtendedReportZones;
    const ZoneReport report = parse_zone_report(bytes, extended ? trace_.geometry.extension_bytes() : 0);
    line("# Number of Zones " + std::to_string(report.number_of_zones));
    for (std::size_t i = 0; i < std::min(report.zones.size(), kZonesExplained); ++i)
      explain(report.zones[i].descriptor);
    if (report.zones.size() > kZonesExplained)
      line("# ... and " + std::to_string(report.zones.size() - kZonesExplained) + " more");
  }

  void explain(const ZoneDescriptor& zone) {
    const std::string wp = is_writable(zone.zs) ? " wp=" + hex(zone.wp) : "";
    const std::string attributes = zone.za == 0 ? "" : " za=" + hex(zone.za);
    line("# zone " + std::to_string(zone.zslba / trace_.geometry.zsze) + ' ' + std::string{letters(zone.zs)} +
         " zslba=" + hex(zone.zslba) + wp + " zcap=" + hex(zone.zcap) + attributes);
  }

  const Trace& trace_;
  std::string text_;
};

}  // namespace

std::string print(const Trace& trace) {
  return Printer{trace}.text();
}

std::string command_text(const Geometry& geometry, const TraceEntry& entry) {
  std::string text = to_text(entry.queue, entry.sqe);
  const auto add = [&text](std::string_view field, std::uint64_t value) {
    if (value == 0) return;
    (text += ' ') += field;
    text += '=' + hex(value);
  };
  add("prp1", entry.sqe.prp1);
  add("prp2", entry.sqe.prp2);
  add("sqe-cid", entry.sqe.cid);
  add("prp-offset", entry.prps.offset);
  add("prp2-offset", entry.prps.prp2_offset);
  add("list-offset", entry.prps.list_offset);
  if (entry.controller != 0) text += " controller=" + std::to_string(entry.controller);
  if (entry.cid) text += " cid=" + hex(*entry.cid);
  if (entry.buffer != bytes_from_device(geometry, decode(entry.queue, entry.sqe)))
    text += " buffer=" + std::to_string(entry.buffer);
  return text;
}

std::string completion_text(const TraceEntry& entry) {
  if (!entry.completion) return "no completion";
  const TraceCompletion& cqe = *entry.completion;
  std::string text = to_string(cqe.status);
  const bool append = std::holds_alternative<ZoneAppend>(decode(entry.queue, entry.sqe).body);
  if (append && cqe.status == kSuccess)
    text += " alba=" + hex(cqe.result);
  else if (cqe.result != 0)
    text += " result=" + hex(cqe.result);
  if (cqe.crd != 0) text += " crd=" + std::to_string(cqe.crd);
  if (cqe.more) text += " more";
  if (cqe.dnr) text += " dnr";
  if (cqe.overran) text += " overran";
  if (cqe.wrong_sqhd) text += " wrong-sqhd";
  return text;
}

}  // namespace zns
