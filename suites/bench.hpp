// The workbench of a case: brings zones into a state (given), sends commands (when), checks what came of it (then), and
// puts the device back. It knows what the standard leaves free about zones at rest, so that no case has to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/case.hpp"
#include "suites/facts.hpp"
#include "suites/patience.hpp"
#include "suites/result.hpp"
#include "suites/target.hpp"

namespace zns::suites {

using Bytes = std::vector<std::byte>;

// A zone that a case was given.
struct ZoneRef {
  std::uint64_t index = 0;
  std::uint64_t zslba = 0;
  std::uint64_t zcap = 0;
  std::uint64_t zsze = 0;
  [[nodiscard]] std::uint64_t cap() const { return zslba + zcap; }  // the first LBA that may not be written
  [[nodiscard]] std::uint64_t end() const { return zslba + zsze; }  // the first LBA of the next zone
};

// Thrown inside a case, caught by the runner: the device did something that the clauses do not permit.
struct CaseFailed {
  Failure failure;
  // A set-up, a look, a buffer overrun: the case's level and confidence do not count.
  bool definite = false;
};
// The case makes no sense for this device, or cannot reach it; the text says why.
struct CaseNotApplicable {
  std::string reason;
};
// The device answered with a status that decides nothing (ZNS-GEN-014), or a zone failed by itself (ZNS-SM-021).
struct CaseInconclusive {
  std::string reason;
};

// Zones that hold an active or an open resource.
struct Resources {
  std::uint64_t active = 0;
  std::uint64_t open = 0;
};

// How a command that a controller answers is sent.
struct AdminWay {
  std::uint32_t nsid = 0;  // of a command that uses none: 0
  std::span<const std::byte> to_device = {};
  std::size_t bytes = 0;       // of what it returns ...
  Bytes* data = nullptr;       // ... into *data, prefilled with A5h
  std::size_t controller = 0;  // below carries().controllers
};

struct BenchOptions {
  std::uint64_t seed = 1;
  std::uint64_t first_zone = 0;                 // --zones A-B
  std::optional<std::uint64_t> last_zone = {};  // inclusive; absent: the last zone of the namespace
};

class Bench {
 public:
  Bench(Target& target, Facts facts, BenchOptions options);

  [[nodiscard]] const Facts& facts() const { return facts_; }
  [[nodiscard]] Target& target() { return target_; }

  // ---- given --------------------------------------------------------------------------------------------------
  // Throws CaseNotApplicable with `reason` unless `condition`.
  void needs(bool condition, const std::string& reason) const;
  [[nodiscard]] bool meets(Need need, std::string& reason) const;

  // A zone that this case has not used yet, brought into `state`. `written` blocks of pattern data are below its write
  // pointer (default: 1 in ZSIO and ZSC, 0 in ZSEO; at least 1 in ZSIO; a ZSF zone is filled by Finish Zone after
  // `written` blocks; in ZSE there are none; before a zone goes ZSRO or ZSO `written` blocks are written, default 1).
  // Not applicable if there is no such zone, no resources for it, or no way into that state.
  ZoneRef a_zone_in(ZoneState state, std::optional<std::uint64_t> written = std::nullopt);
  std::vector<ZoneRef> zones_in(ZoneState state, std::uint64_t count,
                                std::optional<std::uint64_t> written = std::nullopt);
  // Two zones in ZSE that follow each other; the last zone of the namespace in ZSE (needs WholeNamespace).
  std::pair<ZoneRef, ZoneRef> two_adjacent_empty_zones();
  ZoneRef the_last_zone();
  // As many zones as the limit allows (all that are left of it), in that state: ZSEO by Open, ZSIO by writing, ZSC by
  // closing.
  std::vector<ZoneRef> fill_open_limit(ZoneState state);
  std::vector<ZoneRef> fill_active_limit(ZoneState state);
  [[nodiscard]] std::uint64_t free_zones() const;              // zones that the case could still be given
  [[nodiscard]] std::uint64_t max_blocks_per_command() const;  // by MDTS and the target, at most 65,536
  // Writes from the write pointer of `zone` until `until` (an LBA in the zone, at most cap()) in as few commands as
  // possible.
  void fill(const ZoneRef& zone, std::uint64_t from, std::uint64_t until);

