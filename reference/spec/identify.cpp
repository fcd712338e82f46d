#include "reference/spec/identify.hpp"

#include <algorithm>

#include "reference/spec/bytes.hpp"
#include "reference/spec/page_fields.hpp"

namespace zns {
namespace {

template <class Visitor, class Structure>
void visit_controller(Visitor& field, Structure& s) {
  field(0, s.vid);
  field(2, s.ssvid);
  field.text(4, 20, s.sn, ' ');
  field.text(24, 40, s.mn, ' ');
  field.text(64, 8, s.fr, ' ');
  field(76, s.cmic);
  field(77, s.mdts);
  field(78, s.cntlid);
  field(80, s.ver);
  field(92, s.oaes);
  field(96, s.ctratt);
  field(111, s.cntrltype);
  field(128, s.crdt[0]);
  field(130, s.crdt[1]);
  field(132, s.crdt[2]);
  field(256, s.oacs);
  field(258, s.acl);
  field(259, s.aerl);
  field(261, s.lpa);
  field(262, s.elpe);
  field(263, s.npss);
  field.bytes(280, s.tnvmcap);
  field.bytes(296, s.unvmcap);
  field(320, s.kas);
  field(328, s.sanicap);
  field(512, s.sqes);
  field(513, s.cqes);
  field(516, s.nn);
  field(520, s.oncs);
  field(522, s.fuses);
  field(524, s.fna);
  field(525, s.vwc);
  field(526, s.awun);
  field(528, s.awupf);
  field(531, s.nwpc);
  field(536, s.sgls);
  field(540, s.mnan);
  field(560, s.maxcna);
  field.text(768, 256, s.subnqn, '\0');
}

template <class Visitor, class Structure>
void visit_namespace(Visitor& field, Structure& s) {
  field(0, s.nsze);
  field(8, s.ncap);
  field(16, s.nuse);
  field(24, s.nsfeat);
  field(25, s.nlbaf);
  field(26, s.flbas);
  field(27, s.mc);
  field(28, s.dpc);
  field(29, s.dps);
  field(30, s.nmic);
  field(31, s.rescap);
  field(32, s.fpi);
  field(33, s.dlfeat);
  field(34, s.nawun);
  field(40, s.nabsn);
  field.bytes(48, s.nvmcap);
  field(92, s.anagrpid);
  field(99, s.nsattr);
  field(100, s.nvmsetid);
  field(102, s.endgid);
  field(104, s.nguid);
  field(120, s.eui64);
  for (std::size_t i = 0; i < kLbaFormats; ++i) {
    field(128 + 4 * i, s.lbaf[i].ms);
    field(130 + 4 * i, s.lbaf[i].lbads);
    field(131 + 4 * i, s.lbaf[i].rp);
  }
}

template <class Visitor, class Structure>
void visit_zoned_namespace(Visitor& field, Structure& s) {
  field(0, s.zoc);
  field(2, s.ozcs);
  field(4, s.mar);
  field(8, s.mor);
  field(12, s.rrl[0]);
  field(16, s.frl[0]);
  for (std::size_t i = 1; i < 4; ++i) {
    field(16 + 4 * i, s.rrl[i]);
    field(28 + 4 * i, s.frl[i]);
  }
  field(44, s.numzrwa);
  field(48, s.zrwafg);
  field(50, s.zrwasz);
  field(52, s.zrwacap);
  for (std::size_t i = 0; i < kLbaFormats; ++i) {
    field(2816 + 16 * i, s.lbafe[i].zsze);
    field(2824 + 16 * i, s.lbafe[i].zdes);
  }
}

template <class Visitor, class Structure>
void visit_zoned_controller(Visitor& field, Structure& s) {
  field(0, s.zasl);
}

template <class Visitor, class Structure>
void visit_nvm_controller(Visitor& field, Structure& s) {
  field(0, s.vsl);
  field(1, s.wzsl);
  field(2, s.wusl);
  field(3, s.dmrl);
  field(4, s.dmrsl);
  field(8, s.dmsl);
}

constexpr std::uint8_t kNidtEui64 = 1;
constexpr std::uint8_t kNidtNguid = 2;
constexpr std::uint8_t kNidtUuid = 3;
constexpr std::uint8_t kNidtCsi = 4;
constexpr std::size_t kDescriptorHeader = 4;

std::size_t identifier_length(std::uint8_t nidt) {
  switch (nidt) {
    case kNidtEui64:
      return 8;
    case kNidtNguid:
    case kNidtUuid:
      return 16;
    case kNidtCsi:
      return 1;
    default:
      return 0;  // not known to us: any length
  }
}

template <std::size_t N>
void take(std::optional<std::array<std::uint8_t, N>>& into, IdentifyView page, std::size_t at, bool& repeated) {
  repeated = repeated || into.has_value();
  into.emplace();
  for (std::size_t i = 0; i < N; ++i) (*into)[i] = load_le<std::uint8_t>(page, at + i);
}

template <class T>
IdentifyPage encode_list(std::span<const T> values) {
  IdentifyPage page{};
  for (std::size_t i = 0; i < std::min(values.size(), kIdentifyBytes / sizeof(T)); ++i)
    store_le(std::span<std::byte>{page}, i * sizeof(T), values[i]);
  return page;
}

template <class T>
std::vector<T> decode_list(IdentifyView page) {
  std::vector<T> values;
  for (std::size_t at = 0; at < kIdentifyBytes; at += sizeof(T)) {
    const T value = load_le<T>(page, at);
    if (value == 0) break;
    values.push_back(value);
  }
  return values;
}

}  // namespace

IdentifyPage encode(const IdentifyController& structure) {
  PageWriter writer;
  visit_controller(writer, structure);
  return writer.page();
}

IdentifyPage encode(const IdentifyNamespace& structure) {
  PageWriter writer;
  visit_namespace(writer, structure);
  return writer.page();
}

IdentifyPage encode(const IdentifyZonedNamespace& structure) {
  PageWriter writer;
  visit_zoned_namespace(writer, structure);
  return writer.page();
}

IdentifyPage encode(const IdentifyZonedController& structure) {
  PageWriter writer;
  visit_zoned_controller(writer, structure);
  return writer.page();
}

IdentifyPage encode(const IdentifyNvmController& structure) {
  PageWriter writer;
  visit_nvm_controller(writer, structure);
  return writer.page();
}

IdentifyPage encode(const NamespaceIdentification& list) {
  IdentifyPage page{};
  std::size_t at = 0;
  const auto put = [&](std::uint8_t nidt, std::span<const std::uint8_t> nid) {
    page[at] = std::byte{nidt};
    page[at + 1] = static_cast<std::byte>(nid.size());
    for (std::size_t i = 0; i < nid.size(); ++i) page[at + kDescriptorHeader + i] = std::byte{nid[i]};
    at += kDescriptorHeader + nid.size();
  };
  if (list.eui64) put(kNidtEui64, *list.eui64);
  if (list.nguid) put(kNidtNguid, *list.nguid);
  if (list.uuid) put(kNidtUuid, *list.uuid);
  if (list.csi) put(kNidtCsi, std::array{static_cast<std::uint8_t>(*list.csi)});
  return page;
}

IdentifyPage encode_namespace_list(std::span<const std::uint32_t> nsids) {
  return encode_list(nsids);
}
IdentifyPage encode_command_set_vectors(std::span<const std::uint64_t> vectors) {
  return encode_list(vectors);
}

IdentifyController decode_identify_controller(IdentifyView page) {
  IdentifyController structure;
  PageReader reader{page};
  visit_controller(reader, structure);
  return structure;
}

IdentifyNamespace decode_identify_namespace(IdentifyView page) {
  IdentifyNamespace structure;
  PageReader reader{page};
  visit_namespace(reader, structure);
  return structure;
}

IdentifyZonedNamespace decode_identify_zoned_namespace(IdentifyView page) {
  IdentifyZonedNamespace structure;
  PageReader reader{page};
  visit_zoned_namespace(reader, structure);
  return structure;
}

IdentifyZonedController decode_identify_zoned_controller(IdentifyView page) {
  IdentifyZonedController structure;
  PageReader reader{page};
  visit_zoned_controller(reader, structure);
  return structure;
}

IdentifyNvmController decode_identify_nvm_controller(IdentifyView page) {
  IdentifyNvmController structure;
  PageReader reader{page};
  visit_nvm_controller(reader, structure);
  return structure;
}

NamespaceIdentification decode_namespace_identification(IdentifyView page) {
  NamespaceIdentification list;
  for (std::size_t at = 0; at + kDescriptorHeader <= kIdentifyBytes;) {
    const auto nidt = load_le<std::uint8_t>(page, at);
    const std::size_t nidl = load_le<std::uint8_t>(page, at + 1);
    if (nidl == 0) break;  // the end of the list
    const std::size_t nid = at + kDescriptorHeader;
    const std::size_t expected = identifier_length(nidt);
    if (nid + nidl > kIdentifyBytes || (expected != 0 && nidl != expected)) {
      list.malformed = true;
      break;
    }
    if (nidt == kNidtEui64) take(list.eui64, page, nid, list.repeated);
    if (nidt == kNidtNguid) take(list.nguid, page, nid, list.repeated);
    if (nidt == kNidtUuid) take(list.uuid, page, nid, list.repeated);
    if (nidt == kNidtCsi) {
      list.repeated = list.repeated || list.csi.has_value();
      list.csi = static_cast<Csi>(load_le<std::uint8_t>(page, nid));
    }
    at = nid + nidl;
  }
  return list;
}

std::vector<std::uint32_t> decode_namespace_list(IdentifyView page) {
  return decode_list<std::uint32_t>(page);
}
std::vector<std::uint64_t> decode_command_set_vectors(IdentifyView page) {
  return decode_list<std::uint64_t>(page);
}

}  // namespace zns
