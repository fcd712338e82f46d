#include <gtest/gtest.h>

#include <vector>

#include "reference/device/device.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

constexpr Sanitize kErase{.sanact = SanitizeAction::BlockErase, .ause = true};
constexpr Sanitize kExit{.sanact = SanitizeAction::ExitFailureMode};

SubsystemShape shape(std::uint32_t sanicap = sanicap::kActions | sanicap::kNotModified) {
  return {.namespaces = {{.geometry = Geometry{.zdes = 1}}, {.geometry = Geometry{.nsid = 2}}}, .sanicap = sanicap};
}

Command admin(const Command::Body& body, std::uint32_t nsid = 0) {
  return {.queue = Queue::Admin, .nsid = nsid, .body = body};
}

Status ask(Device& device, const Command::Body& body, std::uint32_t nsid = 0) {
  return device.submit(admin(body, nsid), {}, {}).status;
}

Status write(Device& device, std::uint32_t nsid = 1) {
  const std::vector<std::byte> block(device.geometry().lba_bytes, std::byte{0x5A});
  return device.submit({.nsid = nsid, .body = Write{}}, block, {}).status;
}

Status read(Device& device) {
  std::vector<std::byte> block(device.geometry().lba_bytes);
  return device.submit({.body = Read{}}, {}, block).status;
}

SanitizeStatus status_of(Device& device) {
  std::vector<std::byte> page(kSanitizeStatusBytes);
  const GetLogPage get{.numd = NumberOfDwords::of_count(page.size() / 4), .lid = Lid::SanitizeStatus};
  EXPECT_EQ(device.submit(admin(get, kBroadcastNsid), {}, page).status, kSuccess);
  return decode_sanitize_status(page);
}

std::uint32_t empty_zones(const Device& device, std::size_t which = 0) {
  return device.subsystem()[which].state.count(ZoneState::Empty);
}

TEST(Sanitize, IsThereWhereSanicapSaysSo) {  // SAN-001
  for (const std::uint32_t sanicap : {0U, sanicap::kCryptoErase}) {
    Device device{shape(sanicap), {}};
    IdentifyPage page{};
    ASSERT_EQ(device.submit(admin(Identify{.cns = Cns::Controller}), {}, page).status, kSuccess);
    EXPECT_EQ(decode_identify_controller(page).sanicap, sanicap);
    EXPECT_EQ(ask(device, kErase), sanicap == 0 ? Status::InvalidCommandOpcode : Status::InvalidFieldInCommand);
  }
}

TEST(Sanitize, RefusesWhatIsReserved) {  // SAN-001
  for (const unsigned action : {0U, 5U, 7U}) {
    Device device{shape(), {}};
    ASSERT_EQ(write(device), kSuccess);
    const State before = device.state();
    EXPECT_EQ(ask(device, Sanitize{.sanact = static_cast<SanitizeAction>(action)}), Status::InvalidFieldInCommand);
    EXPECT_EQ(device.state(), before);
  }
}

TEST(Sanitize, ErasesEveryNamespaceInItsTime) {  // SAN-005, ZNS-RST-040
  Device device{shape(), {.sanitize_commands = 3}};
  for (const std::uint32_t nsid : {1U, 2U}) ASSERT_EQ(write(device, nsid), kSuccess);
  ASSERT_EQ(ask(device, kErase), kSuccess);
  EXPECT_EQ(status_of(device).state(), SanitizeState::InProgress);
  EXPECT_EQ(read(device), Status::SanitizeInProgress) << "ZNS-RST-043";
  EXPECT_EQ(ask(device, kErase), Status::SanitizeInProgress) << "SAN-003";
  EXPECT_EQ(status_of(device).state(), SanitizeState::Succeeded);
  for (const std::size_t which : {0U, 1U}) EXPECT_EQ(empty_zones(device, which), device.geometry().zones);
  EXPECT_EQ(read(device), kSuccess);
}

TEST(Sanitize, IsTakenBackStepByStep) {
  Device device{shape(), {.sanitize_commands = 1}, 8};
  ASSERT_EQ(write(device), kSuccess);
  const State before = device.state();
  ASSERT_EQ(ask(device, kErase), kSuccess);
  ASSERT_EQ(ask(device, KeepAlive{}), kSuccess);
  ASSERT_NE(device.state(), before) << "it has succeeded";
  ASSERT_TRUE(device.undo());
  EXPECT_EQ(device.state(), before);
  EXPECT_EQ(device.subsystem().sanitize().state, SanitizeState::InProgress);
  ASSERT_TRUE(device.undo());
  EXPECT_EQ(device.subsystem().sanitize(), SanitizeOperation{});
  EXPECT_EQ(read(device), kSuccess);
}

TEST(Sanitize, IsToldByItsLogPage) {  // SAN-002
  Device device{shape(), {.sanitize_commands = 4}};
  EXPECT_EQ(status_of(device).sstat, kGlobalDataErased) << "nothing was written, and nothing erased";
  ASSERT_EQ(write(device), kSuccess);
  EXPECT_EQ(status_of(device).sstat, 0U);
  ASSERT_EQ(ask(device, kErase), kSuccess);
  EXPECT_EQ(status_of(device).sprog, 0x4000U) << "one of four commands is completed, that which started it";
  EXPECT_EQ(status_of(device).sprog, 0x8000U);
  while (device.subsystem().sanitize().state == SanitizeState::InProgress) ask(device, KeepAlive{});
  const SanitizeStatus ended = status_of(device);
  EXPECT_EQ(ended.sprog, kNotSanitizing);
  EXPECT_EQ(ended.sstat, 1U | kGlobalDataErased);
  EXPECT_EQ(ended.scdw10, 0xAU);
}

