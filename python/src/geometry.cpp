#include "python/src/geometry.hpp"

#include <array>
#include <sstream>
#include <string>
#include <string_view>

#include "harness/base/error.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/spec/text.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns::python {
namespace {

template <class T>
struct Named {
  std::string_view name;
  T value;
};

template <class T, std::size_t N>
using Names = std::array<Named<T>, N>;

constexpr Names<Policy::Statuses, 4> kStatuses{{{"first", Policy::Statuses::First},
                                                {"last", Policy::Statuses::Last},
                                                {"lowest", Policy::Statuses::Lowest},
                                                {"highest", Policy::Statuses::Highest}}};
constexpr Names<Policy::ImplicitClose, 6> kImplicitClose{{{"oldest", Policy::ImplicitClose::Oldest},
                                                          {"newest", Policy::ImplicitClose::Newest},
                                                          {"lowest", Policy::ImplicitClose::LowestZone},
                                                          {"highest", Policy::ImplicitClose::HighestZone},
                                                          {"any", Policy::ImplicitClose::Any},
                                                          {"refuse", Policy::ImplicitClose::Refuse}}};
constexpr Names<Policy::WritePointer, 4> kWritePointer{{{"ones", Policy::WritePointer::Ones},
                                                        {"zslba", Policy::WritePointer::Zslba},
                                                        {"cap", Policy::WritePointer::Cap},
                                                        {"end", Policy::WritePointer::End}}};
constexpr Names<Policy::Deallocated, 3> kDeallocated{{{"zeroes", Policy::Deallocated::Zeroes},
                                                      {"ones", Policy::Deallocated::Ones},
                                                      {"alternating", Policy::Deallocated::Alternating}}};
constexpr Names<Policy::Order, 3> kOrder{{{"submitted", Policy::Order::Submitted},
                                          {"reversed", Policy::Order::Reversed},
                                          {"shuffled", Policy::Order::Shuffled}}};

constexpr Names<Policy::PowerLoss, 4> kPowerLoss{{{"all", Policy::PowerLoss::All},
                                                  {"nothing", Policy::PowerLoss::Nothing},
                                                  {"prefix", Policy::PowerLoss::Prefix},
                                                  {"chance", Policy::PowerLoss::Chance}}};

constexpr Names<Policy::ErrorLog, 3> kErrorLog{
    {{"untold", Policy::ErrorLog::Untold}, {"told", Policy::ErrorLog::Told}, {"none", Policy::ErrorLog::None}}};

constexpr Names<DeallocatedValue, 3> kDlfeat{{{"unsaid", DeallocatedValue::NotReported},
                                              {"zeroes", DeallocatedValue::Zeroes},
                                              {"ones", DeallocatedValue::Ones}}};
constexpr Names<FlushBroadcast, 3> kFlushAll{{{"unsaid", FlushBroadcast::NotReported},
                                              {"refused", FlushBroadcast::NotSupported},
                                              {"supported", FlushBroadcast::Supported}}};

template <class T, std::size_t N>
T value_of(const Names<T, N>& names, std::string_view field, std::string_view text) {
  std::string all;
  for (const Named<T>& each : names) {
    if (each.name == text) return each.value;
    all += (all.empty() ? "'" : ", '") + std::string{each.name} + "'";
  }
  throw py::value_error(std::string{field} + " is one of " + all + ", not '" + std::string{text} + "'");
}

// A device may say a value that has no name: that is a number then, as in traces.
template <class T, std::size_t N>
std::string name_of(const Names<T, N>& names, T value) {
  for (const Named<T>& each : names)
    if (each.value == value) return std::string{each.name};
  return hex(static_cast<std::uint64_t>(value));
}

std::string quoted(const char* name, const std::string& value) {
  return std::string{name} + "='" + value + "', ";
}

std::string text_of(const Policy& p) {
  return "Policy(" + quoted("statuses", name_of(kStatuses, p.statuses)) +
         quoted("implicit_close", name_of(kImplicitClose, p.implicit_close)) +
         quoted("write_pointer", name_of(kWritePointer, p.write_pointer)) +
         quoted("deallocated", name_of(kDeallocated, p.deallocated)) + quoted("order", name_of(kOrder, p.order)) +
         "use_exceptions=" + (p.use_exceptions ? "True" : "False") +
         ", close_eagerly=" + (p.close_eagerly ? "True" : "False") + ", rubbish=" + std::to_string(p.rubbish) + ", " +
         quoted("power_loss", name_of(kPowerLoss, p.power_loss)) +
         "full_at_power_loss=" + (p.full_at_power_loss ? "True" : "False") + ", error_log='" +
         name_of(kErrorLog, p.error_log) + "')";
}

Policy make_policy(const std::string& statuses, const std::string& implicit_close, const std::string& write_pointer,
                   const std::string& deallocated, const std::string& order, bool use_exceptions, bool close_eagerly,
                   std::uint8_t rubbish, const std::string& power_loss, bool full_at_power_loss,
                   const std::string& error_log) {
  return {.statuses = value_of(kStatuses, "statuses", statuses),
          .implicit_close = value_of(kImplicitClose, "implicit_close", implicit_close),
          .write_pointer = value_of(kWritePointer, "write_pointer", write_pointer),
          .deallocated = value_of(kDeallocated, "deallocated", deallocated),
          .order = value_of(kOrder, "order", order),
          .use_exceptions = use_exceptions,
          .close_eagerly = close_eagerly,
          .rubbish = rubbish,
          .power_loss = value_of(kPowerLoss, "power_loss", power_loss),
          .full_at_power_loss = full_at_power_loss,
          .error_log = value_of(kErrorLog, "error_log", error_log)};
}

}  // namespace

