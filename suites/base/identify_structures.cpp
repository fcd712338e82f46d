#include "suites/base/identify_structures.hpp"

#include <algorithm>
#include <string>

namespace zns::suites::identify {
namespace {

// What the subsystem does by itself, or by order of another host, shows in these fields.
const std::vector<MayVary> kNamespace{
    {16, 24},             // NUSE
    {32, 33},             // FPI
    {48, 64},             // NVMCAP
    {92, 96},             // ANAGRPID
    {99, 100, 1U << 0U},  // NSATTR: write protected
    {384, 4096},          // vendor specific
};
const std::vector<MayVary> kController{
    {296, 312},    // UNVMCAP
    {3072, 4096},  // vendor specific
};
const std::vector<MayVary> kZonedNamespace{{3840, 4096}};  // vendor specific
const std::vector<MayVary> kZonedController{{1, 4096}};    // above ZASL: resources, whose layout is not known

std::string difference(std::size_t at, std::byte first, std::byte second) {
  return "byte " + std::to_string(at) + " was " + std::to_string(std::to_integer<unsigned>(first)) + " and is " +
         std::to_string(std::to_integer<unsigned>(second));
}

}  // namespace

const std::vector<Structure>& structures() {
  static const std::vector<Structure> kStructures{
      {"namespace", "Identify Namespace", Cns::Namespace, true, Csi::Nvm, 0, kNamespace},
      {"controller", "Identify Controller", Cns::Controller, false, Csi::Nvm, 0, kController},
      {"active-list", "The list of active NSIDs", Cns::ActiveNamespaces},
      {"descriptors", "The list of Namespace Identification Descriptors", Cns::NamespaceIdentificationDescriptors,
       true},
      {"zoned-namespace", "Identify Namespace of the zoned command set", Cns::CommandSetNamespace, true, Csi::Zoned, 0,
       kZonedNamespace},
      {"zoned-controller", "Identify Controller of the zoned command set", Cns::CommandSetController, false, Csi::Zoned,
       0, kZonedController},
      {"nvm-controller", "Identify Controller of the NVM command set", Cns::CommandSetController},
      {"zoned-list", "The list of zoned NSIDs", Cns::CommandSetActiveNamespaces, false, Csi::Zoned},
      {"command-sets", "The list of I/O command set combinations", Cns::CommandSets, false, Csi::Nvm, 0xFFFF},
  };
  return kStructures;
}

const Structure& structure_of(std::string_view slug) {
  return *std::find_if(structures().begin(), structures().end(),
                       [slug](const Structure& candidate) { return candidate.slug == slug; });
}

std::vector<std::uint8_t> compared_bits(const Structure& structure) {
  std::vector<std::uint8_t> bits(kIdentifyBytes, 0xFF);
  for (const MayVary& vary : structure.may_vary)
    for (std::size_t at = vary.from; at < vary.until; ++at) bits[at] &= static_cast<std::uint8_t>(~vary.bits);
  return bits;
}

Completion ask_for(Bench& bench, const Structure& structure, IdentifyPage& page) {
  return bench.identify(structure.cns, structure.own_nsid ? bench.facts().nsid : 0, structure.csi, &page,
                        structure.cntid);
}

void expect_same(Bench& bench, const Structure& structure, IdentifyView first, std::span<const std::byte> second,
                 std::string_view when) {
  bench.expect(second.size() == first.size(), "a page of " + std::to_string(first.size()) + " bytes",
               std::to_string(second.size()) + " bytes");
  const std::vector<std::uint8_t> compared = compared_bits(structure);
  for (std::size_t at = 0; at < kIdentifyBytes; ++at)
    if ((std::to_integer<unsigned>(first[at] ^ second[at]) & compared[at]) != 0)
      bench.fail({std::string{structure.title} + " is the same " + std::string{when}},
                 difference(at, first[at], second[at]));
}

}  // namespace zns::suites::identify
