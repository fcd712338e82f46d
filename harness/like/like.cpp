#include "harness/like/like.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "harness/base/bounded_file.hpp"
#include "harness/base/error.hpp"
#include "harness/like/attachment.hpp"
#include "harness/targets/geometry_of.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/spec/command.hpp"
#include "suites/facts.hpp"

namespace zns::harness {
namespace {

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UsageError(file + ": " + why);
}

// What the structures of a drive say, each as the reference has it unless a file says otherwise.
struct Structures {
  IdentifyController controller;
  IdentifyNamespace ns;
  IdentifyZonedNamespace zoned;
  IdentifyZonedController zoned_controller;
  IdentifyNvmController nvm_controller;
};

struct Page {
  Cns cns;
  Csi csi;
  IdentifyPage (*encode)(const Structures& structures);
  void (*decode)(Structures& structures, IdentifyView page);
};

template <auto member, auto decode_page>
constexpr Page page_of(Cns cns, Csi csi) {
  return {cns, csi, [](const Structures& s) { return encode(s.*member); },
          [](Structures& s, IdentifyView page) { s.*member = decode_page(page); }};
}

constexpr std::array kPages{
    page_of<&Structures::controller, decode_identify_controller>(Cns::Controller, Csi::Nvm),
    page_of<&Structures::ns, decode_identify_namespace>(Cns::Namespace, Csi::Nvm),
    page_of<&Structures::zoned, decode_identify_zoned_namespace>(Cns::CommandSetNamespace, Csi::Zoned),
    page_of<&Structures::zoned_controller, decode_identify_zoned_controller>(Cns::CommandSetController, Csi::Zoned),
    page_of<&Structures::nvm_controller, decode_identify_nvm_controller>(Cns::CommandSetController, Csi::Nvm)};

Structures structures_of(suites::Target& target) {
  Structures structures;
  for (const Page& page : kPages) {
    IdentifyPage bytes{};
    const bool is_of_namespace = page.cns == Cns::Namespace || page.cns == Cns::CommandSetNamespace;
    const Command identify{.queue = Queue::Admin,
                           .nsid = is_of_namespace ? target.nsid() : 0,
                           .body = Identify{.cns = page.cns, .csi = page.csi}};
    target.submit({.queue = Queue::Admin, .sqe = encode(identify), .to_device = {}, .from_device = bytes});
    page.decode(structures, bytes);
  }
  return structures;
}

// The reference with other structures: a drive that says what the files say.
class Attached final : public suites::Target {
 public:
  Attached(InProcessTarget& reference, const Structures& structures) : reference_{reference}, structures_{structures} {}
  [[nodiscard]] std::string name() const override { return reference_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return reference_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return reference_.carries(); }
  suites::Completion submit(const suites::Submission& submission) override {
    const Command command = decode(submission.queue, submission.sqe);
    if (const auto* identify = std::get_if<Identify>(&command.body))
      for (const Page& page : kPages) {
        if (identify->cns != page.cns || identify->csi != page.csi) continue;
        const IdentifyPage bytes = page.encode(structures_);
        std::copy_n(bytes.begin(), std::min(bytes.size(), submission.from_device.size()),
                    submission.from_device.begin());
        return {};
      }
    return reference_.submit(submission);
  }

