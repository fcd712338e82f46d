#include "harness/qemu/guest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string read_file(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream{file, std::ios::binary}.rdbuf();
  return out.str();
}

// A shell script plays QEMU: it says on the ports what a guest might say. After each test its processes and the work
// folder must be gone.
class Guest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TMPDIR", work().c_str(), 1);
    fs::create_directory(work());
    std::ofstream{folder_.path() / "kernel"} << "kernel";
    options_.kernel = folder_.path() / "kernel";
    options_.qemu = (folder_.path() / "qemu").string();
    options_.silence = std::chrono::seconds{20};
  }
  void TearDown() override {
    unsetenv("TMPDIR");
    EXPECT_TRUE(options_.keep || fs::is_empty(work())) << "something stayed in the work folder";
    std::ifstream pid_file{folder_.path() / "pid"};
    pid_t pid = 0;
    EXPECT_TRUE(!(pid_file >> pid) || kill(pid, 0) != 0) << "QEMU is still there";
  }

  // In the script, fd 3 is the console, 4 znspec's output, 5 its errors, 6 the frames, 7 its journal, 8 our orders.
  void qemu(const std::string& script, bool opens_ports = true) {
    std::ofstream out{options_.qemu};
    out << "#!/bin/sh\necho $$ >" << (folder_.path() / "pid").string() << '\n';
    if (opens_ports) {
      out << "for a in \"$@\"; do case $a in file,id=console,*) c=${a##*path=};; file,id=out,*) o=${a##*path=};;\n"
             "file,id=err,*) e=${a##*path=};; file,id=frames,*) f=${a##*path=};;\n"
             "file,id=journal,*) j=${a##*path=};; pipe,id=orders,*) p=${a##*path=};; esac; done\n"
             "exec 3>$c 4>$o 5>$e 6>$f 7>$j 8<>$p.in\n";
    }
    out << script << '\n';
    out.close();
    fs::permissions(options_.qemu, fs::perms::owner_all);
  }
  int run(const std::vector<std::string>& arguments = {"run"}) {
    return run_guest(options_, arguments, "/bin/true", out_, diagnostics_);
  }
  std::string error_of_run(const std::vector<std::string>& arguments = {"run"}) {
    try {
      run(arguments);
    } catch (const HarnessError& error) {
      EXPECT_EQ(std::string{error.what()}.find('\n'), std::string::npos) << "one line: " << error.what();
      return error.what();
    }
    return "(no error)";
  }

  // "died: ..." where it is the fault of what runs under test, "world: ..." where it is not.
  std::string end_of_run(const std::string& script) {
    qemu(script);
    try {
      run();
    } catch (const GuestDied& died) {
      return std::string{"died: "} + died.what();
    } catch (const HarnessError& error) {
      return std::string{"world: "} + error.what();
    }
    return "(an exit status)";
  }
  // Sends it to us when the guest has begun, and again so often.
  std::jthread signals_to_come(int signal, int times) {
    return std::jthread{[this, signal, times] {
      for (int i = 0; i < 1000 && !fs::exists(in_folder("begun")); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
      for (int i = 0; i < times; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{500});
        kill(getpid(), signal);
      }
    }};
  }

  fs::path work() { return folder_.path() / "work"; }
  fs::path in_folder(const std::string& name) { return folder_.path() / name; }

  WorkFolder folder_{testing::TempDir()};
  GuestOptions options_;
  std::ostringstream out_, diagnostics_;
};

TEST_F(Guest, OutputErrorsAndStatusComeBack) {
  qemu("echo '[ 0.0] Linux' >&3; echo alive >&6; echo hello >&4; echo oops >&5; echo exit 1 >&6; exec sleep 100");
  EXPECT_EQ(run(), 1);
  EXPECT_EQ(out_.str(), "hello\n");
  EXPECT_EQ(diagnostics_.str(), "oops\n");
}

TEST_F(Guest, MuchOutputComesWhole) {
  qemu("head -c 3000000 /dev/zero >&4; echo exit 0 >&6; exec sleep 100");
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(out_.str(), std::string(3'000'000, '\0'));
}

TEST_F(Guest, ReportsComeBackByteForByte) {
  const fs::path json = in_folder("r 1.json"), junit = in_folder("junit.xml");
  std::ofstream{json} << "an older and longer report";
  qemu("printf 'file 1 3\\na\\000\\nfile 0 4\\n\\r\\n\\377xexit 0\\n' >&6; exec sleep 100");
  EXPECT_EQ(run({"run", "--report", "json=" + json.string(), "--report=junit=" + junit.string()}), 0);
  EXPECT_EQ(read_file(json), "\r\n\xFFx");
  EXPECT_EQ(read_file(junit), std::string("a\0\n", 3));
}

