#include "harness/targets/health_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/targets/libnvme_fixture.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::harness::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_F(LibnvmeTest, ReadsWhatTheDriveCounts) {
  kernel.answer = [](nvme_passthru_cmd64& command) {
    EXPECT_EQ(command.opcode, 0x02);
    EXPECT_EQ(command.cdw10, 0x7F0002U);
    const auto page = memory(command, 512);
    page[0] = std::byte{4};
    store_le(page, 112, std::uint64_t{11});
    store_le(page, 144, std::uint64_t{12});
    store_le(page, 160, std::uint64_t{13});
    store_le(page, 176, std::uint64_t{14});
    return 0;
  };
  LibnvmeTarget target = make_target();
  const auto log = read_health_log(target);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->critical_warning, 4);
  EXPECT_EQ(log->power_cycles, 11U);
  EXPECT_EQ(log->unsafe_shutdowns, 12U);
  EXPECT_EQ(log->media_errors, 13U);
  EXPECT_EQ(log->error_entries, 14U);
}

TEST_F(LibnvmeTest, ADriveWithoutAHealthLogIsNoFailure) {
  LibnvmeTarget target = make_target();
  kernel.answer = [](nvme_passthru_cmd64&) { return 0x4109; };
  EXPECT_FALSE(read_health_log(target));
  kernel.answer = [](nvme_passthru_cmd64&) { return errno = ENODEV, -1; };
  EXPECT_FALSE(read_health_log(target));
}

TEST(HealthLog, TellsWhatTheRunDoesNotExplain) {
  const HealthLog before{.critical_warning = 1, .power_cycles = 5, .unsafe_shutdowns = 2, .error_entries = 7};
  HealthLog after = before;
  EXPECT_THAT(differences(before, after, {}), IsEmpty());
  after.power_cycles = 7;
  after.unsafe_shutdowns = 4;
  after.error_entries = 10;
  EXPECT_THAT(differences(before, after, {.power_cycles = 2, .refused = 3}), IsEmpty());
  EXPECT_THAT(differences(before, after, {.power_cycles = 1, .refused = 2}),
              ElementsAre("entries of the Error Information log: 7 before, 10 after (2 by the run)",
                          "power cycles: 5 before, 7 after (1 by the run)",
                          "unsafe shutdowns: 2 before, 4 after (1 by the run)"));
  after = before;
  after.critical_warning = 3;
  after.media_errors = 1;
  EXPECT_THAT(differences(before, after, {}),
              ElementsAre("critical warning: bits 1 before, 3 after", "media errors: 0 before, 1 after"));
}

}  // namespace
}  // namespace zns::harness::testing
