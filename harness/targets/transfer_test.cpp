#include "harness/targets/transfer.hpp"

#include <gtest/gtest.h>

#include "reference/spec/command.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

constexpr BlockShape kShape{.lba_bytes = 512, .metadata_bytes = 0, .extension_bytes = 128};

Transfer of(const Command::Body& body, const BlockShape& shape = kShape) {
  return transfer_of(Queue::Io, encode(Command{.body = body}), shape);
}

void expect(const Transfer& transfer, Direction direction, std::size_t bytes) {
  EXPECT_EQ(transfer.direction, direction);
  EXPECT_EQ(transfer.bytes, bytes);
}

TEST(Transfer, FollowsTheCommandsOwnLengthField) {
  expect(of(Write{.slba = 0, .nlb = Nlb::of_count(65536)}), Direction::ToDevice, 65536 * 512);
  expect(of(ZoneAppend{.zslba = 0, .nlb = Nlb::of_count(1)}), Direction::ToDevice, 512);
  expect(of(Read{.slba = 0, .nlb = Nlb::of_count(2)}), Direction::FromDevice, 1024);
  expect(of(ZoneManagementReceive{.slba = 0, .numd = NumberOfDwords::wire(0xFFFF'FFFF)}), Direction::FromDevice,
         std::size_t{1} << 34);
  expect(of(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::SetZoneDescriptorExtension}), Direction::ToDevice,
         128);
}

TEST(Transfer, ManyCommandsMoveNothing) {
  expect(of(Flush{}), Direction::None, 0);
  expect(of(WriteZeroes{.slba = 0, .nlb = Nlb::of_count(9)}), Direction::None, 0);
  for (const unsigned zsa : {0x00U, 0x01U, 0x04U, 0x05U, 0x11U, 0xFFU})
    expect(of(ZoneManagementSend{.slba = 0, .zsa = static_cast<ZoneSendAction>(zsa)}), Direction::None, 0);
}

TEST(Transfer, AdminCommands) {
  expect(transfer_of(Queue::Admin, {.opcode = 0x06, .cdw10 = 0xFF}, kShape), Direction::FromDevice, 4096);
  expect(transfer_of(Queue::Admin, {.opcode = 0x02, .cdw10 = 0x03FF'0005}, kShape), Direction::FromDevice, 4096);
  expect(transfer_of(Queue::Admin, {.opcode = 0x02, .cdw10 = 0x0000'0005, .cdw11 = 1}, kShape), Direction::FromDevice,
         0x4'0004);
}

TEST(Transfer, AnUnknownOpcodeIsCarriedOnlyIfItMovesNothing) {
  expect(of(OtherCommand{0x70}), Direction::None, 0);
  expect(transfer_of(Queue::Admin, {.opcode = 0xC0}, kShape), Direction::None, 0);
  for (const std::uint8_t opcode : {std::uint8_t{0x71}, std::uint8_t{0x72}, std::uint8_t{0x73}}) {
    EXPECT_THROW(of(OtherCommand{opcode}), suites::NotCarried);
    EXPECT_THROW(transfer_of(Queue::Admin, {.opcode = opcode}, kShape), suites::NotCarried);
  }
}

TEST(Transfer, RefusesWhatWouldBreakTheKernelsDriver) {
  for (const std::uint8_t opcode : {std::uint8_t{0x00}, std::uint8_t{0x04}, std::uint8_t{0x0C}, std::uint8_t{0x7C}})
    EXPECT_THROW(transfer_of(Queue::Admin, {.opcode = opcode}, kShape), suites::NotCarried);
}

TEST(Transfer, RefusesBlocksOfUnknownSizeOrWithMetadata) {
  EXPECT_THROW(of(Read{}, {.lba_bytes = 0}), suites::NotCarried);
  EXPECT_THROW(of(Write{}, {.lba_bytes = 512, .metadata_bytes = 8}), suites::NotCarried);
  expect(of(ZoneManagementReceive{}, {.lba_bytes = 0}), Direction::FromDevice, 4);
}

TEST(Transfer, NamesTheCommand) {
  EXPECT_EQ(describe(Queue::Io, {.opcode = 0x7D}), "I/O command 7Dh");
  EXPECT_EQ(describe(Queue::Admin, {.opcode = 0x06}), "admin command 06h");
}

}  // namespace
}  // namespace zns::harness
