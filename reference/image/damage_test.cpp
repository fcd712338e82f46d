// Every truncation of small images, every bit flipped, every byte removed and doubled: the state that is loaded is
// never a wrong one, and damage to what was durable is always reported.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "reference/image/images_for_tests.hpp"
#include "reference/image/load.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::image {
namespace {

class Damage : public testing::TestWithParam<Story::Sync> {
 protected:
  // The frame that the byte belongs to.
  std::uint64_t frame_of(std::size_t byte) const {
    std::uint64_t sequence = 0;
    for (const FrameForTests& each : frames_)
      if (each.offset <= byte) sequence = each.header.sequence;
    return sequence;
  }

  // Frame `k` was damaged, and those behind it were not. `good`: it may be that the frame is good still, and the next
  // one is not.
  void expect_damage(const std::vector<std::byte>& bytes, std::uint64_t k, bool may_be_good, const std::string& how) {
    const auto loaded = load(bytes);
    const auto* state = std::get_if<Loaded>(&loaded);
    if (k < story_.first_effect) {
      const bool is_whole = may_be_good && k + 1 == story_.first_effect;
      ASSERT_TRUE(state == nullptr || is_whole) << how << ": loaded without its snapshot";
      if (state != nullptr) expect_prefix(*state, k, may_be_good, how);
      return;
    }
    const bool must_fail = story_.has_witness(k) && (!may_be_good || story_.has_witness(k + 1));
    const bool must_load = !story_.has_witness(k);
    if (must_fail) {
      ASSERT_EQ(state, nullptr) << how << ": damage to what was durable is not reported";
      ASSERT_EQ(std::get<LoadError>(loaded).kind, LoadError::Kind::Damaged) << how;
    }
    if (must_load) {
      ASSERT_NE(state, nullptr) << how << ": " << std::get<LoadError>(loaded).text;
    }
    if (state != nullptr) expect_prefix(*state, k, may_be_good, how);
    const auto recovered = recover(bytes);
    ASSERT_TRUE(std::holds_alternative<Loaded>(recovered)) << how;
    expect_prefix(std::get<Loaded>(recovered), k, may_be_good, how + ", recovered");
  }

  void expect_prefix(const Loaded& loaded, std::uint64_t k, bool may_be_good, const std::string& how) {
    const std::uint64_t next = loaded.next.sequence;
    ASSERT_TRUE(next == k || (may_be_good && next == k + 1)) << how << ": frames up to " << next;
    ASSERT_TRUE(loaded.subsystem == story_.states[static_cast<std::size_t>(next - 1)]) << how << ": a wrong state";
    ASSERT_NE(loaded.torn_bytes, 0U) << how;
    ASSERT_FALSE(loaded.stopped_cleanly) << how;
  }

  const Story story_{GetParam()};
  const std::vector<FrameForTests> frames_ = frames_of(story_.bytes);
};

TEST_P(Damage, NothingIsWrongWithTheImageItself) {
  const auto loaded = load(story_.bytes);
  ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << std::get<LoadError>(loaded).text;
  EXPECT_TRUE(std::get<Loaded>(loaded).subsystem == story_.states.back());
  EXPECT_EQ(std::get<Loaded>(loaded).stopped_cleanly, GetParam() == Story::Sync::AtTheEnd);
  EXPECT_EQ(bytes_of(frames_), story_.bytes);
}

TEST_P(Damage, EveryTruncation) {
  for (std::size_t length = 0; length < story_.bytes.size(); ++length) {
    const std::vector<std::byte> bytes(story_.bytes.begin(),
                                       story_.bytes.begin() + static_cast<std::ptrdiff_t>(length));
    const auto loaded = load(bytes);
    const std::uint64_t k = frame_of(length);  // the first that is not whole
    if (k < story_.first_effect) {
      ASSERT_TRUE(std::holds_alternative<LoadError>(loaded)) << length;
      const LoadError::Kind kind = std::get<LoadError>(loaded).kind;
      ASSERT_EQ(kind, length < 4 ? LoadError::Kind::NotAnImage : LoadError::Kind::EndsInsideSnapshot) << length;
      continue;
    }
    ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << length << ": " << std::get<LoadError>(loaded).text;
    const Loaded& state = std::get<Loaded>(loaded);
    ASSERT_TRUE(state.subsystem == story_.states[static_cast<std::size_t>(k - 1)]) << length;
    ASSERT_EQ(state.next.offset, frames_[static_cast<std::size_t>(k)].offset) << length;
    ASSERT_EQ(state.torn_bytes, length - state.next.offset) << length;
  }
}

TEST_P(Damage, EveryBitFlipped) {
  std::vector<std::byte> bytes = story_.bytes;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    if (!is_sampled(bit)) continue;
    const std::byte mask{static_cast<unsigned char>(1U << bit % 8)};
    bytes[bit / 8] ^= mask;
    ASSERT_NO_FATAL_FAILURE(expect_damage(bytes, frame_of(bit / 8), false, "bit " + std::to_string(bit)));
    bytes[bit / 8] ^= mask;
  }
}

