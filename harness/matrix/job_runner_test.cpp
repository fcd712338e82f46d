// The children are shell scripts: what a znspec does, and what it does not do.
#include "harness/matrix/job_runner.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>

#include "harness/base/error.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class JobRunner : public ::testing::Test {
 protected:
  JobRunner() { setenv("TMPDIR", folder_.path().c_str(), 1); }
  ~JobRunner() override { unsetenv("TMPDIR"); }

  // The first argument of a job is a script; $report is where its report goes.
  JobsEnd run(const std::vector<std::string>& scripts, unsigned at_a_time = 2) {
    const fs::path program = folder_.path() / "program";
    std::ofstream{program} << "#!/bin/sh\nscript=$1\nshift\nreport=${2#json=}\neval \"$script\"\n";
    chmod(program.c_str(), 0700);
    std::vector<MatrixJob> jobs;
    for (const std::string& script : scripts)
      jobs.push_back({.target = jobs.size(), .name = "job" + std::to_string(jobs.size()), .arguments = {script}});
    JobRunnerOptions options{.program = program, .jobs = at_a_time};
    options.progress = [this](std::size_t done, const std::vector<std::string>& running) {
      done_.push_back(done);
      most_ = std::max(most_, running.size());
    };
    return run_jobs(jobs, options);
  }

  [[nodiscard]] std::vector<std::string> leftovers() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder_.path()})
      if (entry.path().filename() != "program") names.push_back(entry.path().filename());
    return names;
  }

  WorkFolder folder_{fs::temp_directory_path(), "znspec-test-"};
  std::vector<std::size_t> done_;
  std::size_t most_ = 0;
};

TEST_F(JobRunner, TakesReportStatusAndLastWords) {
  const JobsEnd end =
      run({"echo '{}' > $report; echo told; exit 1", "echo a >&2; echo 'znspec: no such drive' >&2; exit 3"});
  ASSERT_THAT(end.jobs, SizeIs(2));
  EXPECT_EQ(end.jobs[0].report, "{}\n");
  EXPECT_EQ(end.jobs[0].status->code, 1);
  EXPECT_EQ(end.jobs[0].complaint, "");
  EXPECT_EQ(end.jobs[1].report, "");
  EXPECT_EQ(end.jobs[1].status->code, 3);
  EXPECT_EQ(end.jobs[1].complaint, "no such drive");
  EXPECT_EQ(end.interrupted, "");
}

TEST_F(JobRunner, KeepsACrashToItself) {
  const JobsEnd end = run({"kill -SEGV $$", "echo '{}' > $report", "exit 0"});
  EXPECT_EQ(end.jobs[0].status->signal, SIGSEGV);
  EXPECT_EQ(end.jobs[1].report, "{}\n");
  EXPECT_TRUE(end.jobs[2].status->success());
}

TEST_F(JobRunner, RunsAsManyAtATimeAsItIsTold) {
  const auto took = [this](unsigned at_a_time) {
    const auto start = std::chrono::steady_clock::now();
    static_cast<void>(run({"sleep 0.3", "sleep 0.3", "sleep 0.3", "sleep 0.3"}, at_a_time));
    return std::chrono::steady_clock::now() - start;
  };
  EXPECT_GE(took(1), std::chrono::milliseconds{1200});
  EXPECT_EQ(most_, 1U);
  EXPECT_LT(took(4), std::chrono::milliseconds{1100});
  EXPECT_EQ(most_, 4U);
  EXPECT_EQ(done_.back(), 4U);
}

TEST_F(JobRunner, GivesEachAFolderOfItsOwnAndRemovesIt) {
  const JobsEnd end = run({"touch $TMPDIR/rubbish; echo $TMPDIR > $report",
                           "touch $TMPDIR/rubbish; echo $TMPDIR > $report", "touch $TMPDIR/rubbish; kill -KILL $$"});
  EXPECT_NE(end.jobs[0].report, end.jobs[1].report);
  EXPECT_THAT(end.jobs[0].report, HasSubstr("znspec-matrix-"));
  EXPECT_THAT(leftovers(), IsEmpty());
}

TEST_F(JobRunner, KillsWhatRunsWhenItIsInterrupted) {
  const auto start = std::chrono::steady_clock::now();
  // given one that has ended, two that would go on for long, one of them with a child, and one that waits
  const std::string mark = (folder_.path() / "outlived").string();
  const JobsEnd end = run({"echo '{}' > $report", "(sleep 2; touch " + mark + ") & sleep 100",
                           "sleep 0.2; kill -INT $PPID; sleep 100", "echo '{}' > $report"});
  // then what has ended counts, the rest is told, and nothing is left
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{10});
  EXPECT_EQ(end.jobs[0].report, "{}\n");
  EXPECT_FALSE(end.jobs[1].status.has_value());
  EXPECT_FALSE(end.jobs[3].status.has_value());
  EXPECT_EQ(end.interrupted, "interrupted by signal 2 (Interrupt): job1, job2 were killed, 1 not started");
  sleep(3);
  EXPECT_THAT(leftovers(), IsEmpty());
}

TEST_F(JobRunner, NamesAProgramThatIsNotThere) {
  const std::vector<MatrixJob> jobs{{.target = 0, .name = "a", .arguments = {}}};
  EXPECT_THROW(static_cast<void>(run_jobs(jobs, {.program = "/nonexistent/znspec"})), HarnessError);
}

}  // namespace
}  // namespace zns::harness
