// A reference device whose image is in a file: what it does is there before anybody hears of it (store/store.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "harness/store/disk.hpp"
#include "harness/store/store.hpp"
#include "reference/device/device.hpp"

namespace zns::harness {

class RecordedDevice {
 public:
  // Makes the file, of a device with those options of ref:, if there is none. In one that is there power comes back:
  // the device is that of the file, and the options say nothing else. Throws UsageError where they do, HarnessError
  // where the file is no image, is damaged, or is another one's for now.
  RecordedDevice(std::shared_ptr<Disk> disk, std::string file, std::string_view options);
  RecordedDevice(const RecordedDevice&) = delete;
  RecordedDevice& operator=(const RecordedDevice&) = delete;
  ~RecordedDevice();  // all is durable then, and the file says that it was left so

  // Those of Device. A command for whose effect the disk has no room ends with Write Fault and changes nothing; for
  // anything else that is a HarnessError. So is a disk that fails: nobody knows then what is durable. After a
  // HarnessError nothing is called any more.
  using Done = Device::Done;
  Done submit(const Command& command, std::span<const std::byte> data, std::span<std::byte> out, At at = {});
  Done submit(const QueueCommand& command, At at);
  Done request_event(At at, std::uint16_t cid);
  std::optional<Done> next_event(At at);
  bool raise(Event event);
  bool recommend(ZoneId zone, std::uint8_t za);
  [[nodiscard]] std::uint32_t read_property(At at, std::uint32_t offset) const;
  void write_property(At at, std::uint32_t offset, std::uint32_t value);
  // With a power cycle the file is closed and opened again.
  void restart(Reset kind);

  [[nodiscard]] const Subsystem& subsystem() const { return device_.subsystem(); }
  [[nodiscard]] const Policy& policy() const { return device_.policy(); }
  [[nodiscard]] const Geometry& geometry() const { return device_.geometry(); }
  [[nodiscard]] std::uint64_t torn_bytes() const { return torn_bytes_; }  // cut off as the file was opened

 private:
  void create(std::string_view options);
  [[nodiscard]] Store::Opened open();
  [[nodiscard]] static Device device_of(const Store::Opened& opened);
  Done record(Done done, Durability durability);
  void record_event();

  std::shared_ptr<Disk> disk_;
  std::string file_;
  Device device_{Geometry{}, Policy{}};
  std::unique_ptr<Store> store_;
  std::uint64_t torn_bytes_ = 0;
};

}  // namespace zns::harness
