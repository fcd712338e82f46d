#include "reference/image/header.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <memory>
#include <utility>

#include "reference/image/fields.hpp"

namespace zns::image {
namespace {

constexpr std::size_t kShapeBytes = 27;  // of a controller

LoadError error(LoadError::Kind kind, std::string text) {
  return {.kind = kind, .text = std::move(text)};
}

void write_creator(Writer& w, const std::string& creator) {
  std::array<std::byte, kCreatorBytes> field{};
  std::transform(creator.begin(), creator.begin() + static_cast<std::ptrdiff_t>(std::min(creator.size(), field.size())),
                 field.begin(), [](char c) { return static_cast<std::byte>(c); });
  w.bytes(field);
}

bool are_zeroes(std::span<const std::byte> bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte each) { return each == std::byte{0}; });
}

// Up to the first zero.
std::string read_creator(Reader& r) {
  const std::span<const std::byte> field = r.bytes(kCreatorBytes);
  const auto end = std::find(field.begin(), field.end(), std::byte{0});
  r.require(are_zeroes({end, field.end()}), "something behind the creator's name");
  std::string creator;
  std::transform(field.begin(), end, std::back_inserter(creator),
                 [](std::byte each) { return static_cast<char>(each); });
  return creator;
}

// The whole frame has kHeaderRecordBytes. A device of very many namespaces needs several frames, and more.
std::size_t padded(std::size_t payload) {
  const auto record = [](std::size_t size) {
    return size + kFrameBytes * std::max<std::size_t>(1, (size + kMostPayload - 1) / kMostPayload);
  };
  while (record(payload) % kHeaderRecordBytes != 0) ++payload;
  return payload;
}

std::optional<LoadError> refused(std::uint32_t version, const FeatureBits& bits) {
  if (version == 0) return error(LoadError::Kind::Impossible, "format version 0");
  if (version > kVersion)
    return error(LoadError::Kind::NewerVersion, "the image has format version " + std::to_string(version) +
                                                    "; this program knows " + std::to_string(kVersion));
  if (bits.incompatible != 0)
    return error(LoadError::Kind::UnknownFeature, "the image needs incompatible feature bit " +
                                                      std::to_string(std::countr_zero(bits.incompatible)) +
                                                      ", which this program does not know");
  return std::nullopt;
}

struct Shape {
  std::uint64_t total_bytes = 0;
  std::uint32_t sanicap = 0;
  Geometry usual;
  std::vector<ControllerShape> controllers;
  std::vector<NamespaceHead> namespaces;
};

Shape read_shape(Reader& r) {
  Shape shape;
  r.number(shape.total_bytes);
  r.number(shape.sanicap);
  fields(r, shape.usual);
  r.list(shape.controllers, kShapeBytes, [&r](ControllerShape& each) { fields(r, each); });
  r.list(shape.namespaces, kNamespaceHeadBytes, [&r](NamespaceHead& each) { read(r, each); });
  return shape;
}

std::optional<LoadError> objection(const Shape& shape, const Limits& limits) {
  if (shape.namespaces.empty()) return error(LoadError::Kind::Impossible, "a device without namespaces");
  Geometry usual = shape.usual;
  if (usual.nsid != kNoNsid) return error(LoadError::Kind::Impossible, "the usual geometry is of no namespace");
  usual.nsid = 1;
  if (const auto why = inconsistency(usual)) return error(LoadError::Kind::Impossible, "the usual geometry: " + *why);
  return objection(shape.namespaces, shape.controllers.size(), limits);
}

Subsystem fresh(const Shape& shape) {
  Subsystem::Parts parts{.usual = shape.usual,
                         .namespaces = {},
                         .controllers = {},
                         .notes = {},
                         .total_bytes = shape.total_bytes,
                         .sanicap = shape.sanicap};
  for (const ControllerShape& each : shape.controllers) {
    parts.controllers.push_back(std::make_shared<const Controller>(Controller{each}));
    parts.notes.emplace_back(std::size_t{each.elpe} + 1);
  }
  for (const NamespaceHead& each : shape.namespaces)
    parts.namespaces.push_back({.geometry = each.geometry,
                                .state = State{each.geometry, {.bytes = each.geometry.lba_bytes}},
                                .cache = {},
                                .allocated = each.allocated,
                                .shared = each.shared,
                                .attached = each.attached});
  return Subsystem{std::move(parts)};
}

}  // namespace

