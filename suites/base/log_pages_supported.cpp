// Supported Log Pages, and Feature Identifiers Supported and Effects: what they list is there, and nothing else is.
#include <string>
#include <vector>

#include "suites/base/log_page_parts.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

using namespace logs;

SupportedLogPages supported(Bench& bench) {
  return decode_supported_log_pages(read_optional(bench, page(Lid::SupportedLogPages, kSupportedLogPagesBytes),
                                                  announces(bench, lpa::kSupportedLogPages),
                                                  "Supported Log Pages log page"));
}

// Pages of which a plain read says whether they are there, and changes nothing.
struct PlainPage {
  Lid lid;
  std::uint32_t nsid = 0;
};
constexpr PlainPage kPlainPages[] = {
    {Lid::SupportedLogPages},
    {Lid::ErrorInformation},
    {Lid::SmartHealth},
    {Lid::FirmwareSlot},
    {Lid::ChangedNamespaceList},
    {Lid::CommandsSupportedAndEffects},
    {Lid::DeviceSelfTest},
    {Lid::FeatureIdentifiersSupported},
    {Lid::ManagementInterfaceCommands},
    {Lid::SanitizeStatus},
    {Lid::ChangedZoneList, 1},
};

void is_as_listed(Bench& bench, const PlainPage& plain) {
  const bool listed = supported(bench).lids[static_cast<std::size_t>(plain.lid)].lsupp;
  const std::uint32_t nsid = plain.nsid == 0 ? 0 : bench.facts().nsid;
  const Completion cqe = get(bench, page(plain.lid, 64, {.csi = Csi::Zoned, .rae = true}), nullptr, nsid);
  if (listed)
    bench.expect_success(cqe);
  else
    bench.expect_status(cqe, {Status::InvalidLogPage, Status::InvalidFieldInCommand});
}

// Every page that it does not list, but for the vendor's.
void has_no_others(Bench& bench) {
  constexpr std::size_t kFirstOfVendor = 0xC0;
  const SupportedLogPages log = supported(bench);
  for (std::size_t lid = 0; lid < kFirstOfVendor; ++lid)
    if (!log.lids[lid].lsupp)
      bench.expect_status(get(bench, page(static_cast<Lid>(lid), 64, {.rae = true})),
                          {Status::InvalidLogPage, Status::InvalidFieldInCommand});
}

void has_announced(Bench& bench) {
  bench.needs(announces(bench, lpa::kSupportedLogPages), "the device announces no Supported Log Pages (LPA bit 5)");
  const SupportedLogPages log = supported(bench);
  for (const Lid lid : {Lid::SupportedLogPages, Lid::ErrorInformation, Lid::SmartHealth, Lid::FirmwareSlot,
                        Lid::FeatureIdentifiersSupported})
    bench.expect(log.lids[static_cast<std::size_t>(lid)].lsupp,
                 "LSUPP is 1 of log page " + hex_slug(static_cast<unsigned>(lid)), "0");
}

// Features that return no data, and are read without changing anything.
constexpr unsigned kFids[] = {0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0F, 0x19, 0x77};

void feature_is_as_listed(Bench& bench, unsigned fid) {
  const Bytes data = read_optional(bench, page(Lid::FeatureIdentifiersSupported, kFeatureEffectsBytes),
                                   announces(bench, lpa::kSupportedLogPages), "Feature Identifiers Supported log page");
  const std::uint32_t entry = decode_feature_effects(data).fids[fid];
  const bool listed = (entry & effect_bits::kSupported) != 0;
  bench.expect(listed || entry == 0, "an entry of 0 for a feature that is not supported", hex(entry));
  // It is of the namespace, or of the controller.
  Completion cqe = bench.admin(GetFeatures{.fid = static_cast<Fid>(fid)}, {.nsid = bench.facts().nsid});
  if (cqe.status != kSuccess) cqe = bench.admin(GetFeatures{.fid = static_cast<Fid>(fid)});
  if (listed)
    bench.expect_success(cqe);
  else
    bench.expect(cqe.status != kSuccess, "Get Features is aborted for a feature that is not listed",
                 to_string(cqe.status));
}

}  // namespace

std::vector<Case> log_page_supported_cases() {
  std::vector<Case> cases;
  for (const PlainPage& plain : kPlainPages)
    cases.push_back({.id = "log-pages/supported-" + hex_slug(static_cast<unsigned>(plain.lid)),
                     .title = "Log page " + hex_slug(static_cast<unsigned>(plain.lid)) +
                              " is returned exactly if Supported Log Pages lists it",
                     .clauses = {"LOG-014"},
                     .run = [plain](Bench& bench) { is_as_listed(bench, plain); }});
  cases.push_back({.id = "log-pages/supported-no-others",
                   .title = "A log page that Supported Log Pages does not list is refused",
                   .clauses = {"LOG-014", "LOG-001"},
                   .run = has_no_others});
  cases.push_back({.id = "log-pages/supported-announced",
                   .title = "Supported Log Pages lists what every device has, and what LPA announces",
                   .clauses = {"LOG-014"},
                   .run = has_announced});
  for (const unsigned fid : kFids)
    cases.push_back({.id = "log-pages/feature-" + hex_slug(fid),
                     .title = "Feature " + hex_slug(fid) +
                              " can be read exactly if Feature Identifiers Supported and Effects lists it",
                     .clauses = {"FID-LOG-001"},
                     .run = [fid](Bench& bench) { feature_is_as_listed(bench, fid); }});
  return cases;
}

}  // namespace zns::suites