template <>
struct Members<Policy> {
  static auto of(Policy& p) {
    return std::tie(p.statuses, p.implicit_close, p.write_pointer, p.deallocated, p.order, p.use_exceptions,
                    p.close_eagerly, p.rubbish, p.power_loss, p.full_at_power_loss, p.error_log);
  }
};

py::object Pack<Geometry>::pack(const Geometry& geometry) {
  return py::str(to_text(geometry));
}

Geometry Pack<Geometry>::unpack(const py::handle& from) {
  Geometry geometry;
  std::istringstream text{from.cast<std::string>()};
  for (std::string field; text >> field;) {
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos ||
        set_field(geometry, field.substr(0, equals), field.substr(equals + 1)) != FieldSet::Done)
      throw py::value_error("this version of znspec has no geometry with " + field);
  }
  return geometry;
}

namespace {

void register_policy(py::module_& m) {
  py::class_<Policy> policy(m, "Policy", "How a reference device uses the freedom that the standards leave.");
  define_value<Policy>(policy);
  policy
      .def(py::init(&make_policy), py::kw_only(), py::arg("statuses") = "first", py::arg("implicit_close") = "oldest",
           py::arg("write_pointer") = "ones", py::arg("deallocated") = "zeroes", py::arg("order") = "submitted",
           py::arg("use_exceptions") = false, py::arg("close_eagerly") = false, py::arg("rubbish") = 0,
           py::arg("power_loss") = "all", py::arg("full_at_power_loss") = false, py::arg("error_log") = "untold",
           "The device's habits; each has a default.")
      .def_property_readonly(
          "statuses", [](const Policy& p) { return name_of(kStatuses, p.statuses); },
          "Which of several statuses: 'first', 'last', 'lowest', 'highest'.")
      .def_property_readonly(
          "implicit_close", [](const Policy& p) { return name_of(kImplicitClose, p.implicit_close); },
          "Which zone makes room: 'oldest', 'newest', 'lowest', 'highest', 'any'; 'refuse': none.")
      .def_property_readonly(
          "write_pointer", [](const Policy& p) { return name_of(kWritePointer, p.write_pointer); },
          "WP where it has no meaning: 'ones', 'zslba', 'cap', 'end'.")
      .def_property_readonly(
          "deallocated", [](const Policy& p) { return name_of(kDeallocated, p.deallocated); },
          "What deallocated blocks read as where DLFEAT does not say: 'zeroes', 'ones', 'alternating'.")
      .def_property_readonly(
          "order", [](const Policy& p) { return name_of(kOrder, p.order); },
          "Of commands in flight together: 'submitted', 'reversed', 'shuffled'.")
      .def_readonly("use_exceptions", &Policy::use_exceptions, "Aborts wherever that is permitted.")
      .def_readonly("close_eagerly", &Policy::close_eagerly, "Closes each implicitly opened zone after each command.")
      .def_readonly("rubbish", &Policy::rubbish, "The byte, 0 to 255, that fills undefined extension bytes.")
      .def_property_readonly(
          "power_loss", [](const Policy& p) { return name_of(kPowerLoss, p.power_loss); },
          "What of a volatile write cache a loss of power takes: 'all', 'nothing', 'prefix', 'chance'.")
      .def_readonly("full_at_power_loss", &Policy::full_at_power_loss, "Active zones become Full as power is lost.")
      .def_property_readonly(
          "error_log", [](const Policy& p) { return name_of(kErrorLog, p.error_log); },
          "Of aborted commands in the Error Information log: 'untold', 'told' (More is set), 'none'.")
      .def("__repr__", &text_of);
}

using Limit = std::optional<std::uint32_t>;

Geometry make_geometry(std::uint32_t zones, std::uint64_t zsze, std::uint64_t zcap, std::uint32_t lba_bytes,
                       Limit max_active, Limit max_open, std::uint8_t zdes, std::uint8_t mdts, std::uint8_t zasl,
                       std::uint8_t wzsl, bool read_across, bool vzcap, bool zae, bool vwc, bool nsmgmt,
                       const std::string& flush_all, const std::string& dlfeat, bool dae, bool sgls, bool append,
                       bool write_zeroes, bool several_controllers, std::optional<std::uint8_t> mpsmin,
                       std::uint32_t awun, std::uint32_t nsid, std::uint32_t nn) {
  const Geometry geometry{.nsid = nsid,
                          .nn = nn,
                          .lba_bytes = lba_bytes,
                          .zones = zones,
                          .zsze = zsze,
                          .zcap = zcap,
                          .max_active = max_active,
                          .max_open = max_open,
                          .zdes = zdes,
                          .mdts = mdts,
                          .zasl = zasl,
                          .wzsl = wzsl,
                          .read_across = read_across,
                          .variable_capacity = vzcap,
                          .active_excursions = zae,
                          .write_cache = vwc,
                          .namespace_management = nsmgmt,
                          .flush_broadcast = value_of(kFlushAll, "flush_all", flush_all),
                          .deallocated = value_of(kDlfeat, "dlfeat", dlfeat),
                          .deallocated_error = dae,
                          .sgls = sgls,
                          .append = append,
                          .write_zeroes = write_zeroes,
                          .several_controllers = several_controllers,
                          .mpsmin = mpsmin,
                          .awun = awun};
  check(geometry);
  return geometry;
}

}  // namespace

