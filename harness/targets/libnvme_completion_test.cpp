// What comes back: statuses, errors of the kernel, data beyond the buffer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <string>

#include "harness/base/error.hpp"
#include "harness/targets/libnvme_fixture.hpp"

namespace zns::harness::testing {
namespace {

using suites::Completion;
using suites::NotCarried;
using ::testing::HasSubstr;

std::string reason(const std::function<void()>& action) {
  try {
    action();
  } catch (const NotCarried& refusal) {
    return std::string{"not carried: "} + refusal.what();
  } catch (const suites::DeviceLost& lost) {
    return std::string{"lost: "} + lost.what();
  } catch (const HarnessError& error) {
    return std::string{"harness: "} + error.what();
  }
  return "carried";
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
  kernel.answer = [](nvme_passthru_cmd64&) { return 0x35BD; };  // CRD 2, M and no DNR
  cqe = send(target, append, &data);
  EXPECT_EQ(cqe.status, static_cast<Status>(0x5BD));
  EXPECT_EQ(cqe.crd, 2);
  EXPECT_TRUE(cqe.more);
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
  EXPECT_THAT(with(EINTR), HasSubstr("lost: I/O command 00h did not complete: the kernel gave it up"));
  EXPECT_THAT(with(EAGAIN), HasSubstr("not ready"));
  EXPECT_THAT(with(ENOTTY), HasSubstr("Linux 5.4"));
  EXPECT_THAT(with(EFAULT), HasSubstr("harness: /dev/nvme0n1: I/O command 00h failed: "));
}

TEST_F(LibnvmeTest, AnActionOnAllZonesMayTakeItsTime) {
  kernel.ns.nsze = 64 * 2000;
  LibnvmeTarget target = make_target();
  ZoneManagementSend reset{.slba = 0, .zsa = ZoneSendAction::Reset};
  send(target, {.body = reset});
  EXPECT_EQ(kernel.last().command.timeout_ms, 0U);
  reset.select_all = true;
  send(target, {.body = reset});
  EXPECT_EQ(kernel.last().command.timeout_ms, 130'000U) << "30 s, and 50 ms for each of 2000 zones";
}

TEST_F(LibnvmeTest, TheKernelIsToldHowLongToWait) {
  Passthru passthru{UniqueFd{::open("/dev/null", O_RDWR | O_CLOEXEC)}, "NVME_TEST_FD64"};
  passthru.execute(Queue::Io, Sqe{}, nullptr, 0);
  EXPECT_EQ(kernel.last().command.timeout_ms, 0U) << "as long as it likes";
  passthru.execute(Queue::Io, Sqe{}, nullptr, 0, std::chrono::seconds{40});
  EXPECT_EQ(kernel.last().command.timeout_ms, 40'000U) << "as long as the command needs";
  passthru.set_timeout(std::chrono::seconds{120});
  passthru.execute(Queue::Io, Sqe{}, nullptr, 0, std::chrono::seconds{140});
  EXPECT_EQ(kernel.last().command.timeout_ms, 120'000U) << "what the user says goes";
  passthru.execute(Queue::Io, Sqe{}, nullptr, 0);
  EXPECT_EQ(kernel.last().command.timeout_ms, 120'000U);
}

TEST_F(LibnvmeTest, ACommandThatHadNoWayToTheDeviceIsNoVerdict) {
  LibnvmeTarget target = make_target();
  kernel.answer = [](nvme_passthru_cmd64&) { return 0x370; };
  EXPECT_THAT(reason([&] { send(target, {.body = Flush{}}); }),
              HasSubstr("harness: /dev/nvme0n1: the kernel gave I/O command 00h up: the way to the device was lost"));
}

TEST_F(LibnvmeTest, ACommandThatTheKernelHadToGiveUpIsAFinding) {
  LibnvmeTarget target = make_target();
  for (const int status : {0x371, 0x4371}) {  // without and with DNR
    kernel.answer = [status](nvme_passthru_cmd64&) { return status; };
    EXPECT_THAT(reason([&] { send(target, {.body = Flush{}}); }),
                HasSubstr("lost: I/O command 00h did not complete: the kernel gave it up and reset the controller"));
  }
}

TEST_F(LibnvmeTest, AStatusOfAPathThatTheDeviceMadeIsACompletion) {
  LibnvmeTarget target = make_target();
  for (const int status : {0x301, 0x302, 0x303, 0x360}) {
    kernel.answer = [status](nvme_passthru_cmd64&) { return status; };
    EXPECT_EQ(send(target, {.body = Flush{}}).status, static_cast<Status>(status));
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
}  // namespace zns::harness::testing
