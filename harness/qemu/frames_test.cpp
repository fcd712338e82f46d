#include "harness/qemu/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace zns::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Frame alive() {
  return {};
}
Frame file(std::string name, std::string content) {
  return {.kind = Frame::Kind::File, .name = std::move(name), .content = std::move(content), .status = 0};
}
Frame saved(std::string name, std::string content) {
  return {.kind = Frame::Kind::Saved, .name = std::move(name), .content = std::move(content), .status = 0};
}
Frame exit_with(int status) {
  return {.kind = Frame::Kind::Exit, .name = {}, .content = {}, .status = status};
}

Frame failed(std::string reason) {
  return {.kind = Frame::Kind::Failed, .name = std::move(reason), .content = {}, .status = 0};
}

std::vector<Frame> all(FrameParser& parser) {
  std::vector<Frame> frames;
  while (auto frame = parser.next()) frames.push_back(*frame);
  return frames;
}

TEST(Frames, ASession) {
  FrameParser parser;
  parser.feed("alive\nalive\nfile 0 5\nexit\nfile 1 0\nexit 1\n");
  EXPECT_THAT(all(parser), ElementsAre(alive(), alive(), file("0", "exit\n"), file("1", ""), exit_with(1)));
  EXPECT_TRUE(parser.ended());
  EXPECT_EQ(parser.error(), "");
}

TEST(Frames, SavedFiles) {
  FrameParser parser;
  parser.feed("saved write.zero-length_a-1.trace 5\nsavedsaved x.sh 0\nexit 1\n");
  EXPECT_THAT(all(parser), ElementsAre(saved("write.zero-length_a-1.trace", "saved"), saved("x.sh", ""), exit_with(1)));
  EXPECT_EQ(parser.error(), "");
}

TEST(Frames, ASavedFilesNameStaysInItsFolder) {
  const std::string longest(120, 'n');
  for (const std::string& good : {std::string{"a"}, std::string{"-.-"}, std::string{"A..9"}, longest})
    EXPECT_TRUE(is_saved_name(good)) << good;
  for (const std::string& bad :
       {std::string{}, std::string{"."}, std::string{".."}, std::string{".profile"}, std::string{"/etc/passwd"},
        std::string{"../x"}, std::string{"a/b"}, std::string{"a b"}, std::string{"a\\b"}, std::string{"\x1B[31m"},
        std::string{"a\0b", 3}, std::string{"\xC3\xA4"}, std::string{"~x"}, std::string{"$x"}, longest + "n"}) {
    EXPECT_FALSE(is_saved_name(bad)) << bad;
    FrameParser parser;
    parser.feed("saved " + bad + " 1\nx");
    EXPECT_EQ(parser.next(), std::nullopt) << bad;
    EXPECT_THAT(parser.error(), HasSubstr("not a frame")) << bad;
  }
}

TEST(Frames, SavedFilesAreNotTooMany) {
  FrameParser parser;
  for (std::size_t i = 0; i < FrameParser::kSavedMost; ++i) parser.feed("saved x 0\n");
  EXPECT_EQ(all(parser).size(), FrameParser::kSavedMost);
  EXPECT_EQ(parser.error(), "");
  parser.feed("saved x 0\n");
  EXPECT_EQ(parser.next(), std::nullopt);
  EXPECT_EQ(parser.error(), "more than 4096 saved files");
}

TEST(Frames, SavedFilesAreNotTooBig) {
  FrameParser alone, together;
  alone.feed("saved x 268435457\n");
  EXPECT_EQ(alone.next(), std::nullopt);
  EXPECT_THAT(alone.error(), HasSubstr("no such length"));
  together.feed("saved x 1\nasaved y 268435456\n");
  EXPECT_EQ(together.next(), saved("x", "a"));
  EXPECT_EQ(together.next(), std::nullopt);
  EXPECT_EQ(together.error(), "more than 268435456 bytes of saved files");
}

TEST(Frames, ASetUpThatFailed) {
  FrameParser parser;
  parser.feed("alive\nfailed null_blk refuses a=1 2\n");
  EXPECT_THAT(all(parser), ElementsAre(alive(), failed("null_blk refuses a=1 2")));
  EXPECT_TRUE(parser.ended());
  parser.feed("alive\n");
  EXPECT_NE(parser.error(), "") << "nothing may follow";
}

