#include "python/src/state.hpp"

#include <string>

#include "python/src/command.hpp"
#include "python/src/geometry.hpp"
#include "reference/device/effect.hpp"
#include "reference/device/invariants.hpp"
#include "reference/spec/text.hpp"

namespace zns::python {
namespace {

// From the zone's first block up to where writing stopped. Deallocated blocks, and those of a state that remembers
// digests only, are zeroes.
std::vector<std::byte>& contents(ZoneView& view) {
  if (view.contents) return *view.contents;
  const Geometry& geometry = view.snapshot.geometry;
  const State& state = *view.snapshot.state;
  const std::uint64_t blocks = state.media(view.id) ? state.media(view.id)->blocks() : 0;
  view.contents = std::make_shared<std::vector<std::byte>>(blocks * geometry.lba_bytes);
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const BlockMap::Block block = state.block(geometry, geometry.zslba(view.id) + i);
    if (block.content == BlockMap::Content::Payload && state.block_bytes() == geometry.lba_bytes)
      block.bytes(std::span{*view.contents}.subspan(i * geometry.lba_bytes, geometry.lba_bytes));
  }
  return *view.contents;
}

py::buffer_info buffer_of(ZoneView& view) {
  std::vector<std::byte>& bytes = contents(view);
  return {
      bytes.data(), 1,   py::format_descriptor<unsigned char>::format(), 1, {static_cast<py::ssize_t>(bytes.size())},
      {1},          true};
}

std::string line_of(const ZoneView& view) {
  const Zone& zone = view.zone();
  const std::string wp = is_writable(zone.zs) ? " wp=" + hex(zone.wp) : "";
  return "zone " + std::to_string(view.id) + " " + std::string{letters(zone.zs)} +
         " zslba=" + hex(view.snapshot.geometry.zslba(view.id)) + wp + " zcap=" + hex(zone.zcap);
}

ZoneView zone_at(const Snapshot& snapshot, py::ssize_t index) {
  const auto size = static_cast<py::ssize_t>(snapshot.state->zones());
  if (index < 0) index += size;
  if (index < 0 || index >= size) throw py::index_error("there are " + std::to_string(size) + " zones");
  return {snapshot, static_cast<ZoneId>(index)};
}

std::optional<std::string> violated(const Snapshot& snapshot) {
  const auto violation = violated_invariant(snapshot.geometry, *snapshot.state);
  if (!violation) return std::nullopt;
  return std::string{violation->id};
}

std::string text_of(const Snapshot& snapshot) {
  std::string text;
  for (ZoneId id = 0; id < snapshot.state->zones(); ++id) text += (id == 0 ? "" : "\n") + line_of({snapshot, id});
  return text;
}

// The contents in runs of one kind: (content, blocks, payload).
py::tuple runs_of(const Snapshot& snapshot, ZoneId id) {
  const State& state = *snapshot.state;
  py::list runs;
  if (!state.media(id)) return runs;
  const BlockMap& media = *state.media(id);
  std::vector<std::byte> bytes(state.block_bytes());
  for (std::uint64_t at = 0; at < media.blocks();) {
    const auto content = media.at(at).content;
    std::string payload;
    const std::uint64_t first = at;
    for (; at < media.blocks() && media.at(at).content == content; ++at) {
      if (content != BlockMap::Content::Payload) continue;
      media.at(at).bytes(bytes);
      payload.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    runs.append(py::make_tuple(static_cast<int>(content), at - first, py::bytes(payload)));
  }
  return runs;
}

py::tuple zone_of(const Snapshot& snapshot, ZoneId id) {
  const Zone& zone = snapshot.state->zone(id);
  const SharedExtension extension = snapshot.state->extension(id);
  return py::make_tuple(zone.wp, zone.zcap, static_cast<int>(zone.zs), zone.za, zone.zai,
                        extension ? py::object{to_bytes(*extension)} : py::none(), runs_of(snapshot, id));
}

py::tuple zones_of(const Snapshot& snapshot) {
  py::tuple zones(snapshot.state->zones());
  for (ZoneId id = 0; id < snapshot.state->zones(); ++id) zones[id] = zone_of(snapshot, id);
  return zones;
}

// Those that were implicitly opened come first, in that order: so they are set again.
std::vector<ZoneId> in_order(const State& state) {
  std::vector<ZoneId> order;
  for (ZoneId id = state.oldest_implicitly_opened(); id != State::kNone; id = state.newer(id)) order.push_back(id);
  for (ZoneId id = 0; id < state.zones(); ++id)
    if (state.zone(id).zs != ZoneState::ImplicitlyOpened) order.push_back(id);
  return order;
}

// Makes the zone of a new state what zone_of() said.
void set_zone(State& state, ZoneId id, const py::tuple& from) {
  const Zone after{.wp = from[0].cast<std::uint64_t>(),
                   .zcap = from[1].cast<std::uint64_t>(),
                   .zs = static_cast<ZoneState>(from[2].cast<unsigned>()),
                   .za = from[3].cast<std::uint8_t>(),
                   .zai = from[4].cast<std::uint8_t>()};
  Effect zone;
  zone.change(id, state.zone(id), after);
  if (!from[5].is_none()) {
    const auto extension = bytes_of(from[5].cast<py::bytes>());
    zone.extensions.push_back({.zone = id,
                               .before = state.extension(id),
                               .after = std::make_shared<const Extension>(extension.begin(), extension.end())});
  }
  apply(state, zone);
  for (const py::handle each : from[6].cast<py::tuple>()) {
    const auto run = each.cast<py::tuple>();
    const auto payload = run[2].cast<py::bytes>();
    Effect written;
    written.media.push_back({.zone = id,
                             .first = state.media(id) ? state.media(id)->blocks() : 0,
                             .count = run[1].cast<std::uint64_t>(),
                             .content = static_cast<BlockMap::Content>(run[0].cast<unsigned>()),
                             .payload = bytes_of(payload)});
    apply(state, written);
  }
}

}  // namespace

template <>
struct Pack<Snapshot> {
  static py::object pack(const Snapshot& snapshot) {
    return py::make_tuple(Pack<Geometry>::pack(snapshot.geometry), snapshot.state->block_bytes(),
                          Pack<std::vector<ZoneId>>::pack(in_order(*snapshot.state)), zones_of(snapshot));
  }
  static Snapshot unpack(const py::handle& from) {
    const auto parts = from.cast<py::tuple>();
    const Geometry geometry = Pack<Geometry>::unpack(parts[0]);
    State state{geometry, {.bytes = parts[1].cast<std::size_t>()}};
    const auto zones = parts[3].cast<py::tuple>();
    for (const ZoneId id : Pack<std::vector<ZoneId>>::unpack(parts[2])) {
      if (id >= state.zones()) throw py::value_error("a zone that its geometry does not have");
      set_zone(state, id, zones[id].cast<py::tuple>());
    }
    return {geometry, std::make_shared<const State>(std::move(state))};
  }
};

template <>
struct Pack<ZoneView> {
  static py::object pack(const ZoneView& view) { return py::make_tuple(Pack<Snapshot>::pack(view.snapshot), view.id); }
  static ZoneView unpack(const py::handle& from) {
    const auto parts = from.cast<py::tuple>();
    return {Pack<Snapshot>::unpack(parts[0]), parts[1].cast<ZoneId>()};
  }
};

namespace {

bool equal_zones(const ZoneView& a, const py::object& other) {
  if (!py::isinstance<ZoneView>(other)) return false;
  const auto& b = other.cast<const ZoneView&>();
  return a.id == b.id && zone_of(a.snapshot, a.id).equal(zone_of(b.snapshot, b.id));
}

void register_zone(py::module_& m) {
  py::class_<ZoneView> view(m, "Zone", py::buffer_protocol(),
                            "A zone at one moment. As a buffer: its bytes, from ZSLBA up to where writing stopped.");
  define_pickle<ZoneView>(view);
  view.def("__eq__", &equal_zones)
      .def("__hash__", [](const ZoneView& z) { return py::hash(py::make_tuple(z.id, zone_of(z.snapshot, z.id))); })
      .def_readonly("index", &ZoneView::id, "The zone's place: ZSLBA / ZSZE.")
      .def_property_readonly(
          "zs", [](const ZoneView& z) { return z.zone().zs; }, "Zone State.")
      .def_property_readonly(
          "zslba", [](const ZoneView& z) { return z.snapshot.geometry.zslba(z.id); }, "First LBA.")
      .def_property_readonly(
          "wp", [](const ZoneView& z) { return z.zone().wp; },
          "Where writing stopped: an LBA, the WP of writable zones.")
      .def_property_readonly(
          "zcap", [](const ZoneView& z) { return z.zone().zcap; }, "Capacity in logical blocks.")
      .def_property_readonly(
          "za", [](const ZoneView& z) { return z.zone().za; }, "Zone Attributes, bits.")
      .def_property_readonly(
          "zai", [](const ZoneView& z) { return z.zone().zai; }, "Zone Attributes Information.")
      .def_property_readonly(
          "extension",
          [](const ZoneView& z) -> std::optional<py::bytes> {
            const SharedExtension extension = z.snapshot.state->extension(z.id);
            if (!extension) return std::nullopt;
            return to_bytes(*extension);
          },
          "The Zone Descriptor Extension; None for none.")
      .def("__bytes__", [](ZoneView& z) { return to_bytes(contents(z)); })
      .def_buffer(&buffer_of)
      .def("__repr__", &line_of);
}

}  // namespace

void register_state(py::module_& m) {
  register_zone(m);
  py::class_<Snapshot> snapshot(m, "State", "The zones of a namespace at one moment: a sequence that compares.");
  define_pickle<Snapshot>(snapshot);
  snapshot
      .def("__hash__",
           [](const Snapshot& s) { return py::hash(py::make_tuple(Pack<Geometry>::pack(s.geometry), zones_of(s))); })
      .def("__len__", [](const Snapshot& s) { return s.state->zones(); })
      .def("__getitem__", &zone_at, py::arg("index"))
      .def_readonly("geometry", &Snapshot::geometry, "Of the namespace.")
      .def_property_readonly(
          "opened", [](const Snapshot& s) { return s.state->opened(); }, "Number of open zones.")
      .def_property_readonly(
          "active", [](const Snapshot& s) { return s.state->active(); }, "Number of active zones.")
      .def(
          "count", [](const Snapshot& s, ZoneState zs) { return s.state->count(zs); }, py::arg("zs"),
          "Number of zones in this state.")
      .def("violated_invariant", &violated, "The id of an invariant that does not hold; None: all hold.")
      .def("__eq__",
           [](const Snapshot& a, const py::object& other) {
             if (!py::isinstance<Snapshot>(other)) return false;
             const auto b = other.cast<Snapshot>();
             return a.geometry == b.geometry && *a.state == *b.state;
           })
      .def("__repr__", &text_of)
      .def("_repr_html_", [](const py::object& s) { return call_python("znspec._html", "state", s); });
}

}  // namespace zns::python