void check(const Geometry& geometry) {
  if (const auto wrong = inconsistency(geometry)) throw py::value_error(*wrong);
}

namespace {

void define_abilities(py::class_<Geometry>& geometry) {
  geometry.def_readonly("read_across", &Geometry::read_across, "Reads may cross zone boundaries (OZCS.RAZB).")
      .def_readonly("vzcap", &Geometry::variable_capacity, "A reset may change a zone's capacity (ZOC.VZCAP).")
      .def_readonly("zae", &Geometry::active_excursions, "The controller may make active zones Full (ZOC.ZAE).")
      .def_readonly("vwc", &Geometry::write_cache, "There is a volatile write cache (VWC bit 0).")
      .def_readonly("nsmgmt", &Geometry::namespace_management, "Namespace Management is supported (OACS bit 3).")
      .def_property_readonly(
          "flush_all", [](const Geometry& g) { return name_of(kFlushAll, g.flush_broadcast); },
          "Flush with NSID FFFFFFFFh (VWC 2:1): 'supported', 'refused', 'unsaid'.")
      .def_property_readonly(
          "dlfeat", [](const Geometry& g) { return name_of(kDlfeat, g.deallocated); },
          "What deallocated blocks read as (DLFEAT 2:0): 'zeroes', 'ones', 'unsaid'.")
      .def_readonly("dae", &Geometry::deallocated_error,
                    "Hosts may ask for an error on deallocated blocks (NSFEAT bit 2).")
      .def_readonly("sgls", &Geometry::sgls, "Data pointers of I/O commands may be SGLs.")
      .def_readonly("append", &Geometry::append, "Zone Append is supported.")
      .def_readonly("write_zeroes", &Geometry::write_zeroes, "Write Zeroes is supported.")
      .def_readonly("awun", &Geometry::awun, "Blocks of a write that is atomic beside a Read (AWUN + 1, or NAWUN + 1).")
      .def_readonly("several_controllers", &Geometry::several_controllers,
                    "The subsystem may have several controllers (CMIC bit 1).");
}

}  // namespace

