#include "harness/targets/ref_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/like/like.hpp"
#include "harness/personality/personality.hpp"
#include "harness/targets/namespace_key.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/trace/geometry_text.hpp"
#include "reference/trace/trace.hpp"

namespace zns::harness {
namespace {

[[noreturn]] void refuse(std::string_view key, std::string_view value, std::string_view why) {
  throw UsageError("ref: option " + std::string(key) + "=" + std::string(value) + ": " + std::string(why));
}

template <class T>
T number(std::string_view key, std::string_view value) {
  constexpr std::uint64_t kMost = std::numeric_limits<T>::max();
  const bool is_hexadecimal = value.rfind("0x", 0) == 0 || value.rfind("0X", 0) == 0;
  const std::string_view digits = value.substr(is_hexadecimal ? 2 : 0);
  T parsed{};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), parsed, is_hexadecimal ? 16 : 10);
  if (error != std::errc{} || end != digits.data() + digits.size())
    refuse(key, value, "not a number from 0 to " + std::to_string(kMost));
  return parsed;
}

bool yes_or_no(std::string_view key, std::string_view value) {
  if (value == "yes" || value == "1") return true;
  if (value == "no" || value == "0") return false;
  refuse(key, value, "yes or no");
}

template <class T>
T one_of(std::string_view key, std::string_view value, const std::map<std::string_view, T>& choices) {
  if (const auto found = choices.find(value); found != choices.end()) return found->second;
  std::string names;
  for (const auto& [name, unused] : choices) names += (names.empty() ? "" : ", ") + std::string(name);
  refuse(key, value, "one of " + names);
}

struct Option {
  std::string_view key;
  std::string_view help;
  std::function<void(RefOptions&, std::string_view key, std::string_view value)> set;
};

struct GeometryOption {
  std::string_view key;  // a field of geometry_text.hpp
  std::string_view help;
};

constexpr GeometryOption kGeometryOptions[] = {
    {"zones", "number of zones (16)"},
    {"zsze", "zone size in logical blocks (64)"},
    {"zcap", "zone capacity in logical blocks (48)"},
    {"mar", "most active zones, or none (6)"},
    {"mor", "most open zones, or none (4)"},
    {"lba", "bytes of a logical block (4096)"},
    {"zdes", "descriptor extension in units of 64 bytes (2)"},
    {"mdts", "largest transfer, 2^n pages of 4 KiB, 0: any (5)"},
    {"zasl", "largest Zone Append, likewise, 0: mdts (4)"},
    {"wzsl", "largest Write Zeroes, likewise, 0: any (0)"},
    {"razb", "reads may cross zones: yes, no (no)"},
    {"vzcap", "a reset may change a zone's capacity (ZOC.VZCAP): yes, no (no)"},
    {"zae", "active zones may become Full (ZOC.ZAE): yes, no (no)"},
    {"nsid", "of the namespace (1)"},
    {"nn", "largest valid NSID (4)"},
    {"nsmgmt", "Namespace Management is supported: yes, no (no)"},
    {"append", "Zone Append is supported: yes, no (yes)"},
    {"write-zeroes", "Write Zeroes is supported: yes, no (yes)"},
    {"several-controllers", "the subsystem may have several (CMIC): yes, no (no)"},
    {"mpsmin", "the pages of mdts, zasl, wzsl have 2^(12 + n) bytes (0)"},
    {"awun", "blocks of a write that is atomic beside a Read (1)"},
    {"vwc", "volatile write cache: yes, no (no)"},
    {"dlfeat", "deallocated blocks read as: zeroes, ones, unsaid (zeroes)"},
    {"dae", "error on deallocated blocks can be asked for: yes, no (no)"},
    {"flush-all", "Flush with NSID FFFFFFFFh: supported, refused, unsaid (supported)"},
};