TEST_P(Damage, EveryByteRemoved) {
  for (std::size_t at = 0; at < story_.bytes.size(); ++at) {
    std::vector<std::byte> bytes = story_.bytes;
    bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at));
    ASSERT_NO_FATAL_FAILURE(expect_damage(bytes, frame_of(at), true, "without byte " + std::to_string(at)));
  }
}

TEST_P(Damage, EveryByteDoubled) {
  for (std::size_t at = 0; at < story_.bytes.size(); ++at) {
    std::vector<std::byte> bytes = story_.bytes;
    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes[at]);
    ASSERT_NO_FATAL_FAILURE(expect_damage(bytes, frame_of(at), true, "byte twice, " + std::to_string(at)));
  }
}

// A stretch of zeroes, of FFh, or of what was there before: what a disk may leave of blocks that were not written.
TEST_P(Damage, EveryStretchLost) {
  for (const std::byte left : {std::byte{0}, std::byte{0xFF}, std::byte{0xA5}})
    for (std::size_t at = 0; at < story_.bytes.size(); at += 16) {
      std::vector<std::byte> bytes = story_.bytes;
      const std::size_t end = std::min(at + 16, bytes.size());
      if (frame_of(at) != frame_of(end - 1)) continue;  // two frames
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(end),
                left);
      if (bytes == story_.bytes) continue;
      ASSERT_NO_FATAL_FAILURE(expect_damage(bytes, frame_of(at), false, "stretch at " + std::to_string(at)));
    }
}

// Frames that were not synced may be there or not, in any combination: the state is that before the first that is not.
TEST_P(Damage, EverySubsetOfFramesLost) {
  const auto first = static_cast<std::size_t>(story_.first_effect);
  const std::size_t count = frames_.size() - first;
  for (std::size_t lost = 1; lost < std::size_t{1} << count; ++lost) {
    std::vector<std::byte> bytes = story_.bytes;
    std::uint64_t k = UINT64_MAX;
    bool has_witness = false;
    for (std::size_t i = 0; i < count; ++i) {
      const FrameForTests& frame = frames_[first + i];
      if ((lost >> i & 1U) == 0) {
        has_witness = has_witness || (k != UINT64_MAX && frame.header.durable >= k);
        continue;
      }
      k = std::min(k, frame.header.sequence);
      std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(frame.offset), frame.header.size(), std::byte{0});
    }
    const auto loaded = load(bytes);
    ASSERT_EQ(std::holds_alternative<LoadError>(loaded), has_witness) << lost;
    if (const auto* state = std::get_if<Loaded>(&loaded)) {
      ASSERT_TRUE(state->subsystem == story_.states[static_cast<std::size_t>(k - 1)]) << lost;
    }
  }
}

std::string name_of(const testing::TestParamInfo<Story::Sync>& param) {
  if (param.param == Story::Sync::Never) return "Never";
  return param.param == Story::Sync::Sometimes ? "Sometimes" : "AtTheEnd";
}

INSTANTIATE_TEST_SUITE_P(Synced, Damage,
                         testing::Values(Story::Sync::Never, Story::Sync::Sometimes, Story::Sync::AtTheEnd), name_of);

}  // namespace
}  // namespace zns::image
