// From the clauses QUE-010 to QUE-025: each fault by itself, and all together.
#include "reference/device/controller/queue_commands.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace zns {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// The faults as text: "1/01 QUE-010".
std::set<std::string> text(const Faults& faults) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::set<std::string> all;
  for (const Fault& fault : faults.all()) {
    EXPECT_FALSE(fault.freedom) << "the clauses permit to overlook none";
    const std::uint8_t code = sc(fault.status);
    all.insert(std::to_string(sct(fault.status)) + '/' + kDigits[code >> 4] + kDigits[code & 0xF] + ' ' +
               std::string{fault.clause.str()});
  }
  return all;
}

// Four completion queues and three submission queues are allocated; completion queue 1 and submission queue 1 exist.
class QueueCommandsTest : public ::testing::Test {
 protected:
  QueueCommandsTest() {
    queues_.submission[0] = {};
    queues_.completion[0] = {};
    carry_out(CreateCompletionQueue{.qid = 1, .qsize = QueueEntries::of_count(4)}, queues_);
    carry_out(CreateSubmissionQueue{.qid = 1, .qsize = QueueEntries::of_count(4), .cqid = 1}, queues_);
  }
  [[nodiscard]] std::set<std::string> faults(const QueueCommand& command) const {
    return text(faults_of(command, queues_, limits_));
  }
  // Good as they are; a test spoils them.
  static CreateCompletionQueue completion(std::uint16_t qid = 2) {
    return {.qid = qid, .qsize = QueueEntries::of_count(16), .ien = true, .iv = 7, .prp1 = 0x8000};
  }
  static CreateSubmissionQueue submission(std::uint16_t qid = 2) {
    return {.qid = qid, .qsize = QueueEntries::of_count(16), .cqid = 1, .prp1 = 0x9000};
  }

  QueueLimits limits_{.cap = {.mqes = QueueEntries::of_count(16), .cqr = true},
                      .cc = {.en = true, .iosqes = kIosqes, .iocqes = kIocqes},
                      .submission_queues = 3,
                      .completion_queues = 4,
                      .interrupt_vectors = 8};
  Queues queues_;
};

TEST_F(QueueCommandsTest, HaveNoFaultWhenNothingIsWrong) {
  for (std::uint16_t qid = 2; qid <= 4; ++qid) EXPECT_THAT(faults(completion(qid)), IsEmpty()) << qid;
  for (std::uint16_t qid = 2; qid <= 3; ++qid) EXPECT_THAT(faults(submission(qid)), IsEmpty()) << qid;
  EXPECT_THAT(faults(DeleteSubmissionQueue{1}), IsEmpty());
}

TEST_F(QueueCommandsTest, NeedAnIdentifierThatIsFree) {
  EXPECT_THAT(faults(completion(0)), UnorderedElementsAre("1/01 QUE-010"));
  EXPECT_THAT(faults(completion(1)), UnorderedElementsAre("1/01 QUE-010")) << "in use";
  EXPECT_THAT(faults(completion(5)), UnorderedElementsAre("1/01 QUE-021"));
  EXPECT_THAT(faults(submission(0)), UnorderedElementsAre("1/01 QUE-017"));
  EXPECT_THAT(faults(submission(1)), UnorderedElementsAre("1/01 QUE-017")) << "in use";
  EXPECT_THAT(faults(submission(4)), UnorderedElementsAre("1/01 QUE-021"));
}

