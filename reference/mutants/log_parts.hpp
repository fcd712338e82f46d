// What conducts of Get Log Page share: which page is asked for, and bytes of it that are other ones.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/device/admin.hpp"
#include "reference/device/policy.hpp"
#include "reference/mutants/conduct.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns::mutants {

inline const GetLogPage* asked(const AdminSituation& situation) {
  return std::get_if<GetLogPage>(&situation.command.body);
}
inline const GetLogPage* asked(const AdminSituation& situation, Lid lid) {
  const GetLogPage* const get = asked(situation);
  return get != nullptr && get->lid == lid ? get : nullptr;
}

inline void refuse(AdminEffect& effect, Status status) {
  effect = {.status = status, .faults = effect.faults};
}

// What the device answers to another Get Log Page.
inline AdminEffect answer(const AdminSituation& situation, const GetLogPage& other) {
  PolicyChoices choices;
  Command command = situation.command;
  command.body = other;
  return admin_step(situation.subsystem, situation.at, command, {}, choices);
}

// The whole page, whatever part of it was asked for.
inline LogBytes whole(const AdminSituation& situation, std::size_t bytes) {
  GetLogPage all = *asked(situation);
  all.lpo = 0;
  all.numd = NumberOfDwords::of_count(bytes / 4);
  LogBytes page = answer(situation, all).reply;
  page.resize(bytes);
  return page;
}

// The reply is that part of another page which was asked for.
inline void reply_with(const AdminSituation& situation, AdminEffect& effect, const LogBytes& page) {
  const GetLogPage& get = *asked(situation);
  if (effect.status != kSuccess || get.lpo > page.size()) return;
  const auto rest = std::span{page}.subspan(static_cast<std::size_t>(get.lpo));
  const auto part = rest.first(static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), get.numd.count() * 4)));
  effect.reply.assign(part.begin(), part.end());
}

// A field of the page holds something else.
template <class T>
void put(const AdminSituation& situation, AdminEffect& effect, std::size_t offset, T value) {
  const std::size_t from = static_cast<std::size_t>(asked(situation)->lpo);
  for (std::size_t i = 0; i < sizeof(T); ++i)
    if (offset + i >= from && offset + i - from < effect.reply.size())
      effect.reply[offset + i - from] = static_cast<std::byte>(value >> (8 * i));
}

inline constexpr std::size_t kIocs = 1024;  // of LID 05h

// An entry of Commands Supported and Effects, where the zoned command set is asked about.
template <std::size_t offset, std::uint32_t entry>
void lists(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, Lid::CommandsSupportedAndEffects);
  if (get != nullptr && get->csi == Csi::Zoned) put<std::uint32_t>(situation, effect, offset, entry);
}

// A field of a page holds something else.
template <Lid lid, std::size_t offset, class T, T value>
void says(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, lid) != nullptr) put<T>(situation, effect, offset, value);
}

template <Lid lid>
void has_no(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, lid) != nullptr) refuse(effect, Status::InvalidLogPage);
}

// ---- entries of the catalogue

inline constexpr std::string_view kNvmet = "Linux nvmet: the page is copied whole, or not at all";
inline constexpr std::string_view kSecondTable = "plausible: a table beside the dispatcher, kept by hand";

using Administers = void (*)(const AdminSituation&, AdminEffect&);

inline Mutant log(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                  Administers administers, std::string_view origin = kField, std::string_view geometry = {}) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = geometry,
          .defect = {.administers = administers}};
}

}  // namespace zns::mutants