  // ---- when ---------------------------------------------------------------------------------------------------
  Completion write(std::uint64_t slba, std::uint64_t blocks, bool fua = false);  // pattern(slba, blocks)
  Completion zone_append(std::uint64_t zslba, std::uint64_t blocks, std::uint64_t pattern_lba);
  Completion zone_append(const ZoneRef& zone, std::uint64_t blocks,
                         std::uint64_t wp);  // pattern of where it should land
  Completion write_zeroes(std::uint64_t slba, std::uint64_t blocks, bool deac = false);
  Completion read(std::uint64_t slba, std::uint64_t blocks, Bytes* data = nullptr);
  Completion flush();
  Completion zone_mgmt_send(std::uint64_t slba, ZoneSendAction zsa, bool select_all = false);
  Completion zone_mgmt_send(const ZoneRef& zone, ZoneSendAction zsa) { return zone_mgmt_send(zone.zslba, zsa); }
  Completion select_all(ZoneSendAction zsa) { return zone_mgmt_send(0, zsa, true); }
  Completion set_zone_descriptor_extension(std::uint64_t slba, std::span<const std::byte> extension,
                                           bool select_all = false);
  // `bytes` of a report, a multiple of 4, into *data (sized to `bytes`, prefilled with A5h).
  Completion zone_mgmt_receive(const ZoneManagementReceive& command, Bytes* data = nullptr);
  Completion identify(Cns cns, std::uint32_t nsid, Csi csi = Csi::Nvm, IdentifyPage* page = nullptr,
                      std::uint16_t cntid = 0);
  // A command that a controller answers. It goes by the admin queue.
  Completion admin(const Command::Body& body, const AdminWay& way = {});
  // The case made the namespace, or has it for itself: commands that name it reach nothing of the one under test.
  void owns(std::uint32_t nsid) { owned_.insert(nsid); }
  // Like admin() and submit(), but once, and a passing status is the answer that the case is about (ZNS-GEN-014).
  Completion submit_once(const Submission& submission);
  Completion admin_once(const Command::Body& body, const AdminWay& way = {});
  // Puts back what the case has changed of the device: end_case() calls it, the latest first, whatever became of the
  // case. What fails in it is a failure.
  void at_end(std::function<void()> put_back) { put_back_.push_back(std::move(put_back)); }
  // Any command whatever. Every submission of a case passes here: it is logged for the failure report.
  Completion submit(const Submission& submission);
  // All of them in flight at once, in the order of the submissions. Not applicable where the target carries fewer.
  std::vector<Completion> submit_together(std::span<const Submission> submissions);
  void reset(Reset kind);
  void inject(const ZoneRef& zone, ZoneState state);
  void advise(const ZoneRef& zone, std::uint8_t za);

  // ---- the life of one controller, with Need::Registers (Registers says more) ---------------------------------
  // A controller that was disabled, shut down, or sent Asynchronous Event Requests is reset and enabled after the case.
  std::uint32_t read_register(std::uint32_t offset, std::size_t controller = 0);
  std::uint64_t read_register64(std::uint32_t offset, std::size_t controller = 0);
  void write_register(std::uint32_t offset, std::uint32_t value, std::size_t controller = 0);
  void disable(std::size_t controller = 0);
  void shut_down(ShutdownNotification how, std::size_t controller = 0);
  void enable(std::size_t controller = 0, std::optional<CommandSets> css = {});
  // It is reset after the case, whatever becomes of it.
  void will_disturb(std::size_t controller);
  // Asynchronous Event Requests, with Need::Events (EventRequests).
  std::optional<Completion> request_event(std::size_t controller = 0);
  std::optional<Completion> next_event(std::size_t controller = 0);
  // From now on, until the end of the case, commands and looks go by this controller; but for those of admin() and
  // submit(), which name theirs.
  void go_by(std::size_t controller);

