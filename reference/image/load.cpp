#include "reference/image/load.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/device/invariants.hpp"
#include "reference/image/read_items.hpp"

namespace zns::image {
namespace {

LoadError error(LoadError::Kind kind, std::uint64_t offset, std::string text) {
  return {.kind = kind, .offset = offset, .text = std::move(text)};
}

std::string at_offset(std::uint64_t offset) {
  return " at offset " + std::to_string(offset);
}

// The frames of one record together.
struct Record {
  FrameType type{};
  std::uint64_t offset = 0;
  std::span<const std::byte> payload;
};

// Records in their order, as far as frames are good.
class Records {
 public:
  explicit Records(std::span<const std::byte> bytes) : bytes_{bytes} {}

  // Nothing: no whole one comes.
  std::optional<Record> next() {
    parts_.clear();
    Position at = good_;
    for (;;) {
      stopped_at_ = at;
      const auto header = frame_header_at(bytes_, at.offset);
      if (!header || header->sequence != at.sequence || (id_ && header->id != *id_)) return std::nullopt;
      const auto frame = good_frame(*header, bytes_, at);
      if (!frame || (at.sequence != good_.sequence && header->type != type_)) return std::nullopt;
      id_ = header->id;
      type_ = header->type;
      at = frame->next;
      const bool is_alone = parts_.empty() && !header->goes_on();
      if (!is_alone) parts_.insert(parts_.end(), frame->payload.begin(), frame->payload.end());
      if (header->goes_on()) continue;
      const std::uint64_t offset = std::exchange(good_, at).offset;
      return Record{.type = type_, .offset = offset, .payload = is_alone ? frame->payload : std::span{parts_}};
    }
  }

  [[nodiscard]] const Position& good() const { return good_; }              // behind the last whole record
  [[nodiscard]] const Position& stopped_at() const { return stopped_at_; }  // where no good frame is
  [[nodiscard]] ImageId id() const { return id_.value_or(ImageId{}); }

