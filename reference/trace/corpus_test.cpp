// The traces of corpora/ on any platform: the golden ones are printed and acted out byte for byte.
// harness/replay/golden_traces_test.cpp does the same through a target.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/device/event.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/trace/trace.hpp"

namespace zns {
namespace {

const std::filesystem::path kCorpora = std::filesystem::path{ZNSPEC_SOURCE_DIR} / "corpora";

// Texts by path. Binary: on Windows, too, a line of the file ends as its byte says.
std::map<std::string, std::string> texts_below(const std::filesystem::path& folder) {
  std::map<std::string, std::string> texts;
  for (const auto& file : std::filesystem::recursive_directory_iterator{folder}) {
    if (file.path().extension() != ".trace") continue;
    std::ifstream stream{file.path(), std::ios::binary};
    texts[file.path().generic_string()] = {std::istreambuf_iterator<char>{stream}, {}};
  }
  return texts;
}

Trace parsed(const std::string& path, const std::string& text) {
  const auto result = parse_trace(text);
  const auto* error = std::get_if<TraceError>(&result);
  EXPECT_EQ(error, nullptr) << path << ": " << to_string(*error);
  return error == nullptr ? std::get<Trace>(result) : Trace{};
}

// The reference device does what the trace says, and what it answers takes the place of what it answered then.
class Actor {
 public:
  Actor(const Trace& trace, const Policy& policy) : trace_{trace}, device_{trace.geometry, policy} {}

  Trace act() {
    for (TraceStep& step : trace_.steps) std::visit([this](auto& each) { act(each); }, step);
    return trace_;
  }

 private:
  void act(TraceBatch& batch) {
    for (TraceEntry& entry : batch) {
      const std::size_t lba_bytes = trace_.geometry.lba_bytes;
      std::vector<std::byte> returned(static_cast<std::size_t>(entry.buffer), kUntouched);
      const Device::Done done =
          device_.submit(decode(entry.queue, entry.sqe), expand(entry.to_device, trace_.seed, lba_bytes), returned);
      entry.completion = TraceCompletion{
          .status = done.status, .result = done.result, .more = done.more, .dnr = done.status != kSuccess};
      if (done.status == kSuccess) entry.completion->data = shorten(returned, trace_.seed, lba_bytes);
    }
  }
  void act(Reset kind) { device_.restart(kind); }
  void act(const TraceInjection& injection) {
    const auto zone = static_cast<ZoneId>(injection.zslba / trace_.geometry.zsze);
    EXPECT_TRUE(device_.raise({event_towards(injection.state), zone})) << trace_.note;
  }
  void act(const TraceControl&) { ADD_FAILURE() << trace_.note << ": golden traces have no such step"; }

  Trace trace_;
  Device device_;
};

TEST(TraceCorpus, IsPrintedByteForByte) {
  const auto texts = texts_below(kCorpora / "traces");
  EXPECT_GT(texts.size(), 13U);
  for (const auto& [path, text] : texts) EXPECT_EQ(print(parsed(path, text)), text) << path;
}

// People wrote comments into the others.
TEST(TraceCorpus, IsTheSameAfterPrintingAndParsing) {
  const auto texts = texts_below(kCorpora);
  EXPECT_GT(texts.size(), 200U);
  for (const auto& [path, text] : texts) {
    const Trace trace = parsed(path, text);
    EXPECT_EQ(parsed(path, print(trace)), trace) << path;
  }
}

TEST(TraceCorpus, IsWhatTheDeviceDoesOnThisPlatform) {
  std::size_t traces = 0;
  for (const auto& [path, text] : texts_below(kCorpora / "traces")) {
    // given a story of the reference whose commands have an order
    const Trace golden = parsed(path, text);
    const auto has = [&](std::string_view option) { return golden.target.find(option) != std::string::npos; };
    if (!golden.target.starts_with("ref:") || has("order=shuffled")) continue;
    ++traces;
    // when
    Policy policy;
    if (has("implicit-close=refuse")) policy.implicit_close = Policy::ImplicitClose::Refuse;
    const Trace acted = Actor{golden, policy}.act();
    // then
    EXPECT_EQ(print(acted), text) << path;
  }
  EXPECT_GE(traces, 12U);
}

}  // namespace
}  // namespace zns
