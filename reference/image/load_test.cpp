// What a loader refuses, and why; what it keeps; what it takes of an image with a torn tail.
#include "reference/image/load.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "reference/device/invariants.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/image/images_for_tests.hpp"
#include "reference/image/random_device_for_tests.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::image {
namespace {

using Kind = LoadError::Kind;

// Offsets in the payload of the header (IMAGE.md, 3).
constexpr std::size_t kVersionAt = 0;
constexpr std::size_t kCompatibleAt = 4;
constexpr std::size_t kReadOnlyAt = 12;
constexpr std::size_t kIncompatibleAt = 20;

LoadError refused(std::span<const std::byte> bytes, const Limits& limits = {}) {
  const auto loaded = load(bytes, limits);
  if (const auto* error = std::get_if<LoadError>(&loaded)) return *error;
  ADD_FAILURE() << "loaded";
  return {};
}

Loaded taken(std::span<const std::byte> bytes) {
  auto loaded = load(bytes);
  if (const auto* error = std::get_if<LoadError>(&loaded)) {
    ADD_FAILURE() << error->text;
    loaded = load(Story{Story::Sync::Never}.bytes);
  }
  return std::get<Loaded>(std::move(loaded));
}

class Load : public testing::Test {
 protected:
  std::vector<std::byte> with_header_byte(std::size_t at, std::byte value) {
    std::vector<FrameForTests> frames = frames_;
    frames[0].payload[at] = value;
    return bytes_of(frames);
  }
  std::vector<std::byte> with_effect(std::vector<std::byte> payload) {
    std::vector<FrameForTests> frames = frames_;
    frames.back().payload = std::move(payload);
    return bytes_of(frames);
  }

