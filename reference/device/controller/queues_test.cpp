// From the clauses QUE-001 to QUE-006, QUE-020 and REG-010.
#include "reference/device/controller/queues.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace zns {
namespace {

ControllerRegisters registers_of(std::uint32_t aqa) {
  ControllerRegisters registers;
  registers.write(property::kAqa, aqa, 4);
  registers.write(property::kAsq, 0x3000, 8);
  registers.write(property::kAcq, 0x4000, 8);
  return registers;
}

// An admin pair of 4 and 3 entries, and an I/O pair of 2 and 5.
Queues some_queues() {
  Queues queues = admin_queues(registers_of(0x0002'0003));
  queues.submission[1] = {.ring = {.size = 2}, .cqid = 1};
  queues.completion[1] = {.ring = {.size = 5}};
  return queues;
}

TEST(Ring, IsFullWithOneEntryLessThanItHas) {
  // QUE-001: given an empty ring anywhere, when size - 1 entries come in, then it is full, and not before.
  for (const std::uint32_t size : {2U, 3U, 65'536U})
    for (const std::uint32_t start : {0U, 1U, size - 1}) {
      Ring ring{.size = size, .head = start, .tail = start};
      EXPECT_TRUE(ring.empty());
      for (std::uint32_t count = 0; count < size - 1; ++count) {
        ASSERT_FALSE(ring.full()) << size << ": " << count;
        ASSERT_EQ(ring.count(), count) << size;
        ring.tail = ring.after(ring.tail);
      }
      EXPECT_TRUE(ring.full()) << size;
      EXPECT_FALSE(ring.empty()) << size;
      EXPECT_EQ(ring.count(), size - 1);
    }
}

TEST(SubmissionQueue, IsFetchedInOrderAndWraps) {
  SubmissionQueue queue{.ring = {.size = 3}};
  std::vector<std::uint32_t> fetched;
  for (const std::uint32_t tail : {2U, 1U, 0U}) {
    queue.ring.tail = tail;
    while (!queue.ring.empty()) fetched.push_back(queue.fetch());
  }
  EXPECT_EQ(fetched, (std::vector<std::uint32_t>{0, 1, 2, 0, 1, 2}));
}

TEST(CompletionQueue, InvertsThePhaseWithEachPass) {
  // QUE-002
  for (const std::uint32_t size : {2U, 3U, 5U}) {
    CompletionQueue queue{.ring = {.size = size}};
    for (std::uint32_t i = 0; i < 4 * size; ++i) {
      const auto [entry, phase] = queue.post();
      EXPECT_EQ(entry, i % size);
      EXPECT_EQ(phase, i / size % 2 == 0) << "entry " << i << " of a queue of " << size;
      queue.ring.head = size == 2 ? queue.ring.tail : entry;  // the host takes it, or only those before it
    }
  }
}

TEST(AdminQueues, AreWhereTheRegistersSay) {
  const Queues queues = admin_queues(registers_of(0x0002'0003));
  ASSERT_EQ(queues.submission.size(), 1U);
  ASSERT_EQ(queues.completion.size(), 1U);
  EXPECT_EQ(queues.submission.at(0), (SubmissionQueue{.memory = {.base = 0x3000}, .ring = {.size = 4}}));
  EXPECT_EQ(queues.completion.at(0), (CompletionQueue{.memory = {.base = 0x4000}, .ring = {.size = 3}}));
}

TEST(Doorbells, MoveTailsAndHeads) {
  Queues queues = some_queues();
  EXPECT_EQ(ring(queues, {{0, false}, 3}), DoorbellAnswer::Moved);
  EXPECT_EQ(ring(queues, {{0, true}, 2}), DoorbellAnswer::Moved);
  EXPECT_EQ(ring(queues, {{1, false}, 1}), DoorbellAnswer::Moved);
  EXPECT_EQ(ring(queues, {{1, true}, 4}), DoorbellAnswer::Moved);
  Queues expected = some_queues();
  expected.submission.at(0).ring.tail = 3;
  expected.completion.at(0).ring.head = 2;
  expected.submission.at(1).ring.tail = 1;
  expected.completion.at(1).ring.head = 4;
  EXPECT_EQ(queues, expected);
}

TEST(Doorbells, ChangeNothingThatTheyCannot) {
  struct Row {
    DoorbellRung rung;
    DoorbellAnswer expected;
  };
  const Row rows[] = {
      {{{0, false}, 0}, DoorbellAnswer::Unchanged},         // QUE-006
      {{{1, true}, 0}, DoorbellAnswer::Unchanged},          //
      {{{0, false}, 4}, DoorbellAnswer::InvalidValue},      // QUE-005
      {{{0, true}, 3}, DoorbellAnswer::InvalidValue},       //
      {{{1, false}, 2}, DoorbellAnswer::InvalidValue},      //
      {{{1, true}, 0xFFFF}, DoorbellAnswer::InvalidValue},  //
      {{{2, false}, 0}, DoorbellAnswer::NoSuchQueue},       // AER-013
      {{{0xFFFF, true}, 0}, DoorbellAnswer::NoSuchQueue},   //
  };
  Queues queues = some_queues();
  for (const Row& row : rows) {
    EXPECT_EQ(ring(queues, row.rung), row.expected)
        << "queue " << row.rung.doorbell.qid << (row.rung.doorbell.is_head ? " head " : " tail ") << row.rung.value;
    EXPECT_EQ(queues, some_queues());
  }
}

}  // namespace
}  // namespace zns
