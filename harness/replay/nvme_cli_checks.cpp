#include "harness/replay/nvme_cli_checks.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "harness/base/error.hpp"
#include "harness/report/text.hpp"
#include "harness/targets/in_process.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/text.hpp"
#include "suites/facts.hpp"

namespace zns::harness {
namespace {

std::string base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t kLine = 57;  // bytes: 76 characters
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    if (at != 0 && at % kLine == 0) text += '\n';
    const std::size_t left = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 3; ++i)
      word = word << 8 | (i < left ? std::to_integer<std::uint32_t>(bytes[at + i]) : 0);
    for (std::size_t i = 0; i < 4; ++i) text += i <= left ? kDigits[word >> (18 - 6 * i) & 0x3F] : '=';
  }
  return text + "\n";
}

std::string digits(const char* format, unsigned value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string clauses_of(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : " ") + id;
  return text;
}

std::string alternatives(const std::vector<std::string>& expected) {
  std::string text;
  for (const std::string& each : expected) text += (text.empty() ? "" : " or ") + each;
  return text.empty() ? "something else" : text;
}

std::string call(const std::string& function, const Wrong& wrong, const std::string& rest) {
  std::vector<std::string> ids;
  for (const ClauseId id : wrong.clauses) ids.emplace_back(id.str());
  const std::string clauses = ids.empty() ? "no clause permits it" : clauses_of(ids);
  return function + " " + script_word(clauses) + " " + script_word(alternatives(wrong.expected)) + rest + "\n";
}

std::string refuse_same(const Wrong& wrong) {
  return call("refuse_same", wrong, " " + script_word(wrong.observed.empty() ? "the same" : wrong.observed));
}

// The field of a report's line that this is about; empty if it is no single one.
std::string_view field_of(What what) {
  switch (what) {
    case What::ZoneType:
      return "zt";
    case What::ZoneState:
      return "zs";
    case What::WritePointer:
      return "wp";
    case What::Capacity:
      return "zcap";
    case What::Attributes:
      return "za";
    case What::DescriptorExtension:
      return "ext";
    case What::NumberOfZones:
      return "zones";
    default:
      return "";
  }
}

// A zone may do more by itself than the oracle's text says: be closed (ZNS-SM-008), or fail (ZNS-SM-021, ZNS-SM-022).
std::string states(const Wrong& wrong) {
  std::string text;
  for (const std::uint16_t code : wrong.permitted) {
    text += std::string{letters(static_cast<ZoneState>(code))} + " ";
    if (static_cast<ZoneState>(code) == ZoneState::ImplicitlyOpened) text += "ZSC ";
  }
  return text + "ZSRO ZSO";
}

std::string statuses(const Wrong& wrong) {
  std::string text;
  for (const std::uint16_t code : wrong.permitted) text += (text.empty() ? "" : " ") + digits("%03x", code);
  return text;
}

}  // namespace

