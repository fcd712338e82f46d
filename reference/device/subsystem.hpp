// The namespaces of a device, each with what is not durable of it, and its controllers: a value. Which namespace a
// command is about is said here, and nowhere else.
#pragma once

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

struct Namespace {
  Geometry geometry;
  State state;
  WriteCache cache;
  FeatureValues features = {};

  // The geometry says what is set: after every change of the features.
  void show_features();
};

// Why no subsystem can have these namespaces, in one line; nothing if one can. What they say of their controller and of
// NN is what the first one says.
std::optional<std::string> inconsistency(std::span<const Geometry> namespaces);

class Subsystem {
 public:
  // At least one, each with another NSID. `memory` is that of each State: the whole block, if absent.
  explicit Subsystem(std::span<const Geometry> namespaces, std::optional<BlockMemory> memory = {},
                     std::span<const ControllerShape> controllers = {});  // none: one as it is by default

  [[nodiscard]] std::size_t size() const { return namespaces_.size(); }
  [[nodiscard]] Namespace& operator[](std::size_t i) { return namespaces_[i]; }
  [[nodiscard]] const Namespace& operator[](std::size_t i) const { return namespaces_[i]; }
  [[nodiscard]] std::span<const Namespace> namespaces() const { return namespaces_; }

  // The namespace that answers the command: the one it names, or else the first.
  [[nodiscard]] std::size_t answering(const Command& command) const;
  [[nodiscard]] const Geometry& geometry_for(const Command& command) const {
    return namespaces_[answering(command)].geometry;
  }
  [[nodiscard]] std::span<const Listed> active() const { return active_; }  // ascending

  [[nodiscard]] std::size_t controllers() const { return controllers_.size(); }
  [[nodiscard]] const Controller& controller(At at) const { return *controllers_[at.controller]; }
  // Whether what the controller writes may stay in the volatile write cache (FID-06-1).
  [[nodiscard]] bool caches(At at) const { return controller(at).features.current(Fid::VolatileWriteCache) != 0; }
  // Carries a change out, or takes it back: the latest first.
  void apply(const Change& change);
  void undo(const Change& change);

 private:
  void put(const Change& change, bool after);
  void put(At at, const std::shared_ptr<const Controller>& controller);
  void put(NamespaceAt at, const std::shared_ptr<const Namespace>& ns);

  std::vector<Namespace> namespaces_;
  std::vector<Listed> active_;
  std::vector<std::shared_ptr<const Controller>> controllers_;
};

// The command is about every namespace: Flush with NSID FFFFFFFFh.
[[nodiscard]] bool is_about_all(const Command& command);

}  // namespace zns