// The spellings of traces, and what people type. `spoken`: the key as it was given.
void set_geometry(Geometry& geometry, std::string_view field, std::string_view spoken, std::string_view value) {
  std::string spelt{value};
  if (spelt.rfind("0X", 0) == 0) spelt[1] = 'x';
  if (set_field(geometry, field, spelt) == FieldSet::Done) return;
  if (spelt == "1" || spelt == "0") {
    spelt = spelt == "1" ? "yes" : "no";
    if (set_field(geometry, field, spelt) == FieldSet::Done) return;
  }
  const std::string expected = expected_value(field);
  refuse(spoken, value, (expected.rfind("a ", 0) == 0 ? "not " : "") + expected);
}

void set_first(RefOptions& options, std::string_view key, std::string_view value) {
  set_geometry(options.geometry, key, key, value);
}

Geometry& namespace_beside(RefOptions& options, std::uint32_t nsid, Csi csi) {
  for (Geometry& each : options.beside)
    if (each.nsid == nsid) return each;
  return options.beside.emplace_back(zns::beside(options.geometry, nsid, csi));
}

// "1+2", "none": controllers by their numbers, from 1 on.
Attached parse_attached(std::string_view key, std::string_view value) {
  Attached attached;
  if (value == "none") return attached;
  for (bool more = true; more;) {
    const std::size_t plus = value.find('+');
    const auto number_of = number<std::uint8_t>(key, value.substr(0, plus));
    if (number_of == 0 || number_of > kMostControllers)
      refuse(key, value, "controllers from 1 to " + std::to_string(kMostControllers) + ", as 1+2, or none");
    attached.set(number_of - 1U);
    more = plus != std::string_view::npos;
    if (more) value.remove_prefix(plus + 1);
  }
  return attached;
}

// Fields of a namespace in its subsystem; its geometry has the others.
bool is_of_place(std::string_view field) {
  return field == "attached" || field == "shared";
}

void set_place(RefOptions& options, std::uint32_t nsid, std::string_view key, std::string_view field,
               std::string_view value) {
  if (field == "attached")
    options.attached[nsid] = parse_attached(key, value);
  else
    options.shared[nsid] = yes_or_no(key, value);
}

void set_first_place(RefOptions& options, std::string_view key, std::string_view value) {
  set_place(options, kNoNsid, key, key, value);
}

// The type of the namespace was set before.
void set_beside(RefOptions& options, std::string_view key, std::string_view value) {
  const OfNamespace of = *of_namespace(key);
  Geometry& geometry = namespace_beside(options, of.nsid, Csi::Zoned);
  if (of.field == "csi") return;
  if (is_of_place(of.field)) return set_place(options, of.nsid, key, of.field, value);
  if (!is_field_of_namespace(of.field, geometry.csi))
    refuse(
        key, value,
        geometry.is_zoned() ? "a zoned namespace has none (nsze is of csi=nvm)" : "a namespace without zones has none");
  set_geometry(geometry, of.field, key, value);
}

// "yes": all of them; "block+crypto"; "no". With one come the bits that No-Deallocate After Sanitize is about.
std::uint32_t parse_sanitize(std::string_view key, std::string_view value) {
  if (value == "no") return 0;
  if (value == "yes") return sanicap::kActions;
  const std::map<std::string_view, std::uint32_t> actions{
      {"block", sanicap::kBlockErase}, {"crypto", sanicap::kCryptoErase}, {"overwrite", sanicap::kOverwrite}};
  std::uint32_t found = 0;
  for (bool more = true; more;) {
    const std::size_t plus = value.find('+');
    const auto action = actions.find(value.substr(0, plus));
    if (action == actions.end()) refuse(key, value, "yes, no, or some of block+crypto+overwrite");
    found |= action->second;
    more = plus != std::string_view::npos;
    if (more) value.remove_prefix(plus + 1);
  }
  return found;
}

void set_sanitize(RefOptions& options, std::string_view key, std::string_view value) {
  options.sanicap = (options.sanicap & ~sanicap::kActions) | parse_sanitize(key, value);
}

