// What is written is what is read: whatever happened to a device, its image is the device.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "reference/image/image.hpp"
#include "reference/image/load.hpp"
#include "reference/image/random_device_for_tests.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::image {
namespace {

constexpr ImageId kId{0x1234'5678'9ABC'DEF0};

std::string why(const std::variant<Loaded, LoadError>& loaded) {
  const auto* error = std::get_if<LoadError>(&loaded);
  return error == nullptr ? "loaded" : error->text;
}

void run_program(std::uint64_t seed) {
  RandomDevice random{seed};
  ImageWriter writer{About{.id = kId}};
  std::vector<std::byte> bytes;
  writer.snapshot(random.device().subsystem(), random.device().policy(), bytes);
  for (int i = 0; i < 40; ++i) {
    if (random.act()) writer.effect(random.device().last_step(), random.device().subsystem(), bytes);
    if (i % 3 == 0) writer.synced();

    const Subsystem durable = random.durable();
    const auto loaded = load(bytes);
    ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded) << ", act " << i;
    const Loaded& log = std::get<Loaded>(loaded);
    ASSERT_TRUE(log.subsystem == durable) << "the effects do not lead to the state, act " << i;
    ASSERT_EQ(log.policy, random.device().policy());
    ASSERT_EQ(log.next, writer.next());
    ASSERT_EQ(log.torn_bytes, 0U);

    const std::vector<std::byte> image = image_of(durable, random.device().policy(), kId);
    const auto again = load(image);
    ASSERT_TRUE(std::holds_alternative<Loaded>(again)) << why(again) << ", act " << i;
    ASSERT_TRUE(std::get<Loaded>(again).subsystem == durable) << "the snapshot is another state, act " << i;
    ASSERT_EQ(image_of(std::get<Loaded>(again).subsystem, log.policy, kId), image) << "another snapshot, act " << i;
    ASSERT_EQ(image_of(log.subsystem, log.policy, kId), image) << "other bytes for an equal state, act " << i;
  }
}

TEST(RoundTrip, SnapshotAndEffectsAreTheStateAfterEachStep) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(600);
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE("replay with ZNSPEC_TEST_SEED=" + std::to_string(seed));
    run_program(seed);
  }
}

// A device that was undone, or loaded, goes on as the same one.
TEST(RoundTrip, AnImageGoesOnWhereItWasLoaded) {
  RandomDevice random{7};
  ImageWriter writer{About{.id = kId}};
  std::vector<std::byte> bytes;
  writer.snapshot(random.device().subsystem(), random.device().policy(), bytes);
  for (int i = 0; i < 60; ++i) {
    if (random.act()) writer.effect(random.device().last_step(), random.device().subsystem(), bytes);
    const auto loaded = load(bytes);
    ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded);
    writer = ImageWriter{std::get<Loaded>(loaded).about, std::get<Loaded>(loaded).next};
  }
  writer.clean_stop(bytes);
  const auto loaded = load(bytes);
  ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded);
  EXPECT_TRUE(std::get<Loaded>(loaded).stopped_cleanly);
  EXPECT_TRUE(std::get<Loaded>(loaded).subsystem == random.durable());
}

// What the caller synced, and nothing else, is said to be durable.
TEST(RoundTrip, FramesSayWhatIsDurable) {
  Device device{Geometry{.lba_bytes = 512}, Policy{}, 1};
  ImageWriter writer{About{.id = kId}};
  std::vector<std::byte> bytes;
  const std::vector<std::byte> block(512);
  const auto durable_of_next = [&] {
    const std::size_t at = bytes.size();
    device.submit({.body = Write{.slba = device.state().zone(0).wp}}, block, {});
    writer.effect(device.last_step(), device.subsystem(), bytes);
    return frame_header_at(bytes, at)->durable;
  };
  writer.snapshot(device.subsystem(), device.policy(), bytes);  // 0 and 1
  EXPECT_EQ(durable_of_next(), 0U);                             // 2
  writer.synced();
  EXPECT_EQ(durable_of_next(), 2U);  // 3
  EXPECT_EQ(durable_of_next(), 2U);  // 4
  const std::size_t at = bytes.size();
  writer.clean_stop(bytes);  // 5
  EXPECT_EQ(frame_header_at(bytes, at)->durable, 4U);
  const auto loaded = load(bytes);
  ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded);
  writer = ImageWriter{std::get<Loaded>(loaded).about, std::get<Loaded>(loaded).next};
  EXPECT_EQ(durable_of_next(), 5U);
}

