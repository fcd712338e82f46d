// What a hostile device returns, read by the host's side: whatever the bytes, parsers stay within them, and what they
// understood survives being written and read again.
#include "fuzz/device_pages.hpp"
#include "fuzz/hostile_target.hpp"
#include "fuzz/last_words.hpp"
#include "fuzz/told_oracle.hpp"
#include "harness/targets/in_process.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/facts.hpp"
#include "suites/patience.hpp"

#include <algorithm>
#include <array>

namespace {

using namespace zns;
using namespace zns::fuzz;

void read_report(std::span<const std::byte> bytes, std::size_t zdes) {
  const ZoneReport report = parse_zone_report(bytes, zdes * kZdesUnitBytes);
  expect(report.zones.size() <= report.number_of_zones, "no more entries than the header says");
  expect(report.zones.empty() || report_bytes(report.zones.size(), zdes * kZdesUnitBytes) <= bytes.size(),
         "no entry beyond the bytes");
  for (const ReportedZone& zone : report.zones) {
    std::array<std::byte, kZoneDescriptorBytes> again{};
    encode(zone.descriptor, again);
    ZoneDescriptor twice = decode_zone_descriptor(again);
    twice.reserved_bits = zone.descriptor.reserved_bits;  // those in reserved fields are not written
    expect(twice == zone.descriptor, "a descriptor survives being written");
  }
}

// What a host asks before it does anything else, of a device that lies. There is nothing that it may not be told; but
// it ends, and says in its own words what is wrong.
void read_facts(std::span<const std::uint8_t> lies) {
  constexpr std::size_t kMostCommands = 10'000;  // also where it asks again and again after passing statuses
  static const SubsystemShape kShape{
      .namespaces = {{.geometry = {.zones = 4, .zsze = 16, .zcap = 12}},
                     {.geometry = {.nsid = 2, .zones = 1, .zsze = 64, .zcap = 64, .csi = Csi::Nvm}}}};
  harness::InProcessTarget honest{"ref:", kShape, Policy{}};
  HostileTarget target{honest, lies_of(lies), kMostCommands, [] { fail("whoever reads the facts never ends"); }};
  try {
    const suites::Facts facts = suites::read_facts(target);
    expect(facts.lba_bytes >= 512 && facts.zsze != 0 && facts.zone_count != 0, "facts that a bench can divide by");
    expect(facts.zone_count <= facts.nsze / facts.zsze, "no zone beyond the namespace");
  } catch (const suites::NotTestable&) {
  } catch (const suites::NeverDecides&) {
  } catch (const suites::DeviceWrong&) {
  } catch (const suites::NotCarried&) {
  }
}

constexpr std::uint8_t kFacts = 0x80;  // of the second byte

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_report", hex_words, data, size};
  if (size < 2) return 0;
  const auto bytes = std::as_bytes(execution.input().subspan(2));
  const std::span pages = device_pages();
  const bool facts = (data[1] & kFacts) != 0;
  if (data[0] % 3 == 0 && !facts) pages[data[1] % pages.size()].read(bytes);
  if (data[0] % 3 == 0 && facts) read_facts(execution.input().subspan(2));
  if (data[0] % 3 == 1) read_report(bytes, data[1]);
  if (data[0] % 3 == 2) tell_oracle(bytes, data[0] / 3U, data[1]);
  return 0;
}