  const Story story_{Story::Sync::Sometimes};
  const std::vector<FrameForTests> frames_ = frames_of(story_.bytes);
};

// ---- who made it ----------------------------------------------------------------------------------------------------

TEST_F(Load, RefusesWhatIsNoImage) {
  EXPECT_EQ(refused({}).kind, Kind::NotAnImage);
  EXPECT_EQ(refused(std::vector<std::byte>(100'000)).kind, Kind::NotAnImage);
}

TEST_F(Load, RefusesANewerVersionAndNamesIt) {
  const LoadError error = refused(with_header_byte(kVersionAt, std::byte{2}));
  EXPECT_EQ(error.kind, Kind::NewerVersion);
  EXPECT_NE(error.text.find("version 2"), std::string::npos) << error.text;
}

TEST_F(Load, RefusesAnUnknownIncompatibleBitAndNamesIt) {
  const LoadError error = refused(with_header_byte(kIncompatibleAt + 1, std::byte{0x04}));
  EXPECT_EQ(error.kind, Kind::UnknownFeature);
  EXPECT_NE(error.text.find("bit 10"), std::string::npos) << error.text;
}

TEST_F(Load, KeepsAnUnknownCompatibleBit) {
  const std::vector<std::byte> bytes = with_header_byte(kCompatibleAt + 7, std::byte{0x80});
  const Loaded loaded = taken(bytes);
  EXPECT_EQ(loaded.about.compatible, std::uint64_t{1} << 63);
  EXPECT_EQ(loaded.unknown_read_only, 0U);
  EXPECT_EQ(taken(image_of(loaded.subsystem, loaded.policy, loaded.about)).about, loaded.about);
}

TEST_F(Load, TellsOfAnUnknownReadOnlyCompatibleBit) {
  EXPECT_EQ(taken(with_header_byte(kReadOnlyAt, std::byte{0x01})).unknown_read_only, 1U);
}

TEST_F(Load, KnowsTheCreatorAndThePolicy) {
  const Policy policy{
      .statuses = Policy::Statuses::Highest, .rubbish = 7, .sanitize_commands = 3, .sanitize_fails = true};
  const Loaded loaded = taken(image_of(story_.states.back(), policy, About{.id = ImageId{9}, .creator = "somebody"}));
  EXPECT_EQ(loaded.about.creator, "somebody");
  EXPECT_EQ(loaded.about.id, ImageId{9});
  EXPECT_EQ(loaded.policy, policy);
}

// IMAGE.md, 3: where what is said to be.
TEST_F(Load, TheHeaderHasTheLayoutOfTheDocument) {
  const Device device{Geometry{.nn = 7, .lba_bytes = 512, .zones = 3, .zsze = 0x11, .zcap = 9},
                      Policy{.rubbish = 0x5C}};
  const auto bytes = image_of(device.subsystem(), device.policy(), ImageId{1});
  const std::vector<std::byte> header = frames_of(bytes)[0].payload;
  EXPECT_EQ(bytes.size(), 4096 + kFrameBytes);
  EXPECT_EQ(load_le<std::uint32_t>(header, 0), 1U);
  EXPECT_EQ(header[28], std::byte{'z'});
  EXPECT_EQ(header[60 + 7], std::byte{0x5C});
  EXPECT_EQ(load_le<std::uint64_t>(header, 77), device.subsystem().total_bytes());
  EXPECT_EQ(load_le<std::uint32_t>(header, 89), 0U);          // the usual geometry: NSID, ...
  EXPECT_EQ(load_le<std::uint32_t>(header, 89 + 4), 7U);      // ... NN, ...
  EXPECT_EQ(load_le<std::uint64_t>(header, 89 + 16), 0x11U);  // ... ZSZE, ...
  EXPECT_EQ(header[89 + 64], std::byte{2});                   // ... CSI
  EXPECT_EQ(load_le<std::uint32_t>(header, 157), 1U);         // controllers
  EXPECT_EQ(load_le<std::uint32_t>(header, 157 + 31), 1U);    // namespaces
  EXPECT_EQ(load_le<std::uint32_t>(header, 157 + 35), 1U);    // NSID
  EXPECT_EQ(header[157 + 35 + 68], std::byte{1});             // allocated
  EXPECT_EQ(header[157 + 35 + 72], std::byte{0});             // padding
}

// ---- a tail ---------------------------------------------------------------------------------------------------------

TEST_F(Load, ATornTailIsCutAndTheImageGoesOn) {
  std::vector<std::byte> bytes = story_.bytes;
  bytes.resize(bytes.size() - 3);
  const Loaded loaded = taken(bytes);
  EXPECT_EQ(loaded.torn_bytes, frames_.back().header.size() - 3);
  EXPECT_TRUE(loaded.subsystem == story_.states[story_.states.size() - 2]);

  bytes.resize(static_cast<std::size_t>(loaded.next.offset));
  ImageWriter writer{loaded.about, loaded.next};
  writer.clean_stop(bytes);
  const Loaded again = taken(bytes);
  EXPECT_TRUE(again.stopped_cleanly);
  EXPECT_TRUE(again.subsystem == loaded.subsystem);
}

TEST_F(Load, DamageIsReportedWithFrameAndOffset) {
  std::vector<std::byte> bytes = story_.bytes;
  const FrameForTests& frame = frames_[static_cast<std::size_t>(story_.first_effect)];
  bytes[static_cast<std::size_t>(frame.offset) + kFrameHeaderBytes] ^= std::byte{1};
  const LoadError error = refused(bytes);
  EXPECT_EQ(error.kind, Kind::Damaged);
  EXPECT_EQ(error.offset, frame.offset);
  EXPECT_NE(error.text.find("frame " + std::to_string(frame.header.sequence)), std::string::npos) << error.text;
}

// ---- frames that belong elsewhere -----------------------------------------------------------------------------------

class Splices : public Load {
 protected:
  // Frame `k` was the first that did not belong; behind the image as it should be, nothing has a state of its own.
  void expect_cut_at(std::uint64_t k, const std::vector<std::byte>& bytes, const std::string& how) {
    const auto loaded = load(bytes);
    if (const auto* state = std::get_if<Loaded>(&loaded)) {
      EXPECT_EQ(state->next.sequence, k) << how;
      EXPECT_TRUE(state->subsystem == story_.states[static_cast<std::size_t>(k - 1)]) << how;
    } else {
      EXPECT_EQ(std::get<LoadError>(loaded).kind, Kind::Damaged) << how;
      EXPECT_EQ(std::get<LoadError>(loaded).offset, frames_[static_cast<std::size_t>(k)].offset) << how;
    }
  }
  std::span<const std::byte> bytes_at(const Story& story, std::size_t frame) {
    const std::vector<FrameForTests> frames = frames_of(story.bytes);
    return std::span{story.bytes}.subspan(static_cast<std::size_t>(frames[frame].offset), frames[frame].header.size());
  }
  std::vector<std::byte> in_order(const std::vector<std::span<const std::byte>>& frames) {
    std::vector<std::byte> bytes;
    for (const auto& each : frames) bytes.insert(bytes.end(), each.begin(), each.end());
    return bytes;
  }
  std::vector<std::span<const std::byte>> all() {
    std::vector<std::span<const std::byte>> all;
    for (std::size_t i = 0; i < frames_.size(); ++i) all.push_back(bytes_at(story_, i));
    return all;
  }
};

TEST_F(Splices, OfAnotherImage) {
  const Story other{Story::Sync::Sometimes, ImageId{0xB2}};
  for (auto k = static_cast<std::size_t>(story_.first_effect); k < frames_.size(); ++k) {
    auto frames = all();
    frames[k] = bytes_at(other, k);
    expect_cut_at(k, in_order(frames), "frame " + std::to_string(k));
  }
}

// The same identifier, and sequences that fit: the chain tells them apart.
TEST_F(Splices, OfAnEarlierGeneration) {
  ImageWriter writer{About{.id = ImageId{0xA1}}};
  std::vector<std::byte> other;
  Device device{Geometry{.lba_bytes = 512, .zones = 4, .zsze = 4, .zcap = 4, .zdes = 1}, Policy{}, 1};
  device.submit({.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open}}, {}, {});
  writer.snapshot(device.subsystem(), device.policy(), other);
  const std::vector<std::byte> data(512);
  for (std::uint64_t slba = 0; slba < 4; ++slba) {
    device.submit({.body = Write{.slba = slba}}, data, {});
    writer.effect(device.last_step(), device.subsystem(), other);
  }
  const std::vector<FrameForTests> theirs = frames_of(other);
  for (auto k = static_cast<std::size_t>(story_.first_effect); k < theirs.size(); ++k) {
    ASSERT_EQ(theirs[k].header.sequence, k);
    std::vector<std::byte> bytes(story_.bytes.begin(),
                                 story_.bytes.begin() + static_cast<std::ptrdiff_t>(frames_[k].offset));
    bytes.insert(bytes.end(), other.begin() + static_cast<std::ptrdiff_t>(theirs[k].offset), other.end());
    expect_cut_at(k, bytes, "frame " + std::to_string(k));
  }
}

TEST_F(Splices, RepeatedReorderedOrLeftOut) {
  for (auto k = static_cast<std::size_t>(story_.first_effect); k + 1 < frames_.size(); ++k) {
    auto repeated = all();
    repeated.insert(repeated.begin() + static_cast<std::ptrdiff_t>(k), repeated[k]);
    const auto loaded = load(in_order(repeated));
    if (const auto* state = std::get_if<Loaded>(&loaded)) {
      EXPECT_TRUE(state->subsystem == story_.states[k]);  // frame k is good, and what follows is not
    }
    auto swapped = all();
    std::swap(swapped[k], swapped[k + 1]);
    expect_cut_at(k, in_order(swapped), "swapped " + std::to_string(k));
    auto less = all();
    less.erase(less.begin() + static_cast<std::ptrdiff_t>(k));
    expect_cut_at(k, in_order(less), "without " + std::to_string(k));
  }
}

// Its payload is empty, so that the chain does not change: the sequence tells it apart.
TEST_F(Splices, ACleanStopRepeated) {
  const Story stopped{Story::Sync::AtTheEnd};
  const std::vector<FrameForTests> frames = frames_of(stopped.bytes);
  std::vector<std::byte> bytes = stopped.bytes;
  bytes.insert(bytes.end(), stopped.bytes.begin() + static_cast<std::ptrdiff_t>(frames.back().offset),
               stopped.bytes.end());
  const Loaded loaded = taken(bytes);
  EXPECT_EQ(loaded.torn_bytes, kFrameBytes);
  EXPECT_EQ(loaded.next.sequence, frames.size());
  EXPECT_FALSE(loaded.stopped_cleanly);
}

// ---- what frames say, with right CRCs
// ---------------------------------------------------------------------------------

TEST_F(Load, RefusesImpossibleShapesAndStates) {
  EXPECT_EQ(refused(story_.bytes, {.zones = 3}).kind, Kind::TooLarge);
  const std::vector<std::byte> zone_at_9{std::byte{1}, {}, {}, {}, {}, std::byte{9}};
  EXPECT_EQ(refused(with_effect(zone_at_9)).kind, Kind::Impossible);
  // Zone 0 becomes Empty with its write pointer somewhere (an invariant, not a field).
  Writer w;
  w.number(std::uint8_t{1});
  w.number(std::uint32_t{0});
  w.number(std::uint32_t{0});
  w.number(std::uint8_t{1});
  w.number(std::uint16_t{0});
  w.number(std::uint64_t{2});
  w.number(std::uint64_t{4});
  const LoadError error = refused(with_effect({w.written().begin(), w.written().end()}));
  EXPECT_EQ(error.kind, Kind::Impossible);
  EXPECT_NE(error.text.find("empty-wp-at-zslba"), std::string::npos) << error.text;
}

TEST_F(Load, RecoversWhatIsBeforeAnImpossibleRecord) {
  const std::vector<std::byte> bytes = with_effect({std::byte{0xEE}});
  EXPECT_EQ(refused(bytes).kind, Kind::Impossible);
  const auto recovered = recover(bytes);
  ASSERT_TRUE(std::holds_alternative<Loaded>(recovered));
  EXPECT_TRUE(std::get<Loaded>(recovered).subsystem == story_.states[story_.states.size() - 2]);
  EXPECT_EQ(std::get<Loaded>(recovered).torn_bytes, kFrameBytes + 1);
}

TEST_F(Load, RefusesFramesInAnOrderThatNoWriterMakes) {
  std::vector<FrameForTests> frames = frames_;
  frames.back().header.type = FrameType::Snapshot;
  EXPECT_EQ(refused(bytes_of(frames)).kind, Kind::Impossible);
  frames = frames_;
  frames.back().header.type = FrameType::CleanStop;
  EXPECT_EQ(refused(bytes_of(frames)).kind, Kind::Impossible);  // with a payload
  frames = frames_;
  frames[0].header.type = FrameType::Effect;
  EXPECT_EQ(refused(bytes_of(frames)).kind, Kind::Impossible);
  frames = frames_;
  frames[1].header.type = FrameType::Effect;
  EXPECT_EQ(refused(bytes_of(frames)).kind, Kind::Impossible);
}

// A record over several frames of which the last is missing is none.
TEST_F(Load, ARecordWithoutItsEndIsTorn) {
  std::vector<FrameForTests> frames = frames_;
  frames.back().header.flags = kGoesOn;
  const Loaded loaded = taken(bytes_of(frames));
  EXPECT_TRUE(loaded.subsystem == story_.states[story_.states.size() - 2]);
  EXPECT_EQ(loaded.torn_bytes, frames.back().header.size());
  EXPECT_EQ(loaded.next.sequence, frames.back().header.sequence);
}

// Patterns that go on with those before them are joined block by block: how many is bounded.
TEST_F(Load, DoesNoMoreWorkThanTheLimitAllows) {
  Device device{Geometry{.lba_bytes = 512, .zones = 1, .zsze = 1ULL << 40U, .zcap = 1ULL << 40U}, Policy{}, 1};
  std::vector<std::byte> data(512);
  Pattern{}.fill_block(data, 0);
  std::vector<std::byte> bytes;
  ImageWriter writer{About{.id = ImageId{1}}};
  device.submit({.body = Write{.slba = 0}}, data, {});
  writer.snapshot(device.subsystem(), device.policy(), bytes);
  Pattern{}.fill_block(data, 1);
  device.submit({.body = Write{.slba = 1}}, data, {});
  writer.effect(device.last_step(), device.subsystem(), bytes);
  std::vector<FrameForTests> frames = frames_of(bytes);
  constexpr std::size_t kCountAt = 28 + 1 + 4 + 4 + 8;  // behind the zone's item
  store_le<std::uint64_t>(frames.back().payload, kCountAt, 1ULL << 39U);
  EXPECT_EQ(refused(bytes_of(frames)).kind, Kind::TooLarge);
}

// Bytes of records changed at random, and all CRCs made right again: refused, or a state that a device may be in, and
// that is written and read like any other.
TEST(HostileImages, AreRefusedOrAreDevices) {
  constexpr Limits kSmall{.zones = 10'000, .work = 1'000'000};
  std::size_t loaded_count = 0;
  for (std::uint64_t seed = 1; seed <= sampled(300); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomDevice device{seed};
    Random random{seed};
    std::vector<std::byte> bytes;
    for (int i = 0; i < 20; ++i) device.act();
    ImageWriter writer{About{.id = ImageId{seed}}};
    writer.snapshot(device.device().subsystem(), device.device().policy(), bytes);
    for (int i = 0; i < 20; ++i)
      if (device.act()) writer.effect(device.device().last_step(), device.device().subsystem(), bytes);
    const std::vector<FrameForTests> frames = frames_of(bytes);
    for (int i = 0; i < 100; ++i) {
      std::vector<FrameForTests> changed = frames;
      std::vector<std::byte>& payload = changed[random.below(changed.size())].payload;
      if (payload.empty()) continue;
      constexpr unsigned kValues[] = {0, 1, 2, 5, 0x7F, 0x80, 0xFF};
      const std::size_t used = std::min<std::size_t>(payload.size(), 600);  // of the header: the rest is padding
      const std::size_t at = random.below(used);
      const std::size_t end = std::min(used, at + 1 + (random.one_in(2) ? 0 : random.below(8)));
      for (std::size_t byte = at; byte < end; ++byte) payload[byte] = static_cast<std::byte>(kValues[random.below(7)]);
      if (random.one_in(8)) payload.resize(at);
      const auto loaded = load(bytes_of(changed), kSmall);
      const auto* state = std::get_if<Loaded>(&loaded);
      if (state == nullptr) continue;
      ++loaded_count;
      for (const Namespace& each : state->subsystem.namespaces())
        ASSERT_FALSE(violated_invariant(each.geometry, each.state).has_value());
      const auto again = load(image_of(state->subsystem, state->policy, state->about), kSmall);
      ASSERT_TRUE(std::holds_alternative<Loaded>(again)) << std::get<LoadError>(again).text;
      ASSERT_TRUE(std::get<Loaded>(again).subsystem == state->subsystem);
    }
  }
  EXPECT_GT(loaded_count, 1000U);  // it is not the CRCs that refuse them
}

}  // namespace
}  // namespace zns::image
