// The images of corpora/images: each is loaded, is in words what its .txt says, and is written again byte for byte.
// With ZNSPEC_REWRITE_IMAGES set they are made anew, for a format that nobody has files of yet.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

#include "reference/image/dump.hpp"
#include "reference/image/images_for_tests.hpp"
#include "reference/image/load.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns::image {
namespace {

std::string path_of(const std::string& file) {
  return std::string{ZNSPEC_SOURCE_DIR} + "/corpora/images/" + file;
}

std::string text_in(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void put_text(const std::string& path, const std::string& text) {
  std::ofstream{path, std::ios::binary} << text;
}

std::vector<std::byte> to_bytes(const std::string& text) {
  std::vector<std::byte> bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

std::string to_characters(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) text.push_back(static_cast<char>(byte));
  return text;
}

// ---- how they are made ----------------------------------------------------------------------------------------------

// Sends commands that succeed, and logs what they do.
class Maker {
 public:
  Maker(const SubsystemShape& shape, const Policy& policy) : device_{shape, policy, 1} {}

  void send(const Command& command, const std::vector<std::byte>& data = {}, At at = {}) {
    data_ = data;
    EXPECT_EQ(device_.submit(command, data_, {}, at).status, kSuccess);
    log();
  }
  void write(std::uint32_t nsid, std::uint64_t slba, const std::vector<std::byte>& block) {
    send({.nsid = nsid, .body = Write{.slba = slba}}, block);
  }
  void manage(std::uint64_t zslba, ZoneSendAction zsa, const std::vector<std::byte>& data = {}) {
    send({.body = ZoneManagementSend{.slba = zslba, .zsa = zsa}}, data);
  }
  void raise(Event event) {
    EXPECT_TRUE(device_.raise(event));
    log();
  }
  void recommend(ZoneId zone, std::uint8_t za) {
    EXPECT_TRUE(device_.recommend(zone, za));
    log();
  }
  // What was done so far is the snapshot.
  void begin(ImageId id) {
    writer_ = ImageWriter{About{.id = id}};
    writer_.snapshot(device_.subsystem(), device_.policy(), bytes_);
    has_begun_ = true;
  }
  void synced() { writer_.synced(); }
  std::vector<std::byte> stopped() {
    writer_.clean_stop(bytes_);
    return bytes_;
  }

 private:
  void log() {
    if (has_begun_) writer_.effect(device_.last_step(), device_.subsystem(), bytes_);
  }

  Device device_;
  ImageWriter writer_{About{}};
  std::vector<std::byte> data_;
  std::vector<std::byte> bytes_;
  bool has_begun_ = false;
};

std::vector<std::byte> pattern(std::uint64_t lba) {
  std::vector<std::byte> block(512);
  Pattern{}.fill_block(block, lba);
  return block;
}

std::vector<std::byte> counting() {
  std::vector<std::byte> block(512);
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::byte>(i * 3 + 1);
  return block;
}

std::vector<std::byte> empty_device() {
  const Device device{Geometry{.zones = 16, .zsze = 64, .zcap = 48, .max_active = 6, .max_open = 4, .zdes = 1},
                      Policy{}};
  return image_of(device.subsystem(), device.policy(), ImageId{1});
}

// Every state, an extension, attributes, every form of data; a part of it in the snapshot, a part in effects.
std::vector<std::byte> zone_states() {
  const Geometry geometry{.lba_bytes = 512,
                          .zones = 9,
                          .zsze = 8,
                          .zcap = 6,
                          .max_active = 6,
                          .max_open = 4,
                          .zdes = 1,
                          .active_excursions = true};
  Maker maker{SubsystemShape{.namespaces = {{.geometry = geometry}}}, Policy{}};
  maker.write(1, 0, pattern(0));  // zone 0: ZSIO, patterns and bytes
  maker.write(1, 1, pattern(1));
  maker.write(1, 2, counting());
  maker.manage(8, ZoneSendAction::Open);  // zone 1: ZSEO, one byte repeated
  maker.write(1, 8, std::vector<std::byte>(512, std::byte{0x5A}));
  maker.manage(16, ZoneSendAction::SetZoneDescriptorExtension, std::vector<std::byte>(64, std::byte{0xE1}));  // 2: ZSC
  maker.write(1, 24, pattern(24));  // zone 3: Full by Finish, with a short write pointer
  maker.manage(24, ZoneSendAction::Finish);
  maker.recommend(3, za::kResetRecommended);
  maker.begin(ImageId{0x0123'4567'89AB'CDEF});
  maker.send({.body = WriteZeroes{.slba = 32, .nlb = Nlb::of_count(6)}});  // zone 4: Full
  maker.synced();
  maker.write(1, 40, counting());  // zone 5: Read Only
  maker.raise({EventKind::ReadOnly, 5});
  maker.raise({EventKind::Offline, 6});  // zone 6: Offline
  maker.write(1, 56, pattern(9));        // zone 7: excursion, Full
  maker.raise({EventKind::Excursion, 7});
  maker.synced();
  maker.write(1, 3, pattern(3));
  return maker.stopped();
}

std::vector<std::byte> two_of_each() {
  SubsystemShape shape{.namespaces = {}, .controllers = controllers_of(2)};
  const Geometry zoned{.lba_bytes = 512, .zones = 4, .zsze = 8, .zcap = 8, .namespace_management = true};
  Geometry blocks = zoned;
  blocks.nsid = 2;
  blocks.csi = Csi::Nvm;
  blocks.zones = 1;
  blocks.zsze = blocks.zcap = 16;
  shape.namespaces = {{.geometry = zoned}, {.geometry = blocks, .attached = Attached{1}}};
  shape.sanicap = sanicap::kActions;
  Maker maker{shape, Policy{.statuses = Policy::Statuses::Lowest, .rubbish = 0xAB, .sanitize_commands = 2}};
  maker.write(2, 7, pattern(7));
  maker.send({.queue = Queue::Admin,
              .nsid = 0,
              .body = SetFeatures{.dw11 = 300, .fid = Fid::TemperatureThreshold, .save = true}});
  maker.begin(ImageId{2});
  maker.send({.queue = Queue::Admin,
              .nsid = 0,
              .body = SetFeatures{.dw11 = kEventsOffered, .fid = Fid::AsynchronousEventConfiguration}},
             {}, {1});
  maker.send({.queue = Queue::Admin, .nsid = 0, .body = AsyncEventRequest{.cid = 5}}, {}, {1});
  maker.write(1, 0, counting());
  maker.raise({EventKind::ReadOnly, 0});
  const auto creation = encode(NamespaceCreation{.nsze = 16, .ncap = 16});
  maker.send({.queue = Queue::Admin, .nsid = 0, .body = NamespaceManagement{.csi = Csi::Zoned}},
             {creation.begin(), creation.end()});
  const auto list = encode_controller_list(std::vector<std::uint16_t>{2});
  maker.send({.queue = Queue::Admin, .nsid = 3, .body = NamespaceAttachment{}}, {list.begin(), list.end()});
  maker.send({.queue = Queue::Admin, .nsid = 2, .body = SetFeatures{.dw11 = 1, .fid = Fid::NamespaceWriteProtection}});
  return maker.stopped();
}

struct Golden {
  std::string name;
  std::vector<std::byte> (*make)();
};

const std::vector<Golden>& goldens() {
  static const std::vector<Golden> kGoldens{
      {"empty", empty_device}, {"zone-states", zone_states}, {"two-of-each", two_of_each}};
  return kGoldens;
}

// ---- what they are --------------------------------------------------------------------------------------------------

TEST(GoldenImages, AreMadeAgainByteForByte) {
  const bool rewrites = std::getenv("ZNSPEC_REWRITE_IMAGES") != nullptr;
  for (const Golden& each : goldens()) {
    const std::vector<std::byte> made = each.make();
    if (rewrites) {
      put_text(path_of(each.name + ".img"), to_characters(made));
      put_text(path_of(each.name + ".txt"), dump(made));
    }
    EXPECT_EQ(text_in(path_of(each.name + ".img")), to_characters(made)) << each.name;
  }
}

TEST(GoldenImages, AreWhatTheirTextSays) {
  for (const Golden& each : goldens()) {
    const std::vector<std::byte> bytes = to_bytes(text_in(path_of(each.name + ".img")));
    EXPECT_EQ(dump(bytes), text_in(path_of(each.name + ".txt"))) << each.name;
  }
}

TEST(GoldenImages, AreLoadedAndWrittenAgain) {
  for (const Golden& each : goldens()) {
    const std::vector<std::byte> bytes = to_bytes(text_in(path_of(each.name + ".img")));
    EXPECT_EQ(bytes_of(frames_of(bytes)), bytes) << each.name;
    const auto loaded = load(bytes);
    ASSERT_TRUE(std::holds_alternative<Loaded>(loaded)) << std::get<LoadError>(loaded).text;
    const Loaded& state = std::get<Loaded>(loaded);
    const std::vector<std::byte> snapshot = image_of(state.subsystem, state.policy, state.about);
    const auto again = load(snapshot);
    ASSERT_TRUE(std::holds_alternative<Loaded>(again)) << std::get<LoadError>(again).text;
    EXPECT_TRUE(std::get<Loaded>(again).subsystem == state.subsystem) << each.name;
    if (each.name == "empty") {
      EXPECT_EQ(snapshot, bytes);
    }
  }
}

TEST(Dump, SaysWhyAnImageIsNotLoaded) {
  std::vector<std::byte> bytes = empty_device();
  bytes.pop_back();
  EXPECT_EQ(dump(bytes),
            "frame 0 at 0x0: header, 4052 bytes\nnot loaded: the image ends inside its snapshot at offset 4096\n");
  EXPECT_EQ(dump({}), "not loaded: this is not an image\n");
}

TEST(Dump, SaysWhatIsTorn) {
  std::vector<std::byte> bytes = empty_device();
  bytes.resize(bytes.size() + 9);
  EXPECT_NE(dump(bytes).find("9 bytes of a torn tail at 0x102c\n"), std::string::npos) << dump(bytes);
}

}  // namespace
}  // namespace zns::image
