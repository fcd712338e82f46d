// A reference device in a file: made, opened again, contradicted, and on a disk that fails.
#include "harness/targets/recorded_device.hpp"

#include <gmock/gmock.h>

#include <exception>
#include <memory>
#include <string>

#include "harness/base/error.hpp"
#include "harness/store/fake_disk.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSmall = "image=it,zones=3,zsze=4,zcap=4,mar=none,mor=none,lba=512,vwc=yes";
constexpr const char* kWithoutCache = "image=it,zones=3,zsze=4,zcap=4,mar=none,mor=none,lba=512";
constexpr std::size_t kBlock = 512;

using Block = std::vector<std::byte>;

Status write(RecordedDevice& device, std::uint64_t slba, std::byte value, bool fua = false) {
  const Block block(kBlock, value);
  return device.submit({.nsid = 1, .body = Write{.slba = slba, .fua = fua}}, block, {}).status;
}

Status read(RecordedDevice& device, std::uint64_t slba, Block& block) {
  block.assign(kBlock, std::byte{0});
  return device.submit({.nsid = 1, .body = Read{.slba = slba}}, {}, block).status;
}

const Zone& zone(const RecordedDevice& device, ZoneId id) {
  return device.subsystem()[0].state.zone(id);
}

class RecordedDeviceTest : public testing::Test {
 protected:
  RecordedDevice open(std::string_view options = kSmall) { return RecordedDevice{disk_, "it", options}; }
  std::string complaint_about(std::string_view options) {
    try {
      const RecordedDevice device = open(options);
    } catch (const std::exception& error) {
      return error.what();
    }
    return {};
  }
  std::shared_ptr<FakeDisk> disk_ = std::make_shared<FakeDisk>();
};

TEST_F(RecordedDeviceTest, IsThereAgainWithAllThatItDid) {
  // given: a device in a new file, and one block written
  {
    RecordedDevice device = open();
    ASSERT_EQ(write(device, 4, std::byte{0x5A}), kSuccess);
  }
  // when: the file is opened with nothing said of the device
  RecordedDevice device = open("image=it");
  // then: it is the same device, and power came back
  EXPECT_EQ(device.geometry().zones, 3U);
  EXPECT_EQ(zone(device, 1).zs, ZoneState::Closed);
  Block block;
  EXPECT_EQ(read(device, 4, block), kSuccess);
  EXPECT_EQ(block, Block(kBlock, std::byte{0x5A}));
}

TEST_F(RecordedDeviceTest, ObjectsToOptionsThatTheFileContradictsAndNamesBothValues) {
  { const RecordedDevice device = open(); }
  EXPECT_EQ(complaint_about("image=it,zones=3,lba=512,implicit-close=oldest,controllers=1"), "");
  EXPECT_EQ(complaint_about("image=it,zones=17"), "ref: option zones=17: the image it has 3");
  EXPECT_EQ(complaint_about("image=it,vwc=no"), "ref: option vwc=no: the image it has yes");
  EXPECT_EQ(complaint_about("image=it,implicit-close=newest"),
            "ref: option implicit-close=newest: the image it has oldest");
  EXPECT_EQ(complaint_about("image=it,controllers=2"), "ref: option controllers=2: the image it has 1");
  EXPECT_THAT(complaint_about("image=it,sanitize=yes"), HasSubstr("sanitize=yes: the image it has"));
  EXPECT_EQ(complaint_about("image="), "ref: option image=: it needs the name of a file");
}

TEST_F(RecordedDeviceTest, AgreesWithTheOptionsThatMadeIt) {
  for (const char* options :
       {"vwc=yes,controllers=2,attached=1,shared=yes",
        "ns2.csi=nvm,ns2.nsze=64,ns3.csi=zoned,ns3.zones=2,ns3.zsze=8,ns3.zcap=8", "nsmgmt=yes,nn=8,unvmcap=65536",
        "sanitize=block,no-deallocate=modified", "no-deallocate=modified,sanitize=no",
        "dae=yes,exceptions=yes,status=last,rubbish=7,sanitize-commands=3",
        "mar=none,mor=none,zdes=0,unusable=listed"}) {
    disk_ = std::make_shared<FakeDisk>();
    const std::string text = std::string{"image=it,"} + options;
    EXPECT_EQ(complaint_about(text), "");
    EXPECT_EQ(complaint_about(text), "") << "as the file is there";
  }
}

