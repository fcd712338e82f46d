#include "fuzz/program.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <vector>

#include "fuzz/device.hpp"
#include "fuzz/fate.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/zone_report.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Counted: a program that changes no data is decoded and carried out without any.
void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace zns::fuzz {
namespace {

std::vector<std::uint8_t> some_bytes(Random& random, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
  return bytes;
}

TEST(Program, OfAnyBytesHasAGeometryThatADeviceCanHave) {
  Random random{1};
  for (int i = 0; i < 20000; ++i) {
    const std::vector<std::uint8_t> bytes = some_bytes(random, random.below(40));
    const Program program = decode(bytes);
    const auto wrong = inconsistency(program.header.geometry);
    ASSERT_FALSE(wrong) << *wrong;
    ASSERT_LE(program.header.geometry.zones, kMostZones);
  }
}

TEST(Program, IsItsHeaderAndItsWholeRecords) {
  Random random{2};
  EXPECT_EQ(decode({}).size(), 0U);
  EXPECT_EQ(decode(some_bytes(random, kHeaderBytes + 2 * kRecordBytes + 7)).size(), 2U);
  EXPECT_EQ(decode(some_bytes(random, kHeaderBytes + 100 * kRecordBytes)).size(), kMostRecords);
}

TEST(Program, HeadersAndRecordsSurviveBeingEncoded) {
  Random random{3};
  for (int i = 0; i < 20000; ++i) {
    const std::vector<std::uint8_t> bytes = some_bytes(random, kHeaderBytes + kRecordBytes);
    const Program program = decode(bytes);
    const auto header = encode(program.header);
    const Program again = decode(header);
    ASSERT_EQ(again.header.geometry, program.header.geometry) << "number " << i;
    ASSERT_EQ(again.header.policy, program.header.policy) << "number " << i;
    ASSERT_EQ(again.header.defect, program.header.defect);
    ASSERT_EQ(again.header.remembers_blocks, program.header.remembers_blocks);
    ASSERT_EQ(again.header.variant, program.header.variant);
    ASSERT_EQ(again.header.looks, program.header.looks);
    ASSERT_EQ(decode_record(encode(program.at(0))), program.at(0));
  }
}

TEST(Program, SendsNoCommandWithMoreThanItsMostBlocks) {
  Random random{4};
  for (int i = 0; i < 50000; ++i) {
    const std::vector<std::uint8_t> bytes = some_bytes(random, kHeaderBytes + kRecordBytes);
    const Program program = decode(bytes);
    const Geometry& geometry = program.header.geometry;
    const Deed todo = deed(geometry, State{geometry, {}}, program.at(0));
    ASSERT_LE(bytes_to_device(geometry, todo.command), kMostBlocks * kLbaBytes);
    ASSERT_LE(bytes_from_device(geometry, todo.command), kMostBlocks * kLbaBytes);
  }
}

TEST(Program, SaysCommandsRelativeToTheState) {
  const Geometry geometry{.lba_bytes = 512, .zones = 4, .zsze = 16, .zcap = 12};
  const State state{geometry, {}};
  const Record past_capacity{.zone = 2, .extent = extent_to(Bound::Capacity, 1)};
  const Record before_the_end{.act = Act::Read, .zone = 1, .place = Place::End, .shift = -1};
  const Record nowhere{.act = Act::Reset, .place = Place::NamespaceEnd, .twist = Twist::NoNsid};
  EXPECT_EQ(deed(geometry, state, past_capacity).command.body,
            (Command::Body{Write{.slba = 32, .nlb = Nlb::of_count(13)}}));
  EXPECT_EQ(deed(geometry, state, before_the_end).command.body, (Command::Body{Read{.slba = 31}}));
  EXPECT_EQ(deed(geometry, state, nowhere).command,
            (Command{.nsid = 0, .body = ZoneManagementSend{.slba = 64, .zsa = ZoneSendAction::Reset}}));
}

TEST(Program, SaysWhatIsUnseenAndWhatBefallsACommand) {
  const Geometry geometry{.lba_bytes = 512, .zones = 4, .zsze = 16, .zcap = 12};
  const State state{geometry, {}};
  const Record failure{.act = Act::ZoneFails, .detail = kUnseen | 1};
  EXPECT_EQ(deed(geometry, state, failure).event.kind, EventKind::Offline);
  EXPECT_TRUE(deed(geometry, state, failure).unseen);
  EXPECT_FALSE(deed(geometry, state, {.act = Act::ZoneFails, .detail = 1}).unseen);
  EXPECT_FALSE(deed(geometry, state, {.act = Act::ZoneFails, .detail = kUnseen | 2}).unseen) << "Empty again";
  EXPECT_EQ(deed(geometry, state, {.twist = Twist::Answered, .detail = 5}).fate.kind, Twist::Answered);
  EXPECT_EQ(deed(geometry, state, {.twist = Twist::Cdw0, .detail = 5}).fate.kind, Twist::None);
}

// The zone that a write of four blocks leaves, which is answered otherwise.
Zone left_by(const Fate& fate, Status& status) {
  const Geometry geometry{.lba_bytes = 512, .zones = 4, .zsze = 16, .zcap = 12};
  mutants::MutantDevice device{{}, geometry, {}};
  const std::vector<std::byte> data(4 * kLbaBytes);
  const Command write{.body = Write{.slba = 0, .nlb = Nlb::of_count(4)}};
  status = meet(device, {.command = write, .to_device = data}, fate).status;
  return device.state().zone(0);
}

TEST(Fate, TakesThePlaceOfAnAnswer) {
  constexpr std::uint8_t kInterrupted = 0;
  constexpr std::uint8_t kReserved = 10;  // for another host: nothing is done
  constexpr std::uint8_t kInPart = 0x40;
  constexpr std::uint8_t kWholly = 0x80;
  Status status{};
  EXPECT_EQ(left_by({Twist::Answered, kInterrupted}, status).wp, 0U);
  EXPECT_EQ(status, Status::CommandInterrupted);
  EXPECT_EQ(left_by({Twist::Answered, kInterrupted | kInPart}, status).wp, 2U);
  EXPECT_EQ(left_by({Twist::Answered, kInterrupted | kWholly}, status).wp, 4U);
  EXPECT_EQ(status, Status::CommandInterrupted);
  EXPECT_EQ(left_by({Twist::Answered, kReserved | kWholly}, status).wp, 0U);
  EXPECT_EQ(status, Status::ReservationConflict);
  EXPECT_EQ(left_by({Twist::WrongPointer, 0}, status).wp, 0U);
  EXPECT_EQ(status, Status::PrpOffsetInvalid);
  EXPECT_EQ(left_by({Twist::WrongPointer, 1}, status).wp, 4U);
  EXPECT_EQ(status, kSuccess);
}

TEST(Fate, OfALieChangesWhatIsToldAlone) {
  const Geometry geometry{.lba_bytes = 512, .zones = 4, .zsze = 16, .zcap = 12};
  mutants::MutantDevice device{{}, geometry, {}};
  const Command report{.body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(report_bytes(4, 0) / 4)}};
  std::vector<std::byte> data(report_bytes(4, 0));
  const mutants::Flight flight{.command = report, .from_device = data};
  mutants::Outcome outcome = device.submit(flight);
  tell_otherwise(geometry, flight, {Twist::Lie, 0x63, 2}, outcome);  // the state of the third entry
  const ZoneReport told = parse_zone_report(data, 0);
  EXPECT_EQ(told.zones[1].descriptor.zs, ZoneState::Empty);
  EXPECT_EQ(told.zones[2].descriptor.zs, ZoneState::Closed);
  EXPECT_EQ(outcome.status, kSuccess);
}

TEST(Program, NamesAVariantThatFitsItsGeometry) {
  Header header{.geometry = {.several_controllers = true}, .variant = 1};
  EXPECT_NE(variant_of(header).restarts, nullptr) << "others-go-on";
  header.geometry.several_controllers = false;
  EXPECT_EQ(variant_of(header).restarts, nullptr);
  for (std::uint8_t variant = 0; variant < 64; ++variant) {
    header.variant = variant;
    static_cast<void>(variant_of(header));  // each is in the catalogue
  }
}

TEST(Program, IsDecodedAndCarriedOutWithoutAllocating) {
  Random random{5};
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::uint8_t> bytes = some_bytes(random, kHeaderBytes + 16 * kRecordBytes);
    bytes[5] = 0;  // ZDES: an extension is data
    State state{decode(bytes).header.geometry, {}};
    const std::size_t before = allocations;
    const Program program = decode(bytes);
    PolicyChoices choices{program.header.policy};
    for (std::size_t n = 0; n < program.size(); ++n) {
      const Record record = program.at(n);
      if (record.twist == Twist::SelectAll) continue;  // changes any number of zones at once
      const Deed todo = deed(program.header.geometry, state, record);
      if (todo.kind != Deed::Kind::Send) continue;
      Effect effect = step(program.header.geometry, state, todo.command, {}, choices);
      apply(state, effect);
    }
    ASSERT_EQ(allocations, before) << "program " << i;
  }
}

}  // namespace
}  // namespace zns::fuzz
