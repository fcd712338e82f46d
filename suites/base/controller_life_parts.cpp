#include "suites/base/controller_life_parts.hpp"

#include <string>

#include "reference/spec/text.hpp"

namespace zns::suites::life {

IdentifyController identify_controller(Bench& bench, std::size_t controller) {
  Bytes page;
  const Completion cqe =
      bench.admin(Identify{.cns = Cns::Controller}, {.bytes = kIdentifyBytes, .data = &page, .controller = controller});
  bench.expect_success(cqe);
  return decode_identify_controller(IdentifyView{page});
}

void expect_works(Bench& bench, std::size_t controller) {
  static_cast<void>(identify_controller(bench, controller));
  bench.go_by(controller);
  static_cast<void>(bench.descriptor(bench.zone(0)));
}

namespace {

constexpr int kMostEventsAtOnce = 8;

// One request that waits; the device may have had something to tell.
void request_one(Bench& bench, std::size_t controller) {
  for (int i = 0; i < kMostEventsAtOnce; ++i) {
    const auto cqe = bench.request_event(controller);
    if (!cqe) return;
    bench.expect_success(*cqe);
  }
  bench.needs(false, "the device has ever more events to tell");
}

}  // namespace

void fill_event_requests(Bench& bench, std::size_t controller) {
  const std::size_t most = std::size_t{identify_controller(bench, controller).aerl} + 1;
  for (std::size_t i = 0; i < most; ++i) request_one(bench, controller);
}

void expect_full_of_event_requests(Bench& bench, std::size_t controller) {
  const auto told = bench.next_event(controller);
  bench.needs(!told || told->status != kSuccess, "the device had something to tell meanwhile");
  bench.expect(!told, "every Asynchronous Event Request is outstanding", "one was completed");
  const auto excess = bench.request_event(controller);
  const std::string expected = "Asynchronous Event Request Limit Exceeded of one request beyond AERL";
  if (!excess) bench.fail({expected}, "it is outstanding, too");
  bench.needs(excess->status != kSuccess, "the device had something to tell meanwhile");
  bench.expect(excess->status == Status::AsynchronousEventRequestLimitExceeded, expected, to_string(excess->status));
}

}  // namespace zns::suites::life
