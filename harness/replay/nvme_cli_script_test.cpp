// The script runs, with an `nvme` that writes down what it is asked for and answers as recorded.
#include "harness/replay/nvme_cli_script.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "reference/spec/command.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;

class Script : public ::testing::Test {
 protected:
  Script() {
    std::filesystem::create_directories(folder_ / "bin");
    write("nvme0n1", "");
    write("bin/nvme", "#!/bin/sh\nprintf '%s\\n' \"$*\" | sed 's#/[^ ]*/##g' >>" + (folder_ / "log").string() +
                          "\nfor word; do case $word in --input-file=*) cat \"${word#*=}\" >>" +
                          (folder_ / "data").string() + ";; esac; done\n[ \"$1\" = reset ] || exec " +
                          ZNSPEC_NVME_STAND_IN + " \"$@\"\n");
    std::filesystem::permissions(folder_ / "bin/nvme", std::filesystem::perms::owner_all);
  }
  ~Script() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream{folder_ / name} << text; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream{folder_ / name, std::ios::binary}.rdbuf();
    return text.str();
  }
  [[nodiscard]] int sh(const std::string& arguments) const {
    const std::string environment = "PATH=" + (folder_ / "bin").string() +
                                    ":$PATH ZNSPEC_NVME_TRACE=trace ZNSPEC_NVME_RECORDED=1 ZNSPEC_NVME_LOG=sent ";
    const int status =
        std::system(("cd " + folder_.string() + " && " + environment + "sh " + arguments + " >out 2>&1").c_str());
    return WEXITSTATUS(status);
  }

  void write_script(const Trace& trace) const {
    write("script.sh", nvme_cli_script(trace));
    write("trace", print(trace));
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("znspec_script_test." + std::to_string(::getpid()));
};

TraceEntry entry(const Command& command, Status status) {
  return {.queue = command.queue, .sqe = encode(command), .completion = TraceCompletion{.status = status}};
}

TEST_F(Script, SendsTheCommandsAndTheDataOfTheTrace) {
  // given a write of a pattern and five odd bytes (base64 with padding), a reset, an Identify, a wrong completion
  TraceEntry append = entry({.nsid = 1, .body = ZoneAppend{.zslba = 0x140, .nlb = Nlb::of_count(1)}}, kSuccess);
  append.to_device.append(PatternRun{.lba = 0x140, .generation = 2, .blocks = 1});
  append.completion->result = 0x140;
  TraceEntry odd = entry({.nsid = 1, .body = OtherCommand{0xC1}}, Status::InvalidCommandOpcode);
  odd.to_device.append(FillRun{.value = std::byte{'x'}, .bytes = 4});
  odd.to_device.append(std::vector<std::byte>{std::byte{'y'}});
  odd.sqe.cdw15 = 7;
  TraceEntry identify = entry({.queue = Queue::Admin, .nsid = 0, .body = Identify{.cns = Cns::Controller}}, kSuccess);
  identify.buffer = 4096;
  const TraceEntry bad =
      entry({.nsid = 1, .body = ZoneManagementSend{.slba = 1, .zsa = ZoneSendAction::Open}}, kSuccess);
  const Trace trace{.geometry = {},
                    .target = "it's\nhostile",
                    .note = "$(touch hacked) `touch hacked`",
                    .steps = {TraceBatch{append}, TraceBatch{odd}, Reset::Controller, TraceBatch{identify},
                              TraceBatch{bad}, Reset::PowerCycle}};
  // when
  write_script(trace);
  ASSERT_EQ(sh("-n script.sh"), 0) << read("out");
  EXPECT_EQ(sh("script.sh --yes nvme0n1"), 1) << read("out");
  // then
  std::string log = read("log");
  constexpr const char* kResetOfAll = "io-passthru nvme0n1 --opcode=0x79 --namespace-id=0x1 --cdw13=0x104\n";
  ASSERT_THAT(log, HasSubstr(kResetOfAll));
  log.erase(0, log.find(kResetOfAll));  // what the script asks to know the device
  EXPECT_EQ(log,
            "io-passthru nvme0n1 --opcode=0x79 --namespace-id=0x1 --cdw13=0x104\n"
            "io-passthru nvme0n1 --opcode=0x7d --namespace-id=0x1 --cdw10=0x140 --data-len=4096 --write "
            "--input-file=data\n"
            "io-passthru nvme0n1 --opcode=0xc1 --namespace-id=0x1 --cdw15=0x7 --data-len=5 --write "
            "--input-file=data\n"
            "reset nvme0\n"
            "admin-passthru nvme0 --opcode=0x6 --namespace-id=0x0 --cdw10=0x1 --data-len=4096 "
            "--prefill=0xa5 --read --raw-binary\n"
            "io-passthru nvme0n1 --opcode=0x79 --namespace-id=0x1 --cdw10=0x1 --cdw13=0x3\n");
  const auto sent = expand(append.to_device, trace.seed, 4096);
  EXPECT_EQ(read("data"), std::string(reinterpret_cast<const char*>(sent.data()), sent.size()) + "xxxxy");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "hacked"));
  EXPECT_THAT(read("script.sh"), HasSubstr("# recorded: Invalid Command Opcode (SCT 0h, SC 01h)\n"));
  EXPECT_THAT(read("script.sh"), HasSubstr("# permitted: Invalid Field in Command (SCT 0h, SC 02h) ZNS-"));
  EXPECT_THAT(read("out"), HasSubstr("expected Invalid Field in Command (SCT 0h, SC 02h), came Successful Completion"));
  EXPECT_THAT(read("out"), HasSubstr("not reproduced: a power cycle\n"));
}

TEST_F(Script, SaysSoWhereTheDataIsTooMuch) {
  TraceEntry write_entry = entry({.nsid = 1, .body = Write{}}, kSuccess);
  write_entry.to_device.append(FillRun{.value = std::byte{0}, .bytes = kMostScriptData + 1});
  write("script.sh", nvme_cli_script({.steps = {TraceBatch{write_entry}}}));
  EXPECT_EQ(sh("script.sh --yes nvme0n1"), 3);
  EXPECT_THAT(read("out"), HasSubstr("use znspec replay"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "log"));
}

}  // namespace
}  // namespace zns::harness
