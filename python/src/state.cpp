#include "python/src/state.hpp"

#include <algorithm>
#include <string>

#include "python/src/command.hpp"
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
    const ZoneMedia::Block block = state.block(geometry, geometry.zslba(view.id) + i);
    if (block.content == ZoneMedia::Content::Payload && state.block_bytes() == geometry.lba_bytes)
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

void register_zone(py::module_& m) {
  py::class_<ZoneView>(m, "Zone", py::buffer_protocol(),
                       "A zone at one moment. As a buffer: its bytes, from ZSLBA up to where writing stopped.")
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
  py::class_<Snapshot>(m, "State", "The zones of a namespace at one moment: a sequence that compares.")
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
