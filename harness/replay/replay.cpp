// A trace sent to a device again. The judging: rejudge.cpp.
#include "harness/replay/replay.hpp"

#include <algorithm>
#include <optional>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/replay/recorder.hpp"
#include "harness/run/subject.hpp"
#include "harness/targets/ref_options.hpp"
#include "harness/witness/geometry.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"
#include "reference/trace/geometry_text.hpp"
#include "suites/patience.hpp"

namespace zns::harness {
namespace {

using Bytes = std::vector<std::byte>;

class Replay {
 public:
  Replay(const Trace& trace, suites::Target& target) : trace_{trace}, target_{target}, recorder_{target} {}

  Trace run() {
    check_carried();
    make_start();
    recorder_.begin({.geometry = trace_.geometry,
                     .seed = trace_.seed,
                     .target = target_.name(),
                     .note = trace_.note,
                     .start = trace_.start});
    try {
      for (const TraceStep& step : trace_.steps) std::visit([this](const auto& each) { send(each); }, step);
    } catch (const suites::NotCarried& refused) {
      throw UsageError("command " + std::to_string(commands_) + " of the trace: " + refused.what());
    } catch (const suites::DeviceLost&) {
      // The recording says so: commands with no completion, and nothing after them.
    }
    auto recorded = recorder_.take();
    if (!recorded) throw HarnessError("what the device returned is too much to be kept");
    return std::move(*recorded);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw UsageError(target_.name() + " cannot be sent this trace: " + what);
  }

  void check_carried() const {
    const suites::Carries carries = target_.carries();
    for (const TraceStep& step : trace_.steps) {
      if (const auto* batch = std::get_if<TraceBatch>(&step)) {
        if (batch->size() > carries.queue_depth)
          refuse(std::to_string(batch->size()) +
                 " commands are in flight together in it, and the way to the device has " +
                 std::to_string(carries.queue_depth));
        for (const TraceEntry& entry : *batch) check_carried(carries, entry);
      } else if (const auto* reset = std::get_if<Reset>(&step)) {
        const bool carried = *reset == Reset::Controller ? carries.controller_reset
                             : *reset == Reset::Shutdown ? carries.shutdown
                                                         : carries.power_cycle;
        if (!carried) refuse("it cannot be reset that way");
      } else if (!carries.zone_events) {
        refuse("its zones cannot be made Read Only or Offline");
      }
    }
  }

  void check_carried(const suites::Carries& carries, const TraceEntry& entry) const {
    if (entry.prps != TracePrps{} && !carries.prp_layout) refuse("the way to the device chooses its PRPs by itself");
    if (entry.cid && !carries.command_ids) refuse("the way to the device chooses command identifiers by itself");
    if (entry.controller >= carries.controllers)
      refuse("there is no controller " + std::to_string(entry.controller) + " here");
    if (entry.buffer > kMostDataBytes) refuse("a command returns " + std::to_string(entry.buffer) + " bytes");
  }

  // The zones as they were when the recording began.
  void make_start() {
    const suites::Facts facts = facts_of(target_);
    Geometry here = geometry_of(facts);
    here.zcap = trace_.geometry.zcap;                                                   // compared zone by zone
    if (!here.mpsmin || !trace_.geometry.mpsmin) here.mpsmin = trace_.geometry.mpsmin;  // one of the two ways hides it
    if (const auto other = difference(trace_.geometry, here)) refuse("it is of another device: " + *other);
    check_beside(facts);
    submit({.nsid = here.nsid, .body = ZoneManagementSend{.zsa = ZoneSendAction::Reset, .select_all = true}});
    Bytes buffer(report_buffer_bytes(target_, facts));
    std::vector<ZoneDescriptor> zones;
    read_zones(target_, here, 0, here.zones, buffer, [&](const ZoneDescriptor& zone) { zones.push_back(zone); });
    auto start = trace_.start.begin();
    for (ZoneId id = 0; id < here.zones && id < zones.size(); ++id) {
      const bool listed = start != trace_.start.end() && start->id == id;
      make_zone(zones[id], id, listed ? start->zone : Zone{.wp = here.zslba(id), .zcap = here.zcap});
      if (listed) ++start;
    }
  }

