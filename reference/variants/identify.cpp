// What a device says of itself.
#include <algorithm>

#include "reference/mutants/log_parts.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/identify.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

// The page of a structure, to be changed; empty for other commands.
std::span<std::byte> page_of(const Situation& situation, Cns cns, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(situation);
  const bool asked = identify != nullptr && identify->cns == cns && out.size() >= kIdentifyBytes;
  return asked ? out.first(kIdentifyBytes) : std::span<std::byte>{};
}

std::span<std::byte> page_of_namespace(const Situation& situation, std::span<std::byte> out) {
  if (situation.command.nsid != situation.geometry.nsid) return {};
  return page_of(situation, Cns::Namespace, out);
}

std::span<std::byte> page_of_zoned(const Situation& situation, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(situation);
  if (situation.command.nsid != situation.geometry.nsid || identify == nullptr || identify->csi != Csi::Zoned)
    return {};
  return page_of(situation, Cns::CommandSetNamespace, out);
}

void fill(std::span<std::byte> bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(mix(i));
}

void put(std::span<std::byte> page, const IdentifyPage& structure) {
  std::copy(structure.begin(), structure.end(), page.begin());
}
IdentifyView view(std::span<const std::byte> page) {
  return page.first<kIdentifyBytes>();
}

void full_names(const Situation& situation, std::span<std::byte> out) {
  const auto page = page_of(situation, Cns::Controller, out);
  if (page.empty()) return;
  std::fill_n(page.begin() + 4, 20, std::byte{'~'});
  std::fill_n(page.begin() + 24, 40, std::byte{'"'});
  std::fill_n(page.begin() + 64, 8, std::byte{'<'});
}

void blank_names(const Situation& situation, std::span<std::byte> out) {
  const auto page = page_of(situation, Cns::Controller, out);
  if (!page.empty()) std::fill_n(page.begin() + 4, 68, std::byte{' '});
}

void fills_vendor(const Situation& situation, std::span<std::byte> out) {
  if (const auto page = page_of(situation, Cns::Controller, out); !page.empty()) fill(page.subspan(3072));
  if (const auto page = page_of_namespace(situation, out); !page.empty()) fill(page.subspan(384));
  if (const auto page = page_of_zoned(situation, out); !page.empty()) fill(page.subspan(3840));
}

void fills_reserved(const Situation& situation, std::span<std::byte> out) {
  if (const auto page = page_of_zoned(situation, out); !page.empty()) fill(page.subspan(53, 2816 - 53));
}

void counts_capacity(const Situation& situation, std::span<std::byte> out) {
  const auto page = page_of_namespace(situation, out);
  if (page.empty()) return;
  IdentifyNamespace ns = decode_identify_namespace(view(page));
  ns.ncap = ns.nuse = situation.geometry.zcap * situation.geometry.zones;
  put(page, encode(ns));
}

// NUSE is what is written at the time.
void counts_used(const Situation& situation, std::span<std::byte> out) {
  const auto page = page_of_namespace(situation, out);
  if (page.empty()) return;
  IdentifyNamespace ns = decode_identify_namespace(view(page));
  ns.nuse = 0;
  for (ZoneId id = 0; id < situation.geometry.zones; ++id)
    if (const SharedBlocks& media = situation.state.media(id)) ns.nuse += media->blocks();
  put(page, encode(ns));
}

// The format in use is the third of four.
void moves_format(const Situation& situation, std::span<std::byte> out) {
  if (const auto page = page_of_namespace(situation, out); !page.empty()) {
    IdentifyNamespace ns = decode_identify_namespace(view(page));
    ns.nlbaf = 3;
    ns.flbas = 2;
    ns.lbaf[2] = ns.lbaf[0];
    ns.lbaf[0] = {.lbads = 9};
    ns.lbaf[1] = {.ms = 8, .lbads = 9};
    ns.lbaf[3] = {.ms = 16, .lbads = 12};
    put(page, encode(ns));
  }
  if (const auto page = page_of_zoned(situation, out); !page.empty()) {
    IdentifyZonedNamespace ns = decode_identify_zoned_namespace(view(page));
    ns.lbafe[2] = ns.lbafe[0];
    for (const std::size_t other : {0, 1, 3}) ns.lbafe[other] = {.zsze = 1024, .zdes = 1};
    put(page, encode(ns));
  }
}

