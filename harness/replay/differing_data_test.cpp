#include "harness/replay/differing_data.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "reference/trace/trace.hpp"

namespace zns::harness {
namespace {

constexpr const char* kWritten =
    "znspec-trace 1\n"
    "device zones=4 zsze=0x40 zcap=0x30 lba=4096\n"
    "seed 1\n"
    "> write slba=0x0 data=77*4096\n< Successful Completion\n";

std::string shown_of(const std::string& commands) {
  const auto parsed = parse_trace(kWritten + commands);
  const auto* trace = std::get_if<Trace>(&parsed);
  EXPECT_NE(trace, nullptr) << to_string(std::get<TraceError>(parsed));
  Wrong wrong;
  wrong.what = What::Data;
  wrong.lba = 0;
  Finding finding;
  finding.wrong.push_back(wrong);
  return trace == nullptr ? "" : differing_data(*trace, SIZE_MAX, finding);
}

TEST(DifferingData, IsThatOfTheLastReadAgainstWhatWasWritten) {
  const std::string shown = shown_of("> read slba=0x0 buffer=4096\n< Successful Completion data=00*4096\n");
  EXPECT_NE(shown.find(": bytes 0 to 15 should be 77 77"), std::string::npos) << shown;
}

TEST(DifferingData, IsNotSaidOfAReadInFlightWithOthers) {
  EXPECT_EQ(shown_of(">1 read slba=0x0 buffer=4096\n>2 zone-mgmt-send reset zslba=0x0\n"
                     "<1 Successful Completion data=00*4096\n<2 Successful Completion\n"),
            "")
      << "the zone may have been reset first";
}

}  // namespace
}  // namespace zns::harness
