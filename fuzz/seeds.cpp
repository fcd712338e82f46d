#include "fuzz/seeds.hpp"

#include <algorithm>

#include "reference/device/step.hpp"

namespace zns::fuzz {
namespace {

void place(const Geometry& geometry, const State& state, std::uint64_t lba, Record& record) {
  if (lba >= geometry.nsze()) {
    const std::uint64_t beyond = lba - geometry.nsze();
    record.place = beyond < 128 ? Place::NamespaceEnd : Place::FarBeyond;
    record.shift = static_cast<std::int8_t>(beyond < 128 ? beyond : 0);
    return;
  }
  const auto id = static_cast<ZoneId>(lba / geometry.zsze);
  const std::uint64_t zslba = geometry.zslba(id);
  record.zone = static_cast<std::uint8_t>(id);
  const Zone& zone = state.zone(id);
  if (lba == zslba) {
    record.place = Place::Start;
  } else if (lba == zone.wp) {
    record.place = Place::WritePointer;
  } else {
    record.place = Place::Start;
    record.shift = static_cast<std::int8_t>(std::min<std::uint64_t>(lba - zslba, 127));
  }
}

std::uint8_t extent(Nlb nlb) {
  return static_cast<std::uint8_t>(std::min<std::uint64_t>(nlb.count(), 128) - 1);
}

std::uint8_t flag(bool set, unsigned bit) {
  return static_cast<std::uint8_t>(set ? bit : 0);
}

struct Recorder {
  const Geometry& geometry;
  const State& state;
  Record& record;

  void operator()(const Flush&) const { record.act = Act::Flush; }
  void operator()(const OtherCommand& body) const {
    record.act = Act::Unknown;
    record.detail = body.opcode & 0x7FU;
  }
  void operator()(const ControllerCommand auto& body) const {
    record.act = Act::Unknown;
    record.detail = static_cast<std::uint8_t>(body.kOpcode) & 0x7FU;
  }
  void operator()(const Write& body) const { blocks(Act::Write, body.slba, body.nlb, flag(body.fua, 0x80)); }
  void operator()(const Read& body) const { blocks(Act::Read, body.slba, body.nlb, flag(body.fua, 0x80)); }
  void operator()(const WriteZeroes& body) const {
    const unsigned detail = flag(body.fua, 0x80) | flag(body.deac, 1);
    blocks(Act::WriteZeroes, body.slba, body.nlb, static_cast<std::uint8_t>(detail));
  }
  void operator()(const ZoneAppend& body) const {
    const unsigned detail = flag(body.fua, 0x80) | flag(body.piremap, 0x40);
    blocks(Act::Append, body.zslba, body.nlb, static_cast<std::uint8_t>(detail));
  }
  void operator()(const ZoneManagementSend& body) const {
    const auto zsa = static_cast<std::uint8_t>(body.zsa);
    const bool known = zsa >= 1 && zsa <= 5;
    record.act = known ? static_cast<Act>(static_cast<unsigned>(Act::Close) + zsa - 1U) : Act::SetExtension;
    if (!known && body.zsa != ZoneSendAction::SetZoneDescriptorExtension) record.twist = Twist::ReservedValue;
    if (body.select_all) record.twist = Twist::SelectAll;
    place(geometry, state, body.slba, record);
  }
  void operator()(const ZoneManagementReceive& body) const {
    const bool extended = body.zra == ZoneReceiveAction::ExtendedReportZones;
    const std::size_t entry = 64 + (extended ? geometry.extension_bytes() : 0);
    const std::uint64_t bytes = std::max<std::uint64_t>(body.numd.count() * 4, 64) - 64;
    record.act = extended ? Act::ExtendedReport : Act::Report;
    record.extent = static_cast<std::uint8_t>(std::min<std::uint64_t>(bytes / entry, kMostZones));
    record.detail = static_cast<std::uint8_t>((static_cast<unsigned>(body.zrasf) & 0xFU) | flag(body.partial, 0x10));
    place(geometry, state, body.slba, record);
  }
  void operator()(const Identify& body) const {
    constexpr std::array<std::uint8_t, 8> kCns{0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x07, 0x1C};
    record.act = Act::Identify;
    const auto* const found = std::find(kCns.begin(), kCns.end(), static_cast<std::uint8_t>(body.cns));
    record.detail = static_cast<std::uint8_t>(found - kCns.begin());
    record.extent = body.csi == Csi::Zoned ? 0 : 1;
  }