// NGUID and UUID, and no EUI64.
void other_identifiers(const Situation& situation, std::span<std::byte> out) {
  std::array<std::uint8_t, 16> nguid{};
  nguid.fill(0xA7);
  if (const auto page = page_of_namespace(situation, out); !page.empty()) {
    IdentifyNamespace ns = decode_identify_namespace(view(page));
    ns.eui64 = {};
    ns.nguid = nguid;
    put(page, encode(ns));
  }
  if (const auto page = page_of(situation, Cns::NamespaceIdentificationDescriptors, out); !page.empty())
    put(page, encode(NamespaceIdentification{.nguid = nguid, .uuid = nguid, .csi = Csi::Zoned}));
}

void claims_more(const Situation& situation, std::span<std::byte> out) {
  const auto page = page_of(situation, Cns::Controller, out);
  if (page.empty()) return;
  IdentifyController controller = decode_identify_controller(view(page));
  controller.awun = 7;
  controller.awupf = 3;
  controller.acl = 0;
  controller.npss = 4;
  controller.sqes = 0x86;
  controller.cqes = 0x54;
  put(page, encode(controller));
}

// The firmware slot that runs has the revision of Identify Controller.
template <char sign>
void firmware_is(const mutants::AdminSituation& situation, AdminEffect& effect) {
  if (mutants::asked(situation, Lid::FirmwareSlot) != nullptr && effect.status == kSuccess)
    mutants::reply_with(situation, effect, encode(FirmwareSlots{.afi = 1, .frs = {std::string(8, sign)}}));
}

Variant says(std::string_view id, std::string_view what, std::vector<ClauseId> clauses,
             void (*returns)(const Situation&, std::span<std::byte>),
             void (*administers)(const mutants::AdminSituation&, AdminEffect&) = nullptr) {
  return {.id = id,
          .what = what,
          .clauses = std::move(clauses),
          .conduct = {.returns = returns, .administers = administers}};
}

}  // namespace

Topic identify_variants() {
  return {
      says("names-in-full-length", "Serial and model number fill their fields, with signs that mean much to shells.",
           {"ID-CNS-001a"}, full_names, firmware_is<'<'>),
      says("names-blank", "Serial number, model number and firmware revision are spaces.", {"ID-CNS-001a"}, blank_names,
           firmware_is<' '>),
      says("vendor-bytes-filled", "The vendor's bytes of the Identify structures hold anything.", {"ID-005"},
           fills_vendor),
      says("identify-reserved-filled",
           "Reserved bytes of the zoned namespace structure are set, as by a later revision.", {"IDZ-010"},
           fills_reserved),
      says("ncap-sum-of-zcap", "NCAP is the sum of all capacities.", {"AMB-13", "IDN-002"}, counts_capacity),
      says("nuse-counts", "NUSE is the number of blocks that are written.", {"IDN-003", "ZNS-ZM-010"}, counts_used),
      says("third-of-four-formats", "There are four LBA formats, and the third is in use.", {"IDN-006", "IDZ-009"},
           moves_format),
      says("identifiers-of-other-types", "The namespace has an NGUID and a UUID, and no EUI64.", {"ID-CNS-003b"},
           other_identifiers),
      says("controller-fields-other", "Atomicity, Abort limit, power states and queue entry sizes are others.",
           {"IDC-018", "IDC-019", "IDC-001"}, claims_more),
      {.id = "nsid-3-of-5",
       .what = "The namespace is NSID 3 of 5.",
       .clauses = {"NSID-001", "NSID-002"},
       .options = "nsid=3,nn=5"},
      {.id = "one-nsid", .what = "NSID 1 is the only one that is valid.", .clauses = {"NSID-001"}, .options = "nn=1"},
      {.id = "nsid-beyond-16-bits",
       .what = "The namespace is NSID 10001h, and nearly all NSIDs are valid.",
       .clauses = {"NSID-001"},
       .options = "nsid=65537,nn=4294967294"},
      {.id = "namespace-management",
       .what =
           "Namespace Management is said to be supported: NSID FFFFFFFFh asks for what all namespaces have in common.",
       .clauses = {"ID-CNS-000d", "ID-CNS-005f"},
       .options = "nsmgmt=yes"},
  };
}

}  // namespace zns::variants