  // The namespaces that the trace has beside the first.
  void check_beside(const suites::Facts& facts) const {
    for (const Geometry& there : trace_.beside) {
      const auto found = std::find_if(facts.beside.begin(), facts.beside.end(),
                                      [&](const suites::NamespaceFacts& each) { return each.nsid == there.nsid; });
      const std::string which = "namespace " + std::to_string(there.nsid);
      if (found == facts.beside.end()) refuse("there is no " + which + " here that may be used");
      if (const auto other = difference(there, geometry_of(facts, *found)))
        refuse(which + " is another one: " + *other);
    }
  }

  void make_zone(const ZoneDescriptor& found, ZoneId id, const Zone& wanted) {
    const std::string zone = "zone " + std::to_string(id);
    if (found.zcap != wanted.zcap)
      refuse(zone + " has zcap " + hex(wanted.zcap) + " there and " + hex(found.zcap) + " here");
    if (found.zs == wanted.zs) return;
    const std::string states = zone + " starts in " + std::string{letters(wanted.zs)} + " there, and is in " +
                               std::string{letters(found.zs)} + " here after a reset";
    const bool fails = wanted.zs == ZoneState::ReadOnly || wanted.zs == ZoneState::Offline;
    if (fails && target_.carries().zone_events) return target_.inject(trace_.geometry.zslba(id), wanted.zs);
    if (wanted.zs != ZoneState::Full || found.zs != ZoneState::Empty) refuse(states);
    const Status status = submit(
        {.nsid = trace_.geometry.nsid, .body = ZoneManagementSend{.slba = found.zslba, .zsa = ZoneSendAction::Finish}});
    if (status != kSuccess) refuse(states + ", and Finish Zone gives " + to_string(status));
  }

  Status submit(const Command& command) {
    return suites::submit_patiently(target_, {.queue = command.queue, .sqe = encode(command)}).status;
  }

  void send(const TraceBatch& batch) {
    std::vector<Bytes> sent(batch.size());
    std::vector<Bytes> returned(batch.size());
    std::vector<suites::Submission> submissions;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const TraceEntry& entry = batch[i];
      sent[i] = expand(entry.to_device, trace_.seed, trace_.geometry.lba_bytes);
      returned[i].assign(static_cast<std::size_t>(entry.buffer), kUntouched);
      submissions.push_back({.queue = entry.queue,
                             .sqe = entry.sqe,
                             .to_device = sent[i],
                             .from_device = returned[i],
                             .prps = {.offset = entry.prps.offset,
                                      .prp2_offset = entry.prps.prp2_offset,
                                      .list_offset = entry.prps.list_offset},
                             .cid = entry.cid,
                             .controller = entry.controller});
    }
    if (batch.size() == 1)
      static_cast<void>(recorder_.submit(submissions.front()));
    else
      static_cast<void>(recorder_.submit_together(submissions));
    commands_ += batch.size();
  }
  void send(Reset reset) { recorder_.reset(reset); }
  void send(const TraceInjection& injection) { recorder_.inject(injection.zslba, injection.state); }

  const Trace& trace_;
  suites::Target& target_;
  Recorder recorder_;
  std::size_t commands_ = 0;
};

}  // namespace

Trace replay(const Trace& trace, suites::Target& target) {
  return Replay{trace, target}.run();
}

std::string difference(const TraceEntry& recorded, const TraceEntry& now) {
  if (recorded.completion == now.completion) return "";
  const std::string then_text = completion_text(recorded);
  const std::string now_text = completion_text(now);
  if (then_text != now_text) return "recorded: " + then_text + "; now: " + now_text;
  return "the data that it returns is not what was recorded";
}

std::string fitting_reference(const Geometry& geometry) {
  if (inconsistency(geometry)) return {};
  const std::string usual = " " + to_text(parse_ref_options("").geometry) + " ";
  std::istringstream words{to_text(geometry)};
  std::string spelling = "ref:";
  for (std::string word; words >> word;) {
    const bool has_no_key = word.rfind("sgls=", 0) == 0 || word == "mpsmin=unknown";
    if (has_no_key || usual.find(" " + word + " ") != std::string::npos) continue;
    spelling += (spelling.back() == ':' ? "" : ",") + word;
  }
  return spelling;
}

}  // namespace zns::harness
