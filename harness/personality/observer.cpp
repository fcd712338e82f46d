#include "harness/personality/observer.hpp"

#include <algorithm>
#include <functional>

#include "harness/targets/ref_options.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/observed_choices.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

// A value of an option, and the reference that has it.
struct Candidate {
  std::string value;
  Policy policy;
};

std::vector<Candidate> candidates_for(std::string_view key) {
  std::vector<Candidate> candidates;
  for (const TraitKind& kind : trait_kinds()) {
    if (kind.key != key) continue;
    for (const std::string_view value : kind.values) {
      const std::string option = std::string{key} + "=" + std::string{value};
      candidates.push_back({std::string{value}, parse_ref_options(option).policy});
    }
  }
  return candidates;
}

template <const char* key>
const std::vector<Candidate>& candidates() {
  static const std::vector<Candidate> kCandidates = candidates_for(key);
  return kCandidates;
}

constexpr char kStatus[] = "status";
constexpr char kImplicitClose[] = "implicit-close";
constexpr char kWritePointer[] = "wp";
constexpr char kDeallocated[] = "deallocated";
constexpr char kPowerLoss[] = "power-loss";

std::vector<std::string> explaining(const std::vector<Candidate>& all,
                                    const std::function<bool(const Policy& policy)>& explains) {
  std::vector<std::string> values;
  for (const Candidate& each : all)
    if (explains(each.policy)) values.push_back(each.value);
  return values;
}

bool all_are(std::span<const std::byte> bytes, std::byte value) {
  return std::all_of(bytes.begin(), bytes.end(), [value](std::byte byte) { return byte == value; });
}

// ---- statuses -------------------------------------------------------------------------------------------------------

// Everything that speaks against a command.
class FaultsOf final : public Choices {
 public:
  explicit FaultsOf(Status seen) : seen_{seen} {}
  std::optional<std::size_t> abort_with(const Faults& faults) override {
    all = faults;
    return seen_.abort_with(faults);
  }
  ZoneId implicit_close(const State& state, ZoneId zone, std::span<const ZoneId> already) override {
    return seen_.implicit_close(state, zone, already);
  }
  std::uint64_t undefined_write_pointer(const Geometry&, ZoneId, const Zone&) override { return 0; }
  std::byte undefined_extension() override { return {}; }
  std::byte deallocated(std::uint64_t) override { return {}; }
  bool full_at_power_loss(ZoneId, const Zone&) override { return false; }
  std::uint64_t surviving_write_pointer(std::uint64_t, std::uint64_t most) override { return most; }
  bool survives(std::uint64_t) override { return true; }

  Faults all;

 private:
  ObservedChoices seen_;
};

// Zones that the belief may take for open although they are closed: `implicit-close` is learnt where that is known.
bool depends_on_room(const Faults& faults) {
  const auto all = faults.all();
  return std::any_of(all.begin(), all.end(), [](const Fault& fault) {
    return fault.freedom == Freedom::ImplicitClose || fault.freedom == Freedom::OpenSelectAll ||
           fault.freedom == Freedom::ZoneActiveExcursion;
  });
}

Status answer(const Faults& faults, Policy policy, bool use_exceptions) {
  policy.use_exceptions = use_exceptions;
  const auto chosen = PolicyChoices{policy}.abort_with(faults);
  return chosen ? faults.all()[*chosen].status : kSuccess;
}

void add_if_it_tells(std::vector<Witnessed>& witnessed, std::string_view key, std::vector<std::string> values,
                     std::size_t of) {
  if (!values.empty() && values.size() != of) witnessed.push_back({key, std::move(values)});
}

