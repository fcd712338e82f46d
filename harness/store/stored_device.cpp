#include "harness/store/stored_device.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "reference/spec/bytes.hpp"

namespace zns::harness {
namespace {

constexpr std::uint32_t kBlockBytes = 512;
constexpr std::uint64_t kZoneBlocks = 4;

Command command_of(Act act, const Device& device) {
  const auto manage = [](std::uint64_t zone, ZoneSendAction zsa) {
    return Command{.body = ZoneManagementSend{.slba = zone * kZoneBlocks, .zsa = zsa}};
  };
  switch (act) {
    case Act::Write:
      return {.body = Write{.slba = device.state().zone(0).wp}};
    case Act::Append:
      return {.body = ZoneAppend{.zslba = kZoneBlocks, .nlb = Nlb::of_count(2)}};
    case Act::Finish:
      return manage(0, ZoneSendAction::Finish);
    case Act::Reset:
      return manage(0, ZoneSendAction::Reset);
    case Act::Open:
      return manage(2, ZoneSendAction::Open);
    case Act::SetExtension:
      return manage(2, ZoneSendAction::SetZoneDescriptorExtension);
    case Act::WriteFua:
      return {.body = Write{.slba = device.state().zone(1).wp, .fua = true}};
    default:
      return {.body = Flush{}};
  }
}

std::size_t bytes_of(Act act) {
  switch (act) {
    case Act::Write:
    case Act::WriteFua:
      return kBlockBytes;
    case Act::Append:
      return std::size_t{2} * kBlockBytes;
    case Act::SetExtension:
      return 64;
    default:
      return 0;
  }
}

}  // namespace

Subsystem as_durable(Subsystem subsystem) {
  for (std::size_t i = 0; i < subsystem.size(); ++i) subsystem[i].cache.commit();
  return subsystem;
}

Geometry StoredDevice::geometry(Cache cache) {
  return {.lba_bytes = kBlockBytes,
          .zones = 3,
          .zsze = kZoneBlocks,
          .zcap = kZoneBlocks,
          .max_active = 3,
          .max_open = 2,
          .zdes = 1,
          .write_cache = cache != Cache::None};
}

Store::Options StoredDevice::options() const {
  Store::Options options;
  if (cache_ == Cache::Written) options.wait_up_to = 0;
  return options;
}

bool StoredDevice::create() {
  states_ = {as_durable(device_.subsystem())};
  auto made =
      Store::create(disk_, kImagePath, device_.subsystem(), device_.policy(), image::ImageId{0x5704E}, options());
  auto* store = std::get_if<std::unique_ptr<Store>>(&made);
  if (store == nullptr) return false;
  store_ = std::move(*store);
  promised_any_ = true;
  return true;
}

bool StoredDevice::act(Act act) {
  if (act == Act::PowerOn) return power_on();
  if (act != Act::Compact) return submit(act);
  store_->compact(device_);
  return !store_->poisoned();
}

bool StoredDevice::submit(Act act) {
  data_.assign(bytes_of(act), std::byte{0});
  for (std::size_t at = 0; at < data_.size(); at += 8) store_le(data_, at, 0x9E37'79B9'7F4A'7C15U * ++written_);
  const Command command = command_of(act, device_);
  const Device::Done done = device_.submit(command, data_, {});
  store_->add(device_, durability_of(command, device_));
  // The reset of an empty zone changes nothing, and promises nothing of what was noted before.
  const bool changed = !is_only_noted(device_.last_step());
  const bool lasts = act == Act::Flush || act == Act::WriteFua || (cache_ == Cache::None && changed);
  return commit(done.status == kSuccess && lasts);
}

bool StoredDevice::commit(bool is_promised) {
  states_.push_back(as_durable(device_.subsystem()));
  switch (store_->commit(device_).kind) {
    case Committed::Kind::Done:
      if (is_promised) promised_ = states_.size() - 1;
      return true;
    case Committed::Kind::NoSpace:
      ++refused_;
      device_.undo();
      states_.pop_back();
      ++turns_;
      return true;
    case Committed::Kind::Poisoned:
      break;
  }
  return false;
}

// What the process wrote is there for the next one; what waited is not.
bool StoredDevice::power_on() {
  die();
  auto found = Store::open(disk_, kImagePath, options());
  if (const auto* why = std::get_if<StoreRefusal>(&found)) {
    if (why->kind != StoreRefusal::Kind::World) fault_ = "not opened again: " + why->text;
    return false;
  }
  auto& opened = std::get<Store::Opened>(found);
  std::size_t place = states_.size();
  if (judge(opened.subsystem, place) != Left::Permitted) {
    fault_ = "opened again as it was not left";
    return false;
  }
  if (place + 1 < states_.size()) ++turns_;
  states_.resize(place + 1, states_.front());
  store_ = std::move(opened.store);
  device_.restore(opened.subsystem);
  device_.restart(Reset::PowerCycle);
  store_->add(device_, durability_of_events());
  return commit(true);
}

bool StoredDevice::stop() {
  return store_->clean_stop().done();
}

StoredDevice::Left StoredDevice::judge(const Subsystem& loaded, std::size_t& place) const {
  if (permits(place) && states_[place] == loaded) return Left::Permitted;
  for (place = states_.size(); place-- > promised_;)
    if (states_[place] == loaded) return Left::Permitted;
  return std::find(states_.begin(), states_.end(), loaded) != states_.end() ? Left::Lost : Left::Wrong;
}

}  // namespace zns::harness