TEST_F(QueueCommandsTest, NeedASizeWithinMqes) {
  // QUE-011, and QUE-017 for submission queues
  for (const std::uint64_t entries : {1U, 17U, 65'536U}) {
    CreateCompletionQueue cq = completion();
    CreateSubmissionQueue sq = submission();
    cq.qsize = sq.qsize = QueueEntries::of_count(entries);
    EXPECT_THAT(faults(cq), UnorderedElementsAre("1/02 QUE-011")) << entries;
    EXPECT_THAT(faults(sq), UnorderedElementsAre("1/02 QUE-011")) << entries;
  }
  CreateCompletionQueue least = completion();
  least.qsize = QueueEntries::of_count(2);
  EXPECT_THAT(faults(least), IsEmpty());
}

TEST_F(QueueCommandsTest, NeedTheSizeOfTheirEntries) {
  // QUE-012: each looks at its own, and either status is tolerated.
  limits_.cc.iocqes = 6;
  EXPECT_THAT(faults(completion()), UnorderedElementsAre("1/02 QUE-012", "0/02 QUE-012"));
  EXPECT_THAT(faults(submission()), IsEmpty());
  limits_.cc.iocqes = kIocqes;
  limits_.cc.iosqes = 0;
  EXPECT_THAT(faults(completion()), IsEmpty());
  EXPECT_THAT(faults(submission()), UnorderedElementsAre("1/02 QUE-012", "0/02 QUE-012"));
}

TEST_F(QueueCommandsTest, NeedContiguousMemoryWhereCqrSaysSo) {
  // QUE-013
  CreateCompletionQueue cq = completion();
  CreateSubmissionQueue sq = submission();
  cq.pc = sq.pc = false;
  EXPECT_THAT(faults(cq), UnorderedElementsAre("0/02 QUE-013"));
  EXPECT_THAT(faults(sq), UnorderedElementsAre("0/02 QUE-013"));
  limits_.cap.cqr = false;
  EXPECT_THAT(faults(cq), IsEmpty());
  EXPECT_THAT(faults(sq), IsEmpty());
}

TEST_F(QueueCommandsTest, NeedAnAddressWhereAPageBegins) {
  // QUE-014: of the pages that CC.MPS says
  CreateCompletionQueue cq = completion();
  CreateSubmissionQueue sq = submission();
  EXPECT_THAT(faults(sq), IsEmpty());
  cq.prp1 += 4;
  EXPECT_THAT(faults(cq), UnorderedElementsAre("0/13 QUE-014"));
  limits_.cc.mps = 1;
  EXPECT_THAT(faults(completion()), IsEmpty());
  EXPECT_THAT(faults(sq), UnorderedElementsAre("0/13 QUE-014"));
}

TEST_F(QueueCommandsTest, NeedAVectorThatThereIs) {
  // QUE-015
  CreateCompletionQueue cq = completion();
  cq.iv = 8;
  EXPECT_THAT(faults(cq), UnorderedElementsAre("1/08 QUE-015"));
  cq.ien = false;
  EXPECT_THAT(faults(cq), IsEmpty());
  cq = completion();
  limits_.interrupt_vectors = 1;
  EXPECT_THAT(faults(cq), UnorderedElementsAre("1/08 QUE-015")) << "pin based or single message";
  cq.iv = 0;
  EXPECT_THAT(faults(cq), IsEmpty());
}

TEST_F(QueueCommandsTest, NeedACompletionQueue) {
  // QUE-016, QUE-025: either code is accepted for each
  CreateSubmissionQueue sq = submission();
  for (const std::uint16_t cqid : {std::uint16_t{0}, std::uint16_t{5}}) {
    sq.cqid = cqid;
    EXPECT_THAT(faults(sq), UnorderedElementsAre("1/01 QUE-016", "1/00 QUE-016")) << cqid;
    EXPECT_EQ(faults_of(sq, queues_, limits_).all().front().status, Status::InvalidQueueIdentifier) << cqid;
  }
  for (const std::uint16_t cqid : {std::uint16_t{4}, std::uint16_t{2}}) {
    sq.cqid = cqid;
    EXPECT_THAT(faults(sq), UnorderedElementsAre("1/00 QUE-016", "1/01 QUE-025")) << cqid;
    EXPECT_EQ(faults_of(sq, queues_, limits_).all().front().status, Status::CompletionQueueInvalid) << cqid;
  }
  carry_out(completion(2), queues_);
  EXPECT_THAT(faults(sq), IsEmpty());
}

TEST_F(QueueCommandsTest, TellAllFaultsTogether) {
  // GEN-001: any of them is the answer.
  limits_.cc.iosqes = 0;
  EXPECT_THAT(faults(CreateSubmissionQueue{.qid = 9, .pc = false, .cqid = 9, .prp1 = 1}),
              UnorderedElementsAre("1/01 QUE-021", "1/02 QUE-011", "1/02 QUE-012", "0/02 QUE-012", "0/02 QUE-013",
                                   "0/13 QUE-014", "1/01 QUE-016", "1/00 QUE-016"));
}

TEST_F(QueueCommandsTest, DeleteOnlyWhatThereIs) {
  // QUE-018, QUE-017: the admin queues are not deleted.
  for (const std::uint16_t qid : {std::uint16_t{0}, std::uint16_t{2}, std::uint16_t{0xFFFF}}) {
    EXPECT_THAT(faults(DeleteCompletionQueue{qid}), UnorderedElementsAre("1/01 QUE-018")) << qid;
    EXPECT_THAT(faults(DeleteSubmissionQueue{qid}), UnorderedElementsAre("1/01 QUE-017")) << qid;
  }
}

TEST_F(QueueCommandsTest, DeleteACompletionQueueAfterItsSubmissionQueues) {
  // QUE-018
  EXPECT_THAT(faults(DeleteCompletionQueue{1}), UnorderedElementsAre("1/0C QUE-018"));
  carry_out(DeleteSubmissionQueue{1}, queues_);
  EXPECT_THAT(faults(DeleteCompletionQueue{1}), IsEmpty());
  carry_out(DeleteCompletionQueue{1}, queues_);
  EXPECT_EQ(queues_.submission.size() + queues_.completion.size(), 2U) << "the admin queues";
}

TEST_F(QueueCommandsTest, MakeTheQueueThatTheyDescribe) {
  limits_.cap.cqr = false;
  CreateCompletionQueue cq = completion(2);
  cq.pc = false;
  CreateSubmissionQueue sq = submission(3);
  sq.cqid = 2;
  sq.qprio = 1;
  carry_out(cq, queues_);
  carry_out(sq, queues_);
  EXPECT_EQ(
      queues_.completion.at(2),
      (CompletionQueue{.memory = {.base = 0x8000, .contiguous = false}, .ring = {.size = 16}, .ien = true, .iv = 7}));
  EXPECT_EQ(queues_.submission.at(3),
            (SubmissionQueue{.memory = {.base = 0x9000}, .ring = {.size = 16}, .cqid = 2, .qprio = 1}));
}

TEST_F(QueueCommandsTest, MakeAQueueAnewUnderAnIdThatWasDeleted) {
  // QUE-020: given a queue in its second pass, when it is deleted and created, then it begins with phase 1.
  CompletionQueue& used = queues_.completion.at(1);
  for (int i = 0; i < 5; ++i) {
    used.post();
    used.ring.head = used.ring.tail;
  }
  ASSERT_FALSE(used.phase);
  carry_out(DeleteSubmissionQueue{1}, queues_);
  carry_out(DeleteCompletionQueue{1}, queues_);
  carry_out(CreateCompletionQueue{.qid = 1, .qsize = QueueEntries::of_count(4)}, queues_);
  EXPECT_EQ(queues_.completion.at(1).post(), (CompletionQueue::Place{.entry = 0, .phase = true}));
}

}  // namespace
}  // namespace zns
