#include "reference/image/write_items.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "reference/image/controller_fields.hpp"
#include "reference/image/fields.hpp"
#include "reference/image/header.hpp"

namespace zns::image {
namespace {

// Items one behind the other; a snapshot's are handed on as they become many.
class Items {
 public:
  explicit Items(Writer& w, const Put* put = nullptr) : w_{w}, put_{put} {}

  // An item begins: what is there is whole.
  Writer& begin(ItemType type) {
    if (put_ != nullptr && w_.size() >= kBatchBytes) flush();
    w_.number(static_cast<std::uint8_t>(type));
    return w_;
  }
  Writer& begin(ItemType type, std::size_t place) {
    begin(type).place(place);
    return w_;
  }
  void flush() {
    if (w_.size() != 0) (*put_)(w_.written());
    w_.clear();
  }

 private:
  Writer& w_;
  const Put* put_;
};

// ---- zones and blocks -----------------------------------------------------------------------------------------------

void write_zone(Items& items, std::size_t place, ZoneId id, const Zone& zone) {
  const auto& [wp, zcap, zs, za, zai] = zone;
  Writer& w = items.begin(ItemType::Zone, place);
  w.number(id);
  w.number(static_cast<std::uint8_t>(zs));
  w.number(za);
  w.number(zai);
  w.number(wp);
  w.number(zcap);
}

void write_extension(Items& items, std::size_t place, ZoneId id, const SharedExtension& extension) {
  Writer& w = items.begin(ItemType::Extension, place);
  w.number(id);
  w.flag(extension != nullptr);
  if (extension) w.bytes(*extension);
}

void write_truncate(Items& items, std::size_t place, ZoneId id, std::uint64_t blocks) {
  Writer& w = items.begin(ItemType::Truncate, place);
  w.number(id);
  w.number(blocks);
}

struct RunPlace {  // where a run stands in the subsystem
  std::size_t place = 0;
  ZoneId zone = 0;
  std::uint64_t first = 0;  // of the zone's blocks
};

Writer& begin_run(Items& items, const RunPlace& at, std::uint64_t count, RunForm form) {
  Writer& w = items.begin(ItemType::Blocks, at.place);
  w.number(at.zone);
  w.number(at.first);
  w.number(count);
  w.number(static_cast<std::uint8_t>(form));
  return w;
}

// No item has more bytes than a batch, or than one block.
void write_bytes(Items& items, RunPlace at, const BlockMap& blocks, const BlockMap::Run& run) {
  const auto held = [&](std::uint64_t block) { return std::get<std::span<const std::byte>>(blocks.at(block).payload); };
  const std::uint64_t most = kBatchBytes / held(run.first).size();
  for (std::uint64_t done = 0; done < run.count;) {
    const std::uint64_t some = std::min(run.count - done, most);
    Writer& w = begin_run(items, at, some, RunForm::Bytes);
    for (std::uint64_t i = 0; i < some; ++i) w.bytes(held(run.first + done + i));
    done += some;
    at.first += some;
  }
}

// All blocks of the map, the first of them at that place.
void write_blocks(Items& items, const RunPlace& first, const BlockMap& blocks) {
  for (const BlockMap::Run& run : blocks.runs()) {
    RunPlace at = first;
    at.first += run.first;
    if (const auto* content = std::get_if<BlockMap::Content>(&run.form)) {
      begin_run(items, at, run.count, static_cast<RunForm>(*content));
    } else if (const auto* repeated = std::get_if<std::byte>(&run.form)) {
      begin_run(items, at, run.count, RunForm::Repeated).number(std::to_integer<std::uint8_t>(*repeated));
    } else if (const auto* series = std::get_if<PatternSeries>(&run.form)) {
      const PatternSeries::Parts parts = series->parts();
      Writer& w = begin_run(items, at, run.count, RunForm::Patterns);
      w.number(parts.first);
      w.number(parts.generation);
      w.number(parts.phase);
    } else {
      write_bytes(items, at, blocks, run);
    }
  }
}
static_assert(static_cast<int>(RunForm::Unwritten) == static_cast<int>(BlockMap::Content::Unwritten));
static_assert(static_cast<int>(RunForm::Bytes) == static_cast<int>(BlockMap::Content::Payload));
static_assert(static_cast<int>(RunForm::Zeroes) == static_cast<int>(BlockMap::Content::Zeroes));
static_assert(static_cast<int>(RunForm::Unknown) == static_cast<int>(BlockMap::Content::Unknown));

// ---- a namespace ----------------------------------------------------------------------------------------------------

// What a namespace's state is told from: a fresh one of its geometry, or the one before.
class Base {
 public:
  Base(const Geometry& geometry, const State* before) : geometry_{geometry}, before_{before} {}
  [[nodiscard]] Zone zone(ZoneId id) const {
    return before_ != nullptr ? before_->zone(id) : Zone{.wp = geometry_.zslba(id), .zcap = geometry_.zcap};
  }
  [[nodiscard]] SharedExtension extension(ZoneId id) const {
    return before_ != nullptr ? before_->extension(id) : nullptr;
  }
  [[nodiscard]] SharedBlocks media(ZoneId id) const { return before_ != nullptr ? before_->media(id) : nullptr; }

