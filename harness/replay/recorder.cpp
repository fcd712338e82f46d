#include "harness/replay/recorder.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace zns::harness {
namespace {

// The capacity that most zones have, so that few have to be listed.
std::uint64_t usual_capacity(const Oracle& oracle) {
  std::map<std::uint64_t, ZoneId> zones;
  for (ZoneId id = 0; id < oracle.belief().zones(); ++id) ++zones[oracle.belief().zone(id).zcap];
  const auto most =
      std::max_element(zones.begin(), zones.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return std::min(most->first, oracle.geometry().zsze);
}

std::size_t bytes_of(const TraceData& data) {
  std::size_t bytes = data.pieces().size() * sizeof(TraceData::Piece);
  for (const TraceData::Piece& piece : data.pieces())
    if (const auto* literal = std::get_if<Literal>(&piece)) bytes += literal->size();
  return bytes;
}

std::size_t bytes_of(const TraceEntry& entry) {
  return sizeof entry + bytes_of(entry.to_device) + (entry.completion ? bytes_of(entry.completion->data) : 0);
}

bool is_named(const Trace& trace, std::uint32_t nsid) {
  return std::any_of(trace.steps.begin(), trace.steps.end(), [&](const TraceStep& step) {
    const auto* batch = std::get_if<TraceBatch>(&step);
    return batch != nullptr &&
           std::any_of(batch->begin(), batch->end(), [&](const TraceEntry& each) { return each.sqe.nsid == nsid; });
  });
}

}  // namespace

Trace trace_head(const Oracle& oracle, std::vector<Geometry> beside, std::string target, std::uint64_t seed,
                 std::string note) {
  Trace trace{.geometry = oracle.geometry(),
              .beside = std::move(beside),
              .seed = seed,
              .target = std::move(target),
              .note = std::move(note)};
  trace.geometry.zcap = usual_capacity(oracle);
  for (ZoneId id = 0; id < oracle.belief().zones(); ++id) {
    const Zone& zone = oracle.belief().zone(id);
    if (zone == Zone{.wp = trace.geometry.zslba(id), .zcap = trace.geometry.zcap}) continue;
    TraceZone start{.id = id, .zone = zone};
    if (const SharedExtension extension = oracle.belief().extension(id))
      start.extension = shorten(*extension, seed, trace.geometry.lba_bytes);
    trace.start.push_back(std::move(start));
  }
  return trace;
}

void Recorder::begin(Trace head) {
  trace_ = std::move(head);
  bytes_ = 0;
}

std::optional<Trace> Recorder::take() {
  std::optional<Trace> taken = std::exchange(trace_, std::nullopt);
  if (bytes_ > kMostBytes) taken.reset();
  if (taken) std::erase_if(taken->beside, [&](const Geometry& each) { return !is_named(*taken, each.nsid); });
  return taken;
}

suites::Completion Recorder::submit(const suites::Submission& submission) {
  try {
    const suites::Completion cqe = below_.submit(submission);
    record({&submission, 1}, {&cqe, 1});
    return cqe;
  } catch (const suites::DeviceLost&) {
    record({&submission, 1}, {});
    throw;
  }
}

std::vector<suites::Completion> Recorder::submit_together(std::span<const suites::Submission> submissions) {
  try {
    std::vector<suites::Completion> completions = below_.submit_together(submissions);
    record(submissions, completions);
    return completions;
  } catch (const suites::DeviceLost&) {
    record(submissions, {});
    throw;
  }
}

void Recorder::reset(Reset kind) {
  below_.reset(kind);
  if (trace_) trace_->steps.emplace_back(kind);
}

void Recorder::inject(std::uint64_t zslba, ZoneState state) {
  below_.inject(zslba, state);
  if (trace_) trace_->steps.emplace_back(TraceInjection{.zslba = zslba, .state = state});
}

// No completions: the device did not live to give them.
void Recorder::record(std::span<const suites::Submission> submissions,
                      std::span<const suites::Completion> completions) {
  if (!trace_ || submissions.empty() || bytes_ > kMostBytes) return;
  TraceBatch batch;
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    batch.push_back(entry_of(submissions[i], completions.empty() ? nullptr : &completions[i]));
    batch.back().place = completions.empty() ? i : completions[i].place;
    bytes_ += bytes_of(batch.back());
  }
  trace_->steps.emplace_back(std::move(batch));
}

TraceEntry Recorder::entry_of(const suites::Submission& submission, const suites::Completion* cqe) {
  const auto data = [this](std::span<const std::byte> bytes) {
    return shorten(bytes, trace_->seed, trace_->geometry.lba_bytes);
  };
  TraceEntry entry{.queue = submission.queue,
                   .sqe = submission.sqe,
                   .prps = {.offset = submission.prps.offset,
                            .prp2_offset = submission.prps.prp2_offset,
                            .list_offset = submission.prps.list_offset},
                   .cid = submission.cid,
                   .controller = submission.controller,
                   .to_device = data(submission.to_device),
                   .buffer = submission.from_device.size()};
  if (cqe == nullptr) return entry;
  entry.completion = TraceCompletion{.status = cqe->status,
                                     .result = cqe->result,
                                     .crd = cqe->crd,
                                     .more = cqe->more,
                                     .dnr = cqe->dnr,
                                     .overran = cqe->overran,
                                     .wrong_sqhd = cqe->wrong_sqhd};
  if (cqe->status == kSuccess) entry.completion->data = data(submission.from_device);
  return entry;
}

}  // namespace zns::harness
