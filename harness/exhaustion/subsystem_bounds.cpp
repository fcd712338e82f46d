#include "harness/exhaustion/subsystem_bounds.hpp"

#include "reference/spec/log_pages.hpp"

namespace zns::harness {
namespace {

enum class Notices : bool { None, Both };
enum class Second : bool { Shared, Private };

// Two namespaces of one zone of two blocks, attached to nothing.
SubsystemShape pair(Notices first, Notices second, Second sharing = Second::Shared) {
  SubsystemShape shape{.namespaces = {}, .controllers = controllers_of(2)};
  for (const std::uint32_t nsid : {1U, 2U}) {
    const Geometry geometry{.nsid = nsid,
                            .lba_bytes = 512,
                            .zones = 1,
                            .zsze = 2,
                            .zcap = 2,
                            .max_active = 1,
                            .max_open = 1,
                            .active_excursions = true,
                            .namespace_management = true};
    const bool shared = nsid == 1 || sharing == Second::Shared;
    shape.namespaces.push_back({.geometry = geometry, .attached = Attached{}, .shared = shared});
  }
  for (ControllerShape& each : shape.controllers) each.aerl = 0;
  if (first == Notices::None) shape.controllers[0].oaes = 0;
  if (second == Notices::None) shape.controllers[1].oaes = 0;
  return shape;
}

// One is attached as it likes; the other stays at both controllers.
SubsystemShape with_second_attached(SubsystemShape shape) {
  shape.namespaces[1].attached = Attached{0b11};
  return shape;
}

}  // namespace

std::vector<NamedSubsystem> all_subsystems() {
  constexpr std::uint32_t kBoth = oaes::kNamespaceAttribute | oaes::kZoneDescriptorChanged;
  const SubsystemShape silent = pair(Notices::None, Notices::None);
  const SubsystemShape telling = with_second_attached(pair(Notices::Both, Notices::Both));
  return {
      {"zones-of-both", {.shape = silent}},
      {"one-is-private", {.shape = pair(Notices::None, Notices::None, Second::Private), .zones = ZoneDeeds::Few}},
      {"attachment-at-both",
       {.shape = pair(Notices::Both, Notices::Both), .changing = {}, .told = {1, 2}, .notices = {kBoth, 0}}},
      {"events-of-zones",
       {.shape = telling,
        .changing = {1},
        .attached = {1},
        .to = {1},
        .told = {1},
        .notices = {kBoth, oaes::kNamespaceAttribute, 0},
        .lives = {1}}},
      {"events-at-one",
       {.shape = pair(Notices::Both, Notices::None),
        .zones = ZoneDeeds::Few,
        .told = {1},
        .notices = {kBoth, oaes::kNamespaceAttribute, oaes::kZoneDescriptorChanged, 0},
        .lives = {1}}},
      {"events-at-both",
       {.shape = telling,
        .zones = ZoneDeeds::Few,
        .changing = {1},
        .attached = {1},
        .told = {1, 2},
        .notices = {kBoth, 0}}},
  };
}

}  // namespace zns::harness