std::string script_word(const std::string& text) {
  std::string visible = text;
  std::replace_if(
      visible.begin(), visible.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return shell_word(visible);
}

std::string script_bytes(const TraceData& data, std::uint64_t seed, std::size_t lba_bytes) {
  std::string text;
  TraceData others;  // what is no run of one byte
  const auto flush = [&] {
    if (!others.empty()) text += "bytes <<'END'\n" + base64(expand(others, seed, lba_bytes)) + "END\n";
    others = {};
  };
  for (const TraceData::Piece& piece : data.pieces()) {
    if (const auto* fill = std::get_if<FillRun>(&piece)) {
      flush();
      text +=
          "fill " + digits("%03o", std::to_integer<unsigned>(fill->value)) + " " + std::to_string(fill->bytes) + "\n";
    } else if (const auto* literal = std::get_if<Literal>(&piece)) {
      others.append(*literal);
    } else {
      others.append(std::get<PatternRun>(piece));
    }
  }
  flush();
  return text.empty() ? ":\n" : text;
}

std::string script_zones(const ZoneReport& report) {
  std::string text = "zones " + hex(report.number_of_zones) + "\n";
  for (const ReportedZone& zone : report.zones) {
    const ZoneDescriptor& seen = zone.descriptor;
    const std::string_view state = letters(seen.zs);
    text += hex(seen.zslba) + " zs=" + std::string{state.substr(0, state.find(' '))} +
            " wp=" + (is_writable(seen.zs) ? hex(seen.wp) : "-") + " zcap=" + hex(seen.zcap) + " za=" + hex(seen.za);
    if (seen.zt != kSequentialWriteRequired) text += " zt=" + hex(seen.zt);
    if (!zone.extension.empty()) text += " ext=";
    for (const std::byte byte : zone.extension) text += digits("%02x", std::to_integer<unsigned>(byte));
    text += "\n";
  }
  return text;
}

std::optional<std::size_t> report_entry_bytes(const Geometry& geometry, const TraceEntry& entry) {
  const Command command = decode(entry.queue, entry.sqe);
  const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
  if (receive == nullptr) return std::nullopt;
  const bool extended = receive->zra == ZoneReceiveAction::ExtendedReportZones;
  if (!extended && receive->zra != ZoneReceiveAction::ReportZones) return std::nullopt;
  return kZoneDescriptorBytes + (extended ? geometry.extension_bytes() : 0);
}

NvmeCliChecks::NvmeCliChecks(const Trace& trace) : trace_{trace} {
  Trace plain = trace;
  for (TraceStep& step : plain.steps) {
    auto* batch = std::get_if<TraceBatch>(&step);
    if (batch == nullptr) continue;
    for (TraceEntry& entry : *batch) {
      entry.prps = {};
      entry.cid = {};
    }
  }
  try {
    InProcessTarget reference{"ref:", trace.geometry, {}};
    for (TraceStep& step : replay(plain, reference).steps)
      if (auto* batch = std::get_if<TraceBatch>(&step))
        reference_.insert(reference_.end(), batch->begin(), batch->end());
  } catch (const std::runtime_error&) {  // no such reference, or it is not sent such a trace
    reference_.clear();
  }
}

std::string NvmeCliChecks::lines(std::size_t number, const TraceEntry& entry, const Finding& finding) {
  if (!entry.completion) return "permit_completion " + script_word(clauses_of(finding.clauses)) + "\n";
  if (finding.in_flight > 1 || finding.wrong.empty()) return "";
  const bool is_hidden = entry.completion->overran || entry.completion->wrong_sqhd;  // nvme-cli sees neither
  std::string text;
  for (const Wrong& wrong : finding.wrong)
    if (wrong.what != What::Other || !is_hidden) text += check(number, entry, wrong);
  return text;
}

std::string NvmeCliChecks::check(std::size_t number, const TraceEntry& entry, const Wrong& wrong) {
  if (wrong.what == What::Status && !wrong.permitted.empty())
    return call("permit_status", wrong, " " + script_word(statuses(wrong)));
  if (wrong.what == What::Data) return check_block(number, entry, wrong);
  if (!field_of(wrong.what).empty() && (wrong.zone || wrong.what == What::NumberOfZones))
    return check_zone(number, entry, wrong);
  const bool is_alba =
      wrong.what == What::Result && std::holds_alternative<ZoneAppend>(decode(entry.queue, entry.sqe).body);
  if (is_alba && permitted(number))
    return call("permit_result", wrong, " " + hex(permitted(number)->result & UINT32_MAX));
  return refuse_same(wrong);
}

std::string NvmeCliChecks::check_zone(std::size_t number, const TraceEntry& entry, const Wrong& wrong) {
  const std::string field{field_of(wrong.what)};
  const std::string zone = wrong.zone ? hex(trace_.geometry.zslba(*wrong.zone)) : "zones";
  const std::string where = " " + zone + " " + field + " ";
  if (wrong.what == What::ZoneState && !wrong.permitted.empty())
    return call("permit_zone", wrong, where + script_word(states(wrong)));
  const std::string was = values_of(entry, *entry.completion, wrong);
  // Attributes hold recommendations, too, which a controller gives as it likes: there is no one value.
  const std::string other =
      wrong.what != What::Attributes && permitted(number) ? values_of(entry, *permitted(number), wrong) : std::string{};
  if (!other.empty() && other != was) return call("permit_zone", wrong, where + other);
  return was.empty() ? refuse_same(wrong) : call("refuse_zone", wrong, where + was);
}

// The field's value in the report.
std::string NvmeCliChecks::values_of(const TraceEntry& entry, const TraceCompletion& answer, const Wrong& wrong) const {
  const std::vector<std::byte> data = expand(answer.data, trace_.seed, trace_.geometry.lba_bytes);
  const std::size_t entry_bytes = report_entry_bytes(trace_.geometry, entry).value_or(kZoneDescriptorBytes);
  const std::string lines = script_zones(parse_zone_report(data, entry_bytes - kZoneDescriptorBytes));
  const bool of_zone = wrong.zone.has_value();
  const std::string begin = of_zone ? "\n" + hex(trace_.geometry.zslba(*wrong.zone)) + " " : "zones ";
  const std::string name = of_zone ? " " + std::string{field_of(wrong.what)} + "=" : " ";
  const std::size_t line = lines.find(begin);
  if (line == std::string::npos) return "";
  const std::size_t at = lines.find(name, line);
  const std::size_t end = lines.find('\n', line + 1);
  if (at == std::string::npos || at > end) return "";
  const std::size_t value = at + name.size();
  return lines.substr(value, lines.find_first_of(" \n", value) - value);
}

// The first block that is not what a conforming device returns.
std::string NvmeCliChecks::check_block(std::size_t number, const TraceEntry& entry, const Wrong& wrong) {
  const std::optional<TraceCompletion>& other = permitted(number);
  if (!other) return refuse_same(wrong);
  const std::size_t size = trace_.geometry.lba_bytes;
  const std::vector<std::byte> was = expand(entry.completion->data, trace_.seed, size);
  const std::vector<std::byte> may = expand(other->data, trace_.seed, size);
  for (std::size_t at = 0; at + size <= std::min(was.size(), may.size()); at += size) {
    const std::span block = std::span{may}.subspan(at, size);
    if (std::equal(block.begin(), block.end(), was.begin() + static_cast<std::ptrdiff_t>(at))) continue;
    return "{\n" + script_bytes(shorten(block, trace_.seed, size), trace_.seed, size) + "} >\"$work/permitted\"\n" +
           call("permit_bytes", wrong, " " + std::to_string(at));
  }
  return refuse_same(wrong);
}

const std::optional<TraceCompletion>& NvmeCliChecks::permitted(std::size_t number) {
  const auto [at, is_new] = permitted_.try_emplace(number);
  if (is_new && number < reference_.size()) {
    const std::optional<TraceCompletion>& answer = reference_[number].completion;
    if (answer && answer->status == kSuccess && is_permitted(number, *answer)) at->second = answer;
  }
  return at->second;
}

bool NvmeCliChecks::is_permitted(std::size_t number, const TraceCompletion& answer) const {
  Trace other = trace_;
  std::size_t command = 0;
  for (TraceStep& step : other.steps) {
    auto* batch = std::get_if<TraceBatch>(&step);
    if (batch == nullptr) continue;
    if (number < command + batch->size()) {
      (*batch)[number - command].completion = answer;
      break;
    }
    command += batch->size();
  }
  const Rejudgement judged = rejudge(other);
  return std::none_of(judged.findings.begin(), judged.findings.end(), [number](const TraceFinding& each) {
    return each.command == number && !each.of_device && !each.finding.warning;
  });
}

}  // namespace zns::harness