TEST_F(RecordedDeviceTest, KnowsWhatItsNamespacesAre) {
  { const RecordedDevice device = open("image=it,ns2.csi=nvm"); }
  EXPECT_EQ(complaint_about("image=it,ns2.csi=zoned"), "ref: option ns2.csi=zoned: the image it has nvm");
  EXPECT_EQ(complaint_about("image=it,ns3.csi=nvm"), "ref: option ns3.csi=nvm: the image it has no such namespace");
  EXPECT_EQ(complaint_about("image=it,ns2.nsze=7"), "ref: option ns2.nsze=7: the image it has 0x400");
}

TEST_F(RecordedDeviceTest, IsOneProcessesAlone) {
  const RecordedDevice device = open();
  EXPECT_EQ(complaint_about(kSmall), "it: is in use by another process");
}

TEST_F(RecordedDeviceTest, SaysHowToSaveWhatIsGoodOfADamagedFile) {
  // given: files that are damaged in what was done, and in the snapshot
  {
    RecordedDevice device = open(kWithoutCache);
    ASSERT_EQ(write(device, 0, std::byte{1}), kSuccess);
    ASSERT_EQ(write(device, 1, std::byte{1}), kSuccess);
  }
  const FakeDisk::Bytes sound = *disk_->content("it");
  const auto complaint_with_damage_at = [&](std::size_t offset) {
    FakeDisk::Bytes bytes = sound;
    bytes[offset] ^= std::byte{1};
    disk_ = std::make_shared<FakeDisk>("it", bytes);
    return complaint_about("image=it");
  };
  constexpr std::size_t kSnapshotEnds = 4096;
  constexpr std::size_t kFirstEffect = kSnapshotEnds + 44;
  // when, then
  EXPECT_THAT(complaint_with_damage_at(kFirstEffect), AllOf(HasSubstr("damaged"), HasSubstr("znspec image recover")));
  EXPECT_THAT(complaint_with_damage_at(kSnapshotEnds),
              AllOf(HasSubstr("damaged"), Not(HasSubstr("znspec image recover"))));
}

TEST_F(RecordedDeviceTest, LosesWithThePowerWhatOnlyTheCacheHad) {
  // given: a block that is durable, and one behind it that the device's cache would keep, but not the file
  RecordedDevice device = open(std::string{kSmall} + ",power-loss=nothing");
  ASSERT_EQ(write(device, 0, std::byte{1}, true), kSuccess);
  ASSERT_EQ(write(device, 1, std::byte{2}), kSuccess);
  ASSERT_EQ(zone(device, 0).wp, 2U);
  // when: the disk itself loses power, and the device with it
  disk_->lose_power();
  device.restart(Reset::PowerCycle);
  // then
  EXPECT_EQ(zone(device, 0).zs, ZoneState::Closed);
  EXPECT_EQ(zone(device, 0).wp, 1U);
}

TEST_F(RecordedDeviceTest, LosesNothingWithoutACache) {
  RecordedDevice device = open(kWithoutCache);
  ASSERT_EQ(write(device, 0, std::byte{1}), kSuccess);
  ASSERT_EQ(write(device, 1, std::byte{2}), kSuccess);
  disk_->lose_power();
  device.restart(Reset::PowerCycle);
  EXPECT_EQ(zone(device, 0).wp, 2U);
}

TEST_F(RecordedDeviceTest, EndsACommandWithWriteFaultWhereTheDiskIsFull) {
  // given
  RecordedDevice device = open(kWithoutCache);
  ASSERT_EQ(write(device, 0, std::byte{1}), kSuccess);
  disk_->failure = FakeDisk::Failure{.at = disk_->operations(), .outcome = DiskOutcome::NoSpace};
  // when, then: it changed nothing, and the next one goes on from there
  EXPECT_EQ(write(device, 1, std::byte{2}), Status::WriteFault);
  EXPECT_EQ(zone(device, 0).wp, 1U);
  EXPECT_EQ(write(device, 1, std::byte{3}), kSuccess);
}

TEST_F(RecordedDeviceTest, TakesNothingAnyMoreOnceTheDiskFailed) {
  RecordedDevice device = open(kWithoutCache);
  disk_->failure = FakeDisk::Failure{.at = disk_->operations(), .outcome = DiskOutcome::Io};
  EXPECT_THROW(write(device, 0, std::byte{1}), HarnessError);
  EXPECT_THROW(write(device, 0, std::byte{1}), HarnessError);
}

}  // namespace
}  // namespace zns::harness
