// Stands in for nvme-cli where there is no device: `nvme io-passthru` and `admin-passthru` with a target of znspec
// behind them, in the words of nvme-cli 2.3. Each call is a process: what was sent before is in a file, and sent again
// first.
//
//   ZNSPEC_NVME_TRACE      a trace: the device is a reference of its geometry
//   ZNSPEC_NVME_RECORDED   not empty: behind the script's own questions and its reset of all zones the device answers
//   as
//                          is recorded in the trace
//   ZNSPEC_NVME_LOG        the file of what was sent
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "harness/replay/trace_file.hpp"
#include "harness/targets/in_process.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/pattern.hpp"

namespace zns::harness {
namespace {

using Bytes = std::vector<std::byte>;

struct Sent {
  Queue queue = Queue::Io;
  Sqe sqe = {};
  Bytes data = {};
  std::uint64_t buffer = 0;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Bytes read_file(const std::string& name) {
  std::ifstream file{name, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  Bytes bytes(text.size());
  std::transform(text.begin(), text.end(), bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

// --opcode=0x2 and so on.
Sent parse(const std::string& way, const std::vector<std::string>& words) {
  std::map<std::string, std::string> options;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    options[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
  const auto number = [&options](const std::string& name) { return std::strtoull(options[name].c_str(), nullptr, 0); };
  const auto dword = [&number](const std::string& name) { return static_cast<std::uint32_t>(number(name)); };
  Sent sent{.queue = way == "io-passthru" ? Queue::Io : Queue::Admin};
  sent.sqe = {.opcode = static_cast<std::uint8_t>(number("--opcode")),
              .flags = static_cast<std::uint8_t>(number("--flags")),
              .nsid = dword("--namespace-id"),
              .cdw2 = dword("--cdw2"),
              .cdw3 = dword("--cdw3"),
              .cdw10 = dword("--cdw10"),
              .cdw11 = dword("--cdw11"),
              .cdw12 = dword("--cdw12"),
              .cdw13 = dword("--cdw13"),
              .cdw14 = dword("--cdw14"),
              .cdw15 = dword("--cdw15")};
  if (options.contains("--write")) {
    sent.data = read_file(options["--input-file"]);
    sent.data.resize(number("--data-len"));
  }
  if (options.contains("--read")) sent.buffer = number("--data-len");
  return sent;
}

void remember(const Sent& sent) {
  std::ofstream log{environment("ZNSPEC_NVME_LOG"), std::ios::binary | std::ios::app};
  const auto write = [&log](std::span<const std::byte> bytes) {
    log.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  };
  std::array<std::byte, 24> head{};
  store_le<std::uint64_t>(head, 0, static_cast<std::uint64_t>(sent.queue));
  store_le<std::uint64_t>(head, 8, sent.data.size());
  store_le<std::uint64_t>(head, 16, sent.buffer);
  write(head);
  write(encode(sent.sqe));
  write(sent.data);
}

std::vector<Sent> remembered() {
  const Bytes log = read_file(environment("ZNSPEC_NVME_LOG"));
  std::vector<Sent> all;
  for (std::size_t at = 0; at < log.size();) {
    const std::size_t length = load_le<std::uint64_t>(log, at + 8);
    const auto data = log.begin() + static_cast<std::ptrdiff_t>(at + 24 + kSqeBytes);
    all.push_back({.queue = static_cast<Queue>(load_le<std::uint64_t>(log, at)),
                   .sqe = decode_sqe(std::span{log}.subspan(at + 24).first<kSqeBytes>()),
                   .data = Bytes(data, data + static_cast<std::ptrdiff_t>(length)),
                   .buffer = load_le<std::uint64_t>(log, at + 16)});
    at += 24 + kSqeBytes + length;
  }
  return all;
}

bool resets_all(const Sent& sent) {
  return sent.sqe.opcode == static_cast<std::uint8_t>(IoOpcode::ZoneManagementSend) && sent.sqe.cdw13 == 0x104;
}

// What the trace says of the command that comes so many behind the script's reset.
const TraceEntry* recorded(const Trace& trace, std::size_t number) {
  for (const TraceStep& step : trace.steps)
    if (const auto* batch = std::get_if<TraceBatch>(&step))
      for (const TraceEntry& entry : *batch)
        if (number-- == 0) return &entry;
  return nullptr;
}

int say(Status status, bool dnr, std::uint64_t result, const Bytes& returned) {
  if (status != kSuccess) {
    const unsigned code = static_cast<unsigned>(status) | (dnr ? 0x4000U : 0U);
    std::fprintf(stderr, "NVMe status: %s: in other words: the same (so to say)(0x%x)\n",
                 std::string{title(status)}.c_str(), code);
    return 1;
  }
  if (!returned.empty()) std::fwrite(returned.data(), 1, returned.size(), stdout);
  std::fprintf(stderr, "IO Command Unknown is Success and result: 0x%08x\n", static_cast<unsigned>(result));
  return 0;
}

int say_recorded(const Trace& trace, std::size_t number, std::uint64_t buffer) {
  const TraceEntry* entry = recorded(trace, number);
  if (entry == nullptr || !entry->completion) {
    std::fputs("passthru: Interrupted system call\n", stderr);
    return 1;
  }
  const TraceCompletion& cqe = *entry->completion;
  Bytes data = expand(cqe.data, trace.seed, trace.geometry.lba_bytes);
  data.resize(buffer, kUntouched);
  return say(cqe.status, cqe.dnr, cqe.result, data);
}

int answer(const Sent& sent) {
  const Trace trace = load_trace(environment("ZNSPEC_NVME_TRACE"));
  const bool as_recorded = !environment("ZNSPEC_NVME_RECORDED").empty();
  std::vector<Sent> all = remembered();
  const auto reset = std::find_if(all.begin(), all.end(), resets_all);
  remember(sent);
  if (as_recorded && reset != all.end())
    return say_recorded(trace, static_cast<std::size_t>(all.end() - reset - 1), sent.buffer);
  InProcessTarget reference{"ref:", trace.geometry, {}};
  suites::Completion cqe;
  Bytes returned;
  all.push_back(sent);
  for (const Sent& each : all) {
    returned.assign(each.buffer, kUntouched);
    cqe = reference.submit({.queue = each.queue, .sqe = each.sqe, .to_device = each.data, .from_device = returned});
  }
  return say(cqe.status, cqe.dnr, cqe.result, returned);
}

}  // namespace
}  // namespace zns::harness

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 3) return 2;
  try {
    return zns::harness::answer(zns::harness::parse(words[0], {words.begin() + 2, words.end()}));
  } catch (const std::exception& error) {
    std::cerr << "passthru: " << error.what() << "\n";
    return 1;
  }
}
