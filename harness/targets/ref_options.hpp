// The spelling of a reference device: "ref:" or "ref:zones=16,zsze=64,zcap=48,mar=5,mor=2,implicit-close=refuse,...".
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/subsystem.hpp"

namespace zns::harness {

struct RefOptions {
  Geometry geometry;
  std::vector<Geometry> beside = {};  // further namespaces: ns2.csi=nvm,ns2.nsze=4096
  Policy policy;
  std::size_t controllers = 1;
  std::map<std::uint32_t, Attached> attached = {};          // by NSID (kNoNsid: the first), where it is said
  std::map<std::uint32_t, bool> shared = {};                // likewise
  std::optional<std::uint64_t> unallocated = std::nullopt;  // bytes
  bool lists_unusable = false;                              // ControllerShape
  std::uint32_t sanicap = sanicap::kNotModified;            // without an action: there is no Sanitize
  std::string image = {};                                   // the file that keeps the device; empty: none does
  friend bool operator==(const RefOptions&, const RefOptions&) = default;
};

// Which files options may name: none, for what comes from a file itself; those that are read (like=, personality=); or
// the one that keeps the device (image=), too.
enum class Files : std::uint8_t { None, Named, Kept };

// `text` is what follows "ref:". Throws UsageError that names the option.
// mar and mor are counts here (the largest number of zones), "none" for no limit; lba is the block size in bytes.
// `below`: options that those of `text` are on top of; each may be given once in either. Whatever their order, files
// come first, and what is said by KEY=VALUE goes over them.
RefOptions parse_ref_options(std::string_view text, std::string_view below = {}, Files files = Files::Named);

// What image= says among them; empty: there is none. Nothing else is looked at.
std::string image_file(std::string_view text);

// That the image, which is there, has what `text` says: what made it agrees with it. Throws UsageError that names both
// values.
void expect_agreement(std::string_view text, const Subsystem& subsystem, const Policy& policy);

// What a device with these options is made of: the first namespace, then those beside it.
SubsystemShape shape_of(const RefOptions& options);

// One line for each option: its name, values and default. For the help text.
std::string ref_options_help();

}  // namespace zns::harness
