// The namespaces of a device, each with what is not durable of it, and its controllers: a value. Which namespace a
// command is about, and whether it is active at the controller that got the command, is said here and nowhere else.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/device/admin.hpp"
#include "reference/device/controller/controller.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/step.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/spec/command.hpp"

namespace zns {

inline constexpr std::size_t kMostControllers = 16;
using Attached = std::bitset<kMostControllers>;  // to which controllers, by their places

struct Namespace {
  Geometry geometry;
  State state;
  WriteCache cache;
  bool allocated = true;  // false: it was deleted, and its place is free
  bool shared = false;    // NMIC bit 0
  Attached attached = {};
  [[nodiscard]] std::uint64_t bytes() const { return geometry.nsze() * geometry.lba_bytes; }
  FeatureValues features = {};

  // The geometry says what is set: after every change of the features.
  void show_features();
  friend bool operator==(const Namespace&, const Namespace&) = default;
};

struct NamespaceShape {
  Geometry geometry;
  std::optional<Attached> attached = {};  // absent: to every controller
  std::optional<bool> shared = {};        // absent: if it is attached to several
};

// What a device is made of.
struct SubsystemShape {
  std::vector<NamespaceShape> namespaces;                          // at least one, each with another NSID
  std::vector<ControllerShape> controllers = {ControllerShape{}};  // at least one
  std::optional<std::uint64_t> unallocated = {};  // bytes; absent: twice as much as the first namespace has
  std::uint32_t sanicap = 0;                      // what Sanitize can do; 0: there is no such command
};

// The controllers of a subsystem that has so many: CNTLIDs from 1 on.
[[nodiscard]] std::vector<ControllerShape> controllers_of(std::size_t count);

// Why no subsystem can have these namespaces, in one line; nothing if one can. What they say of their controller and of
// NN is what the first one says.
std::optional<std::string> inconsistency(std::span<const Geometry> namespaces);
std::optional<std::string> inconsistency(const SubsystemShape& shape);

class Subsystem {
 public:
  // All that a subsystem consists of: as many notes as controllers.
  struct Parts {
    Geometry usual;
    std::vector<Namespace> namespaces;
    std::vector<std::shared_ptr<const Controller>> controllers;
    std::vector<CommandNotes> notes;
    std::uint64_t total_bytes = 0;
    std::uint32_t sanicap = 0;
    SanitizeOperation sanitize = {};
  };
  // It remembers the whole of each block.
  explicit Subsystem(Parts parts);
  // `memory` is that of each State: the whole block, if absent.
  explicit Subsystem(const SubsystemShape& shape, std::optional<BlockMemory> memory = {});
  explicit Subsystem(std::span<const Geometry> namespaces, std::optional<BlockMemory> memory = {});

  // The places of namespaces, those that are free included.
  [[nodiscard]] std::size_t size() const { return namespaces_.size(); }
  [[nodiscard]] Namespace& operator[](std::size_t i) { return namespaces_[i]; }
  [[nodiscard]] const Namespace& operator[](std::size_t i) const { return namespaces_[i]; }
  [[nodiscard]] std::span<const Namespace> namespaces() const { return namespaces_; }

  // The allocated namespace with that NSID; nothing: there is none.
  [[nodiscard]] std::optional<std::size_t> find(std::uint32_t nsid) const;
  [[nodiscard]] bool is_active(std::size_t which, At at) const { return is_active(namespaces_[which], at); }
  // Whether the host has enabled the command set at the controller (CC.CSS).
  [[nodiscard]] bool has_enabled(Csi csi, At at) const {
    const CommandSets sets = controller(at).command_sets;
    return sets == CommandSets::AllSupported || (sets == CommandSets::Nvm && csi == Csi::Nvm);
  }
  // The namespace that answers the command at that controller: the active one that it names, or else the first.
  [[nodiscard]] std::size_t answering(const Command& command, At at = {}) const;
  // The namespace as the controller sees it; where it is not active there, what the controller says without one.
  [[nodiscard]] const Geometry& view(std::size_t which, At at) const {
    return is_active(which, at) ? namespaces_[which].geometry : no_namespace_;
  }
  [[nodiscard]] const Geometry& geometry_for(const Command& command, At at = {}) const {
    return view(answering(command, at), at);
  }
  // What a namespace is like that Namespace Management creates; its sizes are the host's choice.
  [[nodiscard]] const Geometry& usual() const { return no_namespace_; }

  // NSIDs, ascending, each with its command set.
  [[nodiscard]] std::vector<Listed> active(At at = {}) const;
  [[nodiscard]] std::vector<Listed> allocated() const;
  [[nodiscard]] std::uint64_t total_bytes() const { return total_bytes_; }  // of all namespaces, and what is free
  [[nodiscard]] std::uint64_t unallocated_bytes() const;
  // What the controller tells of all this.
  [[nodiscard]] Surroundings surroundings(std::size_t which, At at) const;

  [[nodiscard]] std::size_t controllers() const { return controllers_.size(); }
  [[nodiscard]] const Controller& controller(At at) const { return *controllers_[at.controller]; }
  [[nodiscard]] std::shared_ptr<const Controller> share(At at) const { return controllers_[at.controller]; }
  [[nodiscard]] const CommandNotes& notes(At at) const { return notes_[at.controller]; }
  [[nodiscard]] CommandNotes& notes(At at) { return notes_[at.controller]; }
  [[nodiscard]] std::optional<At> find_controller(std::uint16_t cntlid) const;
  [[nodiscard]] State empty_state(const Geometry& geometry) const;  // of a namespace that nobody has written

  // Whether what the controller writes may stay in the volatile write cache (FID-06-1).
  [[nodiscard]] bool caches(At at) const { return controller(at).features.current(Fid::VolatileWriteCache) != 0; }
  [[nodiscard]] std::uint32_t sanicap() const { return sanicap_; }
  [[nodiscard]] const SanitizeOperation& sanitize() const { return sanitize_; }
  // By Writes, Zone Appends and Write Zeroes that succeeded, at every controller.
  [[nodiscard]] std::uint64_t writes() const;

  // Carries a change out, or takes it back: the latest first.
  void apply(const Change& change);
  void undo(const Change& change);

  friend bool operator==(const Subsystem& a, const Subsystem& b);

 private:
  [[nodiscard]] bool is_active(const Namespace& ns, At at) const {
    return ns.allocated && ns.attached[at.controller] &&
           (has_enabled(ns.geometry.csi, at) || controller(at).shape.lists_unusable);
  }
  void put(const Change& change, bool after);
  void put(At at, const std::shared_ptr<const Controller>& controller);
  void put(NamespaceAt at, const std::shared_ptr<const Namespace>& ns);
  void put(OfSubsystem where, const SanitizeOperation& operation);

  std::vector<Namespace> namespaces_;
  std::vector<std::shared_ptr<const Controller>> controllers_;
  std::vector<CommandNotes> notes_;  // of each controller
  Geometry no_namespace_;
  std::optional<BlockMemory> memory_;
  std::uint64_t total_bytes_ = 0;
  std::uint32_t sanicap_ = 0;
  SanitizeOperation sanitize_;
};

// The command is about every namespace: Flush with NSID FFFFFFFFh.
[[nodiscard]] bool is_about_all(const Command& command);

}  // namespace zns
