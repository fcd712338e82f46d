// Get Log Page: what each page says of what the device did, and what is refused.
#include <gmock/gmock.h>

#include <algorithm>

#include "reference/device/device.hpp"
#include "reference/spec/log_pages.hpp"
#include "reference/spec/queue_commands.hpp"

namespace zns {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Geometry kGeometry{.lba_bytes = 4096, .zones = 4, .mdts = 3};

Command log(Lid lid, std::size_t bytes, GetLogPage page = {}, std::uint32_t nsid = 0) {
  page.lid = lid;
  page.numd = NumberOfDwords::of_count(bytes / 4);
  return {.queue = Queue::Admin, .nsid = nsid, .body = page};
}

struct Answer {
  Status status = kSuccess;
  LogBytes bytes;
};
Answer read(Device& device, Lid lid, std::size_t bytes, const GetLogPage& page = {}, std::uint32_t nsid = 0) {
  Answer result{.status = kSuccess, .bytes = LogBytes(bytes, std::byte{0xA5})};
  result.status = device.submit(log(lid, bytes, page, nsid), {}, result.bytes).status;
  return result;
}

SmartHealth health(Device& device) {
  return decode_smart_health(read(device, Lid::SmartHealth, kSmartHealthBytes).bytes);
}
std::vector<ErrorEntry> errors(Device& device) {
  std::vector<ErrorEntry> entries =
      decode_error_entries(read(device, Lid::ErrorInformation, 64 * kErrorEntryBytes).bytes);
  std::erase_if(entries, [](const ErrorEntry& each) { return each.count == 0; });
  return entries;
}

Status write(Device& device, std::uint64_t slba, std::uint64_t blocks) {
  const std::vector<std::byte> data(blocks * kGeometry.lba_bytes);
  return device.submit({.body = Write{.slba = slba, .nlb = Nlb::of_count(blocks)}}, data, {}).status;
}

TEST(GetLogPage, OfACommandThatIsListedNeverSaysInvalidOpcodeAndOfOthersAlways) {
  Device device{kGeometry, {}};
  const CommandEffects effects =
      decode_command_effects(read(device, Lid::CommandsSupportedAndEffects, kEffectsBytes, {.csi = Csi::Zoned}).bytes);
  for (unsigned opcode = 0; opcode < 256; ++opcode) {
    const Sqe entry{.opcode = static_cast<std::uint8_t>(opcode)};
    std::vector<std::byte> data(4096);
    const auto about_queues = decode_queue_command(entry);
    const Device::Done done =
        about_queues ? device.submit(*about_queues, At{}) : device.submit(decode(Queue::Admin, entry), data, data);
    const bool refused = done.status == Status::InvalidCommandOpcode;
    EXPECT_EQ(refused, (effects.acs[opcode] & effect_bits::kSupported) == 0) << "admin opcode " << opcode;
  }
  EXPECT_NE(effects.iocs[0x7D], 0U) << "Zone Append is supported";
  EXPECT_EQ(effects.iocs[0x05], 0U) << "Compare is not";
}

TEST(GetLogPage, ListsOtherIoCommandsForEachCommandSet) {
  Device device{kGeometry, {}};
  const auto iocs = [&device](Csi csi) {
    return decode_command_effects(
               read(device, Lid::CommandsSupportedAndEffects, kEffectsBytes, GetLogPage{.csi = csi}).bytes)
        .iocs;
  };
  EXPECT_NE(iocs(Csi::Zoned)[0x79], 0U);
  EXPECT_EQ(iocs(Csi::Nvm)[0x79], 0U) << "the NVM Command Set has no Zone Management Send";
  EXPECT_NE(iocs(Csi::Nvm)[0x01], 0U);
  Device lenient{kGeometry, {.use_exceptions = true}};
  const Csi unknown = static_cast<Csi>(0x3F);
  EXPECT_EQ(read(device, Lid::CommandsSupportedAndEffects, 4096, {.csi = unknown}).status,
            Status::IoCommandSetNotSupported);
  EXPECT_EQ(read(lenient, Lid::CommandsSupportedAndEffects, 4096, {.csi = unknown}).status, kSuccess);
}

TEST(GetLogPage, ReadsAnyPartOfAPage) {
  Device device{kGeometry, {}};
  const LogBytes whole = read(device, Lid::CommandsSupportedAndEffects, 4096, {.csi = Csi::Zoned}).bytes;
  LogBytes parts;
  for (std::uint64_t at = 0; at < 4096; at += 512) {
    const LogBytes part = read(device, Lid::CommandsSupportedAndEffects, 512, {.lpo = at, .csi = Csi::Zoned}).bytes;
    parts.insert(parts.end(), part.begin(), part.end());
  }
  EXPECT_EQ(parts, whole);
  const LogBytes longer = read(device, Lid::SmartHealth, 1024).bytes;
  EXPECT_EQ(longer[600], std::byte{0xA5}) << "nothing is written behind the page";
}

TEST(GetLogPage, RefusesWhatIsNoPageOrNoPartOfOne) {
  Device device{kGeometry, {}};
  EXPECT_EQ(read(device, static_cast<Lid>(0x17), 512).status, Status::InvalidLogPage);
  EXPECT_EQ(read(device, Lid::SmartHealth, 4, {.lpo = 516}).status, Status::InvalidFieldInCommand);
  EXPECT_EQ(read(device, Lid::SmartHealth, 4, {.lpo = UINT64_MAX}).status, Status::InvalidFieldInCommand);
  EXPECT_EQ(read(device, Lid::SmartHealth, 4, {.lpo = 512}).status, kSuccess) << "of which nothing is left";
  EXPECT_EQ(read(device, Lid::SmartHealth, 512, {.ot = true}).status, Status::InvalidFieldInCommand);
  EXPECT_EQ(read(device, Lid::SmartHealth, 32768).status, kSuccess) << "MDTS is 8 pages";
  EXPECT_EQ(read(device, Lid::SmartHealth, 32772).status, Status::InvalidFieldInCommand);
}

TEST(GetLogPage, CountsBlocksIn512Bytes) {
  Device device{kGeometry, {}};
  ASSERT_EQ(write(device, 0, 1), kSuccess);
  ASSERT_EQ(write(device, 0, 1), Status::ZoneInvalidWrite);
  EXPECT_EQ(health(device).data_units_written.low, 1U) << "8 units of 512 bytes, rounded up to a thousand";
  EXPECT_EQ(health(device).host_write_commands.low, 1U) << "the aborted one does not count";
  for (std::uint64_t slba = 64; slba < 64 + 40; slba += 8) {
    for (std::uint64_t zone = 0; zone < 3; ++zone) ASSERT_EQ(write(device, zone * 64 + slba, 8), kSuccess);
  }
  EXPECT_EQ(health(device).data_units_written.low, 1U) << "121 blocks of 8 units are 968";
  ASSERT_EQ(write(device, 1, 8), kSuccess);
  EXPECT_EQ(health(device).data_units_written.low, 2U) << "129 blocks are 1,032";
  EXPECT_EQ(health(device).data_units_read.low, 0U);
}

TEST(GetLogPage, EntersAbortedCommandsNewestFirst) {
  Device device{kGeometry, {}};
  ASSERT_EQ(write(device, 5, 1), Status::ZoneInvalidWrite);
  ASSERT_EQ(write(device, 0, 1), kSuccess);
  ASSERT_EQ(read(device, static_cast<Lid>(0x17), 512).status, Status::InvalidLogPage);
  const std::vector<ErrorEntry> entries = errors(device);
  ASSERT_THAT(entries, SizeIs(2)) << "none for the Write that succeeded";
  EXPECT_EQ(entries[0].count, 2U);
  EXPECT_EQ(entries[0].status(), Status::InvalidLogPage);
  EXPECT_EQ(entries[1].status(), Status::ZoneInvalidWrite);
  EXPECT_EQ(entries[1].lba, 5U);
  EXPECT_EQ(health(device).error_log_entries.low, 2U);
}

TEST(GetLogPage, ForgetsTheOldestError) {
  Device device{kGeometry, {}};
  for (int i = 0; i < 70; ++i) ASSERT_EQ(write(device, 5, 1), Status::ZoneInvalidWrite);
  const std::vector<ErrorEntry> entries = errors(device);
  ASSERT_THAT(entries, SizeIs(64)) << "ELPE + 1";
  EXPECT_EQ(entries.front().count, 70U);
  EXPECT_EQ(entries.back().count, 7U);
}

TEST(GetLogPage, HasThePoliciesEntries) {
  Device told{kGeometry, {.error_log = Policy::ErrorLog::Told}};
  const std::vector<std::byte> block(4096);
  EXPECT_TRUE(told.submit({.body = Write{.slba = 5}}, block, {}).more);
  EXPECT_FALSE(told.submit({.body = Write{.slba = 0}}, block, {}).more) << "it succeeded";
  Device silent{kGeometry, {.error_log = Policy::ErrorLog::None}};
  EXPECT_FALSE(silent.submit({.body = Write{.slba = 5}}, block, {}).more);
  EXPECT_THAT(errors(silent), IsEmpty());
}

TEST(GetLogPage, IsTakenBack) {
  Device device{kGeometry, {}, 4};
  for (int i = 0; i < 66; ++i) ASSERT_EQ(write(device, 5, 1), Status::ZoneInvalidWrite);
  ASSERT_EQ(write(device, 0, 1), kSuccess);
  device.restart(Reset::PowerCycle);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(device.undo());
  const std::vector<ErrorEntry> entries = errors(device);
  ASSERT_THAT(entries, SizeIs(64));
  EXPECT_EQ(entries.front().count, 65U);
  EXPECT_EQ(entries.back().count, 2U) << "what the last one had taken the place of is back";
  EXPECT_EQ(health(device).host_write_commands.low, 0U);
  EXPECT_EQ(health(device).power_cycles.low, 1U);
}

TEST(GetLogPage, OutlivesRestarts) {
  Device device{kGeometry, {}};
  ASSERT_EQ(write(device, 0, 1), kSuccess);
  ASSERT_EQ(write(device, 0, 1), Status::ZoneInvalidWrite);
  device.restart(Reset::Controller);
  device.restart(Reset::PowerCycle);
  EXPECT_EQ(health(device).data_units_written.low, 1U);
  EXPECT_EQ(health(device).power_cycles.low, 2U);
  EXPECT_THAT(errors(device), SizeIs(1));
}

// ---- lists of what changed -----------------------------------------------------------------------------------------

AdminEffect ask(Subsystem& subsystem, const Command& command) {
  PolicyChoices choices;
  AdminEffect effect = admin_step(subsystem, {}, command, {}, choices);
  for (const Change& change : effect.changes) subsystem.apply(change);
  return effect;
}

void change(Subsystem& subsystem, void (*what)(ChangeLogs&)) {
  Controller after = subsystem.controller({});
  what(after.changed);
  subsystem.apply(Set<At, std::shared_ptr<const Controller>>{
      .where = {}, .before = nullptr, .after = std::make_shared<const Controller>(after)});
}

TEST(GetLogPage, ClearsTheChangedNamespacesUnlessAskedNotTo) {
  Subsystem subsystem{std::span{&kGeometry, 1}};
  change(subsystem, [](ChangeLogs& changed) { changed.add_namespace(3), changed.add_namespace(2); });
  const auto nsids = [&](bool rae) {
    return decode_changed_namespaces(ask(subsystem, log(Lid::ChangedNamespaceList, 4096, {.rae = rae})).reply);
  };
  EXPECT_THAT(nsids(true), ElementsAre(2U, 3U));
  EXPECT_THAT(nsids(false), ElementsAre(2U, 3U)) << "RAE retains the list";
  EXPECT_THAT(nsids(false), IsEmpty());
  change(subsystem, [](ChangeLogs& changed) {
    for (std::uint32_t nsid = 1; nsid <= 1025; ++nsid) changed.add_namespace(nsid);
  });
  EXPECT_THAT(nsids(false), ElementsAre(kTooManyNamespaces));
}

TEST(GetLogPage, ListsTheChangedZonesOfEachNamespace) {
  std::vector<Geometry> namespaces{kGeometry, kGeometry, kGeometry};
  namespaces[1].nsid = 2;
  namespaces[2].nsid = 3;
  namespaces[2].csi = Csi::Nvm;
  namespaces[2].zones = 1;
  namespaces[2].zsze = namespaces[2].zcap = 64;
  Subsystem subsystem{namespaces};
  change(subsystem, [](ChangeLogs& changed) { changed.add_zone(2, 128), changed.add_zone(2, 64); });
  const auto read_zones = [&](std::uint32_t nsid) { return ask(subsystem, log(Lid::ChangedZoneList, 4096, {}, nsid)); };
  EXPECT_EQ(decode_changed_zones(read_zones(1).reply), ChangedZones{});
  EXPECT_THAT(decode_changed_zones(read_zones(2).reply).zones, ElementsAre(64U, 128U));
  EXPECT_EQ(decode_changed_zones(read_zones(2).reply).nrzid, 0U) << "read without RAE";
  EXPECT_EQ(read_zones(3).status, Status::InvalidFieldInCommand) << "no zones there";
  EXPECT_EQ(read_zones(0).status, Status::InvalidFieldInCommand);
  change(subsystem, [](ChangeLogs& changed) {
    for (std::uint64_t zone = 0; zone < 512; ++zone) changed.add_zone(2, zone);
  });
  EXPECT_EQ(decode_changed_zones(read_zones(2).reply).nrzid, kNotEnumerated);
}

TEST(GetLogPage, HasPagesThatOaesAnnounces) {
  const ControllerShape plain{.oaes = 0};
  Subsystem subsystem{SubsystemShape{.namespaces = {{.geometry = kGeometry}}, .controllers = {plain}}};
  EXPECT_EQ(ask(subsystem, log(Lid::ChangedZoneList, 4096, {}, 1)).status, Status::InvalidLogPage);
  EXPECT_EQ(ask(subsystem, log(Lid::ChangedNamespaceList, 4096)).status, Status::InvalidLogPage);
  const SupportedLogPages pages = decode_supported_log_pages(ask(subsystem, log(Lid::SupportedLogPages, 1024)).reply);
  EXPECT_FALSE(pages.lids[0xBF].lsupp);
  EXPECT_TRUE(pages.lids[0x02].lsupp);
}

}  // namespace
}  // namespace zns
