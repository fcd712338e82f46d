#include "harness/matrix/job_runner.hpp"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <list>
#include <sstream>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/qemu/signals.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookEvery{10};

std::string content(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  std::ostringstream text;
  if (stream && stream.peek() != std::ifstream::traits_type::eof()) text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> command_line(const fs::path& program, const MatrixJob& job, const fs::path& report) {
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), job.arguments.begin(), job.arguments.end());
  words.insert(words.end(), {"--report", "json=" + report.string()});
  return words;
}

// A child, and the folder that is its own: TMPDIR lies there too, so that nothing of a child that is killed is left.
class Child {
 public:
  Child(std::size_t index, const MatrixJob& job, const fs::path& program)
      : index_{index},
        name_{job.name},
        folder_{fs::temp_directory_path(), "znspec-matrix-"},
        err_{open_err()},
        process_{{.argv = command_line(program, job, report()),
                  .stderr_fd = err_.get(),
                  .environment = {{"TMPDIR", folder_.path().string()}}}} {}

  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool ended() { return process_.poll().has_value(); }

  [[nodiscard]] JobEnd take() {
    static constexpr std::string_view kProgram = "znspec: ";
    JobEnd end;
    end.status = process_.poll();
    end.report = content(report());
    end.complaint = last_line(content(err_path()));
    if (end.complaint.rfind(kProgram, 0) == 0) end.complaint.erase(0, kProgram.size());
    const auto wall = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start_);
    end.wall_ms = static_cast<std::uint64_t>(wall.count());
    return end;
  }

 private:
  [[nodiscard]] fs::path report() const { return folder_.path() / "report.json"; }
  [[nodiscard]] fs::path err_path() const { return folder_.path() / "stderr"; }
  [[nodiscard]] UniqueFd open_err() const {
    UniqueFd fd{open(err_path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
    if (!fd) throw HarnessError("cannot write " + err_path().string() + ": " + std::strerror(errno));
    return fd;
  }

  std::size_t index_;
  std::string name_;
  WorkFolder folder_;
  UniqueFd err_;
  Clock::time_point start_ = Clock::now();
  Process process_;  // last: it is killed before its folder goes
};

std::vector<std::string> names_of(const std::list<Child>& running) {
  std::vector<std::string> names;
  for (const Child& child : running) names.push_back(child.name());
  return names;
}

// "a, b were killed, 3 not started"
std::string what_was_lost(const std::list<Child>& running, std::size_t waiting) {
  std::string lost;
  for (const Child& child : running) lost += (lost.empty() ? "" : ", ") + child.name();
  if (!running.empty()) lost += running.size() == 1 ? " was killed, " : " were killed, ";
  return lost + std::to_string(waiting) + " not started";
}

}  // namespace

JobsEnd run_jobs(const std::vector<MatrixJob>& jobs, const JobRunnerOptions& options) {
  const SignalGuard guard;
  JobsEnd end;
  end.jobs.resize(jobs.size());
  std::list<Child> running;
  std::size_t next = 0;
  std::size_t done = 0;
  while (done < jobs.size()) {
    try {
      SignalGuard::check();
    } catch (const HarnessError& interrupted) {
      end.interrupted = std::string{interrupted.what()} + ": " + what_was_lost(running, jobs.size() - next);
      break;  // leaving kills what runs
    }
    bool news = false;
    for (; next < jobs.size() && running.size() < options.jobs; ++next, news = true)
      running.emplace_back(next, jobs[next], options.program);
    for (auto child = running.begin(); child != running.end();) {
      if (!child->ended()) {
        ++child;
        continue;
      }
      end.jobs[child->index()] = child->take();
      child = running.erase(child);
      ++done;
      news = true;
    }
    if (news) options.progress(done, names_of(running));
    if (!news) std::this_thread::sleep_for(kLookEvery);
  }
  return end;
}

}  // namespace zns::harness
