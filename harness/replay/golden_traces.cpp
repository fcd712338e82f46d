#include "harness/replay/golden_traces.hpp"

#include <functional>

#include "harness/replay/recorder.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

using Action = ZoneSendAction;
using Bytes = std::vector<std::byte>;

// A host that writes patterns, one generation after the other.
class Host {
 public:
  Host(const std::string& name, const std::string& options)
      : ref_{parse_ref_options(options)}, device_{"ref:" + options, ref_.geometry, ref_.policy}, recorder_{device_} {
    recorder_.begin(trace_head(Oracle{ref_.geometry}, ref_.beside, device_.name(), 1, name));
  }

  Trace take() { return *recorder_.take(); }

  void write(std::uint64_t slba, std::uint64_t blocks) {
    send({.body = Write{.slba = slba, .nlb = Nlb::of_count(blocks)}}, pattern(slba, blocks));
  }
  void append(std::uint64_t zslba, std::uint64_t blocks) {
    send({.body = ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(blocks)}}, pattern(zslba, blocks));
  }
  void zeroes(std::uint64_t slba, std::uint64_t blocks) {
    send({.body = WriteZeroes{.slba = slba, .nlb = Nlb::of_count(blocks)}});
  }
  void read(std::uint64_t slba, std::uint64_t blocks) {
    send({.body = Read{.slba = slba, .nlb = Nlb::of_count(blocks)}}, {}, blocks * ref_.geometry.lba_bytes);
  }
  void flush() { send({.body = Flush{}}); }
  void zone(Action action, std::uint64_t zslba) { send({.body = ZoneManagementSend{.slba = zslba, .zsa = action}}); }
  void all(Action action) { send({.body = ZoneManagementSend{.zsa = action, .select_all = true}}); }
  void extension(std::uint64_t zslba, std::byte fill) {
    send({.body = ZoneManagementSend{.slba = zslba, .zsa = Action::SetZoneDescriptorExtension}},
         Bytes(ref_.geometry.extension_bytes(), fill));
  }
  void report(std::uint64_t zones = 4, ReportingOption option = ReportingOption::All, bool partial = false,
              ZoneReceiveAction zra = ZoneReceiveAction::ReportZones) {
    const bool extended = zra == ZoneReceiveAction::ExtendedReportZones;
    const std::size_t bytes = report_bytes(zones, extended ? ref_.geometry.extension_bytes() : 0);
    send({.body =
              ZoneManagementReceive{
                  .numd = NumberOfDwords::of_count(bytes / 4), .zra = zra, .zrasf = option, .partial = partial}},
         {}, bytes);
  }
  void identify(Cns cns, Csi csi, std::uint32_t nsid) {
    send({.queue = Queue::Admin, .nsid = nsid, .body = Identify{.cns = cns, .csi = csi}}, {}, 4096);
  }
  void fails(std::uint64_t zslba, ZoneState state) { recorder_.inject(zslba, state); }
  void reset() { recorder_.reset(Reset::Controller); }

  // Zone Appends, one block each, in flight together.
  void append_together(const std::vector<std::uint64_t>& zslbas) {
    std::vector<Bytes> data;
    std::vector<suites::Submission> submissions;
    data.reserve(zslbas.size());
    for (const std::uint64_t zslba : zslbas) {
      data.push_back(pattern(zslba, 1));
      submissions.push_back(
          {.queue = Queue::Io, .sqe = encode({.body = ZoneAppend{.zslba = zslba}}), .to_device = data.back()});
    }
    static_cast<void>(recorder_.submit_together(submissions));
  }

 private:
  Bytes pattern(std::uint64_t lba, std::uint64_t blocks) {
    const std::size_t size = ref_.geometry.lba_bytes;
    Bytes data(blocks * size);
    ++generation_;
    for (std::uint64_t i = 0; i < blocks; ++i)
      Pattern{.seed = 1, .generation = generation_}.fill_block(std::span{data}.subspan(i * size, size), lba + i);
    return data;
  }
  void send(const Command& command, const Bytes& data = {}, std::size_t returned = 0) {
    Bytes buffer(returned, kUntouched);
    static_cast<void>(
        recorder_.submit({.queue = command.queue, .sqe = encode(command), .to_device = data, .from_device = buffer}));
  }

  RefOptions ref_;
  InProcessTarget device_;
  Recorder recorder_;
  std::uint64_t generation_ = 0;
};

struct Scenario {
  std::string name;
  std::string options;
  std::function<void(Host&)> play;
};

// Four zones of 16 blocks, of which 12 can be written: at 0h, 10h, 20h and 30h.
const std::string kSmall = "zones=4,zsze=16,zcap=12,mar=3,mor=2,lba=512,mdts=1,zasl=0,zdes=1";

void life_cycle(Host& host) {
  host.report();
  for (const Action action : {Action::Open, Action::Close, Action::Open}) host.zone(action, 0x10);
  host.write(0x10, 5);
  host.report();
  for (const Action action : {Action::Close, Action::Finish}) host.zone(action, 0x10);
  host.report();
  host.zone(Action::Reset, 0x10);
  host.read(0x10, 2);
  host.report();
}

