#include "harness/replay/nvme_cli_script.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <string_view>

#include "harness/base/error.hpp"
#include "harness/replay/nvme_cli_checks.hpp"
#include "harness/replay/nvme_cli_prelude.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness {
namespace {

std::string comment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return "# " + text + "\n";
}

std::string status_digits(Status status) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto code = static_cast<unsigned>(status);
  return {kDigits[code >> 8 & 0xF], kDigits[code >> 4 & 0xF], kDigits[code & 0xF]};
}

// The statuses that decide nothing, as a pattern for the shell's `case`.
std::string passing(Queue queue) {
  std::string text;
  for (std::uint16_t code = 0; code < 0x800; ++code)
    if (is_passing(queue, static_cast<Status>(code)))
      text += (text.empty() ? "" : "|") + status_digits(static_cast<Status>(code));
  return text;
}

std::string prelude() {
  constexpr std::string_view kToken = "PASSING";
  const std::string statuses = passing(Queue::Admin);
  std::string text{nvme_cli_prelude()};
  for (std::size_t at = text.find(kToken); at != std::string::npos; at = text.find(kToken, at))
    text.replace(at, kToken.size(), statuses);
  return text;
}

std::uint64_t limit(const std::optional<std::uint32_t>& zones) {  // as MAR and MOR have it: 0's based
  return zones ? *zones - 1 : UINT32_MAX;
}

// What a script compares of a geometry: the name, how the shell reads it of the device, and what the trace says.
struct Same {
  const char* name;
  const char* here;
  std::uint64_t (*there)(const Geometry&);
};
constexpr Same kSame[] = {
    {"nsze", R"(number "$work/namespace" 0 8)", [](const Geometry& g) { return g.nsze(); }},
    {"LBADS", R"(number "$work/namespace" $((128 + 4 * format + 2)) 1)",
     [](const Geometry& g) { return std::uint64_t(std::countr_zero(g.lba_bytes)); }},
    {"zsze", R"(number "$work/zoned" $((2816 + 16 * format)) 8)", [](const Geometry& g) { return g.zsze; }},
    {"zdes", R"(number "$work/zoned" $((2816 + 16 * format + 8)) 1)",
     [](const Geometry& g) { return std::uint64_t{g.zdes}; }},
    {"zcap of the first zone", R"(number "$work/first" 72 8)", [](const Geometry& g) { return g.zcap; }},
    {"MAR", R"(number "$work/zoned" 4 4)", [](const Geometry& g) { return limit(g.max_active); }},
    {"MOR", R"(number "$work/zoned" 8 4)", [](const Geometry& g) { return limit(g.max_open); }},
    {"ZOC", R"(bits "$work/zoned" 0 0 3)",
     [](const Geometry& g) { return std::uint64_t{g.variable_capacity} | std::uint64_t{g.active_excursions} << 1; }},
    {"OZCS bit 0", R"(bits "$work/zoned" 2 0 1)", [](const Geometry& g) { return std::uint64_t{g.read_across}; }},
    {"MDTS", R"(number "$work/controller" 77 1)", [](const Geometry& g) { return std::uint64_t{g.mdts}; }},
    {"ZASL", R"(number "$work/limits" 0 1)", [](const Geometry& g) { return std::uint64_t{g.zasl}; }},
    {"OACS bit 3", R"(bits "$work/controller" 256 3 1)",
     [](const Geometry& g) { return std::uint64_t{g.namespace_management}; }},
    {"VWC", R"(bits "$work/controller" 525 0 7)",
     [](const Geometry& g) { return std::uint64_t{g.write_cache} | std::uint64_t(g.flush_broadcast) << 1; }},
    {"DLFEAT 2:0", R"(bits "$work/namespace" 33 0 7)", [](const Geometry& g) { return std::uint64_t(g.deallocated); }},
};

class Script {
 public:
  explicit Script(const Trace& trace) : trace_{trace}, checks_{trace} {}

