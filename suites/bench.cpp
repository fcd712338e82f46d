// The bench's way to the device, and its way to say what is wrong.
#include "suites/bench.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "reference/spec/differing_bytes.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/pattern.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

constexpr std::size_t kLogLinesShown = 200;

// What a command may change: blocks from `slba` on; nothing; or every zone.
struct Reach {
  enum class Kind : std::uint8_t { Nothing, Blocks, Everything } kind = Kind::Nothing;
  std::uint64_t slba = 0;
  std::uint64_t blocks = 1;
};

Reach reach_of(const Command& command, const Sqe& sqe) {
  using Kind = Reach::Kind;
  if (command.queue == Queue::Admin) return {};
  const Footprint named = footprint(command);
  if (named.writes()) return {Kind::Blocks, named.slba, named.blocks};
  if (named.does == Does::Manage) return {named.select_all ? Kind::Everything : Kind::Blocks, named.slba, 1};
  if (named.does == Does::Unknown) return {Kind::Blocks, sqe.cdw10_11(), 1};
  return {};
}

// Done a second time, it changes nothing and has the same right answers.
bool may_be_repeated(const Command& command) {
  if (command.queue == Queue::Admin)
    return std::holds_alternative<Identify>(command.body) || std::holds_alternative<GetFeatures>(command.body) ||
           std::holds_alternative<GetLogPage>(command.body);
  if (const auto* send = std::get_if<ZoneManagementSend>(&command.body))
    return send->zsa >= ZoneSendAction::Close && send->zsa <= ZoneSendAction::Offline;
  const Does does = footprint(command).does;
  return does == Does::Read || does == Does::Commit || does == Does::Report;
}

}  // namespace

Bench::Bench(Target& target, Facts facts, BenchOptions options)
    : target_{target}, facts_{std::move(facts)}, options_{options}, usual_zcap_{facts_.zsze} {
  last_zone_ = std::min(options_.last_zone.value_or(facts_.zone_count - 1), facts_.zone_count - 1);
  first_zone_ = std::min(options_.first_zone, last_zone_);
  next_zone_ = first_zone_;
}

void Bench::needs(bool condition, const std::string& reason) const {
  if (!condition) throw CaseNotApplicable{reason};
}

std::size_t Bench::buffer_size(std::uint64_t bytes) const {
  constexpr std::uint64_t kLargest = std::uint64_t{512} << 20;
  needs(bytes <= kLargest, "needs a buffer of " + std::to_string(bytes) + " bytes");
  return static_cast<std::size_t>(bytes);
}

// A namespace that cases may change as they like.
bool Bench::is_beside(std::uint32_t nsid) const {
  return owned_.contains(nsid) ||
         std::any_of(facts_.beside.begin(), facts_.beside.end(), [=](const auto& each) { return each.nsid == nsid; });
}

// The namespace under test stays what it is, and where; and what changes a device for good needs a consent.
void Bench::keep_own_namespace(const Command& command) const {
  const auto* manages = std::get_if<NamespaceManagement>(&command.body);
  const auto* attaches = std::get_if<NamespaceAttachment>(&command.body);
  if (manages == nullptr && attaches == nullptr) return;
  const bool own = command.nsid == facts_.nsid || command.nsid == kBroadcastNsid;
  const bool detaches = attaches != nullptr && attaches->sel == NamespaceAttachmentAction::Detach;
  const bool deletes = manages != nullptr && manages->sel == NamespaceManagementAction::Delete;
  needs(!own || !(detaches || deletes), "would take the namespace under test away");
}

// Refuses what could reach zones outside of the range, and remembers which zones have to be put back.
void Bench::guard(const Command& command, const Sqe& sqe) {
  keep_own_namespace(command);
  if (is_beside(sqe.nsid)) return;
  const Reach reach = reach_of(command, sqe);
  if (reach.kind == Reach::Kind::Nothing) return;
  if (reach.kind == Reach::Kind::Everything) {
    needs(whole_namespace(), "--zones keeps the run inside a range of zones");
    all_touched_ = true;
    return;
  }
  const std::uint64_t first = reach.slba / facts_.zsze;
  if (first >= facts_.zone_count) return;
  const std::uint64_t last = std::min((reach.slba + (reach.blocks - 1)) / facts_.zsze, facts_.zone_count - 1);
  needs(in_range(first) && in_range(last), "would reach outside of the zones that --zones allows");
  used_.try_emplace(first);
}

