#include "harness/targets/libnvme.hpp"

#include <gtest/gtest.h>

#include "harness/targets/libnvme_fixture.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::harness::testing {
namespace {

using suites::NotCarried;

struct Fields {
  std::uint8_t opcode = 0;
  std::uint32_t nsid = 1;
  std::uint32_t data_len = 0;
  std::uint32_t cdw10 = 0, cdw11 = 0, cdw12 = 0, cdw13 = 0, cdw14 = 0, cdw15 = 0, cdw2 = 0, cdw3 = 0;
  std::uint32_t timeout_ms = 0;
};

// The kernel's structure, byte by byte, as linux/nvme_ioctl.h lays it out; everything else in it is zero.
CommandBytes wire(const Fields& f) {
  CommandBytes bytes{};
  const std::span<std::byte> to{bytes};
  store_le(to, 0, f.opcode);
  store_le(to, 4, f.nsid);
  store_le(to, 8, f.cdw2);
  store_le(to, 12, f.cdw3);
  store_le(to, 36, f.data_len);
  store_le(to, 40, f.cdw10);
  store_le(to, 44, f.cdw11);
  store_le(to, 48, f.cdw12);
  store_le(to, 52, f.cdw13);
  store_le(to, 56, f.cdw14);
  store_le(to, 60, f.cdw15);
  store_le(to, 64, f.timeout_ms);
  return bytes;
}

TEST_F(LibnvmeTest, LearnsTheDeviceByThreeIdentifyCommands) {
  const LibnvmeTarget target = make_target();
  ASSERT_EQ(kernel.seen.size(), 3U);
  EXPECT_EQ(kernel.seen[0].bytes, wire({.opcode = 0x06, .nsid = 0, .data_len = 8192, .cdw10 = 0x01}));
  EXPECT_EQ(kernel.seen[1].bytes, wire({.opcode = 0x06, .nsid = 1, .data_len = 8192, .cdw10 = 0x00}));
  EXPECT_EQ(kernel.seen[2].bytes,
            wire({.opcode = 0x06, .nsid = 1, .data_len = 8192, .cdw10 = 0x05, .cdw11 = 0x0200'0000}));
  for (const auto& ioctl : kernel.seen) {
    EXPECT_EQ(ioctl.request, NVME_IOCTL_ADMIN64_CMD);
    EXPECT_EQ(ioctl.command.addr % 4096, 0U);
  }
  EXPECT_EQ(describe(target.identity()), "model 'Fake Drive', serial number 'SERIAL-42', namespace 1, 16 MiB");
}

TEST_F(LibnvmeTest, PrintsNothingThatADeviceCouldDoToATerminal) {
  kernel.controller.sn = "A\x1B[2JB\xC3";
  EXPECT_EQ(make_target().identity().serial, "A?[2JB?");
}

TEST_F(LibnvmeTest, EncodesCommandsWithoutData) {
  LibnvmeTarget target = make_target();
  send(target, {.body = Flush{}});
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x00}));
  send(target, {.body = WriteZeroes{.slba = 0x1'0000'0002, .nlb = Nlb::of_count(8), .deac = true}});
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x08, .cdw10 = 2, .cdw11 = 1, .cdw12 = 0x0200'0007}));
  send(target, {.body = ZoneManagementSend{.slba = 64, .zsa = ZoneSendAction::Reset, .select_all = true}});
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x79, .cdw10 = 64, .cdw13 = 0x104, .timeout_ms = 33'200}));
  EXPECT_EQ(kernel.last().request, NVME_IOCTL_IO64_CMD);
  EXPECT_EQ(kernel.last().command.addr, 0U);
}

TEST_F(LibnvmeTest, EncodesCommandsThatSendData) {
  LibnvmeTarget target = make_target();
  Bytes data(2 * kBlock, std::byte{0x5C});
  Bytes received;
  kernel.answer = [&](nvme_passthru_cmd64& command) {
    const auto bytes = memory(command, command.data_len);
    received.assign(bytes.begin(), bytes.end());
    return 0;
  };
  send(target, {.body = Write{.slba = 5, .nlb = Nlb::of_count(2), .fua = true}}, &data);
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x01, .data_len = 8192, .cdw10 = 5, .cdw12 = 0x4000'0001}));
  EXPECT_EQ(received, data);
  send(target, {.body = ZoneAppend{.zslba = 64, .nlb = Nlb::of_count(1)}}, &data);
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x7D, .data_len = 4096, .cdw10 = 64}));
  Bytes extension(128, std::byte{0xE1});
  send(target, {.body = ZoneManagementSend{.slba = 64, .zsa = ZoneSendAction::SetZoneDescriptorExtension}}, &extension);
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x79, .data_len = 128, .cdw10 = 64, .cdw13 = 0x10}));
  EXPECT_EQ(received, extension);
  EXPECT_EQ(kernel.last().command.addr % 4096, 0U);
}

TEST_F(LibnvmeTest, EncodesCommandsThatReceiveData) {
  LibnvmeTarget target = make_target();
  Bytes data(4 * kBlock, std::byte{0xA5});
  kernel.answer = [](nvme_passthru_cmd64& command) {
    memory(command, 1)[0] = std::byte{0x77};
    return 0;
  };
  send(target, {.body = Read{.slba = 9, .nlb = Nlb::of_count(4)}}, nullptr, &data);
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x02, .data_len = 5 * 4096, .cdw10 = 9, .cdw12 = 3}));
  EXPECT_EQ(data[0], std::byte{0x77});
  EXPECT_EQ(data[1], std::byte{0xA5}) << "what the device leaves alone is what the suite put there";
  Bytes dwords(12);
  const ZoneManagementReceive report{.slba = 64,
                                     .numd = NumberOfDwords::of_count(3),
                                     .zra = ZoneReceiveAction::ExtendedReportZones,
                                     .zrasf = ReportingOption::Full,
                                     .partial = true};
  send(target, {.body = report}, nullptr, &dwords);
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x7A, .data_len = 8192, .cdw10 = 64, .cdw12 = 2, .cdw13 = 0x1'0501}));
}

