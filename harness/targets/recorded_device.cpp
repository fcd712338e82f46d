#include "harness/targets/recorded_device.hpp"

#include <random>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/ref_options.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kUndoDepth = 1;  // what there is no room for is taken back

image::ImageId new_id() {
  std::random_device random;
  return image::ImageId{(std::uint64_t{random()} << 32U) | random()};
}

}  // namespace

RecordedDevice::RecordedDevice(std::shared_ptr<Disk> disk, std::string file, std::string_view options)
    : disk_{std::move(disk)}, file_{std::move(file)} {
  if (disk_->find(file_).outcome == DiskOutcome::Missing) {
    create(options);
    return;
  }
  Store::Opened opened = open();
  expect_agreement(options, opened.subsystem, opened.policy);
  device_ = device_of(opened);
  store_ = std::move(opened.store);
  torn_bytes_ = opened.torn_bytes;
  device_.restart(Reset::PowerCycle);
  record_event();
}

RecordedDevice::~RecordedDevice() {
  if (store_ && !store_->poisoned()) store_->clean_stop();  // where that fails, the next one sees a loss of power
}

void RecordedDevice::create(std::string_view options) {
  const RefOptions ref = parse_ref_options(options, {}, Files::Kept);
  device_ = Device{shape_of(ref), ref.policy, kUndoDepth};
  auto made = Store::create(*disk_, file_, device_.subsystem(), device_.policy(), new_id());
  if (const auto* refusal = std::get_if<StoreRefusal>(&made)) throw HarnessError(refusal->text);
  store_ = std::move(std::get<std::unique_ptr<Store>>(made));
}

Store::Opened RecordedDevice::open() {
  auto found = Store::open(*disk_, file_);
  if (const auto* refusal = std::get_if<StoreRefusal>(&found)) throw HarnessError(refusal->text);
  return std::move(std::get<Store::Opened>(found));
}

Device RecordedDevice::device_of(const Store::Opened& opened) {
  Device device{Geometry{}, opened.policy, kUndoDepth};
  device.restore(opened.subsystem);
  return device;
}

RecordedDevice::Done RecordedDevice::submit(const Command& command, std::span<const std::byte> data,
                                            std::span<std::byte> out, At at) {
  const Done done = device_.submit(command, data, out, at);
  return record(done, durability_of(command, device_, at));
}

RecordedDevice::Done RecordedDevice::submit(const QueueCommand& command, At at) {
  const Done done = device_.submit(command, at);
  return record(done, durability_of_events());
}

RecordedDevice::Done RecordedDevice::request_event(At at, std::uint16_t cid) {
  const Done done = device_.request_event(at, cid);
  return record(done, durability_of_events());
}

std::optional<RecordedDevice::Done> RecordedDevice::next_event(At at) {
  const auto done = device_.next_event(at);
  if (done) record_event();
  return done;
}

bool RecordedDevice::raise(Event event) {
  if (!device_.raise(event)) return false;
  record_event();
  return true;
}

bool RecordedDevice::recommend(ZoneId zone, std::uint8_t za) {
  if (!device_.recommend(zone, za)) return false;
  record_event();
  return true;
}

std::uint32_t RecordedDevice::read_property(At at, std::uint32_t offset) const {
  return device_.read_property(at, offset);
}

void RecordedDevice::write_property(At at, std::uint32_t offset, std::uint32_t value) {
  device_.write_property(at, offset, value);
  record_event();
}

void RecordedDevice::restart(Reset kind) {
  if (kind == Reset::PowerCycle) {
    store_.reset();  // the file is free; if it does not open again, nothing is called any more
    Store::Opened opened = open();
    device_.restore(opened.subsystem);
    store_ = std::move(opened.store);
  }
  device_.restart(kind);
  record_event();
}

RecordedDevice::Done RecordedDevice::record(Done done, Durability durability) {
  store_->add(device_, durability);
  const Committed committed = store_->commit(device_);
  if (committed.done()) return done;
  if (committed.kind == Committed::Kind::Poisoned) throw HarnessError(committed.text);
  device_.undo();
  return {.status = Status::WriteFault};
}

void RecordedDevice::record_event() {
  store_->add(device_, durability_of_events());
  if (const Committed committed = store_->commit(device_); !committed.done()) throw HarnessError(committed.text);
}

}  // namespace zns::harness
