#include "fuzz/hostile_target.hpp"

#include <algorithm>

#include "reference/spec/bytes.hpp"

namespace zns::fuzz {
namespace {

constexpr std::uint8_t kEvery = 0xFF;
constexpr std::size_t kRound = 32;
constexpr std::uint8_t kOfIo = 0x80;  // of the byte that says what

std::uint64_t twice(std::uint32_t value) {
  return std::uint64_t{value} << 32 | value;
}

template <class T>
void put(std::span<std::byte> data, std::size_t where, T value) {
  if (where + sizeof(T) <= data.size()) store_le(data, where, value);
}

void spoil(const Lie& lie, std::uint32_t nsid, std::span<std::byte> data, suites::Completion& cqe) {
  const std::size_t where = data.empty() ? 0 : lie.where % data.size();
  switch (lie.kind) {
    case LieKind::Byte:
      return put(data, where, static_cast<std::uint8_t>(lie.value));
    case LieKind::Word:
      return put(data, where, static_cast<std::uint16_t>(lie.value));
    case LieKind::Dword:
      return put(data, where, lie.value);
    case LieKind::Qword:
      return put(data, where, twice(lie.value));
    case LieKind::Fill:
      return std::fill(data.begin() + static_cast<std::ptrdiff_t>(where), data.end(),
                       static_cast<std::byte>(lie.value));
    case LieKind::Ascending:
      for (std::size_t at = where; at + 4 <= data.size(); at += 4) put(data, at, ++nsid);
      return;
    case LieKind::AscendingId:
      for (std::size_t at = where, id = lie.value; at + 2 <= data.size(); at += 2)
        put(data, at, static_cast<std::uint16_t>(id++));
      return;
    case LieKind::Status:
      cqe.status = static_cast<Status>(lie.value & 0x7FFU);
      cqe.crd = static_cast<std::uint8_t>(lie.value >> 11 & 3U);
      cqe.dnr = (lie.value >> 14 & 1U) != 0;
      return;
    case LieKind::Result:
      cqe.result = twice(lie.value);
      return;
  }
}

}  // namespace

std::vector<Lie> lies_of(std::span<const std::uint8_t> input) {
  std::vector<Lie> lies;
  const auto bytes = std::as_bytes(input);
  for (std::size_t at = 0; at + kLieBytes <= bytes.size(); at += kLieBytes) {
    const std::uint8_t what = input[at + 1];
    lies.push_back({.when = input[at],
                    .of_io = (what & kOfIo) != 0,
                    .kind = static_cast<LieKind>((what & 0x7FU) % kLieKinds),
                    .where = load_le<std::uint16_t>(bytes, at + 2),
                    .value = load_le<std::uint32_t>(bytes, at + 4)});
  }
  return lies;
}

void HostileTarget::count() {
  if (++commands_ > most_) endless_();
}

void HostileTarget::lie(bool io, std::uint32_t nsid, std::span<std::byte> data, suites::Completion& cqe) {
  const std::size_t number = answers_++ % kRound;
  for (const Lie& each : lies_)
    if (each.of_io == io && (each.when == kEvery || each.when % kRound == number)) spoil(each, nsid, data, cqe);
}

suites::Completion HostileTarget::submit(const suites::Submission& submission) {
  count();
  suites::Completion cqe = honest_.submit(submission);
  lie(submission.queue == Queue::Io, submission.sqe.nsid, submission.from_device, cqe);
  return cqe;
}

std::vector<suites::Completion> HostileTarget::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> cqes = honest_.submit_together(submissions);
  for (std::size_t i = 0; i < cqes.size(); ++i) {
    count();
    lie(submissions[i].queue == Queue::Io, submissions[i].sqe.nsid, submissions[i].from_device, cqes[i]);
  }
  return cqes;
}

std::optional<suites::Completion> HostileTarget::Events::request(std::size_t controller) {
  target_.count();
  auto cqe = target_.honest_.events()->request(controller);
  if (cqe) target_.lie(false, 0, {}, *cqe);
  return cqe;
}

// It may tell of events for ever.
std::optional<suites::Completion> HostileTarget::Events::next(std::size_t controller) {
  target_.count();
  auto cqe = target_.honest_.events()->next(controller);
  const bool tells = std::any_of(target_.lies_.begin(), target_.lies_.end(), [](const Lie& lie) {
    return !lie.of_io && lie.when == kEvery && lie.kind == LieKind::Result;
  });
  if (!cqe && tells) cqe.emplace();
  if (cqe) target_.lie(false, 0, {}, *cqe);
  return cqe;
}

}  // namespace zns::fuzz
