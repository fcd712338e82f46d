// Every permitted variant differs from the default reference device in something that a host can observe: it would be
// easy to leave a device in peace that does nothing of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/targets/mutant_target.hpp"
#include "harness/targets/side_by_side_for_tests.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

using mutants::Conduct;
using mutants::MutantDevice;
using variants::Variant;

constexpr std::uint64_t kSteps = 2500;
constexpr std::uint64_t kRareSteps = 45'000;

// The Identify structures, and the zones as they are at first.
Seen first_look(MutantDevice& device) {
  const auto identify = [&](Cns cns, Csi csi) {
    return Command{.queue = Queue::Admin, .nsid = device.geometry().nsid, .body = Identify{.cns = cns, .csi = csi}};
  };
  std::vector<Command> commands{identify(Cns::Namespace, Csi::Nvm), identify(Cns::Controller, Csi::Nvm),
                                identify(Cns::CommandSetNamespace, Csi::Zoned),
                                identify(Cns::CommandSetController, Csi::Zoned),
                                identify(Cns::CommandSetController, Csi::Nvm)};
  commands.push_back(
      {.nsid = device.geometry().nsid, .body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(256)}});
  return submit(device, commands, 0);
}

bool is_said_at_once(const RefOptions& options) {
  MutantDevice other{Conduct{}, options.geometry, Policy{}};
  MutantDevice plain{Conduct{}, parse_ref_options("").geometry, Policy{}};
  return first_look(other) != first_look(plain);
}

// One step of both; true if they differ.
bool step_differs(MutantDevice& other, MutantDevice& plain, Generator& generator, std::uint64_t step) {
  Random& random = generator.random();
  const Geometry& geometry = plain.geometry();
  if (random.one_in(100)) {
    const auto kind = static_cast<Reset>(random.below(3));
    other.restart(kind);
    plain.restart(kind);
  } else if (random.one_in(80)) {
    constexpr std::array kEvents{EventKind::ReadOnly, EventKind::Offline, EventKind::Renew, EventKind::Renew};
    const EventKind kind = kEvents[random.below(kEvents.size())];
    const auto zone = static_cast<ZoneId>(random.below(geometry.zones));
    if (other.inject(zone, kind) != plain.inject(zone, kind)) return true;
  } else {
    Command command = generator.next(plain.state());
    if (command.nsid == 1) command.nsid = geometry.nsid;
    command.reserved_bits = random.one_in(20);
    if (submit(other, {command}, step) != submit(plain, {command}, step)) return true;
  }
  if (step % 128 == 0 && read_logs(other) != read_logs(plain)) return true;
  return step % 16 == 0 && look(other) != look(plain);
}

// By the conduct and the policy: the geometry of both is the variant's.
bool is_seen(const Variant& variant, const RefOptions& options) {
  for (std::uint64_t seed = 1; seed <= sampled(16); ++seed) {
    MutantDevice other{variant.conduct, options.geometry, options.policy};
    MutantDevice plain{Conduct{}, options.geometry, Policy{}};
    Generator generator{options.geometry, seed};
    if (first_look(other) != first_look(plain)) return true;
    const std::uint64_t steps = seed == 1 ? kRareSteps : kSteps;  // some do something now and then only
    for (std::uint64_t step = 1; step <= steps; ++step)
      if (step_differs(other, plain, generator, step)) return true;
  }
  return false;
}

bool has_a_hook(const Conduct& c) {
  return c.administers != nullptr || c.believes != nullptr || c.does != nullptr || c.returns != nullptr ||
         c.answers != nullptr || c.meddles != nullptr || c.caches != nullptr || c.restarts != nullptr;
}

// Where a Flush of several in flight together gets its place.
std::vector<std::size_t> places(const RefOptions& options) {
  MutantTarget target{"", Conduct{}, options};
  const Sqe flush = encode(Command{.nsid = options.geometry.nsid, .body = Flush{}});
  const std::vector<suites::Submission> submissions(6, {.queue = Queue::Io, .sqe = flush});
  std::vector<std::size_t> order;
  for (const suites::Completion& cqe : target.submit_together(submissions)) order.push_back(cqe.place);
  return order;
}

TEST(Variants, DifferFromTheDefaultForAHost) {
  for (const Variant& variant : variants::variants()) {
    const RefOptions options = parse_variant_options(variant.id).ref;
    if (!options.beside.empty()) continue;  // nvm_conformance_test
    if (variant.id.substr(0, 9) == "sanitize-" || variant.id.substr(0, 6) == "abort-")
      continue;                                                                       // sanitize_conformance_test
    if (options.controllers > 1 || variant.conduct.administers != nullptr) continue;  // subsystem_conformance_test
    Policy of_one_command = options.policy;
    of_one_command.order = Policy::Order::Submitted;
    const bool acts = has_a_hook(variant.conduct) || !(of_one_command == Policy{});
    if (!(options.geometry == parse_ref_options("").geometry)) {
      EXPECT_TRUE(is_said_at_once(options)) << variant.id << ": its geometry is not told";
    }
    if (acts) {
      EXPECT_TRUE(is_seen(variant, options)) << variant.id << " does nothing that a host can see";
    }
    if (options.policy.order != Policy::Order::Submitted) {
      const std::vector<std::size_t> order = places(options);
      EXPECT_FALSE(std::is_sorted(order.begin(), order.end())) << variant.id;
    }
  }
}

TEST(Variants, ThatDoNothingOfTheirOwnAreNotSeen) {
  const Variant none{.id = "", .what = "", .clauses = {}};
  EXPECT_FALSE(is_said_at_once(parse_ref_options("")));
  EXPECT_FALSE(is_seen(none, parse_ref_options("")));
}

TEST(VariantOptions, PutsOptionsOnTopOfTheVariants) {
  const VariantOptions options = parse_variant_options("no-implicit-close,zones=4,implicit-close=newest");
  EXPECT_EQ(options.ref.geometry.zones, 4U);
  EXPECT_EQ(options.ref.policy.implicit_close, Policy::ImplicitClose::Newest) << "the last one counts";
}

TEST(VariantOptions, KnowsWhatWasMeant) {
  try {
    parse_variant_options("no-implicit-clos");
    FAIL() << "no complaint";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("the nearest is 'no-implicit-close'"));
  }
}

TEST(MutantTarget, TellsWhetherToRetry) {
  const VariantOptions variant = parse_variant_options("may-be-retried");
  MutantTarget retried{"", variant.variant->conduct, variant.ref};
  MutantTarget plain{"", Conduct{}, variant.ref};
  const suites::Submission unknown{.queue = Queue::Io, .sqe = encode(Command{.body = OtherCommand{.opcode = 0x0C}})};
  EXPECT_FALSE(retried.submit(unknown).dnr);
  EXPECT_TRUE(plain.submit(unknown).dnr);
}

}  // namespace
}  // namespace zns::harness
