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

 private:
  Status seen_;
};

}  // namespace zns