TEST_F(Guest, SavedTracesComeBackIntoTheirFolder) {
  const fs::path traces = in_folder("new/traces");
  qemu("printf 'saved a.trace 2\\nx\\nsaved a.sh 0\\nexit 1\\n' >&6; exec sleep 100");
  EXPECT_EQ(run({"run", "--save", traces.string()}), 1);
  EXPECT_EQ(read_file(traces / "a.trace"), "x\n");
  EXPECT_TRUE(fs::exists(traces / "a.sh"));
}

TEST_F(Guest, TracesOfAProgramThatCrashedComeBackToo) {
  qemu("printf 'saved a.trace 1\\nxexit 139\\n' >&6; exec sleep 100");
  EXPECT_THAT(error_of_run({"run", "--save=" + in_folder("t").string()}), HasSubstr("signal 11"));
  EXPECT_EQ(read_file(in_folder("t") / "a.trace"), "x");
}

TEST_F(Guest, ASavedFileThatWouldLeaveItsFolderIsRefused) {
  qemu("printf 'saved good.trace 1\\nxsaved ../bad.trace 1\\nxexit 1\\n' >&6; exec sleep 100");
  EXPECT_THAT(error_of_run({"run", "--save", in_folder("t").string()}), HasSubstr("not a frame: \"saved ../bad"));
  EXPECT_FALSE(fs::exists(in_folder("bad.trace")));
  EXPECT_TRUE(fs::is_empty(in_folder("t"))) << "nothing of a guest that lies is kept";
}

TEST_F(Guest, SavedFilesThatNobodyAskedForGoNowhere) {
  qemu("printf 'saved a.trace 1\\nxexit 1\\n' >&6; exec sleep 100");
  EXPECT_EQ(run(), 1);
  EXPECT_FALSE(fs::exists("a.trace"));
}

TEST_F(Guest, AFolderThatCannotBeMadeIsRefusedBeforeTheStart) {
  qemu("exit 9");
  std::ofstream{in_folder("file")} << "content";
  EXPECT_THAT(error_of_run({"run", "--save", in_folder("file").string()}), HasSubstr("cannot make the folder"));
  EXPECT_THAT(error_of_run({"run", "--save", in_folder("file/x").string()}), HasSubstr("cannot make the folder"));
  EXPECT_FALSE(fs::exists(in_folder("pid")));
}

TEST_F(Guest, AVerdictWithoutItsReportIsAnError) {
  qemu("echo exit 0 >&6; exec sleep 100");
  EXPECT_THAT(error_of_run({"run", "--report=json=" + in_folder("r").string()}), HasSubstr("brought no report"));
  qemu("echo exit 2 >&6; exec sleep 100");
  EXPECT_EQ(run({"run", "--report=json=" + in_folder("r").string()}), 2) << "a usage error has none";
}

TEST_F(Guest, AReportThatCannotBeWrittenIsRefusedBeforeTheStart) {
  qemu("exit 9");
  EXPECT_THAT(error_of_run({"run", "--report", "json=/no/such/r.json"}),
              HasSubstr("cannot write report file /no/such/r.json"));
  EXPECT_FALSE(fs::exists(in_folder("pid")));
}

TEST_F(Guest, AMissingQemuSaysWhatToInstall) {
  options_.qemu = "no-such-qemu";
  EXPECT_THAT(error_of_run(), AllOf(HasSubstr("no-such-qemu"), HasSubstr("apt-get install qemu-system-x86")));
}

TEST_F(Guest, AMissingKernelOrTooLittleMemoryIsNamed) {
  qemu("exit 9");
  options_.kernel = "/no/such/kernel";
  EXPECT_EQ(error_of_run(), "no kernel image at /no/such/kernel");
  options_.memory_mib = 64;
  EXPECT_EQ(error_of_run(), "the guest needs at least 128 MiB of memory");
}

TEST_F(Guest, OptionsThatQemuRefusesAreShown) {
  qemu("echo \"qemu: -device x: Property 'x' not found\" >&2; echo and more >&2; exit 1", false);
  EXPECT_EQ(error_of_run(), "QEMU did not start (exit status 1): qemu: -device x: Property 'x' not found");
}

