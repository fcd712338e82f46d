// What is not known of the zones, and what was seen that bounds it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reference/device/namespace/state.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/spec/clause.hpp"
#include "reference/spec/reset.hpp"

namespace zns {

// What is not known of a zone, besides that it may be closed if it is implicitly opened.
struct Doubt {
  ZoneId zone = 0;
  bool maybe_explicit = false;  // Open with Select All found it closed, or did not
  bool anything = false;        // a command that failed midway, or a violation
  std::uint64_t wp_max = 0;     // the write pointer is at least the believed one, and at most this
};

// What a reset left of a zone, where several things are permitted: what is believed is the most of it.
struct Survivor {
  ZoneId zone = 0;
  Reset by{};
  std::uint64_t wp_min = 0;        // the write pointer is at least this: the rest was in a volatile write cache
  bool maybe_full = false;         // ZNS-RST-004
  bool is_active = false;          // it was opened or closed since, wherever its write pointer is
  std::optional<Zone> other = {};  // it may be this one: not initialized (ZNS-RST-008), or initialized (ZNS-AMB-13)
  bool maybe_explicit = false;     // and that one may be Explicitly Opened, by Open with Select All
  std::optional<WriteCache::Undone> undone = {};  // zone actions may be lost, which is worth noting
};

// What openings say of the zones that are open: each found a place, whichever zone was closed for it.
struct Places {
  std::uint32_t free = 0;             // at most max_open less so many zones are open
  std::optional<ZoneId> opened_last;  // not counting this one, one zone fewer: no other was opened since
};

// Zones that must have failed unseen, for others hold the resources that they had (ZNS-RES-021).
struct Owed {
  std::uint32_t zones = 0;          // at least so many ...
  std::vector<ZoneId> among;        // ... of these
  ClauseId clause = "ZNS-RES-002";  // violated if they have not
};

// A zone that was reset with all others, unless it had failed unseen: then it is still this (ZNS-SM-049).
struct PassedOver {
  ZoneId zone = 0;
  Zone before;
  SharedBlocks media = nullptr;
  SharedExtension extension = nullptr;
};

// What is supposed of zones that may have failed unseen (unseen.cpp).
struct Unseen {
  std::vector<Owed> owed;
  std::vector<PassedOver> passed_over;
  std::vector<ZoneId> said;             // statuses or data said that they failed; a report must show it (ZNS-SM-048)
  std::vector<ZoneId> closed_for_room;  // known to be closed only if no explicitly opened zone has failed
  // Supposed to have made an excursion, for no report listed them or they refused a transition: they may have failed
  // instead.
  std::vector<ZoneId> not_seen_full;
};

// What is not known, and what was seen that bounds it.
struct Unknowns {
  std::vector<Doubt> doubts;
  std::vector<Survivor> survivors;
  std::vector<ZoneId> seen_open;  // reported open since a command last opened one: they were so all at once
  std::vector<ZoneId> seen_active;
  bool lost = false;  // of any zone anything: a report of all is needed
  Places places;
  Unseen unseen;
  // One of the zones believed open was closed to make room for one that is Full by now; none was opened since.
  bool made_room = false;
  bool refused_to_open_all = false;  // the last that could have changed zones was that, for want of places

  void forget_places() {
    places = {};
    made_room = false;
  }
  void forget_zones_seen() {
    seen_open.clear();
    seen_active.clear();
  }
};

}  // namespace zns