NamespaceHead head_of(const Namespace& ns) {
  const auto& [geometry, state, cache, allocated, shared, attached, features] = ns;  // the others are items
  return {.geometry = geometry, .allocated = allocated, .shared = shared, .attached = attached};
}

void write(Writer& w, const NamespaceHead& head) {
  fields(w, head.geometry);
  w.flag(head.allocated);
  w.flag(head.shared);
  w.number(static_cast<std::uint16_t>(head.attached.to_ulong()));
}

void read(Reader& r, NamespaceHead& head) {
  static_assert(kMostControllers == 16);
  fields(r, head.geometry);
  r.flag(head.allocated);
  r.flag(head.shared);
  head.attached = Attached{r.number<std::uint16_t>()};
}

std::optional<LoadError> objection(std::span<const NamespaceHead> heads, std::size_t controllers,
                                   const Limits& limits) {
  SubsystemShape shape{.namespaces = {}, .controllers = std::vector<ControllerShape>(controllers)};
  std::uint64_t zones = 0;
  for (const NamespaceHead& each : heads) {
    const std::string which = "namespace " + std::to_string(each.geometry.nsid) + ": ";
    if (const auto why = inconsistency(each.geometry)) return error(LoadError::Kind::Impossible, which + *why);
    if (each.allocated)
      shape.namespaces.push_back({.geometry = each.geometry, .attached = each.attached, .shared = each.shared});
    else if (each.attached.any())
      return error(LoadError::Kind::Impossible, which + "it was deleted, and is attached");
    zones += each.geometry.zones;
  }
  if (zones > limits.zones)
    return error(LoadError::Kind::TooLarge,
                 std::to_string(zones) + " zones are more than the limit, " + std::to_string(limits.zones));
  if (const auto why = inconsistency(shape)) return error(LoadError::Kind::Impossible, *why);
  return std::nullopt;
}

std::vector<std::byte> header_payload(const Subsystem& subsystem, const Policy& policy, const About& about) {
  Writer w;
  w.number(kVersion);
  w.number(about.compatible);
  w.number(std::uint64_t{0});
  w.number(std::uint64_t{0});
  write_creator(w, about.creator);
  fields(w, policy);
  w.number(subsystem.total_bytes());
  w.number(subsystem.sanicap());
  fields(w, subsystem.usual());
  std::vector<ControllerShape> controllers;
  for (std::size_t i = 0; i < subsystem.controllers(); ++i) controllers.push_back(subsystem.controller({i}).shape);
  w.list(controllers, kShapeBytes, [&w](const ControllerShape& each) { fields(w, each); });
  w.list(subsystem.namespaces(), kNamespaceHeadBytes, [&w](const Namespace& each) { write(w, head_of(each)); });
  w.pad(padded(w.size()));
  return {w.written().begin(), w.written().end()};
}

std::variant<Header, LoadError> read_header(std::span<const std::byte> payload, const Limits& limits) {
  Reader r{payload};
  const auto version = r.number<std::uint32_t>();
  FeatureBits bits;
  r.number(bits.compatible);
  r.number(bits.read_only_compatible);
  r.number(bits.incompatible);
  if (!r.good()) return error(LoadError::Kind::Impossible, "the header is too short");
  if (const auto why = refused(version, bits)) return *why;
  std::string creator = read_creator(r);
  Policy policy;
  fields(r, policy);
  const Shape shape = read_shape(r);
  // What unknown bits stand for may be there.
  if (bits.compatible == 0 && bits.read_only_compatible == 0)
    r.require(are_zeroes(r.bytes(r.left())), "something behind the last namespace");
  if (!r.good()) return error(LoadError::Kind::Impossible, "the header: " + std::string{r.wrong()});
  if (const auto why = objection(shape, limits)) return *why;
  return Header{.bits = bits, .creator = std::move(creator), .policy = policy, .fresh = fresh(shape)};
}

}  // namespace zns::image
