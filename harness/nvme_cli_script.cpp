#include "harness/nvme_cli_script.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "harness/error.hpp"
#include "harness/replay.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness {
namespace {

constexpr std::string_view kBegin = R"(set -u
dev=${1:?usage: sh "$0" /dev/nvmeXnY, whose data is lost}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

say() { printf '%s\n' "$*"; }
io() { nvme io-passthru "$dev" "$@"; }
admin() { nvme admin-passthru "$dev" "$@"; }

say 'every zone is reset first'
io --opcode=0x79 --namespace-id=NSID --cdw13=0x104
)";

std::string comment(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return "# " + text + "\n";
}

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

class Script {
 public:
  explicit Script(const Trace& trace) : trace_{trace} {}

  std::string text() {
    text_ = "#!/bin/sh\n" + comment("znspec: " + trace_.note + " on " + trace_.target);
    if (data_bytes() > kMostScriptData)
      return text_ + "echo 'the data of this trace is too much for a script: use znspec replay' >&2\nexit 3\n";
    std::string begin{kBegin};
    begin.replace(begin.find("NSID"), 4, hex(trace_.geometry.nsid));
    text_ += begin;
    for (const TraceZone& zone : trace_.start)
      text_ += comment("not reproduced: zone " + std::to_string(zone.id) + " starts in " +
                       std::string{letters(zone.zone.zs)});
    judge();
    for (const TraceStep& step : trace_.steps) std::visit([this](const auto& each) { add(each); }, step);
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::uint64_t data_bytes() const {
    std::uint64_t bytes = 0;
    for (const TraceStep& step : trace_.steps)
      if (const auto* batch = std::get_if<TraceBatch>(&step))
        for (const TraceEntry& entry : *batch)
          bytes += std::min<std::uint64_t>(entry.to_device.bytes(trace_.geometry.lba_bytes), kMostDataBytes);
    return bytes;
  }

  // A trace that cannot be judged is a script without the oracle's remarks.
  void judge() {
    try {
      judged_ = rejudge(trace_);
    } catch (const UsageError&) {
      judged_ = {};
    }
  }

  void add(const TraceBatch& batch) {
    if (batch.size() > 1)
      text_ += "\n" + comment(std::to_string(batch.size()) + " commands in flight together, here one after the other");
    for (const TraceEntry& entry : batch) {
      add(entry);
      ++command_;
    }
  }

  void add(Reset reset) {
    if (reset == Reset::Controller)
      text_ += "\nsay 'controller reset'\nnvme reset \"${dev%n[0-9]*}\"\n";
    else
      text_ += "\n" + comment("not reproduced: a shutdown or a power cycle");
  }

  void add(const TraceInjection& injection) {
    text_ += "\n" + comment("not reproduced: the zone at " + hex(injection.zslba) + " becomes " +
                            std::string{letters(injection.state)});
  }

  void add(const TraceEntry& entry) {
    const std::string text = command_text(trace_.geometry, entry);
    text_ += "\nsay '" + std::to_string(command_) + ": " + text + "'\n";
    text_ += comment("recorded: " + completion_text(entry));
    for (const TraceFinding& each : judged_.findings)
      if (each.command == command_) remark(each.finding);
    const Sqe& sqe = entry.sqe;
    if (sqe.mptr != 0 || sqe.prp1 != 0 || sqe.prp2 != 0 || entry.prps != TracePrps{})
      text_ += comment("not reproduced: where the data lay in memory");
    const bool sends = !entry.to_device.empty();
    if (sends)
      text_ += "base64 -d >\"$work/data\" <<'END'\n" +
               base64(expand(entry.to_device, trace_.seed, trace_.geometry.lba_bytes)) + "END\n";
    text_ += (entry.queue == Queue::Io ? "io" : "admin") + arguments(entry);
    if (sends)
      text_ += " --data-len=" + std::to_string(entry.to_device.bytes(trace_.geometry.lba_bytes)) +
               " --write --input-file=\"$work/data\"";
    if (!sends && entry.buffer != 0)
      text_ += " --data-len=" + std::to_string(entry.buffer) + " --read --raw-binary >\"$work/" +
               std::to_string(command_) + "\"";
    text_ += "\n";
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
  Rejudgement judged_;
  std::string text_;
  std::size_t command_ = 0;
};

}  // namespace

std::string nvme_cli_script(const Trace& trace) {
  return Script{trace}.text();
}

}  // namespace zns::harness
