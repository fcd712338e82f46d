// Programs of a whole subsystem: bytes are two of a header (what it is made of, and a policy) and deeds, each a command
// of any entry at one of the controllers, or something that befalls the subsystem. Every string of bytes is some
// program, and every deed can be said in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fuzz/program.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/spec/opcode.hpp"
#include "reference/spec/sqe.hpp"

namespace zns::fuzz {

inline constexpr std::size_t kSubsystemHeaderBytes = 2;

// Eight bits say what a subsystem is made of, each something that it has or has not.
enum class Made : std::uint8_t {
  TwoControllers,
  BlocksBeside,  // a namespace of the NVM Command Set
  ZonesBeside,   // another zoned one, attached to the last controller alone
  NamespaceManagement,
  Sanitize,
  WriteCache,
  Abilities,  // RAZB, VZCAP, ZAE, DAE
  Limits,     // MAR, MOR, ZDES, MDTS, and one request of each kind at once
};
[[nodiscard]] constexpr std::uint8_t made_of(Made what) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(what));
}
[[nodiscard]] SubsystemShape subsystem_shape(std::uint8_t made);
// Likewise of its policy.
[[nodiscard]] Policy subsystem_policy(std::uint8_t bits);

// Values are stored: they may be appended to.
enum class SubsystemAct : std::uint8_t {
  Send,
  RequestEvent,
  NextEvent,
  Restart,  // `detail`: Reset
  Disable,  // the life of one controller
  ShutDown,
  Enable,
  ZoneEvent,  // `detail`: EventKind, at `zone` of the namespace in place `which`
  Recommend,  // `detail`: ZA, at `zone` of the first namespace
  SanitizeEvent,
  WriteProperty,  // CDW10 is the offset, CDW11 the value
};
inline constexpr std::uint8_t kSubsystemActs = 11;

inline constexpr std::size_t kMostSentBytes = 512;  // that are stored; those behind them are zeros

struct SubsystemDeed {
  SubsystemAct act = SubsystemAct::Send;
  std::uint8_t controller = 0;
  // Send, WriteProperty: CDW2, CDW3 and the pointers are zeros. Identifiers are nobody's but an Asynchronous Event
  // Request's.
  Queue queue = Queue::Admin;
  Sqe sqe = {};
  std::span<const std::byte> data = {};  // what the host sends begins so
  // Everything else:
  std::uint8_t which = 0;
  std::uint8_t zone = 0;
  std::uint8_t detail = 0;
};

// Takes the next deed off the front of `bytes`; nothing: there is no whole one.
[[nodiscard]] std::optional<SubsystemDeed> next_deed(Bytes& bytes);
// Adds a deed. Of its data, zeros at the end are not stored.
void append(std::vector<std::uint8_t>& bytes, const SubsystemDeed& deed);

}  // namespace zns::fuzz