 private:
  const Geometry& geometry_;
  const State* before_;
};

template <class T>
bool same_value(const std::shared_ptr<T>& a, const std::shared_ptr<T>& b) {
  return a == b || (a && b && *a == *b);
}

std::uint64_t blocks_in(const SharedBlocks& media) {
  return media ? media->blocks() : 0;
}

bool differs(const Base& base, const State& now, ZoneId id) {
  const bool same_media =
      same_value(base.media(id), now.media(id)) || (blocks_in(base.media(id)) == 0 && blocks_in(now.media(id)) == 0);
  return base.zone(id) != now.zone(id) || !same_media || !same_value(base.extension(id), now.extension(id));
}

void write_zone_difference(Items& items, std::size_t place, const Base& base, const State& now, ZoneId id) {
  if (base.zone(id) != now.zone(id)) write_zone(items, place, id, now.zone(id));
  if (!same_value(base.extension(id), now.extension(id))) write_extension(items, place, id, now.extension(id));
  if (same_value(base.media(id), now.media(id))) return;
  if (blocks_in(base.media(id)) != 0) write_truncate(items, place, id, 0);
  if (now.media(id)) write_blocks(items, {.place = place, .zone = id}, *now.media(id));
}

// Implicitly opened zones come last, in the order in which they were opened.
void write_state(Items& items, std::size_t place, const Base& base, const State& now) {
  for (ZoneId id = 0; id < now.zones(); ++id)
    if (now.zone(id).zs != ZoneState::ImplicitlyOpened && differs(base, now, id))
      write_zone_difference(items, place, base, now, id);
  for (ZoneId id = now.oldest_implicitly_opened(); id != State::kNone; id = now.newer(id))
    if (differs(base, now, id)) write_zone_difference(items, place, base, now, id);
}

// Whether zones that change one by one come to stand as they do now: those that stay implicitly opened keep their
// places, and others come behind them.
bool keeps_order(const State& before, const State& now) {
  const auto skip_closed = [&](ZoneId id) {
    while (id != State::kNone && now.zone(id).zs != ZoneState::ImplicitlyOpened) id = before.newer(id);
    return id;
  };
  ZoneId expected = skip_closed(before.oldest_implicitly_opened());
  for (ZoneId id = now.oldest_implicitly_opened(); id != State::kNone; id = now.newer(id)) {
    if (expected == State::kNone) continue;
    if (id != expected) return false;
    expected = skip_closed(before.newer(id));
  }
  return true;
}

std::size_t differences(const Base& base, const State& now) {
  std::size_t count = 0;
  for (ZoneId id = 0; id < now.zones(); ++id) count += differs(base, now, id) ? 1 : 0;
  return count;
}

// The state before, if what follows is best told from it.
const State* base_of(const Namespace* before, const Namespace& after) {
  if (before == nullptr) return nullptr;
  const Geometry& was = before->geometry;
  const Geometry& is = after.geometry;
  const bool same_size = was.zones == is.zones && was.zdes == is.zdes && was.lba_bytes == is.lba_bytes;
  if (!same_size || !keeps_order(before->state, after.state)) return nullptr;
  const std::size_t from_before = differences(Base{is, &before->state}, after.state);
  return from_before <= differences(Base{is, nullptr}, after.state) ? &before->state : nullptr;
}

void write_features(Items& items, std::size_t place, const FeatureValues& features) {
  write(items.begin(ItemType::Features, place), features);
}

void write_namespace(Items& items, std::size_t place, const Namespace* before, const Namespace& after) {
  const State* base = base_of(before, after);
  Writer& w = items.begin(ItemType::Namespace, place);
  w.flag(base == nullptr);  // what was there is dropped
  write(w, head_of(after));
  write_features(items, place, after.features);
  write_state(items, place, Base{after.geometry, base}, after.state);
}

// ---- a controller ---------------------------------------------------------------------------------------------------

void write_controller(Items& items, std::size_t place, const Controller& controller) {
  write(items.begin(ItemType::Controller, place), controller);
}

void write_counters(Items& items, std::size_t place, const Counters& counters) {
  fields(items.begin(ItemType::Counters, place), counters);
}

void write_error_log(Items& items, std::size_t place, const ErrorLog& errors) {
  std::vector<ErrorEntry> entries = errors.newest_first();
  entries.resize(static_cast<std::size_t>(std::min<std::uint64_t>(entries.size(), errors.count())));
  std::reverse(entries.begin(), entries.end());
  Writer& w = items.begin(ItemType::ErrorLog, place);
  w.number(errors.count());
  w.list(entries, kErrorEntryBytes, [&w](const ErrorEntry& each) { fields(w, each); });
}

void write_sanitize(Items& items, const SanitizeOperation& operation) {
  fields(items.begin(ItemType::Sanitize), operation);
}

// ---- a step ---------------------------------------------------------------------------------------------------------

// What the change writes, in the forms in which it is held.
BlockMap blocks_of(const BlockChange& change) {
  if (change.source) return change.source->part(change.source_block, change.count);
  BlockMap blocks;
  blocks.append(change.count, change.content, change.payload);
  return blocks;
}

// Blocks that are dropped, and written again where they were, have not changed.
void write_media(Items& items, std::size_t place, const ShortList<BlockChange, 1>& media) {
  for (std::size_t i = 0; i < media.size(); ++i) {
    const BlockChange& change = media[i];
    if (change.count != 0) {
      write_blocks(items, {.place = place, .zone = change.zone, .first = change.first}, blocks_of(change));
      continue;
    }
    std::uint64_t kept = 0;
    const auto is_kept = [&](const BlockChange& each) {
      return change.dropped && each.count != 0 && each.zone == change.zone && each.first == kept &&
             each.source == change.dropped && each.source_block == each.first;
    };
    for (; i + 1 < media.size() && is_kept(media[i + 1]); ++i) kept += media[i + 1].count;
    write_truncate(items, place, change.zone, kept);
  }
}

void write_effect(Items& items, std::size_t place, const Effect& effect) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i)
    write_zone(items, place, effect.zones[i].zone, effect.zones[i].after);
  write_media(items, place, effect.media);
  for (std::size_t i = 0; i < effect.extensions.size(); ++i)
    write_extension(items, place, effect.extensions[i].zone, effect.extensions[i].after);
}

