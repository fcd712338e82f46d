#include "reference/spec/namespace_structures.hpp"

#include <algorithm>

#include "reference/spec/bytes.hpp"
#include "reference/spec/page_fields.hpp"

namespace zns {
namespace {

template <class Visitor, class Structure>
void visit_independent(Visitor& field, Structure& s) {
  field(0, s.nsfeat);
  field(1, s.nmic);
  field(2, s.rescap);
  field(3, s.fpi);
  field(4, s.anagrpid);
  field(8, s.nsattr);
  field(10, s.nvmsetid);
  field(12, s.endgid);
  field(14, s.nstat);
}

template <class Visitor, class Structure>
void visit_creation(Visitor& field, Structure& s) {
  field(0, s.nsze);
  field(8, s.ncap);
  field(26, s.flbas);
  field(29, s.dps);
  field(30, s.nmic);
  field(92, s.anagrpid);
  field(100, s.nvmsetid);
  field(102, s.endgid);
  field(384, s.lbstm);
  field(392, s.nphndls);
  field(499, s.znsco);
  field(500, s.rar);
  field(504, s.ror);
  field(508, s.rnumzrwa);
}

constexpr std::size_t kMostGranularities = 16;
constexpr std::size_t kGranularitiesAt = 32;
constexpr std::size_t kGranularityBytes = 16;
constexpr std::size_t kMostUuids = 127;
constexpr std::size_t kUuidEntryBytes = 32;
constexpr std::size_t kUuidInEntry = 16;

std::size_t uuid_at(std::size_t index) {
  return (index + 1) * kUuidEntryBytes + kUuidInEntry;
}

}  // namespace

IdentifyPage encode(const IndependentNamespace& structure) {
  PageWriter writer;
  visit_independent(writer, structure);
  return writer.page();
}

IdentifyPage encode(const NamespaceCreation& structure) {
  PageWriter writer;
  visit_creation(writer, structure);
  return writer.page();
}

IdentifyPage encode(const NamespaceGranularities& structure) {
  PageWriter writer;
  const std::size_t count = std::clamp<std::size_t>(structure.list.size(), 1, kMostGranularities);
  writer(0, static_cast<std::uint32_t>(structure.only_first ? 1 : 0));
  writer(4, static_cast<std::uint8_t>(count - 1));
  for (std::size_t i = 0; i < std::min(structure.list.size(), count); ++i) {
    writer(kGranularitiesAt + i * kGranularityBytes, structure.list[i].nsze);
    writer(kGranularitiesAt + i * kGranularityBytes + 8, structure.list[i].ncap);
  }
  return writer.page();
}

IdentifyPage encode_controller_list(std::span<const std::uint16_t> cntlids) {
  PageWriter writer;
  const std::size_t count = std::min(cntlids.size(), kMostListedControllers);
  writer(0, static_cast<std::uint16_t>(count));
  for (std::size_t i = 0; i < count; ++i) writer(2 + 2 * i, cntlids[i]);
  return writer.page();
}

IdentifyPage encode_uuid_list(std::span<const Uuid> uuids) {
  PageWriter writer;
  for (std::size_t i = 0; i < std::min(uuids.size(), kMostUuids); ++i) writer(uuid_at(i), uuids[i]);
  return writer.page();
}

IndependentNamespace decode_independent_namespace(IdentifyView page) {
  IndependentNamespace structure;
  PageReader reader{page};
  visit_independent(reader, structure);
  return structure;
}

NamespaceCreation decode_namespace_creation(IdentifyView page) {
  NamespaceCreation structure;
  PageReader reader{page};
  visit_creation(reader, structure);
  return structure;
}

NamespaceGranularities decode_namespace_granularities(IdentifyView page) {
  NamespaceGranularities structure{.only_first = (load_le<std::uint32_t>(page, 0) & 1U) != 0};
  const std::size_t count = std::min<std::size_t>(load_le<std::uint8_t>(page, 4) + std::size_t{1}, kMostGranularities);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = kGranularitiesAt + i * kGranularityBytes;
    structure.list.push_back({.nsze = load_le<std::uint64_t>(page, at), .ncap = load_le<std::uint64_t>(page, at + 8)});
  }
  return structure;
}

ControllerList decode_controller_list(IdentifyView page) {
  ControllerList list{.count = load_le<std::uint16_t>(page, 0)};
  for (std::size_t i = 0; i < std::min<std::size_t>(list.count, kMostListedControllers); ++i)
    list.ids.push_back(load_le<std::uint16_t>(page, 2 + 2 * i));
  return list;
}

std::vector<Uuid> decode_uuid_list(IdentifyView page) {
  std::vector<Uuid> uuids;
  const PageReader reader{page};
  for (std::size_t i = 0; i < kMostUuids; ++i) {
    Uuid uuid{};
    reader(uuid_at(i), uuid);
    if (uuid == Uuid{}) break;
    uuids.push_back(uuid);
  }
  return uuids;
}

}  // namespace zns
