// Namespace Attribute Changed: an event, and an entry in the Changed Namespace List, at a controller for what another
// one was told to do.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/spec/features.hpp"
#include "reference/spec/text.hpp"
#include "suites/base/async_events_parts.hpp"
#include "suites/contents.hpp"
#include "suites/subsystem/spaces.hpp"

namespace zns::suites {
namespace {

using namespace subsystem;

constexpr Fid kConfiguration = Fid::AsynchronousEventConfiguration;

void configure(Bench& bench, std::size_t controller, std::uint32_t value) {
  bench.expect_success(bench.admin(SetFeatures{.dw11 = value, .fid = kConfiguration}, {.controller = controller}));
}

// As it was, when the case has ended.
void enable(Bench& bench, std::size_t controller, bool enabled) {
  const Completion before = bench.admin(GetFeatures{.fid = kConfiguration}, {.controller = controller});
  bench.expect_success(before);
  const auto value = static_cast<std::uint32_t>(before.result);
  constexpr std::uint32_t kBit = oaes::kNamespaceAttribute;
  bench.needs((identity(bench, controller).oaes & kBit) != 0,
              "the controller tells nothing of namespaces (OAES bit 8)");
  bench.at_end([&bench, controller, value] { configure(bench, controller, value); });
  configure(bench, controller, enabled ? value | kBit : value & ~kBit);
}

std::vector<std::uint32_t> changed(Bench& bench, std::size_t controller) {
  Bytes data;
  const GetLogPage page{.numd = NumberOfDwords::of_count(kChangedNamespacesBytes / 4),
                        .lid = Lid::ChangedNamespaceList};
  bench.expect_success(bench.admin(
      page, {.nsid = kBroadcastNsid, .bytes = kChangedNamespacesBytes, .data = &data, .controller = controller}));
  return decode_changed_namespaces(data);
}

bool is_of_namespaces(const Completion& cqe) {
  const AsyncEvent event = decode_async_event(cqe.result);
  return cqe.status == kSuccess && event.type == EventType::Notice && event.info == notice::kNamespaceAttributeChanged;
}

// Nothing is to be told any more: a request waits.
void wait_at(Bench& bench, std::size_t controller) {
  constexpr int kMostBefore = 8;
  for (int i = 0; i < kMostBefore; ++i) {
    static_cast<void>(changed(bench, controller));
    if (!bench.request_event(controller)) return;
  }
  bench.needs(false, "the controller has ever more to tell");
}

void expect_told(Bench& bench, std::size_t controller, std::uint32_t nsid) {
  const auto told = events::next(bench, controller);
  const std::string expected = "the event Namespace Attribute Changed at controller " + std::to_string(controller);
  if (!told) bench.fail({expected}, "none");
  bench.expect(is_of_namespaces(*told), expected, events::in_words(*told));
  bench.expect(decode_async_event(told->result).log == Lid::ChangedNamespaceList, "the log page of the event: 04h",
               events::in_words(*told));
  const auto list = changed(bench, controller);
  bench.expect(holds(list, nsid) || holds(list, kTooManyNamespaces),
               "NSID " + std::to_string(nsid) + " in the Changed Namespace List",
               std::to_string(list.size()) + " others");
}

void expect_not_told(Bench& bench, std::size_t controller) {
  const auto told = events::next(bench, controller);
  bench.expect(!told || !is_of_namespaces(*told), "no event of a kind that is disabled",
               told ? events::in_words(*told) : "");
}

std::uint32_t a_detached_namespace(Bench& bench) {
  for (const std::uint32_t nsid : list(bench, {.cns = Cns::AllocatedNamespaces}))
    if (controllers(bench, {.cns = Cns::AttachedControllers, .nsid = nsid}).empty()) return nsid;
  bench.needs(false, "needs a namespace that is attached to no controller");
  return 0;
}

// ---- what is told ---------------------------------------------------------------------------------------------------

void attach_it(Bench&, Space& space) {
  space.attach_to({kSecond});
}
void attach_it_to_both(Bench&, Space& space) {
  space.attach_to({kFirst, kSecond});
}
void detach_it(Bench&, Space& space) {
  space.detach_from({kSecond});
}
void delete_it(Bench& bench, Space& space) {
  bench.expect_success(remove(bench, space.nsid()));
}
void set_protection(Bench& bench, const Space& space, WriteProtection wps) {
  bench.expect_success(
      bench.admin(SetFeatures{.dw11 = static_cast<std::uint32_t>(wps), .fid = Fid::NamespaceWriteProtection},
                  {.nsid = space.nsid()}));
}
void protect_it(Bench& bench, Space& space) {
  bench.at_end([&bench, nsid = space.nsid()] {
    static_cast<void>(bench.admin(SetFeatures{.fid = Fid::NamespaceWriteProtection}, {.nsid = nsid}));
  });
  set_protection(bench, space, WriteProtection::Protected);
}

using Deed = void (*)(Bench&, Space&);

void tells_the_other(Bench& bench, Deed given, Deed when) {
  Space space{bench, {.shared = true}};
  if (given != nullptr) given(bench, space);
  enable(bench, kSecond, true);
  wait_at(bench, kSecond);
  when(bench, space);
  expect_told(bench, kSecond, space.nsid());
}

void tells_again(Bench& bench) {
  Space space{bench, {.shared = true}};
  enable(bench, kSecond, true);
  for (int i = 0; i < 2; ++i) {
    wait_at(bench, kSecond);
    space.attach_to({kSecond});
    expect_told(bench, kSecond, space.nsid());
    wait_at(bench, kSecond);
    space.detach_from({kSecond});
    expect_told(bench, kSecond, space.nsid());
  }
}

void tells_nothing_that_is_disabled(Bench& bench) {
  Space space{bench, {.shared = true}};
  enable(bench, kSecond, false);
  wait_at(bench, kSecond);
  space.attach_to({kSecond});
  space.detach_from({kSecond});
  expect_not_told(bench, kSecond);
}

// The namespace is there already, and attached to nothing: a device may have no room, or no command, for another.
void tells_of_one_that_is_there(Bench& bench, bool enabled) {
  const std::uint32_t nsid = a_detached_namespace(bench);
  const std::vector<std::uint16_t> second{cntlid(bench, kSecond)};
  enable(bench, kSecond, enabled);
  wait_at(bench, kSecond);
  bench.at_end([&bench, nsid, second] {
    if (!controllers(bench, {.cns = Cns::AttachedControllers, .nsid = nsid}).empty())
      bench.expect_success(detach(bench, nsid, second));
  });
  bench.expect_success(attach(bench, nsid, second));
  if (enabled) return expect_told(bench, kSecond, nsid);
  expect_not_told(bench, kSecond);
}

Case a_case(const char* id, const char* title, std::vector<ClauseId> clauses, std::function<void(Bench&)> run) {
  return managed("namespace-events/", {.id = id,
                                       .title = title,
                                       .clauses = std::move(clauses),
                                       .needs = {Need::Controllers, Need::Events},
                                       .run = std::move(run)});
}

Case told(const char* id, const char* title, Deed given, Deed when) {
  return a_case(id, title, {"AER-014"}, [=](Bench& bench) { tells_the_other(bench, given, when); });
}

}  // namespace

std::vector<Case> namespace_event_cases() {
  std::vector<Case> cases{
      told("attached", "A controller tells that a namespace was attached to it through another one", nullptr,
           attach_it),
      told("attached-to-both", "A controller tells of a namespace that one command attached to both", nullptr,
           attach_it_to_both),
      told("detached", "A controller tells that a namespace was detached from it through another one", attach_it,
           detach_it),
      told("deleted", "A controller tells that a namespace was deleted that was attached to it", attach_it, delete_it),
      a_case("again", "An event that was told, and its page read, is told again", {"AER-014", "AER-007", "CNS-LOG-002"},
             tells_again),
      a_case("disabled", "Of namespaces nothing is told while the event is disabled", {"AER-008"},
             tells_nothing_that_is_disabled),
      a_case("detached-attached", "A controller tells that a namespace was attached to it that none had", {"AER-014"},
             [](Bench& bench) { tells_of_one_that_is_there(bench, true); }),
      a_case("detached-disabled", "Of a namespace that none had nothing is told while the event is disabled",
             {"AER-008"}, [](Bench& bench) { tells_of_one_that_is_there(bench, false); }),
  };
  Case protected_case = told("protected", "A controller tells that a namespace was write protected through another one",
                             attach_it_to_both, protect_it);
  protected_case.needs.push_back(Need::WriteProtection);
  cases.push_back(std::move(protected_case));
  return cases;
}

}  // namespace zns::suites