// A kind of change that is not here does not compile.
struct WriteChange {
  Items& items;
  void operator()(const Set<At, std::shared_ptr<const Controller>>& set) const {
    write_controller(items, set.where.controller, *set.after);
  }
  void operator()(const Set<NamespaceAt, std::shared_ptr<const Namespace>>& set) const {
    if (set.after)
      write_namespace(items, set.where.place, set.before.get(), *set.after);
    else
      items.begin(ItemType::NamespaceGone, set.where.place);
  }
  void operator()(const Set<OfSubsystem, SanitizeOperation>& set) const { write_sanitize(items, set.after); }
};

void write_notes(Items& items, std::span<const Device::Noted> notes, const Subsystem& after) {
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const std::size_t place = notes[i].controller;
    if (notes[i].counted != Counters{}) write_counters(items, place, notes[i].counted);
    if (!notes[i].entered) continue;
    const auto later = std::count_if(notes.begin() + static_cast<std::ptrdiff_t>(i) + 1, notes.end(),
                                     [=](const auto& each) { return each.entered && each.controller == place; });
    fields(items.begin(ItemType::ErrorEntry, place),
           std::as_const(after.notes({place}).errors.newest_first()[static_cast<std::size_t>(later)]));
  }
}

}  // namespace

void write_snapshot(const Subsystem& subsystem, const Put& put) {
  Writer w;
  Items items{w, &put};
  for (std::size_t place = 0; place < subsystem.size(); ++place) {
    const Namespace& ns = subsystem[place];
    if (ns.features != FeatureValues{}) write_features(items, place, ns.features);
    write_state(items, place, Base{ns.geometry, nullptr}, ns.state);
  }
  for (std::size_t place = 0; place < subsystem.controllers(); ++place) {
    const Controller& controller = subsystem.controller({place});
    const CommandNotes& notes = subsystem.notes({place});
    const auto& [errors, counters] = notes;
    if (controller != Controller{controller.shape}) write_controller(items, place, controller);
    if (counters != Counters{}) write_counters(items, place, counters);
    if (errors.count() != 0) write_error_log(items, place, errors);
  }
  if (subsystem.sanitize() != SanitizeOperation{}) write_sanitize(items, subsystem.sanitize());
  items.flush();
}

void write_effect(const Device::Step& step, const Subsystem& after, Writer& w) {
  Items items{w};
  for (const Device::ZonesChange& each : step.zones) write_effect(items, each.which, each.effect);
  for (const Change& each : step.changes) std::visit(WriteChange{items}, each);
  write_notes(items, step.notes, after);
}

}  // namespace zns::image