void set_no_deallocate(RefOptions& options, std::string_view key, std::string_view value) {
  using namespace sanicap;
  options.sanicap =
      (options.sanicap & kActions) | one_of<std::uint32_t>(key, value,
                                                           {{"unsaid", 0},
                                                            {"unmodified", kNotModified},
                                                            {"modified", kIsModified},
                                                            {"inhibited", kNoDeallocateInhibited | kNotModified}});
}

const Option kBesideOption{
    "nsK.", "KEY=VALUE of a further namespace K: csi=nvm or zoned, attached, shared, nsze, lba, dlfeat, dae, zones ...",
    set_beside};

const std::vector<Option>& subsystem_options() {
  using Key = std::string_view;
  using Value = std::string_view;
  static const std::vector<Option> kOptions{
      {"controllers", "of the subsystem: 1 to 16 (1)",
       [](RefOptions& o, Key k, Value v) { o.controllers = number<std::uint8_t>(k, v); }},
      {"attached", "to which of them the namespace is: 1+2, or none (all)", set_first_place},
      {"shared", "the namespace may be attached to several (NMIC): yes, no (if it is)", set_first_place},
      {"unvmcap", "bytes that no namespace has, with nsmgmt (as many as two of the first)",
       [](RefOptions& o, Key k, Value v) { o.unallocated = number<std::uint64_t>(k, v); }},
      {"unusable", "zoned namespaces while CC.CSS is 000b are: inactive, listed (inactive)",
       [](RefOptions& o, Key k, Value v) {
         o.lists_unusable = one_of<bool>(k, v, {{"inactive", false}, {"listed", true}});
       }},
      {"sanitize", "Sanitize is supported (SANICAP): yes, no, or with some actions: block+crypto+overwrite (no)",
       set_sanitize},
      {"no-deallocate",
       "after Sanitize, media is: unmodified, modified, unsaid (NODMMAS); inhibited (NDI) (unmodified)",
       set_no_deallocate},
  };
  return kOptions;
}

const std::vector<Option>& geometry_options() {
  static const std::vector<Option> kOptions = [] {
    std::vector<Option> options;
    for (const GeometryOption& each : kGeometryOptions) options.push_back({each.key, each.help, set_first});
    return options;
  }();
  return kOptions;
}

