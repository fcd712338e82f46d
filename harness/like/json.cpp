// JSON of znspec and of nvme-cli: the keys say which one it is.
#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/like/attachment.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::json;

constexpr int kDeepest = 16;  // what znspec and nvme-cli write is less nested

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UsageError(file + ": " + why);
}

Json parse(const std::string& file, const std::string& text) {
  const auto guard = [&file](int depth, Json::parse_event_t, Json&) {
    if (depth > kDeepest) refuse(file, "JSON that is nested more than " + std::to_string(kDeepest) + " deep");
    return true;
  };
  try {
    return Json::parse(text, guard);
  } catch (const Json::parse_error& error) {
    refuse(file, "no JSON from byte " + std::to_string(error.byte) + " on");
  }
}

// The members of one object, each of which may be missing.
class Members {
 public:
  Members(const std::string& file, const Json& object) : file_{file}, object_{object} {}

  // nvme-cli 1 writes FFFFFFFFh as -1.
  template <class T>
  void number(const char* key, T& into) const {
    const Json* found = find(key);
    if (found == nullptr) return;
    constexpr std::uint64_t kMost = std::numeric_limits<T>::max();
    if (sizeof(T) == 4 && found->is_number_integer() && !found->is_number_unsigned() && *found == -1) {
      into = std::numeric_limits<T>::max();
      return;
    }
    if (!found->is_number_unsigned() || found->template get<std::uint64_t>() > kMost)
      refuse(file_, std::string{"'"} + key + "' is no number from 0 to " + std::to_string(kMost));
    into = static_cast<T>(found->template get<std::uint64_t>());
  }

  void flag(const char* key, bool& into) const {
    const Json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_boolean()) refuse(file_, std::string{"'"} + key + "' is neither true nor false");
    into = found->get<bool>();
  }

  // A number, or null for no limit.
  [[nodiscard]] std::optional<std::uint64_t> limit(const char* key) const {
    const Json* found = find(key);
    if (found == nullptr || found->is_null()) return std::nullopt;
    std::uint64_t value = 0;
    number(key, value);
    return value;
  }

  // The objects of an array of at most `most`.
  void objects(const char* key, std::size_t most,
               const std::function<void(std::size_t index, const Members& members)>& visit) const {
    const Json* found = find(key);
    if (found == nullptr) return;
    if (!found->is_array() || found->size() > most)
      refuse(file_, std::string{"'"} + key + "' is no array of at most " + std::to_string(most));
    for (std::size_t i = 0; i < found->size(); ++i) {
      if (!(*found)[i].is_object())
        refuse(file_, std::string{"'"} + key + "' has an entry that is no object: " + std::to_string(i));
      visit(i, Members{file_, (*found)[i]});
    }
  }

 private:
  [[nodiscard]] const Json* find(const char* key) const {
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  const std::string& file_;
  const Json& object_;
};

// ---- nvme-cli -------------------------------------------------------------------------------------------------------

Content controller(const std::string&, const Members& members) {
  IdentifyController structure;
  members.number("cmic", structure.cmic);
  members.number("mdts", structure.mdts);
  members.number("oacs", structure.oacs);
  members.number("nn", structure.nn);
  members.number("oncs", structure.oncs);
  members.number("vwc", structure.vwc);
  members.number("awun", structure.awun);
  members.number("sgls", structure.sgls);
  return structure;
}

Content name_space(const std::string& file, const Members& members) {
  IdentifyNamespace structure;
  members.number("nsze", structure.nsze);
  members.number("ncap", structure.ncap);
  members.number("nsfeat", structure.nsfeat);
  members.number("nlbaf", structure.nlbaf);
  members.number("flbas", structure.flbas);
  members.number("dlfeat", structure.dlfeat);
  members.number("nawun", structure.nawun);
  members.number("nabsn", structure.nabsn);
  members.objects("lbafs", kLbaFormats, [&structure](std::size_t index, const Members& format) {
    format.number("ms", structure.lbaf[index].ms);
    format.number("ds", structure.lbaf[index].lbads);
  });
  if (structure.lbaf[structure.format_index()].lbads == 0)
    refuse(file, "'lbafs' does not say the block size of the format in use (" +
                     std::to_string(structure.format_index()) + ")");
  return structure;
}

