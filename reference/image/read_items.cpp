#include "reference/image/read_items.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/image/controller_fields.hpp"
#include "reference/image/fields.hpp"
#include "reference/image/header.hpp"

namespace zns::image {
namespace {

constexpr std::size_t kWorkBytes = 512;  // that are copied in one step

// The zone of an item; 0 and a bad reader, if the namespace has none such.
ZoneId zone_of(Reader& r, const Namespace& ns) {
  const auto zone = r.number<ZoneId>();
  r.require(zone < ns.state.zones(), "a zone that the namespace does not have");
  return r.good() ? zone : 0;
}

SharedBlocks repeated(Reader& r, std::uint64_t count) {
  auto blocks = std::make_shared<BlockMap>();
  blocks->append(count, static_cast<std::byte>(r.number<std::uint8_t>()));
  return blocks;
}

SharedBlocks patterns(Reader& r, std::uint64_t count) {
  PatternSeries::Parts parts;
  r.number(parts.first);
  r.number(parts.generation);
  r.number(parts.phase);
  const auto series = PatternSeries::of(parts, count);
  r.require(series.has_value(), "patterns that are no series");
  auto blocks = std::make_shared<BlockMap>();
  if (series) blocks->append(count, *series);
  return blocks;
}

std::span<const std::byte> payload(Reader& r, std::uint64_t count, std::size_t block_bytes) {
  r.require(count <= r.left() / block_bytes, "blocks longer than the item");
  return r.good() ? r.bytes(static_cast<std::size_t>(count) * block_bytes) : std::span<const std::byte>{};
}

// What the form holds goes into the change.
void read_form(Reader& r, BlockChange& change, std::size_t block_bytes) {
  RunForm form{};
  r.up_to(form, RunForm::Patterns);
  if (!r.good()) return;
  switch (form) {
    case RunForm::Unwritten:
    case RunForm::Zeroes:
    case RunForm::Unknown:
      change.content = static_cast<BlockMap::Content>(form);
      return;
    case RunForm::Bytes:
      change.content = BlockMap::Content::Payload;
      change.payload = payload(r, change.count, block_bytes);
      return;
    case RunForm::Repeated:
      change.source = repeated(r, change.count);
      return;
    case RunForm::Patterns:
      change.source = patterns(r, change.count);
      return;
  }
}

}  // namespace

std::optional<LoadError> ItemReader::read(std::span<const std::byte> items) {
  Reader r{items};
  while (r.left() != 0) {
    const std::size_t at = items.size() - r.left();
    ItemType type{};
    r.choice(type, {ItemType::Zone, ItemType::Blocks, ItemType::Truncate, ItemType::Extension, ItemType::Namespace,
                    ItemType::NamespaceGone, ItemType::Features, ItemType::Controller, ItemType::Sanitize,
                    ItemType::Counters, ItemType::ErrorLog, ItemType::ErrorEntry});
    if (r.good()) read_item(type, r);
    if (refused_) return refused_;
    if (!r.good())
      return LoadError{.kind = LoadError::Kind::Impossible,
                       .text = "item of type " + std::to_string(static_cast<unsigned>(type)) + " at byte " +
                               std::to_string(at) + " of its record: " + std::string{r.wrong()}};
  }
  return std::nullopt;
}

void ItemReader::read_item(ItemType type, Reader& r) {
  switch (type) {
    case ItemType::Zone:
      return read_zone(r);
    case ItemType::Blocks:
      return read_blocks(r);
    case ItemType::Truncate:
      return read_truncate(r);
    case ItemType::Extension:
      return read_extension(r);
    case ItemType::Namespace:
      return read_namespace(r);
    case ItemType::NamespaceGone:
      return read_namespace_gone(r);
    case ItemType::Features:
      return read_features(r);
    case ItemType::Controller:
      return read_controller(r);
    case ItemType::Sanitize:
      return read_sanitize(r);
    case ItemType::Counters:
      return read_counters(r);
    case ItemType::ErrorLog:
      return read_error_log(r);
    case ItemType::ErrorEntry:
      return read_error_entry(r);
  }
}

Namespace* ItemReader::namespace_at(Reader& r) {
  std::size_t place = 0;
  r.place(place);
  r.require(place < subsystem_.size(), "a namespace that there is not");
  return r.good() ? &subsystem_[place] : nullptr;
}

std::optional<At> ItemReader::controller_at(Reader& r) {
  std::size_t place = 0;
  r.place(place);
  r.require(place < subsystem_.controllers(), "a controller that there is not");
  return r.good() ? std::optional{At{place}} : std::nullopt;
}

bool ItemReader::work(std::uint64_t steps) {
  const bool is_allowed = steps <= limits_.work - worked_;
  if (is_allowed)
    worked_ += steps;
  else
    refused_ = LoadError{.kind = LoadError::Kind::TooLarge, .text = "the image is more work than the limit"};
  return is_allowed;
}

// ---- zones and blocks -----------------------------------------------------------------------------------------------

void ItemReader::read_zone(Reader& r) {
  Namespace* ns = namespace_at(r);
  if (ns == nullptr) return;
  const ZoneId id = zone_of(r, *ns);
  Zone zone;
  zone.zs = static_cast<ZoneState>(r.number<std::uint8_t>());
  r.require(column(zone.zs) != kZoneStateCount, "a zone state that there is not");
  r.number(zone.za);
  r.number(zone.zai);
  r.number(zone.wp);
  r.number(zone.zcap);
  if (!r.good()) return;
  Effect effect;
  effect.change(id, ns->state.zone(id), zone);
  apply(ns->state, effect);
}

void ItemReader::read_blocks(Reader& r) {
  Namespace* ns = namespace_at(r);
  if (ns == nullptr) return;
  BlockChange change{.zone = zone_of(r, *ns)};
  r.number(change.first);
  r.number(change.count);
  const std::uint64_t zsze = ns->geometry.zsze;
  r.require(change.count != 0 && change.first < zsze && change.count <= zsze - change.first,
            "blocks that the zone does not have");
  if (r.good()) read_form(r, change, ns->geometry.lba_bytes);
  // Patterns that go on with those beside them are joined block by block.
  const bool is_pattern =
      r.good() && change.source && std::holds_alternative<PatternBlock>(change.source->at(0).payload);
  if (!r.good() || (is_pattern && !work(change.count))) return;
  Effect effect;
  effect.media.push_back(std::move(change));
  apply(ns->state, effect);
}

void ItemReader::read_truncate(Reader& r) {
  Namespace* ns = namespace_at(r);
  if (ns == nullptr) return;
  const ZoneId id = zone_of(r, *ns);
  const auto kept = r.number<std::uint64_t>();
  const SharedBlocks media = r.good() ? ns->state.media(id) : nullptr;
  if (!media || media->blocks() <= kept || !work(media->memory() / kWorkBytes)) return;
  Effect effect;
  effect.media.push_back({.zone = id, .dropped = media});
  if (kept != 0) effect.media.push_back({.zone = id, .count = kept, .source = media});
  apply(ns->state, effect);
}

void ItemReader::read_extension(Reader& r) {
  Namespace* ns = namespace_at(r);
  if (ns == nullptr) return;
  const ZoneId id = zone_of(r, *ns);
  bool is_there = false;
  r.flag(is_there);
  r.require(ns->geometry.zdes != 0, "an extension where zones have none");
  const auto bytes = is_there ? r.bytes(ns->geometry.extension_bytes()) : std::span<const std::byte>{};
  if (!r.good()) return;
  Effect effect;
  effect.extensions.push_back(
      {.zone = id,
       .before = ns->state.extension(id),
       .after = is_there ? std::make_shared<const Extension>(bytes.begin(), bytes.end()) : nullptr});
  apply(ns->state, effect);
}

// ---- namespaces -----------------------------------------------------------------------------------------------------

void ItemReader::put(std::size_t place, Namespace ns) {
  if (place < subsystem_.size())
    subsystem_[place] = std::move(ns);
  else
    subsystem_.apply(Set<NamespaceAt, std::shared_ptr<const Namespace>>{
        {place}, nullptr, std::make_shared<const Namespace>(std::move(ns))});
}

void ItemReader::read_namespace(Reader& r) {
  std::size_t place = 0;
  bool is_fresh = false;
  NamespaceHead head;
  r.place(place);
  r.flag(is_fresh);
  zns::image::read(r, head);
  const bool is_there = place < subsystem_.size();
  r.require(place <= subsystem_.size(), "a namespace behind a gap");
  r.require(is_there || is_fresh, "a namespace that goes on with nothing");
  if (!r.good()) return;

  std::vector<NamespaceHead> heads;
  for (const Namespace& each : subsystem_.namespaces()) heads.push_back(head_of(each));
  heads.resize(std::max(heads.size(), place + 1));
  heads[place] = head;
  refused_ = objection(heads, subsystem_.controllers(), limits_);
  if (refused_) return;
  if (!is_fresh) {
    const Geometry& before = subsystem_[place].geometry;
    r.require(before.zones == head.geometry.zones && before.zdes == head.geometry.zdes &&
                  before.lba_bytes == head.geometry.lba_bytes,
              "a namespace that goes on with another size");
  } else if (!work(head.geometry.zones)) {
    return;
  }
  if (!r.good()) return;
  const auto& [geometry, allocated, shared, attached] = head;
  put(place, {.geometry = geometry,
              .state = is_fresh ? State{geometry, {.bytes = geometry.lba_bytes}} : std::move(subsystem_[place].state),
              .cache = {},
              .allocated = allocated,
              .shared = shared,
              .attached = attached,
              .features = is_there ? subsystem_[place].features : FeatureValues{}});
}

void ItemReader::read_namespace_gone(Reader& r) {
  std::size_t place = 0;
  r.place(place);
  r.require(place != 0 && place + 1 == subsystem_.size(), "a namespace goes that is not the last");
  if (r.good()) subsystem_.apply(Set<NamespaceAt, std::shared_ptr<const Namespace>>{{place}, nullptr, nullptr});
}

void ItemReader::read_features(Reader& r) {
  if (Namespace* ns = namespace_at(r)) zns::image::read(r, ns->features);
}

// ---- controllers ----------------------------------------------------------------------------------------------------

void ItemReader::read_controller(Reader& r) {
  const std::optional<At> at = controller_at(r);
  if (!at) return;
  Controller after{subsystem_.controller(*at).shape};
  zns::image::read(r, after);
  if (r.good())
    subsystem_.apply(Set<At, std::shared_ptr<const Controller>>{*at, subsystem_.share(*at),
                                                                std::make_shared<const Controller>(std::move(after))});
}

void ItemReader::read_sanitize(Reader& r) {
  SanitizeOperation operation;
  fields(r, operation);
  r.require(operation.controller < subsystem_.controllers(), "a controller that there is not");
  if (r.good()) subsystem_.apply(Set<OfSubsystem, SanitizeOperation>{{}, subsystem_.sanitize(), operation});
}

void ItemReader::read_counters(Reader& r) {
  const std::optional<At> at = controller_at(r);
  Counters more;
  fields(r, more);
  if (at && r.good()) subsystem_.notes(*at).counters += more;
}

void ItemReader::read_error_log(Reader& r) {
  const std::optional<At> at = controller_at(r);
  const auto count = r.number<std::uint64_t>();
  std::vector<ErrorEntry> entries;
  r.list(entries, kErrorEntryBytes, [&r](ErrorEntry& each) { fields(r, each); });
  if (!at || !r.good()) return;
  const std::size_t room = std::size_t{subsystem_.controller(*at).shape.elpe} + 1;
  r.require(entries.size() == std::min<std::uint64_t>(room, count), "an error log of another length");
  if (r.good()) subsystem_.notes(*at).errors = ErrorLog{room, count, entries};
}

void ItemReader::read_error_entry(Reader& r) {
  const std::optional<At> at = controller_at(r);
  ErrorEntry entry;
  fields(r, entry);
  if (at && r.good()) subsystem_.notes(*at).errors.add(entry);
}

}  // namespace zns::image
