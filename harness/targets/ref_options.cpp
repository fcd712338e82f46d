#include "harness/targets/ref_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
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
  // How the value is spelt that an option of that key has; empty where it has no short spelling.
  std::function<std::string(const RefOptions&, std::string_view key)> spelt = [](const auto&, auto) { return ""; };
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

// What stands behind "FIELD=" among words of that form.
std::string value_in(const std::string& words, std::string_view field) {
  std::istringstream stream{words};
  for (std::string word; stream >> word;)
    if (word.rfind(std::string{field} + "=", 0) == 0) return word.substr(field.size() + 1);
  return {};
}

std::string spelt_first(const RefOptions& options, std::string_view key) {
  return value_in(to_text(options.geometry), key);
}

Csi csi_of(std::string_view key, std::string_view value) {
  return one_of<Csi>(key, value, {{"nvm", Csi::Nvm}, {"zoned", Csi::Zoned}});
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
  if (of.field == "csi") {
    const Csi csi = csi_of(key, value);
    Geometry& geometry = namespace_beside(options, of.nsid, csi);
    if (geometry.csi != csi) geometry = zns::beside(options.geometry, of.nsid, csi);
    return;
  }
  Geometry& geometry = namespace_beside(options, of.nsid, Csi::Zoned);
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

std::string spelt_beside(const RefOptions& options, std::string_view key) {
  const OfNamespace of = *of_namespace(key);
  for (const Geometry& each : options.beside)
    if (each.nsid == of.nsid) return value_in(namespace_text(each), of.field);
  return {};
}

const Option kBesideOption{
    "nsK.", "KEY=VALUE of a further namespace K: csi=nvm or zoned, attached, shared, nsze, lba, dlfeat, dae, zones ...",
    set_beside, spelt_beside};

const std::vector<Option>& subsystem_options() {
  using Key = std::string_view;
  using Value = std::string_view;
  static const std::vector<Option> kOptions{
      {"controllers", "of the subsystem: 1 to 16 (1)",
       [](RefOptions& o, Key k, Value v) { o.controllers = number<std::uint8_t>(k, v); },
       [](const RefOptions& o, Key) { return std::to_string(o.controllers); }},
      {"attached", "to which of them the namespace is: 1+2, or none (all)", set_first_place},
      {"shared", "the namespace may be attached to several (NMIC): yes, no (if it is)", set_first_place},
      {"unvmcap", "bytes that no namespace has, with nsmgmt (as many as two of the first)",
       [](RefOptions& o, Key k, Value v) { o.unallocated = number<std::uint64_t>(k, v); },
       [](const RefOptions& o, Key) { return std::to_string(o.unallocated.value_or(0)); }},
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
    for (const GeometryOption& each : kGeometryOptions)
      options.push_back({each.key, each.help, set_first, spelt_first});
    return options;
  }();
  return kOptions;
}

// One of some values of a policy, by their names.
template <class T>
Option choice(std::string_view key, std::string_view help, T Policy::*field,
              const std::map<std::string_view, T>& choices) {
  return {key, help,
          [=](RefOptions& o, std::string_view k, std::string_view v) { o.policy.*field = one_of<T>(k, v, choices); },
          [=](const RefOptions& o, std::string_view) {
            const auto has = [&](const auto& each) { return each.second == o.policy.*field; };
            return std::string{std::find_if(choices.begin(), choices.end(), has)->first};
          }};
}

Option yes_or_no_of(std::string_view key, std::string_view help, bool Policy::*field) {
  return {key, help, [=](RefOptions& o, std::string_view k, std::string_view v) { o.policy.*field = yes_or_no(k, v); },
          [=](const RefOptions& o, std::string_view) { return std::string{o.policy.*field ? "yes" : "no"}; }};
}

template <class T>
Option number_of(std::string_view key, std::string_view help, T Policy::*field) {
  return {key, help, [=](RefOptions& o, std::string_view k, std::string_view v) { o.policy.*field = number<T>(k, v); },
          [=](const RefOptions& o, std::string_view) { return std::to_string(o.policy.*field); }};
}

const std::vector<Option>& policy_options() {
  using S = Policy::Statuses;
  using I = Policy::ImplicitClose;
  using W = Policy::WritePointer;
  using D = Policy::Deallocated;
  using O = Policy::Order;
  using L = Policy::PowerLoss;
  using E = Policy::ErrorLog;
  static const std::vector<Option> kOptions{
      choice<S>("status", "of several that apply: first, last, lowest, highest (first)", &Policy::statuses,
                {{"first", S::First}, {"last", S::Last}, {"lowest", S::Lowest}, {"highest", S::Highest}}),
      choice<I>("implicit-close", "victim at the open limit: oldest, newest, lowest, highest, any, refuse (oldest)",
                &Policy::implicit_close,
                {{"oldest", I::Oldest},
                 {"newest", I::Newest},
                 {"lowest", I::LowestZone},
                 {"highest", I::HighestZone},
                 {"any", I::Any},
                 {"refuse", I::Refuse}}),
      choice<W>("wp", "write pointer where it has no meaning: ones, zslba, cap, end (ones)", &Policy::write_pointer,
                {{"ones", W::Ones}, {"zslba", W::Zslba}, {"cap", W::Cap}, {"end", W::End}}),
      choice<D>("deallocated", "where DLFEAT is unsaid: zeroes, ones, alternating (zeroes)", &Policy::deallocated,
                {{"zeroes", D::Zeroes}, {"ones", D::Ones}, {"alternating", D::Alternating}}),
      choice<O>("order", "commands in flight together: submitted, reversed, shuffled (submitted)", &Policy::order,
                {{"submitted", O::Submitted}, {"reversed", O::Reversed}, {"shuffled", O::Shuffled}}),
      yes_or_no_of("exceptions", "abort wherever that is permitted: yes, no (no)", &Policy::use_exceptions),
      choice<bool>("close", "implicitly opened zones are closed: lazy, eager (lazy)", &Policy::close_eagerly,
                   {{"lazy", false}, {"eager", true}}),
      choice<L>("power-loss", "what of the volatile write cache is lost: all, nothing, prefix, chance (all)",
                &Policy::power_loss,
                {{"all", L::All}, {"nothing", L::Nothing}, {"prefix", L::Prefix}, {"chance", L::Chance}}),
      yes_or_no_of("power-full", "active zones become Full as power is lost: yes, no (no)",
                   &Policy::full_at_power_loss),
      choice<E>(
          "error-log",
          "aborted commands in the Error Information log: untold, told (completions have More set), none (untold)",
          &Policy::error_log, {{"untold", E::Untold}, {"told", E::Told}, {"none", E::None}}),
      yes_or_no_of("abort-requests", "Abort aborts event requests that wait: yes, no (no)",
                   &Policy::aborts_event_requests),
      number_of("sanitize-commands", "commands that are completed while a sanitize operation goes on (48)",
                &Policy::sanitize_commands),
      yes_or_no_of("sanitize-fails", "sanitize operations fail: yes, no (no)", &Policy::sanitize_fails),
      number_of("rubbish", "fills undefined extension bytes (0)", &Policy::rubbish),
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
      {"image", "keep the device in FILE, which is made if it is not there, and says the rest if it is",
       [](RefOptions& o, std::string_view key, std::string_view value) {
         if (value.empty()) refuse(key, value, "it needs the name of a file");
         o.image = value;
       }},
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
    if (each.key == "image" && files != Files::Kept)
      refuse(each.key, each.value, "only the target ref: is kept in a file");
    each.option.set(options, each.key, each.value);
  }
  for (const Given& each : given)
    if (!each.names_a_file() && !each.is_beside()) each.option.set(options, each.key, each.value);
  for (const Given& each : given)  // what a namespace is, before what it has
    if (each.is_beside() && of_namespace(each.key)->field == "csi") each.option.set(options, each.key, each.value);
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

namespace {

// As options that say everything.
RefOptions options_of(const Subsystem& subsystem, const Policy& policy) {
  RefOptions options{.geometry = subsystem[0].geometry, .policy = policy, .controllers = subsystem.controllers()};
  for (const Namespace& ns : subsystem.namespaces()) {
    if (!ns.allocated) continue;
    const bool is_first = &ns == subsystem.namespaces().data();
    if (!is_first) options.beside.push_back(ns.geometry);
    options.attached[is_first ? kNoNsid : ns.geometry.nsid] = ns.attached;
    options.shared[is_first ? kNoNsid : ns.geometry.nsid] = ns.shared;
  }
  options.unallocated = subsystem.unallocated_bytes();
  options.lists_unusable = subsystem.controller({}).shape.lists_unusable;
  options.sanicap = subsystem.sanicap();
  return options;
}

bool has_no_sanitize(const RefOptions& options) {
  return (options.sanicap & sanicap::kActions) == 0;
}

// What the image has instead.
std::string otherwise(const Option& option, std::string_view key, const RefOptions& there, const RefOptions& asked) {
  if (asked.beside.size() > there.beside.size()) return "no such namespace";
  if (std::string has = option.spelt(there, key); !has.empty()) return has;
  return "another value" + (there.geometry == asked.geometry ? "" : ": " + *difference(there.geometry, asked.geometry));
}

}  // namespace

std::string image_file(std::string_view text) {
  for (const Given& each : split(text))
    if (each.key == "image") return std::string{each.value};
  return {};
}

void expect_agreement(std::string_view text, const Subsystem& subsystem, const Policy& policy) {
  RefOptions there = options_of(subsystem, policy);
  there.image = image_file(text);
  for (const Given& each : split(text)) {
    RefOptions asked = there;
    each.option.set(asked, each.key, each.value);
    if (has_no_sanitize(asked) && has_no_sanitize(there)) asked.sanicap = there.sanicap;  // the rest is said of nothing
    if (asked != there)
      refuse(each.key, each.value,
             "the image " + there.image + " has " + otherwise(each.option, each.key, there, asked));
  }
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