TEST_F(LibnvmeTest, PassesEveryDwordOfTheEntryAsItIs) {
  LibnvmeTarget target = make_target();
  const Sqe sqe{.opcode = 0x08,
                .cid = 7,
                .nsid = 1,
                .cdw2 = 2,
                .cdw3 = 3,
                .cdw10 = 10,
                .cdw11 = 11,
                .cdw12 = 12,
                .cdw13 = 13,
                .cdw14 = 14,
                .cdw15 = 15};
  target.submit({.queue = Queue::Io, .sqe = sqe, .to_device = {}, .from_device = {}});
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x08,
                                       .cdw10 = 10,
                                       .cdw11 = 11,
                                       .cdw12 = 12,
                                       .cdw13 = 13,
                                       .cdw14 = 14,
                                       .cdw15 = 15,
                                       .cdw2 = 2,
                                       .cdw3 = 3}));
}

// A fabric carries the length beside the command.
TEST_F(LibnvmeTest, GivesAFabricTheExactLength) {
  Bytes data(kBlock);
  LibnvmeTarget fabric = make_target(kFabric);
  EXPECT_EQ(kernel.last().command.data_len, 4096U);
  send(fabric, {.body = Read{.slba = 0, .nlb = Nlb::of_count(1)}}, nullptr, &data);
  EXPECT_EQ(kernel.last().command.data_len, 4096U);
}

// An SGL has a length of its own. What the kernel uses is found out with a zone report.
TEST_F(LibnvmeTest, GivesTheExactLengthWhereAnSglMustNotBeLonger) {
  const auto length = [&](LibnvmeTarget& target, std::uint64_t blocks) {
    Bytes data(blocks * kBlock);
    send(target, {.body = Read{.slba = 0, .nlb = Nlb::of_count(blocks)}}, nullptr, &data);
    return kernel.last().command.data_len / kBlock;
  };
  kernel.controller.sgls = 0x4'0001;
  LibnvmeTarget lenient = make_target();
  EXPECT_EQ(length(lenient, 1), 2U);
  EXPECT_EQ(length(lenient, 8), 9U);
  kernel.controller.sgls = 0x1;
  LibnvmeTarget small = make_target();
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x7A, .data_len = 8192, .cdw12 = 1023, .cdw13 = 0x1'0000}));
  EXPECT_EQ(length(small, 1), 2U);
  EXPECT_EQ(length(small, 8), 8U);
  kernel.answer = [](nvme_passthru_cmd64&) { return 0x400F; };  // Data SGL Length Invalid
  LibnvmeTarget strict = make_target();
  EXPECT_EQ(length(strict, 1), 1U);
  kernel.is_zoned = false;
  const std::size_t before = kernel.seen.size();
  LibnvmeTarget no_zones = make_target();
  EXPECT_EQ(kernel.seen.size(), before + 3) << "no report of a namespace that is not zoned";
  EXPECT_EQ(length(no_zones, 1), 1U);
}

TEST_F(LibnvmeTest, NeverSendsADataCommandWithNoOrTooLittleMemory) {
  LibnvmeTarget target = make_target();
  const std::size_t before = kernel.seen.size();
  Bytes small(kBlock - 4);
  Bytes tiny(64);
  const Command read{.body = Read{.slba = 0, .nlb = Nlb::of_count(1)}};
  const Command write{.body = Write{.slba = 0, .nlb = Nlb::of_count(1)}};
  const Command zde{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::SetZoneDescriptorExtension}};
  const Command report{.body = ZoneManagementReceive{.slba = 0, .numd = NumberOfDwords::of_count(32)}};
  const Command identify{.queue = Queue::Admin, .nsid = 0, .body = Identify{.cns = Cns::Controller}};
  EXPECT_THROW(send(target, read), NotCarried);
  EXPECT_THROW(send(target, read, nullptr, &small), NotCarried);
  EXPECT_THROW(send(target, write, &small), NotCarried);
  EXPECT_THROW(send(target, zde, &tiny), NotCarried);
  EXPECT_THROW(send(target, report, nullptr, &tiny), NotCarried);
  EXPECT_THROW(send(target, identify, nullptr, &small), NotCarried);
  EXPECT_EQ(kernel.seen.size(), before) << "nothing of it was sent";
}

// With ZDES = 0 Set Zone Descriptor Extension moves nothing; a device that reads anyway shall find a page of ours.
TEST_F(LibnvmeTest, SetZoneDescriptorExtensionHasAPageEvenWithoutAnExtension) {
  kernel.zoned.lbafe[0].zdes = 0;
  const Command zde{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::SetZoneDescriptorExtension}};
  LibnvmeTarget target = make_target();
  send(target, zde);
  EXPECT_EQ(kernel.last().command.data_len, 4096U);
  EXPECT_NE(kernel.last().command.addr, 0U);
  LibnvmeTarget fabric = make_target(kFabric);
  send(fabric, zde);
  EXPECT_EQ(kernel.last().command.data_len, 0U);
}

}  // namespace
}  // namespace zns::harness::testing