// Which status a device prefers, and whether it uses exceptions, show in one status: each is told whatever the other.
void witness_status(std::vector<Witnessed>& witnessed, const Oracle& oracle, const Command& command,
                    std::span<const std::byte> payload, Status seen) {
  FaultsOf choices{seen};
  static_cast<void>(step(oracle.geometry(), oracle.belief(), command, payload, choices));
  const Faults& faults = choices.all;
  if (!faults.any() || depends_on_room(faults)) return;
  const auto& statuses = candidates<kStatus>();
  add_if_it_tells(witnessed, kStatus,
                  explaining(statuses,
                             [&](const Policy& policy) {
                               return answer(faults, policy, false) == seen || answer(faults, policy, true) == seen;
                             }),
                  statuses.size());
  std::vector<std::string> exceptions;
  for (const bool uses : {false, true})
    if (std::any_of(statuses.begin(), statuses.end(),
                    [&](const Candidate& each) { return answer(faults, each.policy, uses) == seen; }))
      exceptions.emplace_back(uses ? "yes" : "no");
  add_if_it_tells(witnessed, "exceptions", std::move(exceptions), 2);
}

// ---- what is read and reported --------------------------------------------------------------------------------------

void witness_report(std::vector<Witnessed>& witnessed, const Geometry& geometry, const ZoneManagementReceive& receive,
                    std::span<const std::byte> data) {
  const bool is_extended = receive.zra == ZoneReceiveAction::ExtendedReportZones;
  const std::size_t bytes = std::min<std::size_t>(data.size(), receive.numd.count() * 4);
  for (const auto& [zone, extension] :
       parse_zone_report(data.first(bytes), is_extended ? geometry.extension_bytes() : 0).zones) {
    if (!is_writable(zone.zs)) {
      const auto id = static_cast<ZoneId>(zone.zslba / geometry.zsze);
      const auto& pointers = candidates<kWritePointer>();
      std::vector<std::string> values = explaining(pointers, [&, &zone = zone](const Policy& policy) {
        return PolicyChoices{policy}.undefined_write_pointer(geometry, id, {.zcap = zone.zcap}) == zone.wp;
      });
      witnessed.push_back({kWritePointer, std::move(values)});
    }
    if (extension.empty() || (zone.za & za::kDescriptorExtensionValid) != 0) continue;
    std::vector<std::string> rubbish;
    if (all_are(extension, extension.front()))
      rubbish.push_back(std::to_string(std::to_integer<int>(extension.front())));
    witnessed.push_back({"rubbish", std::move(rubbish)});
  }
}

void witness_read(std::vector<Witnessed>& witnessed, const Oracle& oracle, const Read& read,
                  std::span<const std::byte> data) {
  const Geometry& geometry = oracle.geometry();
  if (geometry.deallocated != DeallocatedValue::NotReported || oracle.is_in_doubt()) return;
  const std::uint64_t blocks = std::min<std::uint64_t>(read.nlb.count(), data.size() / geometry.lba_bytes);
  for (std::uint64_t i = 0; i < blocks && read.slba + i < geometry.nsze(); ++i) {
    const std::uint64_t lba = read.slba + i;
    if (oracle.belief().block(geometry, lba).content != BlockMap::Content::Unwritten) continue;
    const auto block = data.subspan(i * geometry.lba_bytes, geometry.lba_bytes);
    witnessed.push_back({kDeallocated, explaining(candidates<kDeallocated>(), [&](const Policy& policy) {
                           return all_are(block, PolicyChoices{policy}.deallocated(lba));
                         })});
  }
}

bool opens(const Command& command) {
  if (const auto* send = std::get_if<ZoneManagementSend>(&command.body))
    return send->zsa == ZoneSendAction::Open && !send->select_all;
  return footprint(command).writes();
}

}  // namespace

std::vector<Witnessed> PersonalityObserver::witness(const Oracle& oracle, const Command& command,
                                                    std::span<const std::byte> payload, const Observed& seen) {
  std::vector<Witnessed> witnessed;
  knows_order_ = knows_order_ || oracle.belief().oldest_implicitly_opened() == State::kNone;
  if (seen.wrong_prps) return witnessed;
  witness_status(witnessed, oracle, command, payload, seen.status);
  if (seen.status != kSuccess || command.queue != Queue::Io) return witnessed;
  if (const auto* receive = std::get_if<ZoneManagementReceive>(&command.body))
    witness_report(witnessed, oracle.geometry(), *receive, seen.data);
  if (const auto* read = std::get_if<Read>(&command.body)) witness_read(witnessed, oracle, *read, seen.data);
  return witnessed;
}

