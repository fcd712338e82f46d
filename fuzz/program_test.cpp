#include "fuzz/program.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <vector>

#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"

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