void register_geometry(py::module_& m) {
  register_policy(m);
  py::class_<Geometry> geometry(m, "Geometry", "What does not change while a namespace exists, as Identify tells it.");
  define_abilities(geometry);
  define_value<Geometry>(geometry);
  geometry
      .def(py::init(&make_geometry), py::kw_only(), py::arg("zones") = 16, py::arg("zsze") = 64, py::arg("zcap") = 48,
           py::arg("lba_bytes") = 4096, py::arg("max_active") = 6, py::arg("max_open") = 4, py::arg("zdes") = 2,
           py::arg("mdts") = 5, py::arg("zasl") = 4, py::arg("wzsl") = 0, py::arg("read_across") = false,
           py::arg("vzcap") = false, py::arg("zae") = false, py::arg("vwc") = false, py::arg("nsmgmt") = false,
           py::arg("flush_all") = "supported", py::arg("dlfeat") = "zeroes", py::arg("dae") = false,
           py::arg("sgls") = false, py::arg("append") = true, py::arg("write_zeroes") = true,
           py::arg("several_controllers") = false, py::arg("mpsmin") = 0, py::arg("awun") = 1, py::arg("nsid") = 1,
           py::arg("nn") = 4,
           "zsze and zcap in logical blocks; max_active (MAR + 1) and max_open (MOR + 1) in zones, None for no limit; "
           "mdts, zasl and wzsl 2^n minimum pages, 0 for no limit; these have 2^(12 + mpsmin) bytes, None: not known. "
           "Raises ValueError for what no device can have.")
      .def_static(
          "parse",
          [](const std::string& text) {
            const harness::RefOptions options = harness::parse_ref_options(text);
            if (!options.beside.empty()) throw harness::UsageError("a Geometry is of one namespace: '" + text + "'");
            return options.geometry;
          },
          py::arg("text"), "The geometry of the options of ref:, 'zones=16,zsze=64,mor=2'. Raises UsageError.")
      .def_readonly("zones", &Geometry::zones, "Number of zones.")
      .def_readonly("zsze", &Geometry::zsze, "Zone size in logical blocks.")
      .def_readonly("zcap", &Geometry::zcap, "Zone capacity in logical blocks.")
      .def_readonly("lba_bytes", &Geometry::lba_bytes, "Bytes of a logical block.")
      .def_readonly("max_active", &Geometry::max_active, "MAR + 1; None: no limit.")
      .def_readonly("max_open", &Geometry::max_open, "MOR + 1; None: no limit.")
      .def_readonly("zdes", &Geometry::zdes, "Zone Descriptor Extension Size, in units of 64 bytes.")
      .def_readonly("mdts", &Geometry::mdts, "Largest transfer: 2^n minimum pages; 0: no limit.")
      .def_readonly("zasl", &Geometry::zasl, "Largest Zone Append, likewise; 0: MDTS applies.")
      .def_readonly("wzsl", &Geometry::wzsl, "Largest Write Zeroes, likewise; 0: no limit.")
      .def_readonly("mpsmin", &Geometry::mpsmin, "Minimum pages have 2^(12 + n) bytes (CAP.MPSMIN); None: not known.")
      .def_readonly("nsid", &Geometry::nsid, "The namespace identifier.")
      .def_readonly("nn", &Geometry::nn, "The largest valid NSID.")
      .def_property_readonly("nsze", &Geometry::nsze, "Namespace size in logical blocks.")
      .def_property_readonly("extension_bytes", &Geometry::extension_bytes, "Bytes of a Zone Descriptor Extension.")
      .def(
          "zslba",
          [](const Geometry& g, ZoneId zone) {
            if (zone >= g.zones) throw py::index_error("there are " + std::to_string(g.zones) + " zones");
            return g.zslba(zone);
          },
          py::arg("zone"), "The first LBA of a zone. Raises IndexError.")
      .def("__repr__", [](const Geometry& g) { return "device " + to_text(g); });
}

}  // namespace zns::python
