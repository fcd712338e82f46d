// Mutates programs by whole commands, and hands over to libFuzzer's own mutator part of the time: its dictionary and
// comparisons find what this does not.
#include <algorithm>
#include <cstring>

#include "fuzz/program.hpp"
#include "reference/spec/mix.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using namespace zns;
using namespace zns::fuzz;

// Draws numbers from the seed that the engine gives.
class Draw {
 public:
  explicit Draw(unsigned seed) : state_{seed} {}
  std::size_t below(std::size_t bound) { return mix(state_++) % bound; }

 private:
  std::uint64_t state_;
};

std::uint8_t* record(std::uint8_t* data, std::size_t i) {
  return data + kHeaderBytes + i * kRecordBytes;
}

// Another argument around the bound that it is at, or another bound.
void nudge(std::uint8_t* at, Draw& draw) {
  Record changed = decode_record(std::span<const std::uint8_t, kRecordBytes>{at, kRecordBytes});
  switch (draw.below(5)) {
    case 0:
      changed.shift = static_cast<std::int8_t>(changed.shift + static_cast<int>(draw.below(3)) - 1);
      break;
    case 1:
      changed.extent = extent_to(static_cast<Bound>(draw.below(kBounds)), static_cast<int>(draw.below(3)) - 1);
      break;
    case 2:
      changed.place = static_cast<Place>(draw.below(kPlaces));
      break;
    case 3:
      changed.twist = draw.below(3) == 0 ? static_cast<Twist>(draw.below(kTwists)) : Twist::None;
      break;
    default:
      changed.detail = static_cast<std::uint8_t>(draw.below(256));
  }
  const auto bytes = encode(changed);
  std::copy(bytes.begin(), bytes.end(), at);
}

void retarget(std::uint8_t* at, Draw& draw) {
  at[1] = static_cast<std::uint8_t>(draw.below(kPicks));
  at[2] = static_cast<std::uint8_t>(draw.below(kMostZones));
}

// One change of a program that has `count` records, and room for `most`; returns how many it has then.
std::size_t change(std::uint8_t* data, std::size_t count, std::size_t most, Draw& draw) {
  const std::size_t where = draw.below(count);
  std::uint8_t* const at = record(data, where);
  const std::size_t behind = (count - where) * kRecordBytes;
  switch (draw.below(5)) {
    case 0:  // insert: the same command once more, with another act
      if (count == most) break;
      std::memmove(at + kRecordBytes, at, behind);
      at[0] = static_cast<std::uint8_t>(draw.below(kActs));
      return count + 1;
    case 1:  // delete
      if (count == 1) break;
      std::memmove(at, at + kRecordBytes, behind - kRecordBytes);
      return count - 1;
    case 2: {  // swap
      std::uint8_t* const other = record(data, draw.below(count));
      if (other == at) break;
      std::swap_ranges(at, at + kRecordBytes, other);
      return count;
    }
    case 3:
      retarget(at, draw);
      return count;
    default:
      break;
  }
  nudge(at, draw);
  return count;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  Draw draw{seed};
  const bool is_program = size >= kHeaderBytes + kRecordBytes && max_size >= size;
  if (!is_program || draw.below(4) == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::size_t count = (size - kHeaderBytes) / kRecordBytes;
  const std::size_t most = (max_size - kHeaderBytes) / kRecordBytes;
  if (draw.below(8) == 0) data[draw.below(kHeaderBytes)] ^= static_cast<std::uint8_t>(1U << draw.below(8));
  for (std::size_t changes = 1 + draw.below(3); changes > 0; --changes) count = change(data, count, most, draw);
  return kHeaderBytes + count * kRecordBytes;
}

// Splices: the header and the first commands of one program, the last of another.
extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size, std::uint8_t* out,
                                                 std::size_t max_size, unsigned seed) {
  Draw draw{seed};
  const auto records = [](std::size_t size) { return size < kHeaderBytes ? 0 : (size - kHeaderBytes) / kRecordBytes; };
  const std::size_t head = std::min(one_size, kHeaderBytes + draw.below(records(one_size) + 1) * kRecordBytes);
  const std::size_t skipped = draw.below(records(other_size) + 1);
  const std::size_t from = std::min(other_size, kHeaderBytes + skipped * kRecordBytes);
  const std::size_t kept = std::min(head, max_size);
  const std::size_t tail = std::min(other_size - from, max_size - kept);
  std::copy_n(one, kept, out);
  std::copy_n(other + from, tail, out + kept);
  return kept + tail;
}