TEST(Frames, AReasonShowsNoControlCharacters) {
  FrameParser parser;
  parser.feed("failed \x1B[31mred\n");
  EXPECT_THAT(all(parser), ElementsAre(failed("?[31mred")));
}

TEST(Frames, AnyPiecesGiveTheSame) {
  const std::string content{"\0\n\r\xFF\n\n", 6}, whole = "alive\nfile a 6\n" + content + "exit 255\n";
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    FrameParser parser;
    parser.feed(std::string_view{whole}.substr(0, cut));
    std::vector<Frame> frames = all(parser);
    parser.feed(std::string_view{whole}.substr(cut));
    for (Frame& frame : all(parser)) frames.push_back(std::move(frame));
    EXPECT_THAT(frames, ElementsAre(alive(), file("a", content), exit_with(255))) << cut;
  }
}

TEST(Frames, EveryTruncationIsSeen) {
  const std::string whole = "file 0 3\nabcexit 0\n";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    FrameParser parser;
    parser.feed(whole.substr(0, length));
    const auto frames = all(parser);
    EXPECT_FALSE(parser.ended()) << length;
    EXPECT_EQ(parser.error(), "") << "more could still come";
    EXPECT_EQ(parser.inside_a_frame(), length != 0 && length != 12) << length;
    EXPECT_EQ(frames.size(), length < 12 ? 0u : 1u) << length;
  }
}

TEST(Frames, WhatIsNoFrameIsAnError) {
  for (const char* bytes : {"\n",
                            "hello\n",
                            "alive \n",
                            "alive 1\n",
                            "failed\n",
                            "exit\n",
                            "exit \n",
                            "exit -1\n",
                            "exit 256\n",
                            "exit 1x\n",
                            "exit 1 2\n",
                            "exit 99999999999999999999999\n",
                            "file\n",
                            "file 0\n",
                            "file  5\n",
                            "file 0 -5\n",
                            "saved\n",
                            "saved x\n",
                            "saved x -5\n",
                            "saved x 1 2\n",
                            "file 0 5 \n",
                            "file 0 0x5\n",
                            "file 0 268435457\n",
                            "file 0 18446744073709551615\n",
                            "file 0 18446744073709551616\n",
                            " alive\n",
                            "alive\r\n"}) {
    FrameParser parser;
    parser.feed(bytes);
    EXPECT_EQ(parser.next(), std::nullopt) << bytes;
    EXPECT_NE(parser.error(), "") << bytes;
    EXPECT_FALSE(parser.ended()) << bytes;
    parser.feed("exit 0\n");
    EXPECT_EQ(parser.next(), std::nullopt) << "nothing is believed after an error";
  }
}

TEST(Frames, NothingFollowsTheExit) {
  FrameParser together, apart;
  together.feed("exit 0\nalive\n");
  EXPECT_EQ(together.next(), std::nullopt);
  EXPECT_THAT(together.error(), HasSubstr("after the exit status"));
  apart.feed("exit 0\n");
  EXPECT_EQ(apart.next(), exit_with(0));
  apart.feed("x");
  EXPECT_EQ(apart.next(), std::nullopt);
  EXPECT_THAT(apart.error(), HasSubstr("after the exit status"));
}

TEST(Frames, AnEndlessLineIsNotKept) {
  FrameParser parser;
  parser.feed(std::string(FrameParser::kLineMax + 1, 'a'));
  EXPECT_EQ(parser.next(), std::nullopt);
  EXPECT_NE(parser.error(), "");
  EXPECT_FALSE(parser.inside_a_frame());
}

TEST(Frames, AnErrorShowsNoControlCharacters) {
  FrameParser parser;
  parser.feed(std::string{"\x1B[31mred\0 \x80", 10} + std::string(80, 'x') + "\n");
  EXPECT_EQ(parser.next(), std::nullopt);
  for (const char c : parser.error()) EXPECT_TRUE(c >= ' ' && c <= '~');
  EXPECT_LT(parser.error().size(), 80u);
}

}  // namespace
}  // namespace zns::harness
