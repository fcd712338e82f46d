// A device of any shape to which anything happens: commands of every kind, events, restarts, the lives of controllers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/namespace_structures.hpp"
#include "reference/spec/pattern.hpp"

namespace zns::image {

class RandomDevice {
 public:
  explicit RandomDevice(std::uint64_t seed) : random_{seed}, device_{shape(random_), policy(random_), 4} {}

  [[nodiscard]] Device& device() { return device_; }
  // What a file holds: nothing is in a cache.
  [[nodiscard]] Subsystem durable() const {
    Subsystem subsystem = device_.subsystem();
    for (std::size_t i = 0; i < subsystem.size(); ++i) subsystem[i].cache.commit();
    return subsystem;
  }

  // False: nothing happened, and device().last_step() is an older one.
  bool act() {
    const At at{random_.below(device_.subsystem().controllers())};
    switch (random_.below(12)) {
      case 0:
        return live(at);
      case 1:
        return happen();
      case 2:
        return event(at);
      case 3:
      case 4:
        return administer(at);
      default:
        return send(at, io(at));
    }
  }

 private:
  static SubsystemShape shape(Random& random) {
    SubsystemShape shape{.namespaces = {}, .controllers = controllers_of(1 + random.below(2))};
    for (ControllerShape& each : shape.controllers) each.elpe = static_cast<std::uint8_t>(random.below(3));
    const std::uint64_t count = 1 + random.below(3);
    for (std::uint32_t nsid = 1; nsid <= count; ++nsid)
      shape.namespaces.push_back({.geometry = geometry(nsid, random)});
    const Geometry& first = shape.namespaces.front().geometry;
    for (NamespaceShape& each : shape.namespaces) {  // what all have in common
      each.geometry.write_cache = first.write_cache;
      each.geometry.namespace_management = true;
    }
    shape.unallocated = 1U << 20U;
    shape.sanicap = random.one_in(2) ? sanicap::kActions | (random.one_in(2) ? sanicap::kNoDeallocateInhibited : 0) : 0;
    return shape;
  }

  static Geometry geometry(std::uint32_t nsid, Random& random) {
    if (nsid > 1 && random.one_in(3))
      return {.nsid = nsid, .lba_bytes = 512, .zones = 1, .zsze = 24, .zcap = 24, .csi = Csi::Nvm};
    const auto max_open = static_cast<std::uint32_t>(1 + random.below(3));
    return {.nsid = nsid,
            .lba_bytes = 512,
            .zones = static_cast<std::uint32_t>(1 + random.below(5)),
            .zsze = 8,
            .zcap = 3 + random.below(6),
            .max_active =
                random.one_in(4) ? std::nullopt : std::optional{max_open + static_cast<std::uint32_t>(random.below(3))},
            .max_open = max_open,
            .zdes = static_cast<std::uint8_t>(random.below(2)),
            .active_excursions = random.one_in(2),
            .write_cache = random.one_in(2),
            .deallocated_error = random.one_in(2),
            .mpsmin = random.one_in(2) ? std::optional<std::uint8_t>{0} : std::nullopt};
  }

  static Policy policy(Random& random) {
    return {.statuses = static_cast<Policy::Statuses>(random.below(4)),
            .implicit_close = static_cast<Policy::ImplicitClose>(random.below(6)),
            .use_exceptions = random.one_in(3),
            .close_eagerly = random.one_in(8),
            .rubbish = static_cast<std::uint8_t>(random.below(256)),
            .power_loss = static_cast<Policy::PowerLoss>(random.below(4)),
            .full_at_power_loss = random.one_in(4),
            .error_log = static_cast<Policy::ErrorLog>(random.below(3)),
            .aborts_event_requests = random.one_in(2),
            .sanitize_commands = static_cast<std::uint32_t>(random.below(4)),
            .sanitize_fails = random.one_in(4)};
  }

  // ---- commands -----------------------------------------------------------------------------------------------------

