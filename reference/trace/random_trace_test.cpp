// Over random traces, and over texts that were mutilated.
#include <gtest/gtest.h>

#include "reference/trace/random_trace_for_tests.hpp"

namespace zns {
namespace {

TEST(RandomTraces, AreTheSameAfterPrintingAndParsing) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    // given
    const Trace trace = RandomTrace{seed}.trace();
    const std::string text = print(trace);
    // when
    const auto parsed = parse_trace(text);
    // then
    const auto* error = std::get_if<TraceError>(&parsed);
    ASSERT_EQ(error, nullptr) << "seed " << seed << ": " << to_string(*error) << "\n" << text;
    ASSERT_EQ(std::get<Trace>(parsed), trace) << "seed " << seed << "\n" << text;
    ASSERT_EQ(print(std::get<Trace>(parsed)), text) << "seed " << seed;
  }
}

std::string mutilated(std::string text, Random& random) {
  static constexpr std::string_view kBytes = "0 \n=*+(),>1<x#\\\xFF";
  for (std::uint64_t changes = 1 + random.below(4); changes > 0 && !text.empty(); --changes) {
    const auto at = static_cast<std::size_t>(random.below(text.size()));
    const auto length = static_cast<std::size_t>(random.below(20));
    switch (random.below(4)) {
      case 0:
        text[at] = kBytes[random.below(kBytes.size())];
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(static_cast<std::size_t>(random.below(text.size())), length));
        break;
      default:
        text.resize(at);
    }
  }
  return text;
}

// Whatever the text: an error that says where, or a trace whose text is itself from then on.
TEST(MutilatedTexts, AreRefusedOrRead) {
  std::size_t refused = 0;
  std::size_t read = 0;
  for (std::uint64_t seed = 1; seed <= 8000; ++seed) {
    Random random{seed};
    const std::string text = mutilated(print(RandomTrace{seed / 4}.trace()), random);
    const auto parsed = parse_trace(text);
    if (const auto* error = std::get_if<TraceError>(&parsed)) {
      ++refused;
      const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
      ASSERT_TRUE(error->line >= 1 && error->line <= lines && error->column >= 1) << to_string(*error);
      ASSERT_FALSE(error->text.empty());
      ASSERT_EQ(error->text.find('\n'), std::string::npos);
      continue;
    }
    ++read;
    const std::string once = print(std::get<Trace>(parsed));
    const auto again = parse_trace(once);
    ASSERT_TRUE(std::holds_alternative<Trace>(again)) << "seed " << seed << "\n" << once;
    ASSERT_EQ(print(std::get<Trace>(again)), once) << "seed " << seed;
  }
  EXPECT_GT(refused, 1000U);
  EXPECT_GT(read, 100U);
}

}  // namespace
}  // namespace zns
