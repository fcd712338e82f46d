#include "harness/store/store.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/assert.hpp"

namespace zns::harness {
namespace {

using Kind = StoreRefusal::Kind;

std::string beside(const std::string& path) {
  return path + ".new";
}

StoreRefusal refusal(const std::string& path, const std::string& doing, const DiskResult& result) {
  if (result.outcome == DiskOutcome::Locked) return {Kind::Locked, path + ": is in use by another process"};
  const Kind kind = result.outcome == DiskOutcome::Missing ? Kind::Missing : Kind::World;
  return {kind, path + ": " + doing + ": " + result.text};
}

StoreRefusal refusal(const std::string& path, const image::LoadError& why) {
  using enum image::LoadError::Kind;
  const std::string text = path + ": " + why.text;
  switch (why.kind) {
    case NotAnImage:
      return {Kind::NotAnImage, text};
    case NewerVersion:
    case UnknownFeature:
      return {Kind::Newer, text};
    case Damaged:
    case EndsInsideSnapshot:
      return {Kind::Damaged, text};
    case Impossible:
    case TooLarge:
      break;
  }
  return {Kind::Impossible, text};
}

// The finaliser of SplitMix64: one number for each.
std::uint64_t mix(std::uint64_t z) {
  z += 0x9E37'79B9'7F4A'7C15U;
  z = (z ^ z >> 30U) * 0xBF58'476D'1CE4'E5B9U;
  z = (z ^ z >> 27U) * 0x94D0'49BB'1331'11EBU;
  return z ^ z >> 31U;
}

// The id of the file that replaces one which ends there. Copies of a file that went different ways get different ones.
image::ImageId next_id(image::ImageId id, const image::Position& end) {
  return static_cast<image::ImageId>(
      mix(static_cast<std::uint64_t>(id) ^ mix(end.offset ^ std::uint64_t{end.chain} << 32U)));
}

// A file with those bytes, durable but for its name.
DiskResult make(Disk& disk, const std::string& path, std::span<const std::byte> bytes,
                std::unique_ptr<DiskFile>& file) {
  DiskResult result = disk.create(path, file);
  if (result.done()) result = file->write(0, bytes);
  if (result.done()) result = file->sync();
  return result;
}

// About what a snapshot of it has.
std::uint64_t live_bytes(const Subsystem& subsystem) {
  std::uint64_t bytes = image::kHeaderRecordBytes;
  for (const Namespace& each : subsystem.namespaces())
    for (ZoneId zone = 0; zone < each.state.zones(); ++zone)
      if (const SharedBlocks& media = each.state.media(zone)) bytes += media->memory();
  return bytes;
}

}  // namespace

// ---- to make and to open ------------------------------------------------------------------------------------------

Store::Made Store::create(Disk& disk, const std::string& path, const Subsystem& subsystem, const Policy& policy,
                          image::ImageId id, const Options& options) {
  image::ImageWriter writer{image::About{.id = id}};
  std::vector<std::byte> bytes;
  writer.snapshot(subsystem, policy, bytes);
  std::unique_ptr<DiskFile> file;
  DiskResult result = make(disk, beside(path), bytes, file);
  if (file == nullptr) return refusal(path, "cannot be made", result);
  // Whoever makes a file of that name has the one beside it locked: nobody else makes it from here on.
  const bool is_there = result.done() && (result = disk.find(path)).done();
  if (result.outcome == DiskOutcome::Missing) result = disk.rename(beside(path), *file, path, nullptr);
  if (is_there || !result.done()) disk.remove(beside(path));  // it may stay: nobody opens it
  if (is_there) return StoreRefusal{Kind::Exists, path + ": is there already"};
  if (result.done()) result = disk.sync_folder(path);
  if (!result.done()) return refusal(path, "cannot be made", result);
  writer.synced();
  std::unique_ptr<Store> store{new Store{disk, path, options, policy, std::move(file), std::move(writer)}};
  store->begin_log(bytes.size(), bytes.size());
  return store;
}

Store::Found Store::open(Disk& disk, const std::string& path, const Options& options) {
  std::unique_ptr<DiskFile> file;
  if (const DiskResult result = disk.open(path, file); !result.done()) return refusal(path, "cannot be opened", result);
  std::vector<std::byte> bytes;
  if (const DiskResult result = file->read(bytes); !result.done()) return refusal(path, "cannot be read", result);
  auto read = image::load(bytes, options.limits);
  if (const auto* why = std::get_if<image::LoadError>(&read)) {
    StoreRefusal refused = refusal(path, *why);
    const bool has_good =
        refused.kind == Kind::Damaged && std::holds_alternative<image::Loaded>(image::recover(bytes, options.limits));
    if (has_good) refused.text += "; `znspec image recover` makes a copy of what is good";
    return refused;
  }
  auto& loaded = std::get<image::Loaded>(read);
  if (loaded.unknown_read_only != 0)
    return StoreRefusal{Kind::Newer, path + ": has a feature that forbids to write to it"};
  // What a process before this one wrote, and how it named the file, need not be durable. From here on frames say it
  // is.
  DiskResult result = loaded.torn_bytes != 0 ? file->truncate(loaded.next.offset) : DiskResult{};
  if (result.done()) result = file->sync();
  if (result.done()) result = disk.sync_folder(path);
  if (!result.done()) return refusal(path, "cannot be made durable", result);
  disk.remove(beside(path));  // of a compaction that did not end; if it stays, the next one drops it
  image::ImageWriter writer{loaded.about, loaded.next};
  std::unique_ptr<Store> store{new Store{disk, path, options, loaded.policy, std::move(file), std::move(writer)}};
  store->begin_log(live_bytes(loaded.subsystem), loaded.next.offset);
  return Opened{.store = std::move(store),
                .subsystem = std::move(loaded.subsystem),
                .policy = loaded.policy,
                .torn_bytes = loaded.torn_bytes,
                .stopped_cleanly = loaded.stopped_cleanly};
}

void Store::begin_log(std::uint64_t snapshot_bytes, std::uint64_t file_bytes) {
  end_ = file_bytes;
  snapshot_bytes_ = snapshot_bytes;
  compact_at_ = limit_with(snapshot_bytes);
  keep();
}

std::uint64_t Store::limit_with(std::uint64_t live_bytes) const {
  return std::max(options_.compact_beyond, 2 * std::max(live_bytes, snapshot_bytes_));
}

// ---- to write -----------------------------------------------------------------------------------------------------

void Store::add(const Device& device, Durability durability) {
  if (poisoned()) return;
  demanded_ = demanded_ || durability == Durability::Demanded;
  writer_.effect(device.last_step(), device.subsystem(), batch_);
}

Committed Store::commit(const Device& device) {
  if (poisoned()) return poisoned_already();
  const bool may_wait = !demanded_ && batch_.size() < options_.wait_up_to;
  Committed committed = may_wait ? Committed{} : write(demanded_);
  demanded_ = false;
  keep();
  if (end_ > compact_at_) compact_at_ = limit_with(live_bytes(device.subsystem()));
  if (committed.done() && end_ > compact_at_) compact(device);
  return committed;
}

Committed Store::write(bool then_sync) {
  if (!batch_.empty()) {
    const DiskResult result = file_->write(end_, batch_);
    if (result.outcome == DiskOutcome::NoSpace) return cut_back();
    if (!result.done()) return poison("cannot be written", result);
    end_ += batch_.size();
    batch_.clear();
    unsynced_ = true;
  }
  return then_sync && unsynced_ ? sync() : Committed{};
}

Committed Store::sync() {
  if (const DiskResult result = file_->sync(); !result.done()) return poison("cannot be made durable", result);
  unsynced_ = false;
  writer_.synced();
  return {};
}

// Whole frames of what is taken back may be in the file: that they are not is durable before the host hears of it.
Committed Store::cut_back() {
  batch_.resize(kept_bytes_);
  writer_.take_back(kept_);
  DiskResult result = file_->truncate(end_);
  if (result.done()) result = file_->sync();
  if (!result.done()) return poison("cannot be cut back", result);
  unsynced_ = false;
  return {.kind = Committed::Kind::NoSpace, .text = path_ + ": no space is left"};
}

// What is in the batch is not taken back any more.
void Store::keep() {
  kept_bytes_ = batch_.size();
  kept_ = writer_.next();
}

Committed Store::poison(const std::string& what, const DiskResult& result) {
  poison_ = path_ + ": " + what + ": " + result.text;
  return poisoned_already();
}

Committed Store::poisoned_already() const {
  return {.kind = Committed::Kind::Poisoned, .text = poison_};
}

// ---- to begin anew, and to end ------------------------------------------------------------------------------------

bool Store::compact(const Device& device) {
  if (poisoned()) return false;
  ZNS_ASSERT(batch_.size() == kept_bytes_);
  image::About about = writer_.about();
  about.id = next_id(about.id, writer_.next());
  image::ImageWriter writer{about};
  std::vector<std::byte> bytes;
  writer.snapshot(device.subsystem(), policy_, bytes);
  std::unique_ptr<DiskFile> file;
  DiskResult result = make(disk_, beside(path_), bytes, file);
  if (result.done()) result = disk_.rename(beside(path_), *file, path_, file_.get());
  if (!result.done()) {
    if (file != nullptr) disk_.remove(beside(path_));  // if it stays, the next compaction drops it
    compact_at_ = end_ + options_.compact_beyond;
    return false;
  }
  file_ = std::move(file);
  writer_ = std::move(writer);
  writer_.synced();
  batch_.clear();  // the snapshot has what waited
  unsynced_ = false;
  begin_log(bytes.size(), bytes.size());
  // Which file has the name after a loss of power is not known. Until now both say the same.
  if (result = disk_.sync_folder(path_); !result.done()) poison("its folder cannot be synced", result);
  return result.done();
}

Committed Store::clean_stop() {
  if (poisoned()) return poisoned_already();
  ZNS_ASSERT(batch_.size() == kept_bytes_);
  if (Committed committed = write(true); !committed.done()) return committed;
  keep();
  writer_.clean_stop(batch_);
  Committed committed = write(true);
  keep();
  return committed;
}

}  // namespace zns::harness