  Command io(At at) {
    const auto nsid = static_cast<std::uint32_t>(1 + random_.below(4));
    const Namespace& ns = device_.subsystem()[device_.subsystem().answering({.nsid = nsid, .body = Flush{}}, at)];
    const auto zone = static_cast<ZoneId>(random_.below(ns.geometry.zones));
    const std::uint64_t zslba = ns.geometry.zslba(zone);
    const bool anywhere = !ns.geometry.is_zoned() || random_.one_in(6);
    const std::uint64_t slba = anywhere ? random_.below(ns.geometry.nsze()) : ns.state.zone(zone).wp;
    const Nlb nlb = Nlb::of_count(1 + random_.below(4));
    const bool all = random_.one_in(8);
    const auto zsa = static_cast<ZoneSendAction>(1 + random_.below(5));
    switch (random_.below(10)) {
      case 0:
        return {.nsid = random_.one_in(3) ? kBroadcastNsid : nsid, .body = Flush{}};
      case 1:
        return {.nsid = nsid, .body = WriteZeroes{.slba = slba, .nlb = nlb}};
      case 2:
        return {.nsid = nsid, .body = Read{.slba = slba, .nlb = nlb}};
      case 3:
        return {.nsid = nsid, .body = ZoneManagementSend{.slba = zslba, .zsa = zsa, .select_all = all}};
      case 4:
        return {.nsid = nsid,
                .body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::SetZoneDescriptorExtension}};
      case 5:
      case 6:
        return {.nsid = nsid, .body = ZoneAppend{.zslba = zslba, .nlb = nlb}};
      default:
        return {.nsid = nsid, .body = Write{.slba = slba, .nlb = nlb}};
    }
  }

  // Patterns that go on or not, one byte repeated, or anything.
  void fill(std::size_t size, std::uint64_t lba) {
    data_.resize(size);
    const std::uint64_t kind = random_.below(4);
    const Pattern pattern{.seed = 1 + random_.below(2), .generation = random_.below(2)};
    for (std::size_t at = 0; at < size; at += 512, ++lba) {
      const auto block = std::span{data_}.subspan(at, std::min<std::size_t>(512, size - at));
      if (kind < 2 && block.size() == 512)
        pattern.fill_block(block, kind == 0 ? lba : random_.below(8));
      else
        for (std::byte& each : block) each = static_cast<std::byte>(kind == 2 ? 0x5A : random_.below(256));
    }
  }

  bool send(At at, const Command& command, std::optional<std::vector<std::byte>> data = {}) {
    if (device_.subsystem().controller(at).life() != Life::Enabled) return false;
    if (data) {
      data_ = *std::move(data);
    } else if (command.queue == Queue::Io) {
      const Footprint named = footprint(command);
      fill(bytes_to_device(device_.subsystem().geometry_for(command, at), command), named.slba);
    } else {
      fill(admin_bytes_to_device(command), 0);
    }
    device_.submit(command, data_, {}, at);
    return true;
  }

  bool administer(At at) {
    const auto nsid = static_cast<std::uint32_t>(random_.below(5));
    const auto admin = [&](const Command::Body& body) {
      return Command{.queue = Queue::Admin, .nsid = nsid, .body = body};
    };
    switch (random_.below(9)) {
      case 0:
        return send(at, admin(FormatNvm{}));
      case 1:
        return send(at, admin(NamespaceManagement{.sel = NamespaceManagementAction::Delete}));
      case 2: {
        Command create = admin(NamespaceManagement{.csi = random_.one_in(2) ? Csi::Nvm : Csi::Zoned});
        create.nsid = 0;
        const std::uint64_t size = 8 * (1 + random_.below(3));
        const auto page = encode(NamespaceCreation{
            .nsze = size, .ncap = size, .nmic = random_.one_in(2) ? kNamespaceShared : std::uint8_t{0}});
        return send(at, create, std::vector<std::byte>(page.begin(), page.end()));
      }
      case 3:
      case 4: {
        const auto sel = static_cast<NamespaceAttachmentAction>(random_.below(2));
        const auto list = encode_controller_list(std::vector{static_cast<std::uint16_t>(1 + random_.below(2))});
        return send(at, admin(NamespaceAttachment{.sel = sel}), std::vector<std::byte>(list.begin(), list.end()));
      }
      case 5:
        if (!random_.one_in(3)) return false;
        return send(at, {.queue = Queue::Admin,
                         .nsid = 0,
                         .body = Sanitize{.ovrpat = 7,
                                          .sanact = static_cast<SanitizeAction>(1 + random_.below(4)),
                                          .ause = random_.one_in(2),
                                          .ndas = random_.one_in(2)}});
      case 6:
        return send(at, admin(GetLogPage{.numd = NumberOfDwords::of_count(128),
                                         .lid = random_.one_in(2) ? Lid::ChangedNamespaceList : Lid::ChangedZoneList}));
      default:
        return set_feature(at, nsid);
    }
  }

