// The monitor judges what resets leave: random commands, resets among them, on the mutants and variants of durability.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/run/subject.hpp"
#include "harness/targets/mutant_target.hpp"
#include "harness/witness/monitor.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "reference/variants/catalogue.hpp"

namespace zns::harness {
namespace {

constexpr ZoneId kZones = 6;  // that play along
constexpr int kSteps = 600;

class Story {
 public:
  Story(suites::Target& target, std::uint64_t seed)
      : target_{target}, monitor_{target, facts_of(target)}, random_{seed} {}

  // Empty: nothing is not permitted.
  std::string tell() {
    for (int step = 0; step < kSteps; ++step) {
      take_a_step();
      for (const Finding& finding : monitor_.take_findings())
        if (!finding.warning) return finding.command + ": " + finding.observed;
    }
    return {};
  }

 private:
  void take_a_step() {
    if (random_.one_in(20)) return monitor_.reset(static_cast<Reset>(random_.below(3)));
    const auto zone = static_cast<ZoneId>(random_.below(kZones));
    if (random_.one_in(60)) return fail(zone);
    if (random_.one_in(6)) return send(together());
    send({command(zone)});
  }

  void fail(ZoneId zone) {
    const ZoneState zs = monitor_.oracle().belief().zone(zone).zs;
    const bool is_well = zs != ZoneState::ReadOnly && zs != ZoneState::Offline;
    const ZoneState to = random_.one_in(2) ? ZoneState::ReadOnly : ZoneState::Offline;
    monitor_.inject(monitor_.oracle().geometry().zslba(zone), is_well ? to : ZoneState::Empty);
  }

  std::vector<Command> together() {
    std::vector<Command> commands;
    for (std::uint64_t n = 2 + random_.below(4); n != 0; --n)
      commands.push_back(command(static_cast<ZoneId>(random_.below(kZones))));
    return commands;
  }

  Command command(ZoneId zone) {
    const Geometry& geometry = monitor_.oracle().geometry();
    const Zone& now = monitor_.oracle().belief().zone(zone);
    const std::uint64_t zslba = geometry.zslba(zone);
    const std::uint64_t left = zslba + now.zcap - now.wp;
    const Nlb nlb = Nlb::of_count(random_.one_in(8) && left != 0 && left <= 16 ? left : 1 + random_.below(6));
    const bool fua = random_.one_in(3);
    switch (random_.below(12)) {
      case 0:
      case 1:
      case 2:
        return {.body = Write{.slba = now.wp, .nlb = nlb, .fua = fua}};
      case 3:
        return {.body = WriteZeroes{.slba = now.wp, .nlb = nlb, .fua = fua}};
      case 4:
      case 5:
      case 6:
        return {.body = ZoneAppend{.zslba = zslba, .nlb = nlb, .fua = fua}};
      case 7:
        return {.nsid = random_.one_in(3) ? kBroadcastNsid : 1, .body = Flush{}};
      case 8:
        return {.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::SetZoneDescriptorExtension}};
      default:
        return {.body = ZoneManagementSend{.slba = zslba, .zsa = static_cast<ZoneSendAction>(1 + random_.below(4))}};
    }
  }

  void send(const std::vector<Command>& commands) {
    std::vector<std::vector<std::byte>> sent;
    std::vector<suites::Submission> submissions;
    for (const Command& each : commands)
      sent.emplace_back(bytes_to_device(monitor_.oracle().geometry(), each), static_cast<std::byte>(++fill_ % 251 + 1));
    for (std::size_t i = 0; i < commands.size(); ++i)
      submissions.push_back({.queue = commands[i].queue, .sqe = encode(commands[i]), .to_device = sent[i]});
    monitor_.submit_together(submissions);
  }

  suites::Target& target_;
  Monitor monitor_;
  Random random_;
  unsigned fill_ = 0;
};

std::string told(const mutants::Conduct& conduct, const RefOptions& options, std::uint64_t seed) {
  MutantTarget target{"", conduct, options};
  return Story{target, seed}.tell();
}

TEST(ResetsJudged, EveryDefectOfDurabilityIsSeen) {
  for (const auto& topic :
       {mutants::restart_mutants(), mutants::durability_mutants(), mutants::write_cache_mutants()}) {
    for (const mutants::Mutant& mutant : topic) {
      const MutantOptions options = parse_mutant_options(std::string{mutant.id} + ",lba=512");
      std::string seen;
      for (std::uint64_t seed = 1; seed <= 20 && seen.empty(); ++seed) seen = told(mutant.defect, options.ref, seed);
      EXPECT_FALSE(seen.empty()) << mutant.id << " is not seen";
    }
  }
}

TEST(ResetsJudged, NoPermittedVariantOfDurabilityIsFlagged) {
  for (const variants::Variant& variant : variants::durability_variants()) {
    const VariantOptions options = parse_variant_options(std::string{variant.id} + ",lba=512");
    for (std::uint64_t seed = 1; seed <= sampled(8); ++seed)
      EXPECT_EQ(told(variant.conduct, options.ref, seed), "") << variant.id << " with seed " << seed;
  }
}

TEST(ResetsJudged, NoPermittedVariantIsFlagged) {
  std::uint64_t place = 0;
  for (const variants::Variant& variant : variants::variants()) {
    if (!is_sampled(place++)) continue;
    const VariantOptions options = parse_variant_options(variant.id);
    if (options.ref.geometry.lba_bytes > 4096 || options.ref.geometry.zones < kZones) continue;
    EXPECT_EQ(told(variant.conduct, options.ref, 1), "") << variant.id;
  }
}

}  // namespace
}  // namespace zns::harness
