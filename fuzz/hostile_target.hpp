// A device that answers well, but for what an input makes of its answers: lengths, offsets, counts, statuses, lists
// that never end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "suites/target.hpp"

namespace zns::fuzz {

// What is done to an answer. A lie in bytes: `when`, `what`, then where (16 bits) and a value (32 bits), little endian.
enum class LieKind : std::uint8_t {
  Byte,         // the low byte of the value stands at `where`
  Word,         // 16 bits of it
  Dword,        // all of it
  Qword,        // twice
  Fill,         // its low byte stands everywhere from `where` on
  Ascending,    // dwords stand from `where` on: NSID + 1 and so on, a list that has no end
  Status,       // the completion has this status
  Result,       // the completion has this result, twice
  AscendingId,  // words stand from `where` on: a list of controllers that has no end
};
inline constexpr std::size_t kLieKinds = 9;

struct Lie {
  std::uint8_t when = 0;  // the answer of this number, modulo 32; 255: every one
  bool of_io = false;     // of I/O commands, and not of those that a controller answers
  LieKind kind{};
  std::uint16_t where = 0;  // a byte of the data, modulo its length
  std::uint32_t value = 0;
};
inline constexpr std::size_t kLieBytes = 8;

// As many whole ones as there are; every input is some.
[[nodiscard]] std::vector<Lie> lies_of(std::span<const std::uint8_t> input);

class HostileTarget final : public suites::Target {
 public:
  // Whoever has sent so many commands will never end: `endless` is called, and throws or dies.
  HostileTarget(suites::Target& honest, std::vector<Lie> lies, std::size_t most, std::function<void()> endless)
      : honest_{honest}, lies_{std::move(lies)}, most_{most}, endless_{std::move(endless)} {}

  [[nodiscard]] std::string name() const override { return "hostile:"; }
  [[nodiscard]] std::uint32_t nsid() const override { return honest_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return honest_.carries(); }
  suites::Completion submit(const suites::Submission& submission) override;
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override;
  suites::EventRequests* events() override { return honest_.events() == nullptr ? nullptr : &events_; }
  void reset(Reset kind) override { honest_.reset(kind); }
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void inject(std::uint64_t zslba, ZoneState state) override { honest_.inject(zslba, state); }

  [[nodiscard]] std::size_t commands() const { return commands_; }

 private:
  class Events final : public suites::EventRequests {
   public:
    explicit Events(HostileTarget& target) : target_{target} {}
    std::optional<suites::Completion> request(std::size_t controller) override;
    std::optional<suites::Completion> next(std::size_t controller) override;

   private:
    HostileTarget& target_;
  };

  void count();
  void lie(bool io, std::uint32_t nsid, std::span<std::byte> data, suites::Completion& cqe);

  suites::Target& honest_;
  std::vector<Lie> lies_;
  std::size_t most_;
  std::function<void()> endless_;
  Events events_{*this};
  std::size_t commands_ = 0;
  std::size_t answers_ = 0;
};

}  // namespace zns::fuzz