TEST(Sanitize, GoesOnOverEveryReset) {  // SAN-004
  for (const Reset kind : {Reset::Controller, Reset::Shutdown, Reset::PowerCycle}) {
    Device device{shape(), {.sanitize_commands = 9}};
    ASSERT_EQ(write(device), kSuccess);
    ASSERT_EQ(ask(device, kErase), kSuccess);
    device.restart(kind);
    EXPECT_EQ(read(device), Status::SanitizeInProgress);
    while (device.subsystem().sanitize().state == SanitizeState::InProgress) ask(device, KeepAlive{});
    EXPECT_EQ(empty_zones(device), device.geometry().zones);
  }
}

TEST(Sanitize, TellsTheControllerThatGotIt) {
  Device device{shape(), {.sanitize_commands = 0}};
  ASSERT_TRUE(device.request_event().outstanding);
  ASSERT_EQ(ask(device, kErase), kSuccess);
  const auto told = device.next_event();
  ASSERT_TRUE(told);
  EXPECT_EQ(told->result, encode(kSanitizeCompleted));
}

TEST(Sanitize, ThatFailedBarsIoUntilThatIsLeft) {  // ZNS-RST-043
  Device device{shape(), {.sanitize_commands = 0, .sanitize_fails = true}};
  ASSERT_EQ(write(device), kSuccess);
  ASSERT_EQ(ask(device, kErase), kSuccess);
  EXPECT_EQ(status_of(device).state(), SanitizeState::Failed);
  EXPECT_EQ(read(device), Status::SanitizeFailed);
  EXPECT_EQ(ask(device, FormatNvm{}, 1), Status::SanitizeFailed);
  EXPECT_EQ(ask(device, kExit), kSuccess);
  EXPECT_EQ(read(device), kSuccess);
}

TEST(Sanitize, ThatFailedInTheRestrictedModeIsLeftByASuccessAlone) {  // ZNS-RST-043
  Device device{shape(), {.sanitize_commands = 0, .sanitize_fails = true}};
  ASSERT_EQ(ask(device, Sanitize{.sanact = SanitizeAction::BlockErase}), kSuccess);
  EXPECT_EQ(ask(device, kExit), Status::SanitizeFailed);
  EXPECT_EQ(ask(device, kErase), Status::SanitizeFailed) << "AUSE";
  EXPECT_EQ(ask(device, Sanitize{.sanact = SanitizeAction::CryptoErase}), kSuccess);
}

TEST(Sanitize, LeavesZonesAsNoDeallocateSays) {  // ZNS-RST-041, ZNS-RST-042
  struct Row {
    std::uint32_t sanicap;
    bool warns;
    Status status;
    ZoneState zs;
    SanitizeState state;
  };
  using S = SanitizeState;
  constexpr std::uint32_t kInhibited = sanicap::kNoDeallocateInhibited;
  for (const Row& row :
       {Row{0, false, kSuccess, ZoneState::Empty, S::Succeeded},
        Row{sanicap::kNotModified, false, kSuccess, ZoneState::Full, S::Succeeded},
        Row{sanicap::kIsModified, false, kSuccess, ZoneState::Full, S::Succeeded},
        Row{kInhibited, false, Status::InvalidFieldInCommand, ZoneState::Empty, S::Never},
        Row{kInhibited, true, kSuccess, ZoneState::Empty, S::Succeeded},
        Row{kInhibited | sanicap::kIsModified, true, kSuccess, ZoneState::Empty, S::SucceededDeallocated}}) {
    Device device{shape(row.sanicap | sanicap::kActions), {.sanitize_commands = 0}};
    if (row.warns) {
      ASSERT_EQ(ask(device, SetFeatures{.dw11 = 1, .fid = Fid::SanitizeConfig}), kSuccess);
    }
    Sanitize command = kErase;
    command.ndas = true;
    EXPECT_EQ(ask(device, command), row.status) << hex(row.sanicap);
    EXPECT_EQ(device.state().zone(3).zs, row.zs) << hex(row.sanicap);
    EXPECT_EQ(status_of(device).state(), row.state) << hex(row.sanicap);
  }
}

TEST(Sanitize, PermitsSomeCommandsMeanwhile) {  // SAN-003
  Device device{shape(), {.sanitize_commands = 100}};
  ASSERT_EQ(ask(device, kErase), kSuccess);
  for (const Command::Body& body :
       {Command::Body{KeepAlive{}}, Command::Body{Abort{}}, Command::Body{GetFeatures{.fid = Fid::Arbitration}},
        Command::Body{SetFeatures{.fid = Fid::Arbitration}}, Command::Body{Identify{.cns = Cns::Controller}}})
    EXPECT_EQ(ask(device, body), kSuccess) << to_text(admin(body));
  for (const Command::Body& body : {Command::Body{FormatNvm{}}, Command::Body{kErase}, Command::Body{kExit}})
    EXPECT_EQ(ask(device, body, 1), Status::SanitizeInProgress) << to_text(admin(body));
  const auto get = [&](Lid lid) { return ask(device, GetLogPage{.lid = lid}, kBroadcastNsid); };
  EXPECT_EQ(get(Lid::SmartHealth), kSuccess);
  EXPECT_EQ(get(Lid::CommandsSupportedAndEffects), Status::SanitizeInProgress);
}

}  // namespace
}  // namespace zns
