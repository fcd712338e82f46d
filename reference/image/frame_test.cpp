// The CRC and the frames by themselves.
#include "reference/image/frame.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "reference/image/crc32c.hpp"

namespace zns::image {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

// RFC 3720, B.4, and the usual check value.
TEST(Crc32c, IsTheFunctionOfTheStandards) {
  EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE306'9283U);
  EXPECT_EQ(crc32c(std::vector<std::byte>(32)), 0x8A91'36AAU);
  EXPECT_EQ(crc32c(std::vector<std::byte>(32, std::byte{0xFF})), 0x62A8'AB43U);
  EXPECT_EQ(crc32c({}), 0U);
}

TEST(Crc32c, GoesOnBehindWhatWasBefore) {
  const auto all = bytes_of("a zone is written from its start to its end");
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    const std::span whole{all};
    EXPECT_EQ(crc32c(whole.subspan(cut), crc32c(whole.first(cut))), crc32c(all)) << cut;
  }
}

class Frames : public testing::Test {
 protected:
  const FrameHeader header_{.type = FrameType::Effect,
                            .flags = kGoesOn,
                            .length = 5,
                            .sequence = 7,
                            .durable = 6,
                            .id = ImageId{0x1122'3344'5566'7788}};
  const std::vector<std::byte> payload_ = bytes_of("zones");
  std::vector<std::byte> bytes_;
};

TEST_F(Frames, AreReadAsTheyWereWritten) {
  const std::uint32_t chain = append_frame(header_, payload_, 0xABCD, bytes_);
  const Position at{.offset = 0, .sequence = 7, .chain = 0xABCD};
  ASSERT_EQ(bytes_.size(), header_.size());
  EXPECT_EQ(frame_header_at(bytes_, 0), header_);
  const auto read = good_frame(header_, bytes_, at);
  ASSERT_TRUE(read.has_value());
  EXPECT_TRUE(std::equal(read->payload.begin(), read->payload.end(), payload_.begin(), payload_.end()));
  EXPECT_EQ(read->next, (Position{.offset = header_.size(), .sequence = 8, .chain = chain}));
}

TEST_F(Frames, HaveTheLayoutOfTheDocument) {
  append_frame(header_, payload_, 0, bytes_);
  const auto at = [&](std::size_t offset) { return std::to_integer<int>(bytes_[offset]); };
  EXPECT_TRUE(has_magic(bytes_));
  EXPECT_EQ(at(4), 4);      // type
  EXPECT_EQ(at(6), 1);      // flags
  EXPECT_EQ(at(8), 5);      // length
  EXPECT_EQ(at(12), 7);     // sequence
  EXPECT_EQ(at(20), 6);     // durable
  EXPECT_EQ(at(28), 0x88);  // image id
  EXPECT_EQ(at(35), 0x11);
  EXPECT_EQ(at(40), 'z');  // payload
}

TEST_F(Frames, HaveAChain) {
  append_frame(header_, payload_, 1, bytes_);
  EXPECT_FALSE(good_frame(header_, bytes_, {.chain = 2}).has_value());
}

TEST_F(Frames, AreRefusedWithFieldsThatNoWriterMakes) {
  const auto is_refused = [](FrameHeader header) {
    std::vector<std::byte> bytes;
    append_frame(header, {}, 0, bytes);
    return !frame_header_at(bytes, 0).has_value();
  };
  FrameHeader header = header_;
  EXPECT_FALSE(is_refused(header));
  header.durable = header.sequence;  // no frame knows that it is durable itself
  EXPECT_TRUE(is_refused(header));
  header = header_;
  header.length = kMostPayload + 1;
  EXPECT_TRUE(is_refused(header));
  header = header_;
  header.flags = 2;
  EXPECT_TRUE(is_refused(header));
  header = header_;
  header.type = static_cast<FrameType>(6);
  EXPECT_TRUE(is_refused(header));
}

TEST_F(Frames, AWitnessIsOfTheImageAndLaterAndSaysSo) {
  bytes_ = bytes_of("any bytes ZZ");
  append_frame(header_, payload_, 0, bytes_);
  EXPECT_EQ(find_witness(bytes_, 0, header_.id, 6), 12U);
  EXPECT_EQ(find_witness(bytes_, 0, header_.id, 7), std::nullopt);   // that one itself
  EXPECT_EQ(find_witness(bytes_, 0, ImageId{1}, 6), std::nullopt);   // of another image
  EXPECT_EQ(find_witness(bytes_, 13, header_.id, 6), std::nullopt);  // before where it is looked for
  bytes_[13] = std::byte{'y'};
  EXPECT_EQ(find_witness(bytes_, 0, header_.id, 6), std::nullopt);
}

}  // namespace
}  // namespace zns::image