 private:
  std::span<const std::byte> bytes_;
  Position good_;
  Position stopped_at_;
  FrameType type_{};
  std::optional<ImageId> id_;
  std::vector<std::byte> parts_;
};

// ---- where the frames end -------------------------------------------------------------------------------------------

// The bytes end before the frame does, which may have been good.
bool is_cut(std::span<const std::byte> bytes, std::uint64_t offset) {
  const std::uint64_t left = bytes.size() - offset;
  if (left < kFrameHeaderBytes) return true;
  const auto header = frame_header_at(bytes, offset);
  return header && header->size() > left;
}

LoadError without_snapshot(std::span<const std::byte> bytes, const Records& records) {
  const std::uint64_t offset = records.stopped_at().offset;
  if (is_cut(bytes, offset))
    return error(LoadError::Kind::EndsInsideSnapshot, offset, "the image ends inside its snapshot" + at_offset(offset));
  return error(LoadError::Kind::Damaged, offset, "the snapshot is damaged" + at_offset(offset));
}

// IMAGE.md, 5: whether a frame behind the first bad one says that this one was durable.
std::optional<LoadError> damage(std::span<const std::byte> bytes, const Records& records) {
  const Position& bad = records.stopped_at();
  const auto witness = find_witness(bytes, bad.offset + 1, records.id(), bad.sequence);
  if (!witness) return std::nullopt;
  return error(LoadError::Kind::Damaged, bad.offset,
               "frame " + std::to_string(bad.sequence) + at_offset(bad.offset) +
                   " is damaged; it was durable, as the frame" + at_offset(*witness) + " says");
}

// ---- what is in them ------------------------------------------------------------------------------------------------

std::optional<LoadError> violation(const Subsystem& subsystem, std::uint64_t offset) {
  for (const Namespace& each : subsystem.namespaces()) {
    const auto violated = violated_invariant(each.geometry, each.state);
    if (!violated) continue;
    const std::string zone = violated->zone == State::kNone ? "" : " zone " + std::to_string(violated->zone);
    return error(LoadError::Kind::Impossible, offset,
                 "namespace " + std::to_string(each.geometry.nsid) + zone + ": no device has this state (" +
                     std::string{violated->id} + ")");
  }
  return std::nullopt;
}

std::variant<Loaded, LoadError> begin(std::span<const std::byte> bytes, Records& records, const Limits& limits) {
  if (!has_magic(bytes)) return error(LoadError::Kind::NotAnImage, 0, "this is not an image");
  const auto record = records.next();
  if (!record) return without_snapshot(bytes, records);
  if (record->type != FrameType::Header)
    return error(LoadError::Kind::Impossible, 0, "the first frame is not a header");
  auto read = read_header(record->payload, limits);
  if (const auto* why = std::get_if<LoadError>(&read)) return *why;
  Header& header = std::get<Header>(read);
  return Loaded{
      .subsystem = std::move(header.fresh),
      .policy = header.policy,
      .about = {.id = records.id(), .compatible = header.bits.compatible, .creator = std::move(header.creator)},
      .unknown_read_only = header.bits.read_only_compatible,
      .next = {}};
}

// One of them, behind the header.
std::optional<LoadError> carry_out(const Record& record, bool& is_in_log, ItemReader& items, Loaded& loaded) {
  const auto impossible = [&](const std::string& text) {
    return error(LoadError::Kind::Impossible, record.offset, text + at_offset(record.offset));
  };
  loaded.stopped_cleanly = record.type == FrameType::CleanStop;
  switch (record.type) {
    case FrameType::Header:
      return impossible("a second header");
    case FrameType::EndOfSnapshot:
      if (is_in_log) return impossible("a second end of the snapshot");
      is_in_log = true;
      break;
    case FrameType::Snapshot:
      if (is_in_log) return impossible("a piece of a snapshot behind its end");
      break;
    case FrameType::Effect:
    case FrameType::CleanStop:
      if (!is_in_log) return impossible("an effect inside the snapshot");
      break;
  }
  const bool has_items = record.type == FrameType::Snapshot || record.type == FrameType::Effect;
  if (!has_items) return record.payload.empty() ? std::nullopt : std::optional{impossible("a payload where none is")};
  std::optional<LoadError> why = items.read(record.payload);
  if (why) {
    why->text += "; the record begins" + at_offset(record.offset);
    why->offset = record.offset;
  }
  return why;
}

enum class Tail : std::uint8_t { DamageIsAnError, AnyIsTorn };

std::variant<Loaded, LoadError> read(std::span<const std::byte> bytes, const Limits& limits, Tail tail) {
  Records records{bytes};
  auto begun = begin(bytes, records, limits);
  if (std::holds_alternative<LoadError>(begun)) return begun;
  Loaded& loaded = std::get<Loaded>(begun);
  ItemReader items{loaded.subsystem, limits};
  bool is_in_log = false;
  while (const auto record = records.next())
    if (auto why = carry_out(*record, is_in_log, items, loaded)) return *std::move(why);
  if (!is_in_log) return without_snapshot(bytes, records);
  loaded.next = records.good();
  loaded.torn_bytes = bytes.size() - loaded.next.offset;
  loaded.stopped_cleanly = loaded.stopped_cleanly && loaded.torn_bytes == 0;
  if (tail == Tail::DamageIsAnError && loaded.torn_bytes != 0)
    if (auto why = damage(bytes, records)) return *std::move(why);
  if (auto why = violation(loaded.subsystem, loaded.next.offset)) return *std::move(why);
  return begun;
}

}  // namespace

std::variant<Loaded, LoadError> load(std::span<const std::byte> bytes, const Limits& limits) {
  return read(bytes, limits, Tail::DamageIsAnError);
}

std::variant<Loaded, LoadError> recover(std::span<const std::byte> bytes, const Limits& limits) {
  auto read_again = read(bytes, limits, Tail::AnyIsTorn);
  const auto* why = std::get_if<LoadError>(&read_again);
  if (why == nullptr || why->offset == 0 || why->offset >= bytes.size()) return read_again;
  // A record that says the impossible spoils the state: once more, without it.
  auto before = read(bytes.first(static_cast<std::size_t>(why->offset)), limits, Tail::AnyIsTorn);
  if (auto* loaded = std::get_if<Loaded>(&before)) {
    loaded->torn_bytes = bytes.size() - loaded->next.offset;
    return before;
  }
  return read_again;
}

}  // namespace zns::image
