// From the clauses REG-001 to REG-018, through the eyes of a host: what it writes, what follows, and what it reads.
#include "reference/device/controller/registers.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <utility>
#include <vector>

namespace zns {

// For messages.
void PrintTo(const Consequence& consequence, std::ostream* out) {
  constexpr const char* kNames[] = {"Enabled",        "EnableRefused", "Disabled", "ShutdownBegun",
                                    "SubsystemReset", "DoorbellRung",  "Ignored"};
  *out << kNames[consequence.index()];
  if (const auto* refused = std::get_if<EnableRefused>(&consequence)) *out << ' ' << refused->clause.str();
  if (const auto* ignored = std::get_if<Ignored>(&consequence)) *out << ' ' << ignored->clause.str();
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t kAsq = 0x1'0000'3000;
constexpr std::uint64_t kAcq = 0x2'0000'4000;
constexpr Cc kUsual{.en = true, .css = CommandSets::AllSupported, .iosqes = kIosqes, .iocqes = kIocqes};

RegisterShape shape() {
  return {.cap = {.mqes = QueueEntries::of_count(256),
                  .to = 3,
                  .nssrs = true,
                  .css = cap_css::kNvm | cap_css::kIoCommandSets,
                  .mpsmax = 1},
          .vs = 0x0001'0400,
          .crto = 0x0002'0001};
}

class RegistersTest : public ::testing::Test {
 protected:
  std::vector<Consequence> write(std::uint32_t offset, std::uint64_t value, unsigned width = 4) {
    return registers_.write(offset, value, width);
  }
  std::vector<Consequence> write_cc(const Cc& cc) { return write(property::kCc, encode(cc)); }
  [[nodiscard]] Csts csts() const { return decode_csts(static_cast<std::uint32_t>(read(property::kCsts))); }
  [[nodiscard]] std::uint64_t read(std::uint32_t offset, unsigned width = 4) const {
    return registers_.read(offset, width);
  }
  void set_admin_queues(std::uint32_t aqa = 0x001F'001F, std::uint64_t asq = kAsq, std::uint64_t acq = kAcq) {
    write(property::kAqa, aqa);
    write(property::kAsq, asq, 8);
    write(property::kAcq, acq, 8);
  }
  void become_ready() {
    set_admin_queues();
    write_cc(kUsual);
    registers_.ready();
  }
  static Cc with_shn(ShutdownNotification shn) {
    Cc cc = kUsual;
    cc.shn = shn;
    return cc;
  }
  static Cc disabled() {
    Cc cc = kUsual;
    cc.en = false;
    return cc;
  }

  ControllerRegisters registers_{shape()};
};

// ---- access ---------------------------------------------------------------------------------------------------------

TEST_F(RegistersTest, KeepWhatIsReadOnly) {
  // REG-001: given a controller, when what is fixed or reserved is written, then it reads as before.
  for (const std::uint32_t offset : {0x00U, 0x04U, 0x08U, 0x18U, 0x38U, 0x68U, 0xFFCU}) {
    const std::uint64_t before = read(offset);
    EXPECT_THAT(write(offset, 0xFFFF'FFFF), ElementsAre(Ignored{"REG-001"})) << offset;
    EXPECT_EQ(read(offset), before) << offset;
  }
  EXPECT_EQ(read(property::kCap, 8), encode(shape().cap));
  EXPECT_EQ(read(property::kVs), 0x0001'0400U);
  EXPECT_EQ(read(property::kCrto), 0x0002'0001U);
  EXPECT_EQ(read(0x18), 0U) << "reserved";
}

TEST_F(RegistersTest, AreReadAndWrittenInHalves) {
  // REG-003
  EXPECT_EQ(read(property::kCap + 4) << 32 | read(property::kCap), read(property::kCap, 8));
  for (const std::uint32_t offset : {property::kAsq, property::kAcq}) {
    write(offset, 0xFEDC'BA98'7654'3000, 8);
    EXPECT_EQ(read(offset, 8), 0xFEDC'BA98'7654'3000U) << offset;
    write(offset + 4, 0x0123'4567);
    EXPECT_EQ(read(offset, 8), 0x0123'4567'7654'3000U) << offset;
    write(offset, 0x89AB'C000);
    EXPECT_EQ(read(offset, 8), 0x0123'4567'89AB'C000U) << offset;
    EXPECT_EQ(read(offset), 0x89AB'C000U) << offset;
    EXPECT_EQ(read(offset + 4), 0x0123'4567U) << offset;
  }
  EXPECT_NE(registers_.asq(), 0U);
  EXPECT_EQ(registers_.asq(), registers_.acq());
}

TEST_F(RegistersTest, WriteNothingThroughAnAccessOfAnotherWidth) {
  // REG-002: undefined. Nothing happens, and a read shows the bytes that are there.
  set_admin_queues();
  const ControllerRegisters before = registers_;
  const std::pair<std::uint32_t, unsigned> accesses[] = {{property::kCc, 1}, {property::kCc, 2}, {property::kCc + 2, 4},
                                                         {property::kCc, 8}, {0x1000, 8},        {0x1000, 2}};
  for (const auto& [offset, width] : accesses)
    EXPECT_THAT(write(offset, 0xFFFF'FFFF, width), ElementsAre(Ignored{"REG-002"})) << offset << ' ' << width;
  EXPECT_EQ(registers_, before);
  EXPECT_EQ(read(property::kVs, 1), 0x00U);
  EXPECT_EQ(read(property::kVs + 1, 1), 0x04U);
  EXPECT_EQ(read(property::kVs + 2, 2), 0x0001U);
}

TEST_F(RegistersTest, MaskInterruptsBitByBit) {
  EXPECT_THAT(write(property::kIntms, 0x0000'00F0), IsEmpty());
  EXPECT_THAT(write(property::kIntms, 0x8000'0001), IsEmpty());
  EXPECT_THAT(write(property::kIntmc, 0x0000'0011), IsEmpty());
  EXPECT_EQ(registers_.masked_interrupts(), 0x8000'00E0U);
  EXPECT_EQ(read(property::kIntms), 0x8000'00E0U);
  EXPECT_EQ(read(property::kIntmc), 0x8000'00E0U);
}

// ---- enabling -------------------------------------------------------------------------------------------------------

TEST_F(RegistersTest, BecomeReadyWhenTheShellSaysSo) {
  // REG-005: given good registers, when EN becomes 1, then the shell is told, and RDY is 1 once it is ready.
  set_admin_queues();
  EXPECT_THAT(write_cc(kUsual), ElementsAre(Enabled{}));
  EXPECT_EQ(csts(), Csts{});
  EXPECT_FALSE(registers_.accepts_commands());
  registers_.ready();
  EXPECT_EQ(csts(), Csts{.rdy = true});
  EXPECT_TRUE(registers_.accepts_commands());
  EXPECT_EQ(read(property::kCc), 0x0046'0061U) << "REG-009";
  EXPECT_EQ(registers_.aqa(), (Aqa{QueueEntries::of_count(32), QueueEntries::of_count(32)}));
  EXPECT_THAT(write_cc(kUsual), IsEmpty()) << "EN was 1";
  EXPECT_TRUE(registers_.accepts_commands());
}

TEST_F(RegistersTest, AreNotReadyWithoutBeingEnabled) {
  registers_.ready();
  registers_.shut_down();
  registers_.fail();
  EXPECT_EQ(registers_, ControllerRegisters{shape()});
}

TEST_F(RegistersTest, RefuseToBeEnabledWithAnUnsupportedCommandSet) {
  // NST-003: undefined, and CFS the useful behaviour.
  for (const unsigned css : {1U, 2U, 3U, 4U, 5U, 7U}) {
    registers_ = ControllerRegisters{shape()};
    set_admin_queues();
    Cc cc = kUsual;
    cc.css = static_cast<CommandSets>(css);
    EXPECT_THAT(write_cc(cc), ElementsAre(EnableRefused{"NST-003"})) << css;
    EXPECT_EQ(csts(), Csts{.cfs = true}) << css;
  }
}

TEST_F(RegistersTest, AreEnabledWithEachCommandSetThatIsOffered) {
  const std::pair<std::uint8_t, CommandSets> all[] = {{cap_css::kNvm, CommandSets::Nvm},
                                                      {cap_css::kIoCommandSets, CommandSets::AllSupported},
                                                      {cap_css::kNoIoCommandSet, CommandSets::AdminOnly}};
  for (const auto& [offered, unused] : all)
    for (const auto& [of_choice, css] : all) {
      registers_ = ControllerRegisters{shape()};
      registers_.shape.cap.css = offered;
      set_admin_queues();
      Cc cc = kUsual;
      cc.css = css;
      const std::vector<Consequence> follows = write_cc(cc);
      ASSERT_EQ(follows.size(), 1U);
      EXPECT_EQ(follows.front() == Consequence{Enabled{}}, offered == of_choice) << unsigned{offered};
    }
}

TEST_F(RegistersTest, RefuseToBeEnabledWithWhatTheyDoNotSupport) {
  // REG-007: undefined; CSTS.CFS, as QEMU and nvmet have it.
  struct Bad {
    const char* what;
    Cc cc = kUsual;
    std::uint32_t aqa = 0x001F'001F;
    std::uint64_t asq = kAsq;
    std::uint64_t acq = kAcq;
  };
  const auto cc = [](std::uint8_t mps, Arbitration ams) {
    Cc changed = kUsual;
    changed.mps = mps;
    changed.ams = ams;
    return changed;
  };
  const Bad all[] = {
      {.what = "a submission queue of 1 entry", .aqa = 0x001F'0000},
      {.what = "a completion queue of 1 entry", .aqa = 0x0000'001F},
      {.what = "ASQ within a page", .asq = kAsq + 0x800},
      {.what = "ACQ within a page", .acq = kAcq + 0x800},
      {.what = "ASQ within a page of 8 KiB", .cc = cc(1, Arbitration::RoundRobin), .asq = 0x3000, .acq = 0x4000},
      {.what = "pages above MPSMAX", .cc = cc(2, Arbitration::RoundRobin), .asq = 0x4000, .acq = 0x8000},
      {.what = "weighted round robin", .cc = cc(0, Arbitration::WeightedRoundRobin)},
      {.what = "another arbitration", .cc = cc(0, Arbitration::VendorSpecific)},
      {.what = "a reserved arbitration", .cc = cc(0, static_cast<Arbitration>(3))},
  };
  for (const Bad& bad : all) {
    registers_ = ControllerRegisters{shape()};
    set_admin_queues(bad.aqa, bad.asq, bad.acq);
    EXPECT_THAT(write_cc(bad.cc), ElementsAre(EnableRefused{"REG-007"})) << bad.what;
    registers_.ready();
    EXPECT_EQ(csts(), Csts{.cfs = true}) << bad.what;
  }
  registers_ = ControllerRegisters{shape()};
  registers_.shape.cap.mpsmin = 1;
  set_admin_queues();
  EXPECT_THAT(write_cc(kUsual), ElementsAre(EnableRefused{"REG-007"})) << "pages below MPSMIN";
}

TEST_F(RegistersTest, AreEnabledWithWhatTheyOffer) {
  registers_.shape.cap.ams = 3;
  for (const Arbitration ams : {Arbitration::WeightedRoundRobin, Arbitration::VendorSpecific}) {
    set_admin_queues(0x0001'0001, 0x8000, 0xA000);
    Cc cc = kUsual;
    cc.ams = ams;
    cc.mps = 1;
    cc.iosqes = 0;  // looked at when an I/O queue is created (QUE-012)
    cc.iocqes = 0;
    EXPECT_THAT(write_cc(cc), ElementsAre(Enabled{}));
    write_cc(disabled());
  }
}

TEST_F(RegistersTest, KeepTheirConfigurationWhileEnabled) {
  // REG-008: undefined. Given an enabled controller, when CC is changed but for EN, then it works on as it was enabled.
  become_ready();
  Cc other = kUsual;
  other.css = CommandSets::Nvm;
  other.mps = 1;
  other.ams = Arbitration::WeightedRoundRobin;
  other.crime = true;
  other.iosqes = 0;
  EXPECT_THAT(write_cc(other), IsEmpty());
  Cc expected = kUsual;
  expected.iosqes = 0;
  EXPECT_EQ(registers_.cc(), expected);
  EXPECT_EQ(csts(), Csts{.rdy = true});
}

// ---- resets ---------------------------------------------------------------------------------------------------------

TEST_F(RegistersTest, KeepTheAdminQueuesOverAControllerReset) {
  // REG-006, REG-009, REG-010
  become_ready();
  write(property::kIntms, 1);
  EXPECT_THAT(write_cc(disabled()), ElementsAre(Disabled{}));
  EXPECT_EQ(csts(), Csts{});
  EXPECT_EQ(registers_.cc(), disabled());
  EXPECT_EQ(read(property::kAqa), 0x001F'001FU);
  EXPECT_EQ(read(property::kAsq, 8), kAsq);
  EXPECT_EQ(read(property::kAcq, 8), kAcq);
  EXPECT_EQ(registers_.masked_interrupts(), 0U);
  registers_.ready();
  EXPECT_EQ(csts(), Csts{}) << "that came too late";
  EXPECT_THAT(write_cc(disabled()), IsEmpty()) << "EN was 0";
}

TEST_F(RegistersTest, LeaveAFatalErrorByAReset) {
  // REG-015
  become_ready();
  registers_.fail();
  EXPECT_EQ(csts(), (Csts{.rdy = true, .cfs = true}));
  EXPECT_FALSE(registers_.accepts_commands());
  write_cc(disabled());
  EXPECT_EQ(csts(), Csts{});
  write_cc(kUsual);
  registers_.ready();
  EXPECT_TRUE(registers_.accepts_commands());
}

TEST_F(RegistersTest, LoseByEachKindOfResetWhatTheClausesSay) {
  // REG-010 to REG-014
  become_ready();
  registers_.reset_subsystem();
  EXPECT_EQ(csts(), Csts{.nssro = true});
  EXPECT_EQ(registers_.cc(), Cc{});
  EXPECT_EQ(read(property::kAqa) | read(property::kAsq, 8) | read(property::kAcq, 8), 0U);
  for (const Reset kind : {Reset::Controller, Reset::Shutdown}) {
    become_ready();
    write_cc(with_shn(ShutdownNotification::Normal));
    registers_.reset(kind);
    EXPECT_EQ(csts(), Csts{.nssro = true});
    EXPECT_EQ(registers_.cc(), disabled());
    EXPECT_EQ(registers_.asq(), kAsq);
    EXPECT_EQ(registers_.acq(), kAcq);
    EXPECT_EQ(read(property::kAqa), 0x001F'001FU);
  }
  registers_.reset(Reset::PowerCycle);
  EXPECT_EQ(registers_, ControllerRegisters{shape()});
}

TEST_F(RegistersTest, ResetTheSubsystemForItsSignatureOnly) {
  // REG-014
  become_ready();
  EXPECT_THAT(write(property::kNssr, 0x4E56'4D66), ElementsAre(Ignored{"REG-014"}));
  EXPECT_TRUE(registers_.accepts_commands());
  EXPECT_EQ(read(property::kNssr), 0U);
  EXPECT_THAT(write(property::kNssr, 0x4E56'4D65), ElementsAre(SubsystemReset{}));
  EXPECT_EQ(csts(), Csts{.nssro = true});
  EXPECT_EQ(read(property::kNssr), 0U);
  write(property::kCsts, 0xFFFF'FFEF);
  EXPECT_EQ(csts(), Csts{.nssro = true}) << "only a 1 clears it";
  become_ready();
  EXPECT_EQ(csts(), (Csts{.rdy = true, .nssro = true})) << "and no reset of the controller";
  write(property::kCsts, 0x10);
  EXPECT_EQ(csts(), Csts{.rdy = true});
  registers_.shape.cap.nssrs = false;
  EXPECT_THAT(write(property::kNssr, 0x4E56'4D65), ElementsAre(Ignored{"REG-014"}));
  EXPECT_TRUE(registers_.accepts_commands());
}

// ---- shutdown -------------------------------------------------------------------------------------------------------

TEST_F(RegistersTest, ShutDownInTwoSteps) {
  // REG-012
  for (const auto& [shn, abrupt] :
       {std::pair{ShutdownNotification::Normal, false}, {ShutdownNotification::Abrupt, true}}) {
    registers_ = ControllerRegisters{shape()};
    become_ready();
    EXPECT_THAT(write_cc(with_shn(shn)), ElementsAre(ShutdownBegun{abrupt}));
    EXPECT_EQ(csts(), (Csts{.rdy = true, .shst = ShutdownStatus::Occurring}));
    EXPECT_FALSE(registers_.accepts_commands());
    registers_.shut_down();
    EXPECT_EQ(csts(), (Csts{.rdy = true, .shst = ShutdownStatus::Complete}));
    EXPECT_FALSE(registers_.accepts_commands());
    registers_.shut_down();
    EXPECT_EQ(csts().shst, ShutdownStatus::Complete);
  }
}

TEST_F(RegistersTest, AreUsedAgainAfterAShutdownOnlyWhenReset) {
  // REG-013
  become_ready();
  write_cc(with_shn(ShutdownNotification::Normal));
  registers_.shut_down();
  EXPECT_THAT(write_cc(kUsual), IsEmpty());
  EXPECT_EQ(csts().shst, ShutdownStatus::Complete);
  EXPECT_FALSE(registers_.accepts_commands());
  EXPECT_THAT(write_cc(disabled()), ElementsAre(Disabled{}));
  EXPECT_EQ(csts(), Csts{});
  EXPECT_THAT(write_cc(kUsual), ElementsAre(Enabled{}));
  registers_.ready();
  EXPECT_TRUE(registers_.accepts_commands());
}

TEST_F(RegistersTest, BeginNoShutdownTwice) {
  become_ready();
  write_cc(with_shn(ShutdownNotification::Normal));
  EXPECT_THAT(write_cc(with_shn(ShutdownNotification::Normal)), IsEmpty());
  EXPECT_THAT(write_cc(with_shn(ShutdownNotification::Abrupt)), IsEmpty());
  Cc off = with_shn(ShutdownNotification::Abrupt);
  off.en = false;
  EXPECT_THAT(write_cc(off), ElementsAre(Disabled{})) << "SHN was there before";
  EXPECT_EQ(csts(), Csts{});
  EXPECT_THAT(write_cc(with_shn(static_cast<ShutdownNotification>(3))), ElementsAre(Enabled{})) << "SHN 3 is reserved";
}

TEST_F(RegistersTest, ShutDownWhileDisabled) {
  // No clause says what this is. It is done, and enabling ends it: the reset that REG-013 asks for is behind.
  Cc off = disabled();
  off.shn = ShutdownNotification::Normal;
  become_ready();
  EXPECT_THAT(write_cc(off), ElementsAre(Disabled{}, ShutdownBegun{}));
  registers_.shut_down();
  EXPECT_EQ(csts(), Csts{.shst = ShutdownStatus::Complete});
  EXPECT_THAT(write_cc(kUsual), ElementsAre(Enabled{}));
  EXPECT_EQ(csts(), Csts{});
}

// ---- doorbells ------------------------------------------------------------------------------------------------------

TEST_F(RegistersTest, TellOfDoorbells) {
  // REG-004
  for (std::uint8_t dstrd = 0; dstrd < 3; ++dstrd) {
    registers_ = ControllerRegisters{shape()};
    registers_.shape.cap.dstrd = dstrd;
    become_ready();
    const std::uint32_t stride = 4U << dstrd;
    EXPECT_THAT(write(0x1000, 5), ElementsAre(DoorbellRung{{0, false}, 5}));
    EXPECT_THAT(write(0x1000 + stride, 6), ElementsAre(DoorbellRung{{0, true}, 6}));
    EXPECT_THAT(write(0x1000 + 14 * stride, 7), ElementsAre(DoorbellRung{{7, false}, 7}));
    EXPECT_THAT(write(0x1000 + 2 * stride, 0xABCD'0008), ElementsAre(DoorbellRung{{1, false}, 8}))
        << "bits 31:16 are reserved";
    EXPECT_EQ(read(0x1000), 0U);
  }
  EXPECT_THAT(write(0x1004, 1), ElementsAre(Ignored{"REG-004"})) << "nothing lies between doorbells of DSTRD 2";
}

TEST_F(RegistersTest, IgnoreDoorbellsWhileNoCommandIsAccepted) {
  // REG-018, REG-012
  EXPECT_THAT(write(0x1000, 1), ElementsAre(Ignored{"REG-018"}));
  set_admin_queues();
  write_cc(kUsual);
  EXPECT_THAT(write(0x1000, 1), ElementsAre(Ignored{"REG-018"})) << "RDY is 0";
  registers_.ready();
  registers_.fail();
  EXPECT_THAT(write(0x1000, 1), ElementsAre(Ignored{"REG-018"})) << "CFS is 1";
  write_cc(disabled());
  become_ready();
  write_cc(with_shn(ShutdownNotification::Normal));
  EXPECT_THAT(write(0x1000, 1), ElementsAre(Ignored{"REG-012"}));
}

}  // namespace
}  // namespace zns