// A disk that is full: the frame is cut off, the step undone, and the device goes on.
TEST(RoundTrip, AFrameIsTakenBack) {
  Device device{Geometry{.lba_bytes = 512}, Policy{}, 1};
  ImageWriter writer{About{.id = kId}};
  std::vector<std::byte> bytes;
  const std::vector<std::byte> block(512);
  const auto write = [&] {
    device.submit({.body = Write{.slba = device.state().zone(0).wp}}, block, {});
    writer.effect(device.last_step(), device.subsystem(), bytes);
  };
  writer.snapshot(device.subsystem(), device.policy(), bytes);
  write();
  const Position before = writer.next();
  write();
  bytes.resize(static_cast<std::size_t>(before.offset));
  writer.take_back(before);
  ASSERT_TRUE(device.undo());
  write();
  const auto loaded = load(bytes);
  ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded);
  EXPECT_EQ(std::get<Loaded>(loaded).torn_bytes, 0U);
  EXPECT_EQ(std::get<Loaded>(loaded).next, writer.next());
  EXPECT_TRUE(std::get<Loaded>(loaded).subsystem == device.subsystem());
}

TEST(RoundTrip, AStepThatChangedNothingMakesNoFrame) {
  Device device{Geometry{.lba_bytes = 512}, Policy{.error_log = Policy::ErrorLog::None}, 1};
  ImageWriter writer{About{.id = kId}};
  std::vector<std::byte> bytes;
  const std::vector<std::byte> block(512);
  device.submit({.body = Write{.slba = 1}}, block, {});
  writer.snapshot(device.subsystem(), device.policy(), bytes);
  const std::size_t before = bytes.size();
  writer.effect(device.last_step(), device.subsystem(), bytes);
  EXPECT_EQ(bytes.size(), before);
}

TEST(RoundTrip, AnEmptyDeviceOfAMillionZonesIsOneSmallFrame) {
  const Device device{Geometry{.zones = 1'000'000, .zsze = 64, .zcap = 48, .zdes = 1}, Policy{}};
  const std::vector<std::byte> bytes = image_of(device.subsystem(), device.policy(), kId);
  EXPECT_EQ(bytes.size(), kHeaderRecordBytes + kFrameBytes);
  const auto loaded = load(bytes);
  ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded);
  EXPECT_TRUE(std::get<Loaded>(loaded).subsystem == device.subsystem());
}

// More than one frame holds, in a snapshot and in one effect.
TEST(RoundTrip, MuchDataGoesOverSeveralFrames) {
  Device device{Geometry{.zones = 2, .zsze = 1024, .zcap = 1024}, Policy{}, 1};
  ImageWriter writer{About{.id = kId}};
  std::vector<std::byte> bytes;
  writer.snapshot(device.subsystem(), device.policy(), bytes);
  std::vector<std::byte> data(std::size_t{1000} * 4096);
  Random random{1};
  for (std::size_t i = 0; i < data.size(); i += 16) data[i] = static_cast<std::byte>(random.below(256));
  ASSERT_EQ(device.submit({.body = Write{.slba = 0, .nlb = Nlb::of_count(1000)}}, data, {}).status, kSuccess);
  const std::uint64_t before = writer.next().sequence;
  writer.effect(device.last_step(), device.subsystem(), bytes);
  EXPECT_EQ(writer.next().sequence - before, 4U);
  for (const auto& image : {bytes, image_of(device.subsystem(), device.policy(), kId)}) {
    const auto loaded = load(image);
    ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded);
    EXPECT_TRUE(std::get<Loaded>(loaded).subsystem == device.subsystem());
  }
}

// No command makes such a change, but a change may be any: a namespace whose zones were opened in another order.
TEST(RoundTrip, TheOrderOfImplicitlyOpenedZonesIsKept) {
  Device device{Geometry{.lba_bytes = 512, .zones = 3, .zsze = 8, .zcap = 8}, Policy{}, 1};
  const std::vector<std::byte> data(512);
  const auto write = [&](std::uint64_t slba) {
    ASSERT_EQ(device.submit({.body = Write{.slba = slba}}, data, {}).status, kSuccess);
  };
  write(16);
  write(8);
  const auto before = std::make_shared<const Namespace>(device.subsystem()[0]);
  ImageWriter writer{About{.id = kId}};
  std::vector<std::byte> bytes;
  writer.snapshot(device.subsystem(), device.policy(), bytes);
  const Command close{.body = ZoneManagementSend{.slba = 16, .zsa = ZoneSendAction::Close}};
  ASSERT_EQ(device.submit(close, {}, {}).status, kSuccess);
  write(17);
  const Change change = Set<NamespaceAt, std::shared_ptr<const Namespace>>{
      {0}, before, std::make_shared<const Namespace>(device.subsystem()[0])};
  Device::Step step;
  step.changes.push_back(change);
  Subsystem after = std::get<Loaded>(load(bytes)).subsystem;
  after.apply(change);
  writer.effect(step, after, bytes);
  const auto loaded = load(bytes);
  ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << why(loaded);
  EXPECT_TRUE(std::get<Loaded>(loaded).subsystem == after);
}

}  // namespace
}  // namespace zns::image