void write_aborts(Host& host) {
  host.write(0x01, 1);   // not at the write pointer
  host.write(0x00, 13);  // beyond the capacity
  host.write(0x40, 1);   // beyond the namespace
  host.write(0x00, 12);
  host.write(0x0C, 1);   // Full
  host.append(0x11, 1);  // not the start of a zone
  host.append(0x10, 13);
  host.write(0x10, 17);  // beyond MDTS
  host.report();
}

void zone_management_aborts(Host& host) {
  host.zone(Action::Close, 0x00);  // Empty
  host.zone(Action::Open, 0x01);   // not the start of a zone
  host.zone(Action::Open, 0x40);   // beyond the namespace
  host.zone(static_cast<Action>(0x7F), 0x00);
  host.zone(Action::Finish, 0x00);
  host.zone(Action::Open, 0x00);     // Full
  host.zone(Action::Offline, 0x10);  // not Read Only
  host.report(4, static_cast<ReportingOption>(0x8));
}

void resource_limits(Host& host) {
  for (const std::uint64_t zslba : {0x00, 0x10, 0x20}) host.zone(Action::Open, zslba);  // mor=2
  host.zone(Action::Close, 0x00);
  host.zone(Action::Open, 0x20);
  host.write(0x30, 1);  // mar=3
  host.report();
}

void implicit_close(Host& host) {
  host.write(0x00, 1);
  host.write(0x10, 1);
  host.write(0x20, 1);
  host.report();
  host.write(0x01, 1);
  host.report();
}

void append_to_full(Host& host) {
  for (int i = 0; i < 3; ++i) host.append(0x20, 4);
  host.append(0x20, 1);
  host.read(0x20, 12);
  host.report();
}

void extension_life_cycle(Host& host) {
  const auto look = [&host] { host.report(4, ReportingOption::All, true, ZoneReceiveAction::ExtendedReportZones); };
  host.extension(0x10, std::byte{0x5A});
  look();
  host.extension(0x10, std::byte{0x77});  // Closed: not again
  host.write(0x10, 1);
  host.zone(Action::Finish, 0x10);
  look();
  host.zone(Action::Reset, 0x10);
  look();
}

void select_all(Host& host) {
  host.write(0x00, 1);
  host.zone(Action::Open, 0x10);
  for (const Action action : {Action::Close, Action::Open, Action::Finish, Action::Reset}) {
    host.all(action);
    host.report();
  }
}

void reporting_options(Host& host) {
  host.zone(Action::Open, 0x00);
  host.write(0x10, 1);
  host.zone(Action::Finish, 0x20);
  for (std::uint8_t option = 0; option < 8; ++option) host.report(4, static_cast<ReportingOption>(option));
  host.report(1);
  host.report(1, ReportingOption::All, true);
}

void zone_failure(Host& host) {
  host.write(0x10, 2);
  host.fails(0x10, ZoneState::ReadOnly);
  host.write(0x12, 1);
  host.read(0x10, 2);
  host.zone(Action::Reset, 0x10);
  host.fails(0x10, ZoneState::Offline);
  host.read(0x10, 1);
  host.report();
  host.fails(0x10, ZoneState::Empty);
  host.report();
}

void appends_in_flight(Host& host) {
  for (int i = 0; i < 3; ++i) host.append_together({0x00, 0x10, 0x00, 0x20});
  host.report();
  host.read(0x00, 6);
}

void everything_else(Host& host) {
  host.identify(Cns::CommandSetNamespace, Csi::Zoned, 1);
  host.zeroes(0x00, 3);
  host.flush();
  host.read(0x00, 4);
  host.read(0x0F, 2);  // over the boundary
  host.reset();
  host.report();
}

}  // namespace

std::vector<Trace> golden_traces() {
  const std::vector<Scenario> kScenarios{
      {"state-life-cycle", kSmall, life_cycle},
      {"write-aborts", kSmall, write_aborts},
      {"zone-management-aborts", kSmall, zone_management_aborts},
      {"resource-limits", kSmall, resource_limits},
      {"implicit-close", kSmall, implicit_close},
      {"implicit-close-refused", kSmall + ",implicit-close=refuse", implicit_close},
      {"append-to-full", kSmall, append_to_full},
      {"extension-life-cycle", kSmall, extension_life_cycle},
      {"select-all", kSmall, select_all},
      {"reporting-options", kSmall, reporting_options},
      {"zone-failure", kSmall, zone_failure},
      {"appends-in-flight", kSmall + ",order=shuffled", appends_in_flight},
      {"everything-else", kSmall, everything_else},
  };
  std::vector<Trace> traces;
  for (const Scenario& scenario : kScenarios) {
    Host host{scenario.name, scenario.options};
    scenario.play(host);
    traces.push_back(host.take());
  }
  return traces;
}

}  // namespace zns::harness