  std::string text() {
    text_ = "#!/bin/sh\n" + comment("znspec: " + trace_.note + " on " + trace_.target);
    if (data_bytes() > kMostScriptData)
      return text_ + "echo 'the data of this trace is too much for a script: use znspec replay' >&2\nexit 3\n";
    judge();
    text_ += prelude();
    begin();
    for (const TraceStep& step : trace_.steps) std::visit([this](const auto& each) { add(each); }, step);
    text_ += first_ ? "\nfinish\n" : "\nfinish_unjudged " + script_word(trace_.note) + "\n";
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::uint64_t data_bytes() const {
    const auto bytes_of = [this](const TraceData& data) {
      return std::min<std::uint64_t>(data.bytes(trace_.geometry.lba_bytes), kMostDataBytes);
    };
    std::uint64_t bytes = 0;
    for (const TraceStep& step : trace_.steps)
      if (const auto* batch = std::get_if<TraceBatch>(&step))
        for (const TraceEntry& entry : *batch)
          bytes += bytes_of(entry.to_device) + (entry.completion ? bytes_of(entry.completion->data) : 0);
    return bytes;
  }

  // A trace that cannot be judged is a script that knows only what was recorded.
  void judge() {
    try {
      judged_ = rejudge(trace_);
    } catch (const UsageError&) {
      judged_ = {};
    }
    for (const TraceFinding& each : judged_.findings) {
      if (each.finding.warning || each.of_device) continue;
      if (!first_) first_ = each.command;
      last_ = each.command;
    }
  }

  void begin() {
    text_ += "\nidentify " + hex(trace_.geometry.nsid) + "\n";
    for (const Same& each : kSame)
      text_ +=
          "same " + script_word(each.name) + " \"$(" + each.here + ")\" " + hex(each.there(trace_.geometry)) + "\n";
    text_ += "refuse_others\nask\nfirst=" + (first_ ? std::to_string(*first_) : "none") +
             "\n\nsay 'every zone is reset first'\n"
             "pass io-passthru --opcode=0x79 --namespace-id=" +
             hex(trace_.geometry.nsid) +
             " --cdw13=0x104\n[ \"$status\" = 000 ] || die 3 \"the zones cannot be reset: "
             "${answer:-$(cat \"$work/said\")}\"\n";
    for (const TraceZone& zone : trace_.start) begin_in(zone);
  }

  void begin_in(const TraceZone& zone) {
    const std::uint64_t zslba = trace_.geometry.zslba(zone.id);
    if (zone.zone.zs != ZoneState::Full)
      return lack("zone " + std::to_string(zone.id) + " starts in " + std::string{letters(zone.zone.zs)});
    text_ += "pass io-passthru --opcode=0x79 --namespace-id=" + hex(trace_.geometry.nsid) +
             " --cdw10=" + hex(zslba & UINT32_MAX) + " --cdw11=" + hex(zslba >> 32) + " --cdw13=0x2\n";
    text_ += "[ \"$status\" = 000 ] || lack 'zone " + std::to_string(zone.id) + " starts in ZSF'\n";
  }

  void lack(const std::string& what) { text_ += "lack " + script_word(what) + "\n"; }

  void add(const TraceBatch& batch) {
    if (batch.size() > 1) {
      text_ += "\n";
      lack(std::to_string(batch.size()) + " commands in flight together; here one after the other");
    }
    for (const TraceEntry& entry : batch) {
      add(entry);
      if (last_ && command_ == *last_) text_ += "decided=1\n";
      ++command_;
    }
  }

  void add(Reset reset) {
    text_ += "\n";
    if (reset == Reset::Controller)
      text_ += "say 'controller reset'\n\"$NVME\" reset \"$ctrl\" || lack 'a controller reset'\n";
    else
      lack(reset == Reset::Shutdown ? "a shutdown" : "a power cycle");
  }

  void add(const TraceInjection& injection) {
    text_ += "\n";
    lack("the zone at " + hex(injection.zslba) + " becomes " + std::string{letters(injection.state)});
  }

  void add(const TraceControl& control) {
    text_ += "\n";
    lack(control_text(control));
  }

  void add(const TraceEntry& entry) {
    const std::string completion = completion_text(entry);
    text_ += "\nstep " + std::to_string(command_) + " " + script_word(command_text(trace_.geometry, entry)) + "\n";
    text_ += comment("recorded: " + completion);
    for (const TraceFinding& each : judged_.findings)
      if (each.command == command_) remark(each.finding);
    const Sqe& sqe = entry.sqe;
    if (entry.controller != 0) lack("controller " + std::to_string(entry.controller) + " of the subsystem");
    if (sqe.mptr != 0 || sqe.prp1 != 0 || sqe.prp2 != 0 || entry.prps != TracePrps{})
      lack("where the data of command " + std::to_string(command_) + " lay in memory");
    send(entry);
    text_ += "recorded " + (entry.completion ? status_digits(entry.completion->status) : "none") + " " +
             script_word(completion);
    if (entry.completion && shows_result(entry)) text_ += " " + hex(entry.completion->result & UINT32_MAX);
    text_ += "\n";
    if (entry.completion && entry.completion->status == kSuccess && entry.buffer != 0) returned(entry);
    for (const TraceFinding& each : judged_.findings)
      if (each.command == command_ && !each.finding.warning && !each.of_device) check(entry, each.finding);
  }

  // The results of other commands are reserved, or say no more than the status.
  [[nodiscard]] bool shows_result(const TraceEntry& entry) const {
    const auto is_wrong = [this](const TraceFinding& each) {
      const std::vector<Wrong>& wrong = each.finding.wrong;
      return each.command == command_ &&
             std::any_of(wrong.begin(), wrong.end(), [](const Wrong& one) { return one.what == What::Result; });
    };
    return std::holds_alternative<ZoneAppend>(decode(entry.queue, entry.sqe).body) ||
           std::any_of(judged_.findings.begin(), judged_.findings.end(), is_wrong);
  }

  void send(const TraceEntry& entry) {
    const bool sends = !entry.to_device.empty();
    const std::size_t lba_bytes = trace_.geometry.lba_bytes;
    if (sends) text_ += "{\n" + script_bytes(entry.to_device, trace_.seed, lba_bytes) + "} >\"$work/data\"\n";
    text_ += std::string{"send "} + (entry.queue == Queue::Io ? "io" : "admin") + "-passthru" + arguments(entry);
    if (sends)
      text_ +=
          " --data-len=" + std::to_string(entry.to_device.bytes(lba_bytes)) + " --write --input-file=\"$work/data\"";
    if (!sends && entry.buffer != 0)
      text_ += " --data-len=" + std::to_string(entry.buffer) +
               " --prefill=" + hex(std::to_integer<std::uint64_t>(kUntouched)) + " --read --raw-binary";
    text_ += "\n";
  }

  // What a report says is compared zone by zone: the bytes behind the last one say nothing.
  void returned(const TraceEntry& entry) {
    const TraceData& data = entry.completion->data;
    const std::size_t lba_bytes = trace_.geometry.lba_bytes;
    if (const auto entry_bytes = report_entry_bytes(trace_.geometry, entry)) {
      const std::vector<std::byte> bytes = expand(data, trace_.seed, lba_bytes);
      text_ += "recorded_zones " + std::to_string(*entry_bytes) + " <<'END'\n" +
               script_zones(parse_zone_report(bytes, *entry_bytes - kZoneDescriptorBytes)) + "END\n";
    } else {
      text_ += "{\n" + script_bytes(data, trace_.seed, lba_bytes) + "} >\"$work/recorded\"\nrecorded_data\n";
    }
  }

  void check(const TraceEntry& entry, const Finding& finding) {
    const std::string lines = checks_.lines(command_, entry, finding);
    if (lines.empty())
      lack("a look at what was found wrong with command " + std::to_string(command_) + ": " + finding.observed);
    text_ += lines;
  }

  void remark(const Finding& finding) {
    std::string clauses;
    for (const std::string& id : finding.clauses) clauses += " " + id;
    for (const std::string& each : finding.expected) text_ += comment("permitted: " + each + clauses);
    text_ += comment((finding.warning ? "warning: " : "not permitted: ") + finding.observed);
  }

  static std::string arguments(const TraceEntry& entry) {
    const Sqe& sqe = entry.sqe;
    std::string text = " --opcode=" + hex(sqe.opcode) + " --namespace-id=" + hex(sqe.nsid);
    const auto add = [&text](std::string_view name, std::uint32_t value) {
      if (value != 0) text += " --" + std::string{name} + '=' + hex(value);
    };
    add("flags", sqe.flags);
    add("cdw2", sqe.cdw2);
    add("cdw3", sqe.cdw3);
    add("cdw10", sqe.cdw10);
    add("cdw11", sqe.cdw11);
    add("cdw12", sqe.cdw12);
    add("cdw13", sqe.cdw13);
    add("cdw14", sqe.cdw14);
    add("cdw15", sqe.cdw15);
    return text;
  }

  const Trace& trace_;
  NvmeCliChecks checks_;
  Rejudgement judged_;
  std::optional<std::size_t> first_;  // the commands that were not answered as permitted: the first ...
  std::optional<std::size_t> last_;   // ... and the last of them
  std::string text_;
  std::size_t command_ = 0;
};

}  // namespace

std::string nvme_cli_script(const Trace& trace) {
  return Script{trace}.text();
}

}  // namespace zns::harness