  // ---- then ---------------------------------------------------------------------------------------------------
  // Each throws CaseFailed with what was expected and observed.
  void expect_status(const Completion& cqe, std::initializer_list<Status> permitted);
  void expect_status(const Completion& cqe, std::span<const Status> permitted);
  void expect_success(const Completion& cqe) { expect_status(cqe, {kSuccess}); }
  // The zone is in `state`; where that is a writable state and `wp` is given, its write pointer is there. A zone
  // expected in ZSIO may be in ZSC (ZNS-SM-046). A zone found in ZSRO or ZSO against expectation is inconclusive.
  // Whether `wp` is given or not, in ZSE it is at the start of the zone (ZNS-ZM-060).
  ZoneDescriptor expect_zone(const ZoneRef& zone, ZoneState state, std::optional<std::uint64_t> wp = std::nullopt);
  ZoneDescriptor expect_zone_in(const ZoneRef& zone, std::initializer_list<ZoneState> states,
                                std::optional<std::uint64_t> wp = std::nullopt);
  ZoneDescriptor expect_zone_in(const ZoneRef& zone, std::span<const ZoneState> states,
                                std::optional<std::uint64_t> wp = std::nullopt);
  // Nothing of the zone changed since `before` (but ZSIO -> ZSC): state, WP, ZCAP, ZDEV.
  void expect_unchanged(const ZoneRef& zone, const ZoneDescriptor& before);
  void expect_zdev(const ZoneRef& zone, bool set);
  void expect_extension(const ZoneRef& zone, std::span<const std::byte> extension);
  // The blocks hold what write() put there; read as deallocated (DLFEAT, ZNS-IO-005: constant, 00h or FFh); read as
  // 00h.
  void expect_pattern(std::uint64_t slba, std::uint64_t blocks, std::uint64_t pattern_lba);
  void expect_pattern(std::uint64_t slba, std::uint64_t blocks) { expect_pattern(slba, blocks, slba); }
  void expect_deallocated(std::uint64_t slba, std::uint64_t blocks);
  void expect_zeroes(std::uint64_t slba, std::uint64_t blocks);
  // Any other condition, said in the user's words.
  void expect(bool condition, const std::string& expected, const std::string& observed);
  // Fails with both sides of the first bytes in which `found` differs from `right`, which `expected` names.
  void expect_bytes(std::span<const std::byte> right, std::span<const std::byte> found, const std::string& expected);
  [[noreturn]] void fail(std::vector<std::string> expected, const std::string& observed);

  // ---- looking ------------------------------------------------------------------------------------------------
  // By plain reports (plain_report.hpp), whatever number of zones they tell.
  [[nodiscard]] ZoneDescriptor descriptor(const ZoneRef& zone);
  [[nodiscard]] std::vector<ZoneDescriptor>
  all_descriptors();                         // every zone of the namespace, in as many commands as it takes
  [[nodiscard]] Resources resources_held();  // by all zones, those outside of the range included
  [[nodiscard]] std::uint64_t zones_found_in(ZoneState state);                         // of the whole namespace
  [[nodiscard]] ZoneReport report(const ZoneManagementReceive& command, Bytes& data);  // expects success
  [[nodiscard]] Bytes pattern(std::uint64_t lba, std::uint64_t blocks) const;          // of this case's generation
  [[nodiscard]] Bytes pattern(std::uint64_t lba, std::uint64_t blocks, std::size_t lba_bytes) const;
  [[nodiscard]] Bytes extension_pattern(std::uint64_t salt = 0) const;  // ZDES * 64 bytes
  [[nodiscard]] ZoneRef zone(std::uint64_t index) const;