Content zoned_namespace(const std::string&, const Members& members) {
  IdentifyZonedNamespace structure;
  members.number("zoc", structure.zoc);
  members.number("ozcs", structure.ozcs);
  members.number("mar", structure.mar);
  members.number("mor", structure.mor);
  members.objects("lbafe", kLbaFormats, [&structure](std::size_t index, const Members& format) {
    format.number("zsze", structure.lbafe[index].zsze);
    format.number("zdes", structure.lbafe[index].zdes);
  });
  return structure;
}

Content zoned_controller(const std::string&, const Members& members) {
  IdentifyZonedController structure;
  members.number("zasl", structure.zasl);
  return structure;
}

Content nvm_controller(const std::string&, const Members& members) {
  IdentifyNvmController structure;
  members.number("wzsl", structure.wzsl);
  return structure;
}

Content zones_listed(const std::string& file, const Members& members) {
  ZonesListed zones;
  std::optional<std::uint64_t> previous;
  members.number("nr_zones", zones.number);
  members.objects("zone_list", kLargestAttachment, [&](std::size_t, const Members& zone) {
    std::uint64_t zslba = 0;
    std::uint64_t zcap = 0;
    zone.number("slba", zslba);
    zone.number("cap", zcap);
    list_zone(zones, previous, zslba, zcap, file);
    previous = zslba;
  });
  if (!previous) refuse(file, "a report with no zones");
  return zones;
}

struct Kind {
  const char* key;  // that nothing else has
  Content (*decode)(const std::string& file, const Members& members);
};

constexpr std::array kKinds{Kind{"mdts", controller},       Kind{"lbafs", name_space},
                            Kind{"lbafe", zoned_namespace}, Kind{"zasl", zoned_controller},
                            Kind{"wzsl", nvm_controller},   Kind{"zone_list", zones_listed}};

// ---- znspec ---------------------------------------------------------------------------------------------------------

// 2^n pages of 4 KiB; 0: no limit.
std::uint8_t pages(const std::optional<std::uint64_t>& bytes) {
  return bytes ? static_cast<std::uint8_t>(std::bit_width(std::max(*bytes, kMinimumPageBytes) / kMinimumPageBytes) - 1)
               : 0;
}

std::optional<std::uint32_t> count(const std::string& file, const char* key, std::optional<std::uint64_t> limit) {
  if (!limit) return std::nullopt;
  if (*limit > UINT32_MAX) refuse(file, std::string{"'"} + key + "' does not fit 32 bits");
  return static_cast<std::uint32_t>(*limit);
}

Geometry device(const std::string& file, const Members& members, Geometry geometry) {
  members.number("nsid", geometry.nsid);
  geometry.nn = std::max(geometry.nn, geometry.nsid);
  members.number("lba_bytes", geometry.lba_bytes);
  members.number("zones", geometry.zones);
  members.number("zsze", geometry.zsze);
  geometry.zcap = members.limit("zcap_most").value_or(geometry.zsze);
  geometry.max_active = count(file, "max_active", members.limit("max_active"));
  geometry.max_open = count(file, "max_open", members.limit("max_open"));
  std::uint16_t extension_bytes = 0;
  members.number("extension_bytes", extension_bytes);
  geometry.zdes = static_cast<std::uint8_t>(extension_bytes / 64);
  geometry.mdts = pages(members.limit("mdts_bytes"));
  const std::uint8_t append = pages(members.limit("append_limit_bytes"));
  geometry.zasl = append == geometry.mdts ? std::uint8_t{0} : append;
  geometry.wzsl = pages(members.limit("write_zeroes_limit_bytes"));
  members.flag("append", geometry.append);
  members.flag("write_zeroes", geometry.write_zeroes);
  members.flag("read_across", geometry.read_across);
  members.flag("variable_capacity", geometry.variable_capacity);
  members.flag("active_excursions", geometry.active_excursions);
  return geometry;
}

}  // namespace

Content content_of_json(const std::string& file, const std::string& text, const Geometry& base) {
  const Json json = parse(file, text);
  if (!json.is_object()) refuse(file, "no JSON object");
  if (const auto reference = json.find("reference"); reference != json.end() && reference->is_string())
    if (const auto spelling = reference->get<std::string>(); !spelling.empty()) return Spelling{spelling};
  if (const auto found = json.find("device"); found != json.end() && found->is_object())
    return device(file, Members{file, *found}, base);
  for (const Kind& kind : kKinds)
    if (json.contains(kind.key)) return kind.decode(file, Members{file, json});
  refuse(file,
         "JSON, but neither of znspec nor of nvme's id-ctrl, id-ns, zns id-ns, zns id-ctrl, nvm-id-ctrl or zns "
         "report-zones");
}

}  // namespace zns::harness
