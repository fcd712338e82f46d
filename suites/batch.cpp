#include "suites/batch.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "reference/spec/differing_bytes.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"
#include "suites/plain_report.hpp"

namespace zns::suites {

Batch::Place Batch::add(const Command& command, Bytes to_device, std::size_t from_device_bytes, Cid cid) {
  entries_.push_back({command, std::move(to_device), Bytes(from_device_bytes, kUntouched), cid});
  return entries_.size() - 1;
}

Batch::Place Batch::write(std::uint64_t slba, std::uint64_t blocks, std::uint64_t pattern_lba) {
  return add({.nsid = bench_.facts().nsid, .body = Write{.slba = slba, .nlb = Nlb::of_count(blocks)}},
             bench_.pattern(pattern_lba, blocks), 0);
}

Batch::Place Batch::append(const ZoneRef& zone, std::uint64_t blocks, std::uint64_t pattern_lba) {
  return add({.nsid = bench_.facts().nsid, .body = ZoneAppend{.zslba = zone.zslba, .nlb = Nlb::of_count(blocks)}},
             bench_.pattern(pattern_lba, blocks), 0);
}

Batch::Place Batch::read(std::uint64_t slba, std::uint64_t blocks, Cid cid) {
  return add({.nsid = bench_.facts().nsid, .body = Read{.slba = slba, .nlb = Nlb::of_count(blocks)}}, {},
             static_cast<std::size_t>(blocks) * bench_.facts().lba_bytes, cid);
}

Batch::Place Batch::report(const ZoneRef& zone, std::uint64_t zones) {
  const std::size_t bytes = report_bytes(zones, 0);
  return add(plain_report(bench_.facts().nsid, zone.zslba, bytes), {}, bytes);
}

Batch::Place Batch::send(const ZoneRef& zone, ZoneSendAction zsa) {
  return add({.nsid = bench_.facts().nsid, .body = ZoneManagementSend{.slba = zone.zslba, .zsa = zsa}}, {}, 0);
}

Batch::Place Batch::flush() {
  return add({.nsid = bench_.facts().nsid, .body = Flush{}}, {}, 0);
}

Batch::Place Batch::identify(Cid cid) {
  return add({.queue = Queue::Admin, .nsid = bench_.facts().nsid, .body = Identify{.cns = Cns::Namespace}}, {},
             kIdentifyBytes, cid);
}

void Batch::run() {
  std::vector<Submission> submissions;
  submissions.reserve(entries_.size());
  for (Entry& entry : entries_)
    submissions.push_back({.queue = entry.command.queue,
                           .sqe = encode(entry.command),
                           .to_device = entry.to_device,
                           .from_device = entry.from_device,
                           .cid = entry.cid});
  completions_ = bench_.submit_together(submissions);

  std::vector<bool> taken(completions_.size(), false);
  for (const Completion& cqe : completions_) {
    const bool once = cqe.place < taken.size() && !taken[cqe.place];
    bench_.expect(once, "each command has one completion (QUE-003)", "two of them are the same one");
    taken[cqe.place] = true;
  }
}

ZoneDescriptor Batch::reported(Place place) const {
  const std::vector<ZoneDescriptor> found = descriptors_of(returned(place));
  bench_.expect(!found.empty(), "a report of the zone", "a report without zones");
  return found.front();
}

void Batch::expect_read(Place place, std::uint64_t slba) {
  const std::size_t size = bench_.facts().lba_bytes;
  const Bytes& data = returned(place);
  const Bytes right = bench_.pattern(slba, data.size() / size);
  const auto differs = std::mismatch(data.begin(), data.end(), right.begin()).first;
  if (differs == data.end()) return;
  const auto at = static_cast<std::size_t>(differs - data.begin());
  bench_.fail({"block " + hex(slba + at / size) + " holds what was written"},
              "it differs from its byte " + std::to_string(at % size) + " on" +
                  differing_bytes(std::span{right}.subspan(at - at % size, size),
                                  std::span{data}.subspan(at - at % size, size)));
}

}  // namespace zns::suites