  // ---- for the runner -----------------------------------------------------------------------------------------
  void begin_case();  // a new generation of data, an empty log
  void end_case();    // every zone that the case touched is Empty again, or CaseFailed
  // The last command of the case that the device left open by a passing status, as text; empty if there is none.
  [[nodiscard]] const std::string& left_open() const { return left_open_; }
  // Lets time pass before the case is run again: what its commands asked for (ZNS-GEN-044), or a little more with each
  // attempt. False if the device asks for more than a host would wait.
  [[nodiscard]] bool pause_before_attempt(std::size_t attempt);
  // Nothing is left of pauses and repetitions that decided nothing.
  [[nodiscard]] bool patience_is_over() const { return shared_patience_.is_over(); }
  void renew_patience() { shared_patience_.renew(); }
  void learn_zones();  // only looks, at all of them: what cases need of zones is known then
  void prepare_run();  // resets the zones in range that are not Empty; NotTestable where not one can be used
  // Whether a zone of the range failed, or was finished by the controller, by itself.
  [[nodiscard]] bool has_zone_that_moved_by_itself();
  [[nodiscard]] const std::vector<std::string>& log() const { return log_; }
  // Zones that went Read Only or Offline by themselves during this case (ZNS-SM-021): nobody's fault, never silent.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  // Why zones of the range are not used, one line each, since the start of the run.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

  // What the bench, or a case, does before and after what the case is about (bench_doing.hpp).
  class Doing;
  // For a set-up that a case makes by hand: what fails while the guard lives is the set-up's failure, and cites the
  // transition into `state`.
  [[nodiscard]] Doing bringing(const ZoneRef& zone, ZoneState state, std::uint64_t written);

 private:
  struct Used {
    std::optional<ZoneDescriptor> given;  // as the case got it
    bool injected = false;                // made Read Only or Offline by inject()
  };
  // A zone that is not as it was before the case.
  struct Problem {
    std::string text;
    ClauseId violated;
  };
  struct Room {
    std::optional<std::uint64_t> active;  // absent: no limit
    std::optional<std::uint64_t> open;
  };
  // What the bench does for a case, or after it. Failures meanwhile say so, and cite this clause and not the case's
  // own.
  struct Task {
    std::string text;
    std::string clause;
  };
  class LongPatience;

  [[nodiscard]] bool is_beside(std::uint32_t nsid) const;
  void keep_own_namespace(const Command& command) const;
  [[nodiscard]] bool whole_namespace() const { return first_zone_ == 0 && last_zone_ + 1 == facts_.zone_count; }
  [[nodiscard]] bool in_range(std::uint64_t index) const { return index >= first_zone_ && index <= last_zone_; }
  [[nodiscard]] std::uint64_t capacity(std::uint64_t index) const;

  // bench_zones.cpp
  ZoneRef take_zone();
  std::optional<ZoneRef> hand_out(std::uint64_t index);
  [[nodiscard]] std::uint64_t blocks_for(ZoneState state, std::optional<std::uint64_t> written) const;
  void require_room(ZoneState state, std::uint64_t zones, std::uint64_t written);
  [[nodiscard]] Room resources_left();
  void bring_into(const ZoneRef& zone, ZoneState state, std::uint64_t written);
  [[nodiscard]] std::optional<std::uint64_t> filled_up_to(const ZoneRef& zone, std::uint64_t from, std::uint64_t until);
  void verify_given(const ZoneRef& zone, ZoneState state, std::uint64_t wp);

  // bench_aftermath.cpp
  void note_refusal(const Command& command, std::uint64_t slba, Status status, std::size_t line);
  std::optional<CaseFailed> look_after_refusals();
  void write_where_reported(const ZoneRef& zone, const std::string& refused);
  [[nodiscard]] bool has_room_to_write(ZoneState zs);

  // bench_controllers.cpp
  void put_controllers_back();