 private:
  InProcessTarget& reference_;
  const Structures& structures_;
};

struct Named {
  std::string file;
  Content content;
};

template <class T>
const T* find(const std::vector<Named>& attachments) {
  for (const Named& each : attachments)
    if (const T* content = std::get_if<T>(&each.content)) return content;
  return nullptr;
}

template <class T>
bool take(T& into, const std::vector<Named>& attachments) {
  const T* content = find<T>(attachments);
  if (content != nullptr) into = *content;
  return content != nullptr;
}

std::vector<Named> read_all(const std::string& files, const Geometry& base) {
  std::vector<Named> attachments;
  for (std::size_t at = 0; at <= files.size();) {
    const std::string file = files.substr(at, files.find('+', at) - at);
    at += file.size() + 1;
    if (file.empty()) throw UsageError("ref: option like=" + files + ": FILE, or FILE+FILE");
    const std::string bytes = read_bounded(file, kLargestAttachment);
    const bool is_text = bytes.find('\0') == std::string::npos;
    Named next{file, is_text ? content_of_json(file, bytes, base) : content_of_bytes(file, bytes)};
    for (const Named& other : attachments) {
      if (other.content.index() == next.content.index())
        refuse(file, std::string{name_of(next.content)} + ", and so is " + other.file);
      if (other.content.index() < 2 || next.content.index() < 2)
        refuse(file, "a report of znspec says all: no second file goes with it (" + other.file + ")");
    }
    attachments.push_back(std::move(next));
  }
  return attachments;
}

// Without id-ns the format in use is not known: all formats have to have one size of zones.
LbaFormatExtension only_format(const std::string& files, const IdentifyZonedNamespace& zoned) {
  LbaFormatExtension only;
  for (const LbaFormatExtension& each : zoned.lbafe) {
    if (each.zsze == 0) continue;
    if (only.zsze != 0 && !(each == only)) refuse(files, "formats with different zones: id-ns says which is in use");
    only = each;
  }
  return only;
}

// Sizes that one file has, and others need.
void fit_together(Structures& s, const std::vector<Named>& attachments, const std::string& files,
                  const Geometry& base) {
  const bool has_ns = take(s.ns, attachments);
  const LbaFormatExtension usual = s.zoned.lbafe[0];
  const bool has_zoned = take(s.zoned, attachments);
  const auto* listed = find<ZonesListed>(attachments);
  LbaFormatExtension& format = s.zoned.lbafe[s.ns.format_index()];
  if (has_zoned && !has_ns) format = only_format(files, s.zoned);
  if (!has_zoned) format = usual;
  if (!has_zoned && listed != nullptr && listed->zsze) format.zsze = *listed->zsze;
  if (listed != nullptr && listed->zsze && *listed->zsze % std::max<std::uint64_t>(format.zsze, 1) != 0)
    refuse(files, "zns report-zones has zones " + std::to_string(*listed->zsze) + " blocks apart, zns id-ns has ZSZE " +
                      std::to_string(format.zsze));
  const bool knows_zsze = has_zoned || (listed != nullptr && listed->zsze);
  if (has_ns && knows_zsze) return;
  const std::uint64_t zones = listed != nullptr && listed->number != 0 ? listed->number : base.zones;
  if (format.zsze > UINT64_MAX / zones) refuse(files, "the zones do not fit 64 bits");
  s.ns.nsze = s.ns.ncap = zones * format.zsze;
}

Geometry geometry_from(Structures structures, InProcessTarget& reference, const std::vector<Named>& attachments,
                       const std::string& files, const Geometry& base) {
  take(structures.controller, attachments);
  take(structures.zoned_controller, attachments);
  take(structures.nvm_controller, attachments);
  fit_together(structures, attachments, files, base);
  Attached attached{reference, structures};
  Geometry geometry;
  try {
    geometry = geometry_of(suites::read_facts(attached));
  } catch (const suites::NotTestable& error) {
    refuse(files, error.what());
  } catch (const suites::DeviceWrong& error) {
    refuse(files, error.what());
  }
  geometry.mpsmin = base.mpsmin;
  if (geometry.deallocated > DeallocatedValue::Ones) geometry.deallocated = DeallocatedValue::NotReported;
  if (const auto* listed = find<ZonesListed>(attachments)) {
    if (listed->number > geometry.zones)
      refuse(files, "zns report-zones counts " + std::to_string(listed->number) + " zones, the namespace has " +
                        std::to_string(geometry.zones));
    geometry.zcap = listed->zcap;
  } else if (geometry.zsze == base.zsze) {
    geometry.zcap = base.zcap;
  }
  return geometry;
}

}  // namespace

Geometry geometry_like(const std::string& files, const Geometry& base) {
  const std::vector<Named> attachments = read_all(files, base);
  if (const auto* whole = find<Geometry>(attachments)) return *whole;
  if (const auto* spelling = find<Spelling>(attachments)) {
    if (!spelling->text.starts_with("ref:")) refuse(files, "'reference' is no spelling of ref:");
    try {
      return parse_ref_options(std::string_view{spelling->text}.substr(4), {}, Files::None).geometry;
    } catch (const UsageError& error) {
      refuse(files, std::string{"'reference': "} + error.what());
    }
  }
  InProcessTarget reference{"ref:like=" + files, base, {}};
  return geometry_from(structures_of(reference), reference, attachments, files, base);
}

}  // namespace zns::harness
