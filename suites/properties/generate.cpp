#include "suites/properties/generate.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

namespace zns::suites {
namespace {

struct Habit {
  Act act;
  unsigned weight;
  Pick usual;  // the zones of which it is legal
};

// Restarts are not among them (Mix says how many there are), and what wears zones out.
constexpr std::array<Habit, kActs - 4> kHabits = {{
    {Act::Write, 22, Pick::Writable},    {Act::Append, 14, Pick::Writable},   {Act::WriteZeroes, 5, Pick::Writable},
    {Act::Read, 12, Pick::Any},          {Act::Close, 7, Pick::Opened},       {Act::Finish, 4, Pick::Writable},
    {Act::Open, 9, Pick::Closed},        {Act::Reset, 6, Pick::Any},          {Act::Offline, 1, Pick::NotWritable},
    {Act::SetExtension, 4, Pick::Empty}, {Act::CloseAll, 1, Pick::Any},       {Act::FinishAll, 1, Pick::Any},
    {Act::OpenAll, 1, Pick::Any},        {Act::ResetAll, 1, Pick::Any},       {Act::OfflineAll, 1, Pick::Any},
    {Act::Report, 7, Pick::Any},         {Act::Flush, 3, Pick::Any},          {Act::Identify, 2, Pick::Any},
    {Act::Unknown, 2, Pick::Any},        {Act::BecomeReadOnly, 1, Pick::Any}, {Act::BecomeOffline, 1, Pick::Any},
}};
constexpr std::array<Act, 4> kRestarts = {Act::ControllerReset, Act::ControllerReset, Act::Shutdown, Act::PowerCycle};

constexpr unsigned kTotalWeight = [] {
  unsigned sum = 0;
  for (const Habit& habit : kHabits) sum += habit.weight;
  return sum;
}();

// Sixty-four random bits, taken from the low end.
class Bits {
 public:
  explicit Bits(const rc::Random& random) : random_{random} {}
  unsigned below(unsigned bound) {
    if (left_ < bound) left_ = random_.next();
    const auto value = static_cast<unsigned>(left_ % bound);
    left_ /= bound;
    return value;
  }
  bool chance(unsigned percent) { return below(100) < percent; }