  // bench_upkeep.cpp
  std::optional<CaseFailed> put_device_back();
  void learn(const ZoneDescriptor& zone, std::uint64_t index, std::vector<std::uint64_t>& to_reset);
  void put_back(std::uint64_t index, std::vector<Problem>& problems);
  void find_touched();
  void find_strays(std::vector<Problem>& problems);
  void leave_out(std::uint64_t index, const std::string& why);

  // bench.cpp
  Completion ask(const Submission& submission);
  void leave_open(const Submission& submission, const Completion& cqe);
  Completion send(const Command& command, std::span<const std::byte> to_device = {},
                  std::span<std::byte> from_device = {});
  [[nodiscard]] std::size_t buffer_size(std::uint64_t bytes) const;
  void guard(const Command& command, const Sqe& sqe);
  std::size_t note_sent(const Submission& submission, const std::string& before);
  void note_done(std::size_t line, const Submission& submission, const Completion& cqe);
  [[noreturn]] void fail_definitely(std::vector<std::string> expected, const std::string& observed,
                                    std::initializer_list<ClauseId> clauses);
  [[noreturn]] void fail_for(ClauseId violated, std::vector<std::string> expected, const std::string& observed);
  void require_look(const Completion& cqe);
  [[nodiscard]] Failure failure_of(std::vector<std::string> expected, const std::string& observed);

  // bench_looking.cpp
  [[nodiscard]] std::uint64_t zones_per_report() const;
  Completion look_at(std::uint64_t first_zone, std::uint64_t zones, bool logged, std::vector<ZoneDescriptor>& found);
  void for_each_zone(std::uint64_t first, std::uint64_t last,
                     const std::function<void(std::uint64_t, const ZoneDescriptor&)>& visit);
  void show_zones(Failure& failure);
  void check_blocks(std::uint64_t slba, std::uint64_t blocks, std::initializer_list<Status> permitted,
                    const std::function<void(std::uint64_t, std::span<const std::byte>)>& check);
  void reject_event(const ZoneRef& zone, const ZoneDescriptor& found);

  Target& target_;
  Facts facts_;
  BenchOptions options_;
  std::uint64_t first_zone_ = 0;  // the range that may be touched, inclusive
  std::uint64_t last_zone_ = 0;
  std::uint64_t usual_zcap_ = 0;                       // of most zones ...
  std::map<std::uint64_t, std::uint64_t> other_zcap_;  // ... and of the others, by index
  std::set<std::uint64_t> left_out_;                   // zones in range that no case gets
  std::set<std::uint64_t> stuck_;                      // those of them that may hold resources
  std::uint64_t active_outside_ = 0;                   // zones outside of the range that hold resources
  std::uint64_t open_outside_ = 0;
  std::map<std::uint64_t, Used> used_;  // zones that this case was given, or sent a command that could change one
  bool all_touched_ = false;            // Select All was used
  std::set<std::uint32_t> owned_;       // namespaces of the case
  std::vector<std::function<void()>> put_back_;
  std::size_t controller_ = 0;                    // that commands and looks go by
  std::set<std::size_t> disturbed_;               // controllers to be reset after the case
  std::map<std::uint64_t, std::size_t> refused_;  // zones that the case's last command was refused in: its log line
  bool has_failed_ = false;                       // the case: what is found after it is no second failure
  std::uint64_t next_zone_ = 0;                   // where the search for a zone goes on: cases wander over the range
  std::uint64_t generation_ = 0;
  Task task_;                                            // what the bench does at the moment
  std::chrono::milliseconds patience_ = kShortPatience;  // with commands that may be done twice
  std::chrono::milliseconds delay_asked_{0};             // by commands that were left open
  SharedPatience shared_patience_;
  std::string left_open_;
  std::vector<std::string> log_;
  std::vector<std::string> warnings_;
  std::vector<std::string> notes_;
};

}  // namespace zns::suites
