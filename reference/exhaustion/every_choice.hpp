// All that the standard leaves to a controller, one combination of answers after the other.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "reference/device/choices.hpp"

namespace zns {

// Ask the same questions again and again, `while (choices.next())`: each time they are answered in another way, until
// all ways were seen. What nobody may rely on (bytes that are undefined) is answered once for a command.
class EveryChoice final : public Choices {
 public:
  // On to the next combination; false: there is none, and the first one comes again.
  bool next();

  std::optional<std::size_t> abort_with(const Faults& faults) override;
  ZoneId implicit_close(const State& state, ZoneId for_zone, std::span<const ZoneId> already) override;
  std::uint64_t undefined_write_pointer(const Geometry& geometry, ZoneId id, const Zone& zone) override;
  std::byte undefined_extension() override;
  std::byte deallocated(std::uint64_t lba) override;
  bool full_at_power_loss(ZoneId id, const Zone& before) override;
  std::uint64_t surviving_write_pointer(std::uint64_t least, std::uint64_t most) override;
  bool survives(std::uint64_t lba) override;

 private:
  struct Answer {
    std::size_t chosen = 0;
    std::size_t options = 1;
  };
  std::size_t pick(std::size_t options);
  std::size_t pick_once(std::optional<std::size_t>& answer, std::size_t options);

  std::vector<Answer> answers_;
  std::size_t asked_ = 0;
  std::optional<std::size_t> write_pointer_;
  std::optional<std::size_t> extension_;
  std::optional<std::size_t> deallocated_;
};

}  // namespace zns