 private:
  void blocks(Act act, std::uint64_t lba, Nlb nlb, std::uint8_t detail) const {
    record.act = act;
    record.extent = extent(nlb);
    record.detail = detail;
    place(geometry, state, lba, record);
  }
};

constexpr std::array kEvents{ZoneState::ReadOnly, ZoneState::Offline, ZoneState::Empty};

// The records of a trace, and the reference device that they are relative to.
class Transcript {
 public:
  explicit Transcript(const Geometry& geometry) : geometry_{geometry}, state_{geometry, {}} {}

  void operator()(const TraceBatch& batch) {
    for (const TraceEntry& entry : batch) add(record_of(geometry_, state_, decode(entry.queue, entry.sqe)));
  }
  void operator()(Reset reset) { add({.act = Act::Restart, .detail = static_cast<std::uint8_t>(reset)}); }
  void operator()(const TraceInjection& injection) {
    const auto* const found = std::find(kEvents.begin(), kEvents.end(), injection.state);
    Record record{.act = Act::ZoneFails, .detail = static_cast<std::uint8_t>(found - kEvents.begin())};
    place(geometry_, state_, injection.zslba, record);
    add(record);
  }
  void operator()(const TraceControl& /*control*/) {}  // a program has one controller
  [[nodiscard]] const std::vector<Record>& records() const { return records_; }

 private:
  void add(const Record& record) {
    records_.push_back(record);
    const Deed todo = deed(geometry_, state_, record);
    if (todo.kind == Deed::Kind::Send) {
      static constexpr std::array<std::byte, 128> kExtension{};
      Effect effect =
          step(geometry_, state_, todo.command, std::span{kExtension}.first(geometry_.extension_bytes()), choices_);
      apply(state_, effect);
    } else if (todo.kind == Deed::Kind::Happen) {
      if (auto effect = background(geometry_, state_, todo.event)) apply(state_, *effect);
    }
  }

  Geometry geometry_;
  State state_;
  PolicyChoices choices_;
  std::vector<Record> records_;
};

}  // namespace

Record record_of(const Geometry& geometry, const State& state, const Command& command) {
  Record record;
  std::visit(Recorder{geometry, state, record}, command.body);
  if (command.nsid == 0) record.twist = Twist::NoNsid;
  if (command.nsid == kBroadcastNsid) record.twist = Twist::Broadcast;
  if (command.reserved_bits) record.twist = Twist::ReservedBit;
  if (command.fuse != Fuse::Normal || command.psdt != Psdt::Prp) {
    record.twist = Twist::Cdw0;
    record.detail =
        static_cast<std::uint8_t>(static_cast<unsigned>(command.fuse) | static_cast<unsigned>(command.psdt) << 2);
  }
  return record;
}

std::vector<std::vector<std::uint8_t>> programs_of(const Trace& trace) {
  const auto header = encode(Header{.geometry = trace.geometry});
  Transcript transcript{decode(header).header.geometry};
  for (const TraceStep& step : trace.steps) std::visit(transcript, step);
  std::vector<std::vector<std::uint8_t>> programs;
  const std::vector<Record>& records = transcript.records();
  for (std::size_t at = 0; at < records.size(); at += kMostRecords) {
    std::vector<std::uint8_t>& program = programs.emplace_back(header.begin(), header.end());
    for (std::size_t i = at; i < std::min(records.size(), at + kMostRecords); ++i) {
      const auto bytes = encode(records[i]);
      program.insert(program.end(), bytes.begin(), bytes.end());
    }
  }
  return programs;
}

}  // namespace zns::fuzz