  bool set_feature(At at, std::uint32_t nsid) {
    const auto rows = features();
    const Fid fid = rows[random_.below(rows.size())].fid;
    const auto value = static_cast<std::uint32_t>(random_.below(4));
    const bool is_events = fid == Fid::AsynchronousEventConfiguration;
    return send(at, {.queue = Queue::Admin,
                     .nsid = find_feature(fid, true)->scope == FeatureScope::Controller ? 0 : nsid,
                     .body = SetFeatures{.dw11 = is_events           ? kEventsOffered
                                                 : random_.one_in(3) ? value << 16U
                                                                     : value,
                                         .fid = fid,
                                         .save = random_.one_in(2)}});
  }

  // ---- what nobody commanded ----------------------------------------------------------------------------------------

  bool event(At at) {
    if (device_.subsystem().controller(at).life() != Life::Enabled) return false;
    if (random_.one_in(2)) return device_.next_event(at).has_value();
    device_.request_event(at, static_cast<std::uint16_t>(random_.below(4)));
    return true;
  }

  bool happen() {
    const std::size_t which = random_.below(device_.subsystem().size());
    const Namespace& ns = device_.subsystem()[which];
    const auto zone = static_cast<ZoneId>(random_.below(ns.geometry.zones));
    if (!ns.allocated || !ns.geometry.is_zoned()) return false;
    const std::uint64_t kind = random_.below(9);
    if (kind < 4)
      return which == 0 && device_.recommend(zone, kind < 2 ? za::kResetRecommended : za::kFinishRecommended);
    if (kind == 8) return device_.raise(SanitizeEvent::Success);
    constexpr EventKind kKinds[] = {EventKind::CloseZone, EventKind::ReadOnly, EventKind::Offline, EventKind::Renew};
    return device_.raise({kKinds[kind - 4], zone}, which);
  }

  bool live(At at) {
    const Life life = device_.subsystem().controller(at).life();
    if (life != Life::Enabled) {
      device_.enable(at);
      return true;
    }
    if (random_.one_in(3)) return false;
    const std::uint64_t kind = random_.below(7);
    if (kind == 0)
      device_.disable(at);
    else if (kind == 5)
      device_.write_property(at, random_.one_in(2) ? property::kAsq : property::kIntms,
                             static_cast<std::uint32_t>(random_.below(1 << 20)));
    else if (kind == 6)
      device_.submit(CreateCompletionQueue{.qid = static_cast<std::uint16_t>(2 + random_.below(3)),
                                           .qsize = QueueEntries::of_count(8),
                                           .prp1 = random_.below(8) << 12},
                     at);
    else if (kind == 1)
      device_.shut_down(at);
    else
      device_.restart(kind == 2 ? Reset::Controller : kind == 3 ? Reset::Shutdown : Reset::PowerCycle);
    return true;
  }

  Random random_;
  Device device_;
  std::vector<std::byte> data_;  // of the latest command: its step refers to it
};

}  // namespace zns::image