void PersonalityObserver::keep(const std::vector<Witnessed>& witnessed) {
  for (const Witnessed& each : witnessed) personality_.observe(each.key, each.values);
}

std::optional<Opening> PersonalityObserver::opening(const Oracle& oracle, const Command& command) const {
  const State& state = oracle.belief();
  const auto zone = oracle.named_zone(command);
  if (!zone || !opens(command) || is_open(state.zone(*zone).zs) || !is_writable(state.zone(*zone).zs))
    return std::nullopt;
  const auto limit = oracle.geometry().max_open;
  const bool is_full = limit && state.opened() >= *limit && state.oldest_implicitly_opened() != State::kNone;
  if (!is_full || !knows_order_ || oracle.is_in_doubt()) return std::nullopt;
  return Opening{*zone, state};
}

void PersonalityObserver::after_opening(const Oracle& oracle, const Opening& opening, Status status) {
  const auto values = [](ZoneId victim, const Opening& what) {
    return explaining(candidates<kImplicitClose>(), [&](const Policy& policy) {
      return policy.implicit_close != Policy::ImplicitClose::Refuse &&
             PolicyChoices{policy}.implicit_close(what.before, what.zone, {}) == victim;
    });
  };
  if (status == Status::TooManyOpenZones)
    return personality_.observe(kImplicitClose, std::vector<std::string>{"refuse"});
  if (status != kSuccess || oracle.is_in_doubt()) return;
  std::vector<ZoneId> closed;
  for (ZoneId id = opening.before.oldest_implicitly_opened(); id != State::kNone; id = opening.before.newer(id))
    if (oracle.belief().zone(id).zs == ZoneState::Closed) closed.push_back(id);
  if (closed.size() == 1)  // a device that closes more does so by itself
    personality_.observe(kImplicitClose, values(closed.front(), opening));
}

void PersonalityObserver::after_implicit_open(ZoneState now) {
  if (now == ZoneState::ImplicitlyOpened) personality_.observe("close", std::vector<std::string>{"lazy"});
  if (now == ZoneState::Closed) personality_.observe("close", std::vector<std::string>{"eager"});
}

void PersonalityObserver::completed(std::span<const suites::Completion> completions) {
  if (completions.size() < 2) return;
  knows_order_ = false;
  const auto come = [&](auto expected) {
    for (std::size_t i = 0; i < completions.size(); ++i)
      if (completions[i].place != expected(i)) return false;
    return true;
  };
  std::vector<std::string> values{"shuffled"};
  if (come([](std::size_t i) { return i; })) values.emplace_back("submitted");
  if (come([&](std::size_t i) { return completions.size() - 1 - i; })) values.emplace_back("reversed");
  personality_.observe("order", values);
}

std::vector<Loss> PersonalityObserver::losses(const Oracle& oracle) {
  std::vector<Loss> losses;
  const Belief& belief = oracle.all_belief();
  for (const Survivor& survivor : belief.unknowns().survivors)
    losses.push_back({.zone = survivor.zone,
                      .was_active = survivor.maybe_full,
                      .least = survivor.wp_min,
                      .most = belief.state().zone(survivor.zone).wp});
  return losses;
}

void PersonalityObserver::after_power_loss(const Oracle& oracle, std::span<const Loss> losses) {
  for (const Loss& loss : losses) {
    const Zone& now = oracle.belief().zone(loss.zone);
    const bool is_full = now.zs == ZoneState::Full;
    if (!loss.was_active || (!is_full && !is_writable(now.zs))) continue;
    personality_.observe("power-full", std::vector<std::string>{is_full ? "yes" : "no"});
    if (is_full || loss.least >= loss.most) continue;
    const auto values = explaining(candidates<kPowerLoss>(), [&](const Policy& policy) {
      return PolicyChoices{policy}.surviving_write_pointer(loss.least, loss.most) == now.wp;
    });
    personality_.observe(kPowerLoss, values);
  }
}

}  // namespace zns::harness
