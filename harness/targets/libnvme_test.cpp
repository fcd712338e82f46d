#include "harness/targets/libnvme.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "harness/error.hpp"
#include "harness/targets/fake_kernel.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/command.hpp"

namespace zns::harness {
namespace {

using suites::Completion;
using suites::NotCarried;
using testing::CommandBytes;
using testing::FakeKernel;
using ::testing::HasSubstr;
using testing::memory;
using Bytes = std::vector<std::byte>;

constexpr Link kPcie{.pcie = true, .max_bytes = std::nullopt};
constexpr Link kFabric{.pcie = false, .max_bytes = std::nullopt};
constexpr std::size_t kBlock = 4096;

// The node's name: libnvme 3 opens no node under this one, and libnvme 1.x uses the descriptor.
LibnvmeTarget make_target(const Link& link = kPcie) {
  return LibnvmeTarget{"/dev/nvme0n1", Passthru{UniqueFd{::open("/dev/null", O_RDWR | O_CLOEXEC)}, "NVME_TEST_FD64"}, 1,
                       link};
}

Completion send(LibnvmeTarget& target, const Command& command, Bytes* to = nullptr, Bytes* from = nullptr) {
  suites::Submission submission{.queue = command.queue, .sqe = encode(command), .to_device = {}, .from_device = {}};
  if (to != nullptr) submission.to_device = *to;
  if (from != nullptr) submission.from_device = *from;
  return target.submit(submission);
}

struct Fields {
  std::uint8_t opcode = 0;
  std::uint32_t nsid = 1;
  std::uint32_t data_len = 0;
  std::uint32_t cdw10 = 0, cdw11 = 0, cdw12 = 0, cdw13 = 0, cdw14 = 0, cdw15 = 0, cdw2 = 0, cdw3 = 0;
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
  return bytes;
}

std::string reason(const std::function<void()>& action) {
  try {
    action();
  } catch (const NotCarried& refusal) {
    return std::string{"not carried: "} + refusal.what();
  } catch (const HarnessError& error) {
    return std::string{"harness: "} + error.what();
  }
  return "carried";
}

class LibnvmeTest : public ::testing::Test {
 protected:
  FakeKernel kernel;
};

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
  EXPECT_EQ(kernel.last().bytes, wire({.opcode = 0x79, .cdw10 = 64, .cdw13 = 0x104}));
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

// A fabric carries the length beside the command; so does an SGL.
TEST_F(LibnvmeTest, GivesTheExactLengthWhereALongerOneIsAnError) {
  const Command read{.body = Read{.slba = 0, .nlb = Nlb::of_count(1)}};
  Bytes data(kBlock);
  LibnvmeTarget fabric = make_target(kFabric);
  EXPECT_EQ(kernel.last().command.data_len, 4096U);
  send(fabric, read, nullptr, &data);
  EXPECT_EQ(kernel.last().command.data_len, 4096U);
  kernel.controller.sgls = 0x1;
  LibnvmeTarget strict = make_target();
  EXPECT_EQ(kernel.last().command.data_len, 8192U) << "the admin queue has no SGLs";
  send(strict, read, nullptr, &data);
  EXPECT_EQ(kernel.last().command.data_len, 4096U);
  kernel.controller.sgls = 0x4'0001;
  LibnvmeTarget lenient = make_target();
  send(lenient, read, nullptr, &data);
  EXPECT_EQ(kernel.last().command.data_len, 8192U);
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

TEST_F(LibnvmeTest, ReturnsWhatTheDeviceAnswered) {
  LibnvmeTarget target = make_target();
  Bytes data(kBlock);
  const Command append{.body = ZoneAppend{.zslba = 0, .nlb = Nlb::of_count(1)}};
  kernel.answer = [](nvme_passthru_cmd64& command) { return command.result = 0x1'2345'6789, 0; };
  Completion cqe = send(target, append, &data);
  EXPECT_EQ(cqe.status, kSuccess);
  EXPECT_EQ(cqe.result, 0x1'2345'6789U);
  EXPECT_FALSE(cqe.dnr);
  kernel.answer = [](nvme_passthru_cmd64& command) { return command.result = 0xAB'0000'0001, 0x41BC; };
  cqe = send(target, append, &data);
  EXPECT_EQ(cqe.status, Status::ZoneInvalidWrite);
  EXPECT_EQ(cqe.result, 0xAB'0000'0001U);
  EXPECT_TRUE(cqe.dnr);
  kernel.answer = [](nvme_passthru_cmd64&) { return 0x3DBD; };  // CRD, M and no DNR: the status is what remains
  cqe = send(target, append, &data);
  EXPECT_EQ(cqe.status, static_cast<Status>(0x5BD));
  EXPECT_FALSE(cqe.dnr);
}

TEST_F(LibnvmeTest, TellsAHostThatRefusesFromADeviceThatIsGone) {
  LibnvmeTarget target = make_target();
  const auto with = [&](int error) {
    kernel.answer = [error](nvme_passthru_cmd64&) { return errno = error, -1; };
    return reason([&] { send(target, {.body = Flush{}}); });
  };
  for (const int error : {EINVAL, ENOMEM, E2BIG, EOPNOTSUPP})
    EXPECT_THAT(with(error), HasSubstr("not carried: the kernel does not carry this I/O command 00h: ")) << error;
  for (const int error : {ENODEV, ENXIO, EIO})
    EXPECT_THAT(with(error), HasSubstr("harness: /dev/nvme0n1: the device went away during I/O command 00h: "))
        << error;
  for (const int error : {EACCES, EPERM}) EXPECT_THAT(with(error), HasSubstr("run as root")) << error;
  EXPECT_THAT(with(EINTR), HasSubstr("harness: /dev/nvme0n1: I/O command 00h was cancelled"));
  EXPECT_THAT(with(EAGAIN), HasSubstr("not ready"));
  EXPECT_THAT(with(ENOTTY), HasSubstr("Linux 5.4"));
  EXPECT_THAT(with(EFAULT), HasSubstr("harness: /dev/nvme0n1: I/O command 00h failed: "));
}

TEST_F(LibnvmeTest, AStatusThatTheKernelMadeIsNoVerdict) {
  LibnvmeTarget target = make_target();
  for (const int status : {0x370, 0x371, 0x4371}) {
    kernel.answer = [status](nvme_passthru_cmd64&) { return status; };
    EXPECT_THAT(reason([&] { send(target, {.body = Flush{}}); }),
                HasSubstr("harness: /dev/nvme0n1: the kernel gave I/O command 00h up"));
  }
}

TEST_F(LibnvmeTest, NoticesADeviceThatWritesElsewhere) {
  LibnvmeTarget target = make_target();
  const Command report{.body = ZoneManagementReceive{.slba = 0, .numd = NumberOfDwords::of_count(3)}};
  for (const std::ptrdiff_t offset :
       {std::ptrdiff_t{12}, std::ptrdiff_t{4095}, std::ptrdiff_t{8191}, std::ptrdiff_t{-1}, std::ptrdiff_t{-4096}}) {
    kernel.answer = [offset](nvme_passthru_cmd64& command) {
      reinterpret_cast<std::byte*>(static_cast<std::uintptr_t>(command.addr))[offset] ^= std::byte{1};
      return 0;
    };
    Bytes data(12);
    EXPECT_TRUE(send(target, report, nullptr, &data).overran) << offset;
  }
  kernel.answer = [](nvme_passthru_cmd64& command) { return memory(command, 12)[11] = std::byte{0}, 0x4002; };
  Bytes data(12);
  EXPECT_FALSE(send(target, report, nullptr, &data).overran);
  kernel.answer = [](nvme_passthru_cmd64& command) { return memory(command, 1)[0] = std::byte{0}, 0; };
  Bytes block(kBlock, std::byte{1});
  EXPECT_FALSE(send(target, {.body = Write{.slba = 0, .nlb = Nlb::of_count(1)}}, &block).overran)
      << "a device that alters what it reads";
}

TEST_F(LibnvmeTest, RefusesWhatTheKernelWouldNotCarry) {
  LibnvmeTarget target = make_target();
  const std::size_t before = kernel.seen.size();
  const auto refused = [&](const Sqe& sqe) {
    return reason([&] { target.submit({.queue = Queue::Io, .sqe = sqe, .to_device = {}, .from_device = {}}); });
  };
  EXPECT_THAT(refused({.opcode = 0, .flags = 0x40, .nsid = 1}),
              HasSubstr("not carried: the kernel sets FUSE and PSDT"));
  EXPECT_THAT(refused({.opcode = 0, .nsid = 1, .prp1 = 4096}), HasSubstr("pointers"));
  EXPECT_THAT(refused({.opcode = 0, .nsid = 2}), HasSubstr("for NSID 1 only"));
  Bytes large(1024 * 1024);
  EXPECT_THAT(reason([&] { send(target, {.body = Write{.slba = 0, .nlb = Nlb::of_count(128)}}, &large); }),
              HasSubstr("carries 520192"));
  EXPECT_EQ(kernel.seen.size(), before);
}

TEST_F(LibnvmeTest, CarriesTheSmallestOfTheLimits) {
  EXPECT_EQ(make_target().carries().max_transfer_bytes, 127U * 4096) << "segments";
  EXPECT_EQ(make_target({.pcie = true, .max_bytes = 65536}).carries().max_transfer_bytes, 65536U) << "the driver";
  kernel.controller.mdts = 3;
  const LibnvmeTarget target = make_target();
  EXPECT_EQ(target.carries().max_transfer_bytes, 32768U) << "MDTS";
  EXPECT_FALSE(target.carries().foreign_nsid);
  EXPECT_FALSE(target.carries().over_mdts);
  EXPECT_FALSE(target.carries().zone_events);
}

TEST_F(LibnvmeTest, OpensANamespaceThatIsNotZonedSoThatTheSuiteCanSaySo) {
  kernel.is_zoned = false;
  LibnvmeTarget target = make_target();
  Bytes page(4096);
  const Command zoned{.queue = Queue::Admin, .body = Identify{.cns = Cns::CommandSetNamespace, .csi = Csi::Zoned}};
  EXPECT_EQ(send(target, zoned, nullptr, &page).status, Status::InvalidFieldInCommand);
}

}  // namespace
}  // namespace zns::harness
