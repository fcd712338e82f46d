// Registers and queue commands against the numbers of the interface, written out by hand.
#include "reference/spec/registers.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

#include "reference/spec/queue_commands.hpp"

namespace zns {
namespace {

TEST(Registers, AreWhereTheStandardPutsThem) {
  const std::pair<std::uint32_t, std::uint32_t> offsets[] = {
      {property::kCap, 0x00}, {property::kVs, 0x08},   {property::kIntms, 0x0C}, {property::kIntmc, 0x10},
      {property::kCc, 0x14},  {property::kCsts, 0x1C}, {property::kNssr, 0x20},  {property::kAqa, 0x24},
      {property::kAsq, 0x28}, {property::kAcq, 0x30},  {property::kCrto, 0x68},  {property::kDoorbells, 0x1000},
  };
  for (const auto& [offset, expected] : offsets) EXPECT_EQ(offset, expected);
}

TEST(Cap, HasItsFieldsWhereTheStandardPutsThem) {
  const std::pair<Cap, std::uint64_t> fields[] = {
      {{.mqes = QueueEntries::wire(0xFFFF)}, 0xFFFF},
      {{.mqes = {}, .cqr = true}, 1ULL << 16},
      {{.mqes = {}, .ams = 3}, 3ULL << 17},
      {{.mqes = {}, .to = 0xFF}, 0xFFULL << 24},
      {{.mqes = {}, .dstrd = 0xF}, 0xFULL << 32},
      {{.mqes = {}, .nssrs = true}, 1ULL << 36},
      {{.mqes = {}, .css = cap_css::kNvm}, 1ULL << 37},
      {{.mqes = {}, .css = cap_css::kIoCommandSets}, 1ULL << 43},
      {{.mqes = {}, .css = cap_css::kNoIoCommandSet}, 1ULL << 44},
      {{.mqes = {}, .bps = true}, 1ULL << 45},
      {{.mqes = {}, .cps = 3}, 3ULL << 46},
      {{.mqes = {}, .mpsmin = 0xF}, 0xFULL << 48},
      {{.mqes = {}, .mpsmax = 0xF}, 0xFULL << 52},
      {{.mqes = {}, .pmrs = true}, 1ULL << 56},
      {{.mqes = {}, .cmbs = true}, 1ULL << 57},
      {{.mqes = {}, .nsss = true}, 1ULL << 58},
      {{.mqes = {}, .crms = 3}, 3ULL << 59},
  };
  std::uint64_t all = 0;
  for (const auto& [cap, raw] : fields) {
    EXPECT_EQ(encode(cap), raw) << std::hex << raw;
    EXPECT_EQ(decode_cap(raw), cap) << std::hex << raw;
    all |= raw;
  }
  EXPECT_EQ(encode(decode_cap(~0ULL)), all | 0xFFULL << 37) << "reserved bits are 0";
}

TEST(Cc, HasItsFieldsWhereTheStandardPutsThem) {
  const Cc usual{.en = true, .css = CommandSets::AllSupported, .iosqes = kIosqes, .iocqes = kIocqes};
  EXPECT_EQ(encode(usual), 0x0046'0061U);
  EXPECT_EQ(decode_cc(0x0046'0061), usual);
  const std::pair<Cc, std::uint32_t> fields[] = {
      {{.mps = 0xF}, 0xFU << 7},
      {{.ams = Arbitration::WeightedRoundRobin}, 1U << 11},
      {{.ams = Arbitration::VendorSpecific}, 7U << 11},
      {{.shn = ShutdownNotification::Normal}, 1U << 14},
      {{.shn = ShutdownNotification::Abrupt}, 2U << 14},
      {{.crime = true}, 1U << 24},
  };
  for (const auto& [cc, raw] : fields) {
    EXPECT_EQ(encode(cc), raw) << std::hex << raw;
    EXPECT_EQ(decode_cc(raw), cc) << std::hex << raw;
  }
  EXPECT_EQ(encode(decode_cc(~0U)), 0x01FF'FFF1U) << "reserved bits are 0";
  EXPECT_EQ(Cc{.mps = 4}.page_bytes(), 65'536U);
}

TEST(Csts, HasItsFieldsWhereTheStandardPutsThem) {
  const std::pair<Csts, std::uint32_t> fields[] = {
      {{.rdy = true}, 0x01},
      {{.cfs = true}, 0x02},
      {{.shst = ShutdownStatus::Occurring}, 0x04},
      {{.shst = ShutdownStatus::Complete}, 0x08},
      {{.nssro = true}, 0x10},
      {{.pp = true}, 0x20},
      {{.st = true}, 0x40},
  };
  for (const auto& [csts, raw] : fields) {
    EXPECT_EQ(encode(csts), raw) << std::hex << raw;
    EXPECT_EQ(decode_csts(raw), csts) << std::hex << raw;
  }
  EXPECT_EQ(encode(decode_csts(~0U)), 0x7FU) << "reserved bits are 0";
}

TEST(Aqa, HasItsFieldsWhereTheStandardPutsThem) {
  const Aqa aqa{.asqs = QueueEntries::of_count(0x20), .acqs = QueueEntries::of_count(0x1000)};
  EXPECT_EQ(encode(aqa), 0x0FFF'001FU);
  EXPECT_EQ(decode_aqa(0xFFFF'F01F), aqa) << "reserved bits are ignored";
  EXPECT_EQ(decode_aqa(~0U).asqs.count(), kMostAdminEntries);
}

TEST(Doorbells, AreSpacedByDstrd) {
  // REG-004
  for (std::uint8_t dstrd = 0; dstrd < 10; ++dstrd) {
    const std::uint32_t stride = 4U << dstrd;
    EXPECT_EQ(offset_of({0, false}, dstrd), 0x1000U);
    EXPECT_EQ(offset_of({0, true}, dstrd), 0x1000U + stride);
    EXPECT_EQ(offset_of({3, false}, dstrd), 0x1000U + 6 * stride);
    EXPECT_EQ(offset_of({3, true}, dstrd), 0x1000U + 7 * stride);
    for (const DoorbellRegister each : {DoorbellRegister{0, false}, {0, true}, {1, false}, {0xFFFF, true}})
      EXPECT_EQ(doorbell_at(offset_of(each, dstrd), dstrd), each) << unsigned{dstrd} << ' ' << each.qid;
  }
  EXPECT_EQ(doorbell_at(0x0FFC, 0), std::nullopt);
  EXPECT_EQ(doorbell_at(0x1002, 0), std::nullopt);
  EXPECT_EQ(doorbell_at(0x1004, 1), std::nullopt) << "nothing is between two doorbells";
  EXPECT_EQ(doorbell_at(offset_of({0xFFFF, true}, 0) + 4, 0), std::nullopt) << "no queue has a larger id";
}

TEST(QueueCommands, HaveTheirFieldsWhereTheStandardPutsThem) {
  const std::pair<QueueCommand, Sqe> all[] = {
      {CreateCompletionQueue{
           .qid = 0x1234, .qsize = QueueEntries::wire(0xABCD), .pc = false, .ien = true, .iv = 0x5678, .prp1 = 0x9000},
       {.opcode = 0x05, .prp1 = 0x9000, .cdw10 = 0xABCD'1234, .cdw11 = 0x5678'0002}},
      {CreateCompletionQueue{.qid = 1, .qsize = QueueEntries::of_count(64)},
       {.opcode = 0x05, .cdw10 = 0x003F'0001, .cdw11 = 1}},
      {CreateSubmissionQueue{.qid = 0x1234,
                             .qsize = QueueEntries::wire(0xABCD),
                             .pc = false,
                             .qprio = 3,
                             .cqid = 0x5678,
                             .nvmsetid = 0x9A,
                             .prp1 = 0x9000},
       {.opcode = 0x01, .prp1 = 0x9000, .cdw10 = 0xABCD'1234, .cdw11 = 0x5678'0006, .cdw12 = 0x9A}},
      {CreateSubmissionQueue{.qid = 1, .qsize = QueueEntries::of_count(64), .cqid = 2},
       {.opcode = 0x01, .cdw10 = 0x003F'0001, .cdw11 = 0x0002'0001}},
      {DeleteCompletionQueue{7}, {.opcode = 0x04, .cdw10 = 7}},
      {DeleteSubmissionQueue{8}, {.opcode = 0x00, .cdw10 = 8}},
  };
  for (const auto& [command, sqe] : all) {
    EXPECT_EQ(encode(command), sqe) << "opcode " << unsigned{sqe.opcode};
    EXPECT_EQ(decode_queue_command(sqe), command) << "opcode " << unsigned{sqe.opcode};
  }
  EXPECT_EQ(decode_queue_command({.opcode = 0x06}), std::nullopt) << "Identify";
}

}  // namespace
}  // namespace zns
