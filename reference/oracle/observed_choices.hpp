// Choices that are answered from what the device was seen to do.
#pragma once

#include "reference/device/choices.hpp"

namespace zns {

class ObservedChoices final : public Choices {
 public:
  explicit ObservedChoices(Status seen) : seen_{seen} {}

  std::optional<std::size_t> abort_with(const Faults& faults) override {
    const auto all = faults.all();
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i].status == seen_) return i;
    if (!faults.must_abort()) return std::nullopt;
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!all[i].freedom) return i;  // not what was seen: not permitted
    return 0;
  }
  ZoneId implicit_close(const State&, ZoneId, std::span<const ZoneId>) override { return kUnnamed; }

  // Bytes that nobody may rely on are not compared, so these do not matter.
  std::uint64_t undefined_write_pointer(const Geometry&, ZoneId, const Zone&) override { return 0; }
  std::byte undefined_extension() override { return {}; }
  std::byte deallocated(std::uint64_t) override { return {}; }

  // The most that may be there; what may be missing of it is a doubt (restart.cpp).
  bool full_at_power_loss(ZoneId, const Zone&) override { return false; }
  std::uint64_t surviving_write_pointer(std::uint64_t, std::uint64_t most) override { return most; }
  bool survives(std::uint64_t) override { return true; }

 private:
  Status seen_;
};

}  // namespace zns
