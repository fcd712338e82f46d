// Identify: fields that are wrong, structures that are other ones, requests that are refused or are not.
#include <algorithm>
#include <array>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/identify.hpp"

namespace zns::mutants {
namespace {

const Identify* identified(const Situation& situation, Cns cns) {
  const auto* identify = sent<Identify>(situation);
  return identify != nullptr && identify->cns == cns ? identify : nullptr;
}

// CNS 05h and 06h: of the zoned command set only.
bool is_of(const Situation& situation, Cns cns) {
  const auto* identify = identified(situation, cns);
  if (identify == nullptr) return false;
  const bool of_command_set = cns == Cns::CommandSetNamespace || cns == Cns::CommandSetController;
  if (of_command_set && identify->csi != Csi::Zoned) return false;
  const bool of_namespace = cns == Cns::Namespace || cns == Cns::CommandSetNamespace;
  return !of_namespace || situation.command.nsid == situation.geometry.nsid;
}

// A field of a page holds something else.
template <Cns cns, std::size_t offset, class T, T value>
void holds(const Situation& situation, std::span<std::byte> out) {
  if (is_of(situation, cns)) store_le<T>(out, offset, value);
}

// A field of a page is off.
template <Cns cns, std::size_t offset, class T, std::int64_t by>
void is_off(const Situation& situation, std::span<std::byte> out) {
  if (is_of(situation, cns))
    store_le<T>(out, offset, static_cast<T>(load_le<T>(out, offset) + static_cast<std::uint64_t>(by)));
}

void half_a_page(const Situation& situation, std::span<std::byte> out) {
  if (sent<Identify>(situation) != nullptr) std::fill(out.begin() + 2048, out.end(), std::byte{0xA5});
}

void zsze_in_bytes(const Situation& situation, std::span<std::byte> out) {
  if (is_of(situation, Cns::CommandSetNamespace))
    store_le<std::uint64_t>(out, 2816, situation.geometry.zsze * situation.geometry.lba_bytes);
}

void serves_any_command_set(const Situation& situation, Effect& effect) {
  const auto* identify = identified(situation, Cns::CommandSetNamespace);
  if (identify != nullptr && identify->csi != Csi::Nvm && identify->csi != Csi::Zoned &&
      situation.command.nsid == situation.geometry.nsid)
    start_over(effect);
}

void accepts_reserved_cns(const Situation& situation, Effect& effect) {
  const auto* identify = sent<Identify>(situation);
  if (identify != nullptr && static_cast<std::uint8_t>(identify->cns) >= 0x20) start_over(effect);
}

template <Cns cns>
void accepts_invalid_nsid(const Situation& situation, Effect& effect) {
  if (identified(situation, cns) != nullptr && effect.status == Status::InvalidNamespaceOrFormat) start_over(effect);
}

// Inactive namespaces are described as the active one is.
Command any_nsid_is_ours(const Situation& situation) {
  Command command = situation.command;
  const bool described = identified(situation, Cns::Namespace) != nullptr;
  if (described && command.nsid > situation.geometry.nsid && command.nsid <= situation.geometry.nn)
    command.nsid = situation.geometry.nsid;
  return command;
}

// A list that begins with the NSID that was asked for, not with the next.
template <Cns cns>
Command list_from_nsid_itself(const Situation& situation) {
  Command command = situation.command;
  if (identified(situation, cns) != nullptr && command.nsid == situation.geometry.nsid) --command.nsid;
  return command;
}

void dies_of_inactive(const Situation& situation, Outcome& outcome) {
  const std::uint32_t nsid = situation.command.nsid;
  outcome.lost = identified(situation, Cns::CommandSetNamespace) != nullptr && nsid > situation.geometry.nsid &&
                 nsid <= situation.geometry.nn;
}

// Identify tells another geometry.
template <class T, T Geometry::*member, std::int64_t by>
Geometry tells_off(const Geometry& geometry) {
  Geometry told = geometry;
  if constexpr (std::is_same_v<T, std::optional<std::uint32_t>>)
    told.*member = told.*member ? std::optional{static_cast<std::uint32_t>(*(told.*member) + by)} : std::nullopt;
  else
    told.*member = static_cast<T>(told.*member + by);
  return told;
}

using Limit = std::optional<std::uint32_t>;
using Returns = void (*)(const Situation&, std::span<std::byte>);
using Tells = Geometry (*)(const Geometry&);

Mutant field(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
             Returns returns, std::string_view origin = kField) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .defect = {.returns = returns}};
}