TEST_F(Guest, ADeathInMidRunIsTold) {
  qemu("echo '[ 1.0] booting' >&3; echo half >&4; echo warning >&2; echo 'qemu: internal error' >&2; kill -SEGV $$");
  EXPECT_EQ(error_of_run(),
            "QEMU died (signal 11 (Segmentation fault)): qemu: internal error; last console line: [ 1.0] booting");
  EXPECT_EQ(out_.str(), "half\n");
}

TEST_F(Guest, APanicIsTold) {
  qemu("printf 'ok\\r\\n[ 1.0] Kernel panic - not syncing: no init\\r\\n[ 1.1] Rebooting\\r\\n' >&3; exit 0");
  EXPECT_EQ(error_of_run(), "the guest's kernel died: Kernel panic - not syncing: no init");
}

TEST_F(Guest, AnEndWithoutAStatusIsTold) {
  qemu("printf '\\033[2Jreboot: Power down\\r\\n' >&3; exit 0");
  EXPECT_EQ(error_of_run(), "the guest ended without an exit status; last console line: [2Jreboot: Power down");
}

TEST_F(Guest, ATruncatedReportIsNotWritten) {
  const fs::path json = in_folder("r.json");
  qemu("printf 'file 0 100\\nhalf' >&6; exit 0");
  EXPECT_THAT(error_of_run({"run", "--report=json=" + json.string()}), HasSubstr("without an exit status"));
  EXPECT_FALSE(fs::exists(json));
}

TEST_F(Guest, NonsenseOnTheReportChannelIsTold) {
  qemu("echo what is this >&6; exec sleep 100");
  EXPECT_EQ(error_of_run(), "the guest's report channel carried not a frame: \"what is this\"");
}

TEST_F(Guest, SilenceEndsInAnError) {
  options_.silence = std::chrono::seconds{1};
  qemu("echo 'SeaBIOS' >&3; sleep 100; exit 0");
  EXPECT_EQ(error_of_run(), "the guest gave no sign of life for 1 s and was killed; last console line: SeaBIOS");
}

TEST_F(Guest, ASignOfLifeIsNotSilenceButTheTimeIsLimited) {
  options_.silence = std::chrono::seconds{1};
  options_.timeout = std::chrono::seconds{2};
  qemu("while sleep 0.2; do echo alive >&6; done");
  EXPECT_EQ(error_of_run(), "the guest did not end within 2 s and was killed; last console line: (none)");
}

TEST_F(Guest, AProgramThatCrashesInTheGuestHasNoVerdict) {
  qemu("echo Segmentation fault >&3; echo exit 139 >&6; exec sleep 100");
  EXPECT_EQ(error_of_run(),
            "znspec was killed in the guest by signal 11 (Segmentation fault); last console line: Segmentation fault");
  qemu("echo 'sh: not found' >&3; echo exit 127 >&6; exec sleep 100");
  EXPECT_THAT(error_of_run(), StartsWith("znspec could not be started in the guest"));
}

TEST_F(Guest, ASetUpThatFailsIsTold) {
  qemu("echo '[ 1.0] null_blk: no such size' >&3; echo failed null_blk refuses size=x >&6; exec sleep 100");
  EXPECT_EQ(error_of_run(), "the guest: null_blk refuses size=x; last console line: [ 1.0] null_blk: no such size");
}

TEST_F(Guest, NullBlksOptionsAreNotQemus) {
  options_.target = GuestTarget::Nvmet;
  options_.device = {{"zone_size", "2"}};
  options_.keep = true;
  qemu(
      "for a in \"$@\"; do case $a in *zone_size=2*) echo failed these are not mine >&6;; esac; done\n"
      "echo exit 0 >&6; exec sleep 100");
  EXPECT_EQ(run(), 0);
  const std::string words = diagnostics_.str();
  const fs::path kept = words.substr(20, words.size() - 21);
  EXPECT_THAT(read_file(kept / "initramfs"), HasSubstr("option 'zone_size' '2'"));
}

TEST_F(Guest, AClosedOutputEndsTheRun) {
  out_.setstate(std::ios::badbit);
  qemu("echo hello >&4; exec sleep 100");
  EXPECT_EQ(error_of_run(), "the output cannot be written: the guest was stopped");
}

TEST_F(Guest, ASignalClearsAwayAndIsTold) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    qemu("echo started >&4; sleep 100; exit 0");
    const auto before = std::chrono::steady_clock::now();
    std::thread killer{[signal] {
      std::this_thread::sleep_for(std::chrono::milliseconds{500});
      kill(getpid(), signal);
    }};
    EXPECT_THAT(error_of_run(), StartsWith("interrupted by signal " + std::to_string(signal)));
    killer.join();
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{5});
  }
}