const std::vector<Option>& policy_options() {
  using Key = std::string_view;
  using Value = std::string_view;
  static const std::vector<Option> kOptions{
      {"status", "of several that apply: first, last, lowest, highest (first)",
       [](RefOptions& o, Key k, Value v) {
         using S = Policy::Statuses;
         o.policy.statuses =
             one_of<S>(k, v, {{"first", S::First}, {"last", S::Last}, {"lowest", S::Lowest}, {"highest", S::Highest}});
       }},
      {"implicit-close", "victim at the open limit: oldest, newest, lowest, highest, any, refuse (oldest)",
       [](RefOptions& o, Key k, Value v) {
         using I = Policy::ImplicitClose;
         o.policy.implicit_close = one_of<I>(k, v,
                                             {{"oldest", I::Oldest},
                                              {"newest", I::Newest},
                                              {"lowest", I::LowestZone},
                                              {"highest", I::HighestZone},
                                              {"any", I::Any},
                                              {"refuse", I::Refuse}});
       }},
      {"wp", "write pointer where it has no meaning: ones, zslba, cap, end (ones)",
       [](RefOptions& o, Key k, Value v) {
         using W = Policy::WritePointer;
         o.policy.write_pointer =
             one_of<W>(k, v, {{"ones", W::Ones}, {"zslba", W::Zslba}, {"cap", W::Cap}, {"end", W::End}});
       }},
      {"deallocated", "where DLFEAT is unsaid: zeroes, ones, alternating (zeroes)",
       [](RefOptions& o, Key k, Value v) {
         using D = Policy::Deallocated;
         o.policy.deallocated =
             one_of<D>(k, v, {{"zeroes", D::Zeroes}, {"ones", D::Ones}, {"alternating", D::Alternating}});
       }},
      {"order", "commands in flight together: submitted, reversed, shuffled (submitted)",
       [](RefOptions& o, Key k, Value v) {
         using O = Policy::Order;
         o.policy.order =
             one_of<O>(k, v, {{"submitted", O::Submitted}, {"reversed", O::Reversed}, {"shuffled", O::Shuffled}});
       }},
      {"exceptions", "abort wherever that is permitted: yes, no (no)",
       [](RefOptions& o, Key k, Value v) { o.policy.use_exceptions = yes_or_no(k, v); }},
      {"close", "implicitly opened zones are closed: lazy, eager (lazy)",
       [](RefOptions& o, Key k, Value v) {
         o.policy.close_eagerly = one_of<bool>(k, v, {{"lazy", false}, {"eager", true}});
       }},
      {"power-loss", "what of the volatile write cache is lost: all, nothing, prefix, chance (all)",
       [](RefOptions& o, Key k, Value v) {
         using P = Policy::PowerLoss;
         o.policy.power_loss =
             one_of<P>(k, v, {{"all", P::All}, {"nothing", P::Nothing}, {"prefix", P::Prefix}, {"chance", P::Chance}});
       }},
      {"power-full", "active zones become Full as power is lost: yes, no (no)",
       [](RefOptions& o, Key k, Value v) { o.policy.full_at_power_loss = yes_or_no(k, v); }},
      {"error-log",
       "aborted commands in the Error Information log: untold, told (completions have More set), none (untold)",
       [](RefOptions& o, Key k, Value v) {
         using E = Policy::ErrorLog;
         o.policy.error_log = one_of<E>(k, v, {{"untold", E::Untold}, {"told", E::Told}, {"none", E::None}});
       }},
      {"abort-requests", "Abort aborts event requests that wait: yes, no (no)",
       [](RefOptions& o, Key k, Value v) { o.policy.aborts_event_requests = yes_or_no(k, v); }},
      {"sanitize-commands", "commands that are completed while a sanitize operation goes on (48)",
       [](RefOptions& o, Key k, Value v) { o.policy.sanitize_commands = number<std::uint32_t>(k, v); }},
      {"sanitize-fails", "sanitize operations fail: yes, no (no)",
       [](RefOptions& o, Key k, Value v) { o.policy.sanitize_fails = yes_or_no(k, v); }},
      {"rubbish", "fills undefined extension bytes (0)",
       [](RefOptions& o, Key k, Value v) { o.policy.rubbish = number<std::uint8_t>(k, v); }},
  };
  return kOptions;
}

void behave_like(RefOptions& options, const std::string& file) {
  for (const auto& [key, value] : load_personality(file))
    for (const Option& option : policy_options())
      if (option.key == key) try {
          option.set(options, key, value);
        } catch (const UsageError& error) {
          throw UsageError(file + ": " + error.what());
        }
}

const std::vector<Option>& file_options() {
  static const std::vector<Option> kOptions{
      {"like", "geometry of a drive, from FILE or FILE+FILE: JSON of describe or run, or what nvme-cli prints of it",
       [](RefOptions& o, std::string_view, std::string_view value) {
         o.geometry = geometry_like(std::string{value}, o.geometry);
       }},
      {"personality", "the use of freedom of a drive, from FILE of run --personality",
       [](RefOptions& o, std::string_view, std::string_view value) { behave_like(o, std::string{value}); }},
  };
  return kOptions;
}

using Options = const std::vector<Option>*;
std::array<Options, 4> all_options() {
  return {&geometry_options(), &subsystem_options(), &policy_options(), &file_options()};
}

const Option& find_option(std::string_view key) {
  if (const auto of = of_namespace(key);
      of && (is_of_place(of->field) || is_field_of_namespace(of->field, Csi::Zoned) ||
             is_field_of_namespace(of->field, Csi::Nvm)))
    return kBesideOption;
  for (const Options options : all_options())
    for (const Option& option : *options)
      if (option.key == key) return option;
  Nearest nearest{key};
  for (const Options options : all_options())
    for (const Option& option : *options) nearest.consider(option.key);
  throw UsageError("ref: no option '" + std::string(key) + "'" + nearest.advice("znspec run --help names them"));
}