Mutant limit(std::string_view id, std::string_view wrong, std::vector<ClauseId> clauses, Tells tells,
             std::string_view origin = kField) {
  return {.id = id,
          .wrong = wrong,
          .right = "what Identify tells is what the device goes by",
          .clauses = std::move(clauses),
          .origin = origin,
          .defect = {.tells = tells}};
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic told_limit_mutants() {
  return {
      limit(
          "mar-mor-told-one-based", "MAR and MOR are told as counts, one too many each", {"ZNS-RES-001", "ZNS-RES-003"},
          [](const Geometry& geometry) {
            return tells_off<Limit, &Geometry::max_open, 1>(tells_off<Limit, &Geometry::max_active, 1>(geometry));
          },
          "Linux nvmet b7e97872a65e (published bug 38)"),
      limit(
          "mor-told-above-mar", "MOR is told larger than MAR", {"ZNS-RES-001"},
          [](const Geometry& geometry) {
            Geometry told = geometry;
            told.max_open = geometry.max_active ? std::optional{*geometry.max_active + 1} : std::nullopt;
            return told;
          },
          "QEMU 9ae3900461 (published bug 9)"),
      limit(
          "mar-told-no-limit", "MAR tells no limit where there is one", {"ZNS-RES-001", "ZNS-RES-015"},
          [](const Geometry& geometry) {
            Geometry told = geometry;
            told.max_active = std::nullopt;
            return told;
          },
          "FEMU issue 182: always no limit (published bug 37)"),
      limit("mor-told-one-less", "MOR is told one too small", {"ZNS-RES-001", "ZNS-RES-002"},
            tells_off<Limit, &Geometry::max_open, -1>),
      limit("zasl-told-one-more", "ZASL is told twice as large as what goes through",
            {"ZNS-APPEND-008", "ZNS-APPEND-001"}, tells_off<std::uint8_t, &Geometry::zasl, 1>,
            "QEMU 578d914b26 (published bug 10)"),
      limit(
          "zasl-told-above-mdts", "ZASL is told larger than MDTS", {"ZNS-ZM-031", "IDC-004"},
          [](const Geometry& geometry) {
            Geometry told = geometry;
            told.zasl = static_cast<std::uint8_t>(geometry.mdts + 2);
            return told;
          },
          "QEMU 578d914b26 (published bug 10)"),
      limit("mdts-told-one-more", "MDTS is told twice as large as what goes through", {"ZNS-GEN-012", "IDC-005"},
            tells_off<std::uint8_t, &Geometry::mdts, 1>),
      limit("zdes-told-one-less", "ZDES is told one too small", {"ZNS-ZM-030", "ZNS-ZMR-014"},
            tells_off<std::uint8_t, &Geometry::zdes, -1>),
      limit("razb-told", "RAZB is told, and reads across zones are refused", {"ZNS-IO-003", "ZNS-ZM-021"},
            [](const Geometry& geometry) {
              Geometry told = geometry;
              told.read_across = true;
              return told;
            }),
      limit("dlfeat-told-ones", "DLFEAT tells FFh where deallocated blocks read as 00h", {"IDN-009", "ZNS-IO-005"},
            [](const Geometry& geometry) {
              Geometry told = geometry;
              told.deallocated = DeallocatedValue::Ones;
              return told;
            }),
      limit("flush-broadcast-told", "VWC tells that Flush with NSID FFFFFFFFh is not supported where it is",
            {"IDC-012"},
            [](const Geometry& geometry) {
              Geometry told = geometry;
              told.flush_broadcast = FlushBroadcast::NotSupported;
              return told;
            }),
  };
}

Topic identify_field_mutants() {
  constexpr Cns kNs = Cns::Namespace;
  constexpr Cns kZns = Cns::CommandSetNamespace;
  constexpr Cns kCtrl = Cns::Controller;
  return {
      field("nsze-with-rest", "NSZE is one block more than its zones are", "NSZE is a whole number of zones",
            {"IDN-001", "ZNS-ZM-002"}, is_off<kNs, 0, std::uint64_t, 1>, "QEMU 3754df04ec (published bug 6)"),
      field("nsze-one-zone-more", "NSZE is told by one block less than its zones are",
            "NSZE is a whole number of zones", {"IDN-001", "ZNS-ZM-002"}, is_off<kNs, 0, std::uint64_t, -1>, kOffByOne),
      field("ncap-is-0", "NCAP is 0", "the NCAP of an active namespace is not 0", {"IDN-004"},
            holds<kNs, 8, std::uint64_t, 0>, "QEMU 044f1876b0 (published bug 15)"),
      field("nuse-above-ncap", "NUSE is larger than NCAP", "NSZE >= NCAP >= NUSE", {"IDN-002"},
            is_off<kNs, 16, std::uint64_t, 1>),
      field("flbas-beyond-formats", "FLBAS names a format that there is not", "its index is NLBAF at most", {"IDN-005"},
            holds<kNs, 26, std::uint8_t, 3>),
      field("zsze-in-bytes", "ZSZE is told in bytes", "it is in logical blocks", {"ZNS-ZM-003", "IDN-001"},
            zsze_in_bytes, "FEMU issue 131: the wrong unit (published bug 33)"),
      field("zsze-is-0", "ZSZE is 0", "it never is for a supported format", {"ZNS-ZM-003"},
            holds<kZns, 2816, std::uint64_t, 0>, "FEMU issue 57: zone size undetermined (published bug 29)"),
      field("zsze-at-wrong-format", "ZSZE is told with the second format alone", "it is told with the one in use",
            {"ZNS-ZM-003", "IDN-007"},
            [](const Situation& situation, std::span<std::byte> out) {
              if (!is_of(situation, kZns)) return;
              std::copy_n(out.begin() + 2816, 16, out.begin() + 2832);
              std::fill_n(out.begin() + 2816, 16, std::byte{0});
            }),
      field("sqes-wrong", "SQES tells entries of 128 bytes", "an entry has 64 bytes", {"IDC-001"},
            holds<kCtrl, 512, std::uint8_t, 0x77>),
      field("subnqn-empty", "SUBNQN is empty", "it begins with \"nqn.\"", {"IDC-016"},
            holds<kCtrl, 768, std::uint32_t, 0>),
      field("awupf-above-awun", "AWUPF is larger than AWUN", "it is at most as large", {"IDC-018"},
            is_off<kCtrl, 528, std::uint16_t, 7>),
      field("descriptor-csi-is-nvm", "the namespace is described as one of the NVM command set", "its CSI is 02h",
            {"ID-CNS-003c", "ID-CNS-900"},
            [](const Situation& situation, std::span<std::byte> out) {
              if (identified(situation, Cns::NamespaceIdentificationDescriptors) != nullptr) out[16] = std::byte{0};
            }),
      field("descriptor-eui64-differs", "the EUI64 of the descriptors is not that of CNS 00h", "they are the same",
            {"ID-CNS-003d"},
            [](const Situation& situation, std::span<std::byte> out) {
              if (identified(situation, Cns::NamespaceIdentificationDescriptors) != nullptr) out[11] ^= std::byte{1};
            }),
      field("descriptor-eui64-changes", "the EUI64 of the descriptors changes with time", "it stays the same",
            {"ID-CNS-003f", "ID-005"},
            [](const Situation& situation, std::span<std::byte> out) {
              if (identified(situation, Cns::NamespaceIdentificationDescriptors) != nullptr)
                out[11] ^= static_cast<std::byte>(situation.past.commands / 64 % 2);
            }),
      field("identify-half-a-page", "half of a page is written", "all 4,096 bytes are", {"ID-003"}, half_a_page),
      field("command-sets-without-zoned", "CNS 1Ch does not name the zoned command set",
            "it names the command sets that are there", {"NST-011"},
            [](const Situation& situation, std::span<std::byte> out) {
              if (identified(situation, Cns::CommandSets) != nullptr) out[0] = std::byte{1};
            }),
  };
}

Topic identify_mutants() {
  return {
      {.id = "identify-serves-any-command-set",
       .wrong = "CNS 05h of a command set that there is not succeeds",
       .right = "it is refused",
       .clauses = {"ID-CNS-005e"},
       .origin = "NVMeVirt 50ffb65: CNS 05h is not aware of command sets (published bug 25)",
       .defect = {.does = serves_any_command_set}},
      {.id = "identify-accepts-reserved-cns",
       .wrong = "reserved CNS values from 20h on succeed, with a page of zeroes",
       .right = "they are aborted with Invalid Field in Command",
       .clauses = {"ID-001"},
       .origin = "plausible: a switch without a default",
       .defect = {.does = accepts_reserved_cns}},
      {.id = "identify-accepts-invalid-nsid",
       .wrong = "CNS 00h of an invalid NSID succeeds, with a page of zeroes",
       .right = "it is aborted with Invalid Namespace or Format",
       .clauses = {"ID-CNS-000c"},
       .origin = "Linux nvmet",
       .defect = {.does = accepts_invalid_nsid<Cns::Namespace>}},
      {.id = "identify-zoned-accepts-invalid-nsid",
       .wrong = "CNS 05h of an invalid NSID succeeds, with a page of zeroes",
       .right = "it is aborted with Invalid Namespace or Format",
       .clauses = {"ID-CNS-005g"},
       .origin = "Linux nvmet",
       .defect = {.does = accepts_invalid_nsid<Cns::CommandSetNamespace>}},
      {.id = "identify-inactive-is-ours",
       .wrong = "CNS 00h of an inactive NSID describes the namespace that there is",
       .right = "it is a page of zeroes",
       .clauses = {"ID-CNS-000b"},
       .origin = "NVMeVirt: no check",
       .defect = {.reads = any_nsid_is_ours}},
      {.id = "identify-list-from-nsid-itself",
       .wrong = "a list of active namespaces begins with the NSID that was asked for",
       .right = "it begins with the next",
       .clauses = {"ID-CNS-002a"},
       .origin = kOffByOne,
       .defect = {.reads = list_from_nsid_itself<Cns::ActiveNamespaces>}},
      {.id = "identify-zoned-list-from-nsid-itself",
       .wrong = "a list of zoned namespaces begins with the NSID that was asked for",
       .right = "it begins with the next",
       .clauses = {"ID-CNS-007a"},
       .origin = kOffByOne,
       .defect = {.reads = list_from_nsid_itself<Cns::CommandSetActiveNamespaces>}},
      {.id = "identify-inactive-hangs",
       .wrong = "CNS 05h of an inactive NSID never completes",
       .right = "it is a page of zeroes",
       .clauses = {"ID-CNS-005b"},
       .origin = "Linux nvmet f594863967d8: a null pointer (published bug 40)",
       .defect = {.answers = dies_of_inactive}},
  };
}

}  // namespace zns::mutants
