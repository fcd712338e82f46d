// What each Need asks for, and the sentence that a user reads where it is not met.
#include <string_view>

#include "reference/spec/features.hpp"
#include "suites/bench.hpp"

namespace zns::suites {
namespace {

struct Answer {
  bool met;
  std::string_view otherwise;
};

// Every zone that cases may get has blocks that cannot be written. One zone without would do, but a case does not
// choose.
struct Way {
  bool registers;
  bool events;
};
struct Zones {
  bool whole;
  bool all_with_gap;
};

bool manages_namespaces(const Facts& facts) {
  return (facts.controller.oacs & 1U << 3) != 0;
}

Answer answer(Need need, const Facts& facts, const Carries& carries, const Way& way, const Zones& zones) {
  switch (need) {
    case Need::Append:
      if (facts.append_limit_bytes && *facts.append_limit_bytes < facts.lba_bytes)
        return {false, "no block is small enough for a Zone Append (ZASL)"};
      return {facts.append, "the device does not support Zone Append"};
    case Need::WriteZeroes:
      return {facts.write_zeroes, "the device does not support Write Zeroes (ONCS)"};
    case Need::ActiveLimit:
      return {facts.max_active.has_value(), "the device does not limit active zones (MAR)"};
    case Need::OpenLimit:
      return {facts.max_open.has_value(), "the device does not limit open zones (MOR)"};
    case Need::ActiveAboveOpen:
      return {!facts.max_active || (facts.max_open && *facts.max_active > *facts.max_open),
              "the device allows no more active zones than open ones (MAR, MOR)"};
    case Need::ActiveEqualsOpen:
      return {facts.max_active && facts.max_active == facts.max_open,
              "the device does not have one limit for both active and open zones (MAR = MOR)"};
    case Need::Extension:
      if (facts.mdts_bytes &&
          facts.extension_bytes + 128 > *facts.mdts_bytes)  // with the header and a descriptor, in a report
        return {false, "a Zone Descriptor Extension is larger than one transfer (ZDES, MDTS)"};
      return {facts.extension_bytes > 0, "the format has no Zone Descriptor Extensions (ZDES = 0)"};
    case Need::NoExtension:
      return {facts.extension_bytes == 0, "the format has Zone Descriptor Extensions (ZDES > 0)"};
    case Need::CapacityGap:
      return {zones.all_with_gap, "not every zone has ZCAP < ZSZE"};
    case Need::ReadAcross:
      return {facts.read_across, "reads may not cross zone boundaries (OZCS.RAZB = 0)"};
    case Need::NoReadAcross:
      return {!facts.read_across, "reads may cross zone boundaries (OZCS.RAZB = 1)"};
    case Need::FixedCapacity:
      return {!facts.variable_capacity, "zone capacities are variable (ZOC.VZCAP = 1)"};
    case Need::KnownDeallocated: {
      const unsigned value = facts.ns.dlfeat & 7U;
      return {value == 1 || value == 2, "the device does not say what deallocated blocks read as (DLFEAT)"};
    }
    case Need::ZoneEvents:
      return {carries.zone_events, "zones of this device cannot be made Read Only or Offline on demand"};
    case Need::WholeNamespace:
      return {zones.whole, "--zones keeps the run inside a range of zones"};
    case Need::ForeignNsid:
      return {carries.foreign_nsid, "the way to the device carries no other NSID than its own"};
    case Need::OverMdts:
      return {carries.over_mdts, "the way to the device carries no transfers above MDTS"};
    case Need::UnalignedReport:
      return {carries.unaligned_report, "the way to the device does not carry reports of every length"};
    case Need::AnyLength:
      return {carries.any_length, "the way to the device cannot bound what a command of any length moves"};
    case Need::RawEntries:
      return {carries.entry_flags, "the way to the device sets FUSE and PSDT by itself"};
    case Need::PrpLayouts:
      return {carries.prp_layout, "the way to the device chooses by itself where data lies in pages"};
    case Need::CommandIds:
      return {carries.command_ids, "the way to the device chooses command identifiers by itself"};
    case Need::QueueDepth:
      return {carries.queue_depth > 1, "the way to the device carries one command at a time"};
    case Need::ControllerReset:
      return {carries.controller_reset, "the controller cannot be reset on demand"};
    case Need::Shutdown:
      return {carries.shutdown, "the controller cannot be shut down on demand"};
    case Need::Format:
      if ((facts.controller.oacs & 1U << 1) == 0) return {false, "the device does not support Format NVM (OACS bit 1)"};
      return {carries.consents.format, "the namespace is formatted with --allow format only"};
    case Need::Sanitize:
      if (facts.controller.sanicap == 0) return {false, "the device does not support Sanitize (SANICAP)"};
      if (!zones.whole) return {false, "--zones keeps the run inside a range of zones"};
      return {carries.consents.sanitize, "the subsystem is sanitized with --allow sanitize only"};
    case Need::NamespaceLists:
      return {manages_namespaces(facts), "the device does not support Namespace Management (OACS bit 3)"};
    case Need::ManageNamespaces:
      if (!manages_namespaces(facts)) return {false, "the device does not support Namespace Management (OACS bit 3)"};
      return {carries.consents.namespace_management,
              "namespaces are created and deleted with --allow namespace-management only"};
    case Need::Controllers:
      return {carries.controllers > 1, "the way to the device reaches one controller only"};
    case Need::Registers:
      return {way.registers, "the way to the device has no registers"};
    case Need::Events:
      return {way.events, "the way to the device carries no Asynchronous Event Requests"};
    case Need::SaveAndSelect:
      return {(facts.controller.oncs & oncs::kSaveAndSelect) != 0,
              "the device does not tell default and saved values of features (ONCS bit 4)"};
    case Need::WriteProtection:
      if (!carries.expendable) return {false, "a run that is cut short would leave this drive write protected"};
      return {(facts.controller.nwpc & nwpc::kProtected) != 0, "the device has no Namespace Write Protection (NWPC)"};
    case Need::Expendable:
      return {carries.expendable, "this drive would keep what is set for good"};
    case Need::NvmNamespace:
      return {facts.nvm() != nullptr, "there is no namespace of the NVM Command Set beside the zoned one to be used"};
    case Need::PowerCycle:
      return {carries.power_cycle && carries.keeps_zones,
              carries.power_cycle ? "the device, an emulation, keeps nothing over a power cycle"
                                  : "the power of the device cannot be taken away on demand"};
  }
  return {false, "unknown need"};
}

}  // namespace

bool Bench::meets(Need need, std::string& reason) const {
  bool all_with_gap = usual_zcap_ < facts_.zsze;
  for (const auto& [index, zcap] : other_zcap_) all_with_gap = all_with_gap && (!in_range(index) || zcap < facts_.zsze);
  const Answer found = answer(need, facts_, target_.carries(),
                              {.registers = target_.registers() != nullptr, .events = target_.events() != nullptr},
                              {.whole = whole_namespace(), .all_with_gap = all_with_gap});
  if (!found.met) reason = found.otherwise;
  return found.met;
}

}  // namespace zns::suites