struct Given {
  const Option& option;
  std::string_view key;
  std::string_view value;
  [[nodiscard]] bool names_a_file() const {
    return std::any_of(file_options().begin(), file_options().end(),
                       [this](const Option& each) { return &each == &option; });
  }
  [[nodiscard]] bool is_beside() const { return &option == &kBesideOption; }
};

void begin_namespace(RefOptions& options, std::string_view key, std::string_view value) {
  if (value != "nvm" && value != "zoned") refuse(key, value, "one of nvm, zoned");
  namespace_beside(options, of_namespace(key)->nsid, value == "nvm" ? Csi::Nvm : Csi::Zoned);
}

std::vector<Given> split(std::string_view text) {
  std::vector<Given> given;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos)
      throw UsageError("ref: option '" + std::string(item) + "' has no value: KEY=VALUE");
    const std::string_view key = item.substr(0, equals);
    const Option& option = find_option(key);
    for (const Given& before : given)
      if (before.key == key) throw UsageError("ref: option '" + std::string(key) + "' is given twice");
    given.push_back({option, key, item.substr(equals + 1)});
  }
  return given;
}

void set_all(std::string_view text, RefOptions& options, Files files) {
  const std::vector<Given> given = split(text);
  for (const Given& each : given) {
    if (!each.names_a_file()) continue;
    if (files == Files::None) refuse(each.key, each.value, "a file cannot be named here");
    each.option.set(options, each.key, each.value);
  }
  for (const Given& each : given)
    if (!each.names_a_file() && !each.is_beside()) each.option.set(options, each.key, each.value);
  for (const Given& each : given)  // what a namespace is, before what it has
    if (each.is_beside() && of_namespace(each.key)->field == "csi") begin_namespace(options, each.key, each.value);
  for (const Given& each : given)
    if (each.is_beside()) each.option.set(options, each.key, each.value);
}

// How an error about the whole begins: with the files that it may be about.
std::string origin(std::string_view text) {
  for (const Given& each : split(text))
    if (each.key == "like") return "ref: like=" + std::string{each.value} + ": ";
  return "ref: ";
}

}  // namespace

RefOptions parse_ref_options(std::string_view text, std::string_view below, Files files) {
  RefOptions options;
  options.geometry.max_active = 6;
  options.geometry.max_open = 4;
  options.geometry.zdes = 2;
  options.geometry.mdts = 5;
  options.geometry.zasl = 4;
  set_all(below, options, files);
  set_all(text, options, files);
  for (const NamespaceShape& each : shape_of(options).namespaces)
    if (each.geometry.zones > kMostTraceZones)
      throw UsageError(origin(text) + "zones must be at most " + std::to_string(kMostTraceZones));
  if (const auto why = inconsistency(shape_of(options))) throw UsageError(origin(text) + *why);
  return options;
}

SubsystemShape shape_of(const RefOptions& options) {
  SubsystemShape shape{
      .namespaces = {}, .controllers = controllers_of(options.controllers), .unallocated = options.unallocated};
  for (ControllerShape& each : shape.controllers) each.lists_unusable = options.lists_unusable;
  if ((options.sanicap & sanicap::kActions) != 0) shape.sanicap = options.sanicap;
  const auto add = [&](const Geometry& geometry, std::uint32_t nsid) {
    NamespaceShape each{.geometry = geometry};
    if (const auto said = options.attached.find(nsid); said != options.attached.end()) each.attached = said->second;
    if (const auto said = options.shared.find(nsid); said != options.shared.end()) each.shared = said->second;
    shape.namespaces.push_back(each);
  };
  add(options.geometry, kNoNsid);
  for (const Geometry& each : options.beside) add(each, each.nsid);
  return shape;
}

std::string ref_options_help() {
  std::string text;
  const auto add = [&](const Option& option) {
    text += "  " + std::string(option.key) + std::string(21 - option.key.size(), ' ') + std::string(option.help) + "\n";
  };
  for (const Options options : all_options())
    for (const Option& option : *options) add(option);
  add(kBesideOption);
  return text;
}

}  // namespace zns::harness