// The line of the log that the completion goes to.
std::size_t Bench::note_sent(const Submission& submission, const std::string& before) {
  guard(decode(submission.queue, submission.sqe), submission.sqe);
  log_.push_back(before + to_text(submission.queue, submission.sqe));
  if (submission.controller != 0) log_.back() += " controller=" + std::to_string(submission.controller);
  if (submission.queue == Queue::Io && submission.sqe.nsid != facts_.nsid)
    log_.back() += " nsid=" + hex(submission.sqe.nsid);
  const PrpLayout& prps = submission.prps;
  if (prps.offset != 0) log_.back() += " prp-offset=" + hex(prps.offset);
  if (prps.prp2_offset != 0) log_.back() += " prp2-offset=" + hex(prps.prp2_offset);
  if (prps.list_offset != 0) log_.back() += " list-offset=" + hex(prps.list_offset);
  if (submission.cid) log_.back() += " cid=" + hex(*submission.cid);
  if (submission.controller != 0) log_.back() += " controller=" + std::to_string(submission.controller);
  return log_.size() - 1;
}

void Bench::note_done(std::size_t line, const Submission& submission, const Completion& cqe) {
  const Command command = decode(submission.queue, submission.sqe);
  log_[line] += ' ' + to_text(command, cqe);
  const Reach reach = reach_of(command, submission.sqe);
  if (reach.kind == Reach::Kind::Blocks && !is_beside(submission.sqe.nsid))
    note_refusal(command, reach.slba, cqe.status, line);
  if (!is_overrun(submission, cqe)) return;
  const std::string expected =
      "nothing but the " + std::to_string(submission.from_device.size()) + " bytes asked for is written";
  const std::string observed = "the device wrote outside of the host's buffer";
  if (std::holds_alternative<ZoneManagementReceive>(command.body))
    fail_definitely({expected}, observed, {"ZNS-ZMR-F02"});
  fail_definitely({expected}, observed, {});
}

Completion Bench::ask(const Submission& submission) {
  const std::size_t line = note_sent(submission, "");
  const Completion cqe = target_.submit(submission);
  note_done(line, submission, cqe);
  return cqe;
}

Completion Bench::submit(const Submission& submission) {
  const bool again = may_be_repeated(decode(submission.queue, submission.sqe));
  Patience patience{target_, shared_patience_.for_one(patience_)};
  Completion cqe = ask(submission);
  while (again && patience.goes_on(cqe)) {
    std::fill(submission.from_device.begin(), submission.from_device.end(), kUntouched);  // GEN-008
    cqe = ask(submission);
  }
  if (is_transient(cqe.status)) shared_patience_.spend(patience.waited());
  leave_open(submission, cqe);
  return cqe;
}

Completion Bench::submit_once(const Submission& submission) {
  return ask(submission);
}

// A passing status: whether the command was done, and what it deserved, is not said (ZNS-GEN-014).
void Bench::leave_open(const Submission& submission, const Completion& cqe) {
  if (!is_transient(cqe.status)) return;
  left_open_ = "the device answers " + to_string(cqe.status) + " to " + to_text(submission.queue, submission.sqe);
  delay_asked_ = std::max(delay_asked_, suites::delay_asked(target_, cqe));
}

bool Bench::pause_before_attempt(std::size_t attempt) {
  using std::chrono::milliseconds;
  constexpr milliseconds kPauses[] = {milliseconds{0}, milliseconds{0}, milliseconds{10}, milliseconds{100},
                                      milliseconds{500}};
  if (delay_asked_ > kLongPatience) return false;
  const milliseconds usual = kPauses[std::min(attempt, std::size(kPauses) - 1)];
  const milliseconds pause = std::max(delay_asked_, shared_patience_.for_one(usual));
  shared_patience_.spend(pause);
  if (pause > milliseconds{0}) target_.wait(pause);
  return true;
}

