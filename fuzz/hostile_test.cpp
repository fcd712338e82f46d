// A device that lies in its pages, lists, events, reports and statuses: whoever reads them (the facts, every case, what
// `describe` and a run with the oracle beside it look at) ends, and says so in its own words. Under the sanitizers of
// the preset `asan`, too.
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "fuzz/device_pages.hpp"
#include "fuzz/hostile_target.hpp"
#include "harness/targets/in_process.hpp"
#include "suites/contents.hpp"
#include "suites/facts.hpp"
#include "suites/runner.hpp"

namespace zns::fuzz {
namespace {

using suites::Case;

class NeverEnds : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

constexpr std::size_t kMostCommands = 200'000;  // of one case

SubsystemShape shape() {
  Geometry zoned{.lba_bytes = 512, .zones = 8, .zsze = 16, .zcap = 12, .max_active = 4, .max_open = 3, .zdes = 1};
  zoned.namespace_management = true;
  zoned.mdts = 2;
  Geometry blocks{.nsid = 2, .lba_bytes = 512, .zones = 1, .zsze = 64, .zcap = 64};
  blocks.csi = Csi::Nvm;
  return {.namespaces = {{.geometry = zoned}, {.geometry = blocks}}, .controllers = controllers_of(2)};
}

struct Devil {
  explicit Devil(std::vector<Lie> lies)
      : target{honest, std::move(lies), kMostCommands, [] { throw NeverEnds{"it never ends"}; }} {}
  harness::InProcessTarget honest{"ref:", shape(), Policy{}};
  HostileTarget target;
};

std::string text_of(const std::vector<Lie>& lies) {
  std::string text;
  for (const Lie& lie : lies)
    text += " {when " + std::to_string(lie.when) + (lie.of_io ? ", I/O" : "") + ", kind " +
            std::to_string(static_cast<int>(lie.kind)) + ", where " + std::to_string(lie.where) + ", value " +
            std::to_string(lie.value) + "}";
  return text;
}

// Whatever it comes to, it is one of the ends that a run knows.
void run_hostile(const Case& test, const suites::Facts& facts, const std::vector<Lie>& lies) {
  SCOPED_TRACE(test.id + ":" + text_of(lies));
  Devil devil{lies};
  suites::Bench bench{devil.target, facts, {}};
  try {
    static_cast<void>(suites::run_case(test, bench));
  } catch (const suites::NotTestable&) {
  } catch (const suites::NeverDecides&) {
  } catch (const suites::DeviceWrong&) {
  } catch (const suites::NotCarried&) {
  } catch (const suites::CaseFailed&) {  // while the case was put to an end, as are the next two
  } catch (const suites::CaseInconclusive&) {
  } catch (const suites::CaseNotApplicable&) {
  } catch (const std::exception& other) {
    ADD_FAILURE() << other.what();
  }
}

suites::Facts honest_facts() {
  harness::InProcessTarget honest{"ref:", shape(), Policy{}};
  return suites::read_facts(honest);
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const suites::Section& section : suites::contents())
    for (const Case& each : section.cases) all.push_back(each);
  return all;
}

std::uint64_t next(std::uint64_t& state) {
  state = state * 6364136223846793005U + 1442695040888963407U;
  return state >> 33;
}

constexpr std::uint32_t kEnds[] = {0,     1,      2,       3,           0x7F,        0xFF,
                                   0x100, 0xFFFF, 0x10000, 0x7FFF'FFFF, 0xFFFF'FFFE, 0xFFFF'FFFF};

Lie random_lie(std::uint64_t& state) {
  Lie lie{.when = static_cast<std::uint8_t>(next(state) % 3 == 0 ? 255 : next(state) % 32),
          .of_io = next(state) % 4 == 0,
          .kind = static_cast<LieKind>(next(state) % kLieKinds),
          .where = static_cast<std::uint16_t>(next(state) % 2 == 0 ? next(state) % 64 : next(state)),
          .value = kEnds[next(state) % std::size(kEnds)]};
  if (next(state) % 2 == 0) lie.where = static_cast<std::uint16_t>(lie.where & ~3U);
  if (lie.kind == LieKind::Status && next(state) % 2 == 0) lie.value = 0;
  return lie;
}

// The worst that a device can say, to every command: alone, and where everything succeeds.
std::vector<std::vector<Lie>> constant_lies() {
  constexpr std::uint16_t kStarts[] = {0, 2, 8};
  constexpr LieKind kKinds[] = {LieKind::Dword, LieKind::Qword, LieKind::Fill, LieKind::Ascending,
                                LieKind::AscendingId};
  std::vector<Lie> worst;
  for (const bool io : {false, true})
    for (const std::uint16_t where : kStarts)
      for (const LieKind kind : kKinds)
        for (const std::uint32_t value : {0U, 1U, 0xFFFF'FFFFU})
          worst.push_back({.when = 255, .of_io = io, .kind = kind, .where = where, .value = value});
  for (const std::uint32_t value : {0U, 0x7FFFU, 0xFFFF'FFFFU})
    worst.push_back({.when = 255, .kind = LieKind::Result, .value = value});
  std::vector<std::vector<Lie>> all;
  for (const Lie& lie : worst) {
    all.push_back({lie});
    all.push_back({lie, {.when = 255, .of_io = lie.of_io, .kind = LieKind::Status}});
  }
  return all;
}

TEST(HostileDevice, EveryCaseEnds) {
  const suites::Facts facts = honest_facts();
  const std::vector<Case> all = cases();
  const std::vector<std::vector<Lie>> constant = constant_lies();
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < all.size(); ++i) {
    run_hostile(all[i], facts, constant[i % constant.size()]);
    for (int times = 0; times < 3; ++times) {
      std::vector<Lie> lies;
      for (std::uint64_t n = next(state) % 4; n < 4; ++n) lies.push_back(random_lie(state));
      run_hostile(all[i], facts, lies);
    }
  }
}

// Cases that only read are cheap: they meet each of the worst lies, with a namespace identifier that has no end.
TEST(HostileDevice, CasesOfControllersEndWhateverIsSaid) {
  suites::Facts facts = honest_facts();
  facts.controller.nn = 0xFFFF'FFFE;
  std::vector<Case> all;
  for (const auto& part :
       {suites::identify_cases(), suites::log_page_cases(), suites::effects_cases(), suites::inventory_cases(),
        suites::feature_cases(), suites::async_event_cases(), suites::namespace_creation_cases(),
        suites::namespace_refusal_cases(), suites::namespace_attachment_cases(), suites::several_controllers_cases()})
    all.insert(all.end(), part.begin(), part.end());
  for (const Case& each : all)
    for (const std::vector<Lie>& lies : constant_lies()) run_hostile(each, facts, lies);
}

TEST(HostileDevice, FactsAreReadOrRefused) {
  std::uint64_t state = 7;
  for (int times = 0; times < 3000; ++times) {
    std::vector<Lie> lies;
    for (std::uint64_t n = next(state) % 3; n < 3; ++n) lies.push_back(random_lie(state));
    Devil devil{lies};
    try {
      const suites::Facts facts = suites::read_facts(devil.target);
      EXPECT_GE(facts.lba_bytes, 512U) << text_of(lies);
      EXPECT_NE(facts.zsze, 0U) << text_of(lies);
      EXPECT_NE(facts.zone_count, 0U) << text_of(lies);
    } catch (const suites::NotTestable&) {
    } catch (const suites::NeverDecides&) {
    } catch (const suites::DeviceWrong&) {
    } catch (const suites::NotCarried&) {
    } catch (const NeverEnds& endless) {
      ADD_FAILURE() << endless.what() << text_of(lies);
    }
  }
}

// The seeds of fuzz_report; of a completion that is still outstanding there is nothing to read but zeros.
TEST(DevicePages, AreReadAsTheReferenceReturnsThem) {
  for (const DevicePage& page : device_pages()) {
    const std::vector<std::byte> right = right_page(page);
    EXPECT_FALSE(right.empty()) << page.name;
    page.read(right);
  }
}

}  // namespace
}  // namespace zns::fuzz
