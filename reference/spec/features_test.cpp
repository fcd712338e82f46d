// Fields of features: where they are, and that every value is some value.
#include "reference/spec/features.hpp"

#include <gtest/gtest.h>

namespace zns {
namespace {

TEST(Features, HaveTheirFieldsWhereTheStandardHasThem) {
  EXPECT_EQ(encode(FeatureCapabilities{.namespace_specific = true, .changeable = true}), 6U);
  EXPECT_EQ(encode(TemperatureThreshold{.tmpth = 0x157, .tmpsel = 2, .thsel = 1}), 0x12'0157U);
  EXPECT_EQ(encode(NumberOfQueues{.submission = 7, .completion = 3}), 0x3'0007U);
  EXPECT_EQ(encode(Timestamp{.milliseconds = 0x1234, .synch = true, .origin = TimestampOrigin::SetFeatures}),
            0x3'0000'0000'1234U);
}

TEST(Features, AreDecodedWhateverTheDeviceReturns) {
  for (std::uint64_t dw = 1; dw != 0; dw = dw * 3 & 0xFFFF'FFFF) {
    const auto low = static_cast<std::uint32_t>(dw);
    EXPECT_EQ(encode(decode_feature_capabilities(low)), low & 0x7U) << low;
    EXPECT_EQ(encode(decode_temperature_threshold(low)), low & 0x3F'FFFFU) << low;
    EXPECT_EQ(encode(decode_number_of_queues(low)), low);
    const std::uint64_t wide = dw << 32 | dw;
    EXPECT_EQ(encode(decode_timestamp(wide)), wide & 0xF'FFFF'FFFF'FFFFU) << wide;
    if (low > 0x8000'0000U) break;
  }
}

}  // namespace
}  // namespace zns