std::vector<Completion> Bench::submit_together(std::span<const Submission> submissions) {
  const std::size_t depth = target_.carries().queue_depth;
  needs(submissions.size() <= depth, "needs " + std::to_string(submissions.size()) +
                                         " commands in flight, the way to the device carries " + std::to_string(depth));
  std::vector<std::size_t> lines;
  for (const Submission& submission : submissions) lines.push_back(note_sent(submission, "together: "));
  std::vector<Completion> completions = target_.submit_together(submissions);
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    note_done(lines[i], submissions[i], completions[i]);
    leave_open(submissions[i], completions[i]);
  }
  return completions;
}

void Bench::reset(Reset kind) {
  constexpr const char* kNames[] = {"Controller Reset", "shutdown, and enabled again", "power cycle"};
  log_.emplace_back(kNames[static_cast<std::size_t>(kind)]);
  target_.reset(kind);
}

Completion Bench::send(const Command& command, std::span<const std::byte> to_device, std::span<std::byte> from_device) {
  return submit({.queue = command.queue,
                 .sqe = encode(command),
                 .to_device = to_device,
                 .from_device = from_device,
                 .controller = controller_});
}

// ---- when ---------------------------------------------------------------------------------------------------------

Completion Bench::write(std::uint64_t slba, std::uint64_t blocks, bool fua) {
  const Bytes data = pattern(slba, blocks);
  return send({.nsid = facts_.nsid, .body = Write{.slba = slba, .nlb = Nlb::of_count(blocks), .fua = fua}}, data);
}

Completion Bench::zone_append(std::uint64_t zslba, std::uint64_t blocks, std::uint64_t pattern_lba) {
  const Bytes data = pattern(pattern_lba, blocks);
  return send({.nsid = facts_.nsid, .body = ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(blocks)}}, data);
}

Completion Bench::zone_append(const ZoneRef& zone, std::uint64_t blocks, std::uint64_t wp) {
  return zone_append(zone.zslba, blocks, wp);
}

Completion Bench::write_zeroes(std::uint64_t slba, std::uint64_t blocks, bool deac) {
  return send({.nsid = facts_.nsid, .body = WriteZeroes{.slba = slba, .nlb = Nlb::of_count(blocks), .deac = deac}});
}

Completion Bench::read(std::uint64_t slba, std::uint64_t blocks, Bytes* data) {
  const std::size_t bytes = buffer_size(blocks * facts_.lba_bytes);
  Bytes own;
  Bytes& into = data != nullptr ? *data : own;
  into.assign(bytes, kUntouched);
  return send({.nsid = facts_.nsid, .body = Read{.slba = slba, .nlb = Nlb::of_count(blocks)}}, {}, into);
}

Completion Bench::flush() {
  return send({.nsid = facts_.nsid, .body = Flush{}});
}

Completion Bench::zone_mgmt_send(std::uint64_t slba, ZoneSendAction zsa, bool select_all) {
  return send({.nsid = facts_.nsid, .body = ZoneManagementSend{.slba = slba, .zsa = zsa, .select_all = select_all}});
}

Completion Bench::set_zone_descriptor_extension(std::uint64_t slba, std::span<const std::byte> extension,
                                                bool select_all) {
  const ZoneManagementSend body{
      .slba = slba, .zsa = ZoneSendAction::SetZoneDescriptorExtension, .select_all = select_all};
  return send({.nsid = facts_.nsid, .body = body}, extension);
}

Completion Bench::zone_mgmt_receive(const ZoneManagementReceive& command, Bytes* data) {
  const std::size_t bytes = buffer_size(command.numd.count() * 4);
  Bytes own;
  Bytes& into = data != nullptr ? *data : own;
  into.assign(bytes, kUntouched);
  return send({.nsid = facts_.nsid, .body = command}, {}, into);
}