 private:
  rc::Random random_;
  std::uint64_t left_ = 0;
};

const Habit& habit_of(Bits& bits) {
  unsigned left = bits.below(kTotalWeight);
  for (const Habit& habit : kHabits) {
    if (left < habit.weight) return habit;
    left -= habit.weight;
  }
  return kHabits.front();
}

std::int8_t around_zero(Bits& bits) {
  return static_cast<std::int8_t>(static_cast<int>(bits.below(3)) - 1);
}

// Something that may be wrong with an operation; both sides of each bound are near.
void spoil(Operation& operation, Bits& bits) {
  switch (bits.below(5)) {
    case 0:
      operation.pick = Pick::Any;
      break;
    case 1:
      operation.pick = static_cast<Pick>(bits.below(kPicks));
      break;
    case 2:
      operation.place = static_cast<Place>(bits.below(kPlaces));
      operation.shift = around_zero(bits);
      break;
    case 3:
      operation.extent = static_cast<Extent>(bits.below(kExtents));
      operation.stretch = around_zero(bits);
      break;
    default:
      operation.twist = static_cast<Twist>(bits.below(kTwists));
      break;
  }
  if (operation.act == Act::Flush && bits.chance(30)) operation.twist = Twist::EntryFlags;  // it has nothing else
}

// Reads go to both ends of what is written, to the blocks behind it, and to the last ones of a zone.
void place_read(Operation& operation, Bits& bits) {
  const auto near = static_cast<int>(bits.below(8));
  switch (bits.below(8)) {
    case 0:
      operation.place = bits.chance(50) ? Place::End : Place::Capacity;
      operation.shift = static_cast<std::int8_t>(-1 - near);
      operation.extent = Extent::ToEnd;
      break;
    case 1:
      operation.shift = static_cast<std::int8_t>(bits.below(128));
      break;
    case 2:
    case 3:
    case 4:
      operation.place = Place::Start;
      operation.shift = static_cast<std::int8_t>(near);
      break;
    default:
      operation.shift = static_cast<std::int8_t>(-1 - near);
      break;
  }
}

Operation random_restart(Bits& bits) {
  return {.act = kRestarts[bits.below(kRestarts.size())], .detail = static_cast<std::uint8_t>(bits.below(256))};
}

Operation random_operation(const rc::Random& random, const Mix& mix) {
  Bits bits{random};
  if (bits.below(1000) < mix.restarts_permille) return random_restart(bits);
  const Habit& habit = habit_of(bits);
  Operation operation{.act = habit.act,
                      .pick = habit.usual,
                      .zone = static_cast<std::uint8_t>(bits.below(256)),
                      .detail = static_cast<std::uint8_t>(bits.below(256))};
  constexpr std::array<Extent, 8> kUsual = {Extent::One, Extent::One, Extent::One,        Extent::Few,
                                            Extent::Few, Extent::Few, Extent::ToCapacity, Extent::Limit};
  operation.extent = kUsual[bits.below(kUsual.size())];
  if (habit.act == Act::Open && bits.chance(30)) operation.pick = Pick::Writable;
  if (habit.act == Act::Read) place_read(operation, bits);
  if (habit.act == Act::Identify) {  // any NSID is legal in some of them
    constexpr std::array<Twist, 4> kNsids = {Twist::None, Twist::NoNamespace, Twist::InvalidNamespace,
                                             Twist::Broadcast};
    operation.twist = kNsids[bits.below(kNsids.size())];
  }
  if (habit.act == Act::Report) {
    operation.place = Place::Start;
    operation.stretch = around_zero(bits);
    if (bits.chance(25)) operation.shift = static_cast<std::int8_t>(bits.below(64));  // from the middle of the zone
  }
  if (bits.chance(mix.illegal_percent)) spoil(operation, bits);
  operation.together = mix.depth > 1 && !bits.chance(100 / mix.depth);
  return operation;
}

rc::Gen<Operation> operations(const Mix& mix) {
  return [mix](const rc::Random& random, int /*size*/) {
    return rc::shrinkable::just(random_operation(random, mix));  // shrinking is done on the whole program
  };
}

void add_unless_same(std::vector<Program>& list, Program candidate, const Program& program) {
  if (candidate != program) list.push_back(std::move(candidate));
}

// Zones with other numbers: the same ones counted from 0, and one fewer of them.
rc::Seq<Program> renumbered(const Program& program) {
  std::set<std::uint8_t> used;
  for (const Operation& operation : program) used.insert(operation.zone);
  const auto mapped = [&](const auto& rule) {
    Program other = program;
    for (Operation& operation : other) operation.zone = rule(operation.zone);
    return other;
  };
  std::vector<Program> list;
  const auto rank = [&](std::uint8_t zone) {
    return static_cast<std::uint8_t>(std::distance(used.begin(), used.find(zone)));
  };
  add_unless_same(list, mapped(rank), program);
  for (const std::uint8_t from : used)
    for (const std::uint8_t to : used)
      if (to < from)
        add_unless_same(list, mapped([&](std::uint8_t zone) { return zone == from ? to : zone; }), program);
  return rc::seq::fromContainer(std::move(list));
}

// Without one chunk of it, halves first. RapidCheck's own removeChunks() also tries every overlapping chunk: too many
// for programs that a device has to run.
rc::Seq<Program> shorter(const Program& program) {
  std::vector<Program> list;
  for (std::size_t chunk = program.size() / 2; chunk != 0; chunk /= 2) {
    for (std::size_t from = 0; from < program.size(); from += chunk) {
      Program rest{program.begin(), program.begin() + static_cast<std::ptrdiff_t>(from)};
      rest.insert(rest.end(), program.begin() + static_cast<std::ptrdiff_t>(std::min(from + chunk, program.size())),
                  program.end());
      list.push_back(std::move(rest));
    }
  }
  return rc::seq::fromContainer(std::move(list));
}

rc::Seq<Program> smaller(const Program& program) {
  return rc::seq::concat(
      shorter(program), renumbered(program),
      rc::shrink::eachElement(program, [](const Operation& each) { return rc::seq::fromContainer(simpler(each)); }));
}

}  // namespace

Program random_program(std::uint64_t seed, std::uint64_t index, std::size_t count, const Mix& mix) {
  const rc::Random random{rc::Random::Key{seed, index, mix.depth, mix.illegal_percent}};
  Program program = rc::gen::container<Program>(count, operations(mix))(random).value();
  if (!program.empty()) program.front().together = false;
  return program;
}

Program shrink(const Program& program, const std::function<bool(const Program&)>& fails, std::size_t questions) {
  rc::Shrinkable<Program> smallest =
      rc::shrinkable::shrinkRecur(program, [](const Program& each) { return smaller(each); });
  bool progress = true;
  while (progress) {
    progress = false;
    auto candidates = smallest.shrinks();
    for (auto next = candidates.next(); next && questions != 0 && !progress; next = candidates.next()) {
      --questions;
      progress = fails(next->value());
      if (progress) smallest = *next;
    }
  }
  return smallest.value();
}

}  // namespace zns::suites