TEST_F(Guest, AnEndOfItsOwnIsTheFaultOfWhatIsUnderTest) {
  options_.silence = std::chrono::seconds{1};
  EXPECT_THAT(end_of_run("echo up >&3; echo 'nvme: assertion failed' >&2; kill -ABRT $$"),
              AllOf(StartsWith("died: QEMU died (signal 6"), HasSubstr("nvme: assertion failed")));
  EXPECT_THAT(end_of_run("echo up >&3; kill -SEGV $$"), StartsWith("died: QEMU died (signal 11"));
  EXPECT_THAT(end_of_run("echo up >&3; exit 1"), StartsWith("died: QEMU died (exit status 1)"));
  EXPECT_THAT(end_of_run("echo up >&3; exit 0"), StartsWith("died: the guest ended without an exit status"));
  EXPECT_EQ(
      end_of_run("printf '[1] BUG: bad thing\r\n[1] RIP: 0010:nvmet+0x1\r\n[1] Kernel panic - Fatal\r\n' >&3; exit 0"),
      "died: the guest's kernel died: Kernel panic - Fatal / BUG: bad thing / RIP: 0010:nvmet+0x1");
  EXPECT_THAT(end_of_run("echo 'nvme0: I/O timeout' >&3; sleep 100; exit 0"),
              StartsWith("died: the guest gave no sign of life for 1 s and was killed; last console line: nvme0: I/O"));
}

TEST_F(Guest, AnEndByOthersIsNot) {
  options_.silence = std::chrono::seconds{1};
  EXPECT_THAT(end_of_run("echo up >&3; kill -KILL $$"), StartsWith("world: QEMU died (signal 9"));
  EXPECT_THAT(end_of_run("echo up >&3; kill -TERM $$"), StartsWith("world: QEMU died (signal 15"));
  EXPECT_THAT(end_of_run("echo up >&3; echo 'qemu: terminating on signal 15 from pid 1 (kill)' >&2; exit 0"),
              AllOf(StartsWith("world: QEMU died (exit status 0)"), HasSubstr("terminating on signal 15")));
  EXPECT_THAT(end_of_run("echo up >&3; kill -STOP $$"), AllOf(StartsWith("world: "), HasSubstr("QEMU is stopped")));
}

TEST_F(Guest, TheJournalComesAsItIsWritten) {
  std::string journal;
  options_.journal = [&journal](std::string_view bytes) { journal += bytes; };
  EXPECT_THAT(end_of_run("echo up >&3; printf 'one\ntwo' >&7; sleep 0.3; printf '\n' >&7; kill -SEGV $$"),
              StartsWith("died: "));
  EXPECT_EQ(journal, "one\ntwo\n");
}

TEST_F(Guest, ASignalAsksARunThatHasBegunToEnd) {
  // given a run that has begun, and ends when it is asked to
  qemu("echo head >&7; touch " + in_folder("begun").string() +
       "; read -r order <&8; echo \"report: $order\" >&4; echo exit 3 >&6; exec sleep 100");
  std::jthread killer = signals_to_come(SIGINT, 1);
  // when a signal comes, then its own status and report come back
  EXPECT_EQ(run(), 3);
  killer.join();
  EXPECT_EQ(out_.str(), "report: end\n");
}

TEST_F(Guest, ASecondSignalEndsARunThatDoesNotAnswer) {
  qemu("echo head >&7; touch " + in_folder("begun").string() + "; exec sleep 100");
  const auto before = std::chrono::steady_clock::now();
  std::jthread killer = signals_to_come(SIGTERM, 2);
  EXPECT_THAT(error_of_run(), StartsWith("interrupted by signal 15"));
  killer.join();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{8});
}

TEST_F(Guest, TheWorkFolderIsKeptOnDemand) {
  options_.keep = true;
  qemu("echo console >&3; echo exit 0 >&6; exec sleep 100");
  EXPECT_EQ(run(), 0);
  const std::string words = diagnostics_.str();
  ASSERT_THAT(words, StartsWith("znspec guest: kept: " + work().string()));
  const fs::path kept = words.substr(20, words.size() - 21);
  EXPECT_EQ(fs::file_size(kept / "drive"), 256u << 20);
  EXPECT_EQ(read_file(kept / "console.log"), "console\n");
  EXPECT_TRUE(fs::exists(kept / "initramfs"));
}

}  // namespace
}  // namespace zns::harness