Completion Bench::identify(Cns cns, std::uint32_t nsid, Csi csi, IdentifyPage* page, std::uint16_t cntid) {
  IdentifyPage own;
  IdentifyPage& into = page != nullptr ? *page : own;
  into.fill(kUntouched);
  return send({.queue = Queue::Admin, .nsid = nsid, .body = Identify{.cns = cns, .csi = csi, .cntid = cntid}}, {},
              into);
}

namespace {

// `own`: the memory where the case gives none.
Submission submission_of(const Command::Body& body, const AdminWay& way, Bytes& own) {
  Bytes& into = way.data != nullptr ? *way.data : own;
  into.assign(way.bytes, kUntouched);
  return {.queue = Queue::Admin,
          .sqe = encode(Command{.queue = Queue::Admin, .nsid = way.nsid, .body = body}),
          .to_device = way.to_device,
          .from_device = into,
          .controller = way.controller};
}

}  // namespace

Completion Bench::admin(const Command::Body& body, const AdminWay& way) {
  Bytes own;
  return submit(submission_of(body, way, own));
}

Completion Bench::admin_once(const Command::Body& body, const AdminWay& way) {
  Bytes own;
  return submit_once(submission_of(body, way, own));
}

void Bench::inject(const ZoneRef& zone, ZoneState state) {
  std::string reason;
  needs(meets(Need::ZoneEvents, reason), reason);
  needs(in_range(zone.index), "would reach outside of the zones that --zones allows");
  log_.push_back("the zone at " + hex(zone.zslba) + " is made " + std::string{letters(state)});
  used_[zone.index].injected = true;
  target_.inject(zone.zslba, state);
}

void Bench::advise(const ZoneRef& zone, std::uint8_t za) {
  std::string reason;
  needs(meets(Need::ZoneEvents, reason), reason);
  needs(in_range(zone.index), "would reach outside of the zones that --zones allows");
  log_.push_back("the controller is made to set ZA of the zone at " + hex(zone.zslba) + " to " + hex(za));
  used_[zone.index];
  target_.advise(zone.zslba, za);
}

// ---- what is wrong --------------------------------------------------------------------------------------------------

Failure Bench::failure_of(std::vector<std::string> expected, const std::string& observed) {
  Failure failure;
  has_failed_ = true;
  failure.expected = std::move(expected);
  failure.observed = task_.text.empty() ? observed : task_.text + ": " + observed;
  for (const std::string& permitted : failure.expected) failure.what += without_numbers(permitted) + '|';
  failure.what += without_numbers(observed.substr(0, observed.find(kBytesBegin)));
  if (!task_.clause.empty()) failure.clauses.push_back(task_.clause);
  const std::size_t left_away = log_.size() > kLogLinesShown ? log_.size() - kLogLinesShown : 0;
  if (left_away > 0) failure.commands.push_back("(" + std::to_string(left_away) + " earlier commands)");
  failure.commands.insert(failure.commands.end(), log_.begin() + static_cast<std::ptrdiff_t>(left_away), log_.end());
  show_zones(failure);
  return failure;
}

void Bench::fail(std::vector<std::string> expected, const std::string& observed) {
  throw CaseFailed{.failure = failure_of(std::move(expected), observed), .definite = !task_.text.empty()};
}

// The case may be about something else: what is violated is known.
void Bench::fail_for(ClauseId violated, std::vector<std::string> expected, const std::string& observed) {
  CaseFailed failed{.failure = failure_of(std::move(expected), observed), .definite = !task_.text.empty()};
  failed.failure.clauses = {std::string{violated.str()}};
  throw failed;
}

void Bench::fail_definitely(std::vector<std::string> expected, const std::string& observed,
                            std::initializer_list<ClauseId> clauses) {
  CaseFailed failed{.failure = failure_of(std::move(expected), observed), .definite = true};
  if (clauses.size() > 0) failed.failure.clauses.clear();
  for (const ClauseId& violated : clauses) failed.failure.clauses.emplace_back(violated.str());
  throw failed;
}

}  // namespace zns::suites
