// Items (write_items.hpp) carried out on a subsystem. They may say anything: nothing is done that no device can be
// told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "reference/device/subsystem.hpp"
#include "reference/image/codec.hpp"
#include "reference/image/load_error.hpp"
#include "reference/image/write_items.hpp"

namespace zns::image {

class ItemReader {
 public:
  ItemReader(Subsystem& subsystem, const Limits& limits) : subsystem_{subsystem}, limits_{limits} {}

  // Carries them out. Returns why one is impossible, and then the subsystem is good for nothing any more.
  std::optional<LoadError> read(std::span<const std::byte> items);

 private:
  void read_item(ItemType type, Reader& r);
  void read_zone(Reader& r);
  void read_blocks(Reader& r);
  void read_truncate(Reader& r);
  void read_extension(Reader& r);
  void read_namespace(Reader& r);
  void read_namespace_gone(Reader& r);
  void read_features(Reader& r);
  void read_controller(Reader& r);
  void read_sanitize(Reader& r);
  void read_counters(Reader& r);
  void read_error_log(Reader& r);
  void read_error_entry(Reader& r);

  // Null: there is no such place, and `r` is bad.
  Namespace* namespace_at(Reader& r);
  std::optional<At> controller_at(Reader& r);
  void put(std::size_t place, Namespace ns);
  // False: it is more than the limits allow.
  bool work(std::uint64_t steps);

  Subsystem& subsystem_;
  Limits limits_;
  std::uint64_t worked_ = 0;
  std::optional<LoadError> refused_;
};

}  // namespace zns::image
