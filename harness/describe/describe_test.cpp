// A description says what a drive is, and writes nothing to it.
#include "harness/describe/describe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/text.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

// Counts what is sent through it.
class Watched final : public OpenedTarget, private suites::Target {
 public:
  explicit Watched(const std::string& spelling) : opened_{open_target(spelling, {})} {}
  suites::Target& target() override { return *this; }
  [[nodiscard]] std::string name() const override { return opened_->target().name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return opened_->target().nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return opened_->target().carries(); }
  suites::Completion submit(const suites::Submission& submission) override {
    sent.push_back(decode(submission.queue, submission.sqe));
    return opened_->target().submit(submission);
  }
  std::vector<Command> sent;

 private:
  std::unique_ptr<OpenedTarget> opened_;
};

Description described(const std::string& spelling) {
  const auto opened = open_target(spelling, {});
  return describe(*opened, suites::contents());
}

bool has(const Description& description, const std::string& name) {
  const auto found = std::find_if(description.abilities.begin(), description.abilities.end(),
                                  [&](const Ability& each) { return each.name == name; });
  return found != description.abilities.end() && found->present;
}

TEST(Describe, SpellsAReferenceOfTheSameGeometry) {
  for (const char* spelling : {"ref:", "ref:zones=5,zcap=0x40,mar=none,mor=2", "ref:zsze=100,zcap=77,lba=512,razb=yes",
                               "ref:append=no,zdes=0,vwc=yes,dlfeat=ones,mdts=0,zasl=3,awun=4"}) {
    // given a drive, when the reference that its description names is described
    const Description first = described(spelling);
    const Description again = described(first.reference);
    // then it is the same but for the name
    EXPECT_EQ(first.reference, again.reference) << spelling;
    EXPECT_EQ(first.reasons, again.reasons) << spelling;
    EXPECT_EQ(applicable(first), applicable(again)) << spelling;
  }
}

TEST(Describe, SaysWhatIsThereAndWhatIsNot) {
  const Description description = described("ref:append=no,razb=yes");
  EXPECT_FALSE(has(description, "Zone Append"));
  EXPECT_TRUE(has(description, "reads across zones"));
  EXPECT_THAT(description.reasons.at("the device does not support Zone Append"), Contains("zone-append/to-empty-zone"));
}

TEST(Describe, CountsTheZonesOfEachState) {
  // given a drive with a zone that is written
  const auto opened = open_target("ref:zones=4", {});
  const std::vector<std::byte> block(4096);
  opened->target().submit(
      {.sqe = encode(Command{.nsid = 1, .body = Write{.slba = 64, .nlb = {}}}), .to_device = block});
  // when it is described
  const Description description = describe(*opened, suites::contents());
  // then
  EXPECT_EQ(description.zones.at(ZoneState::Empty), 3U);
  EXPECT_EQ(description.zones.at(ZoneState::ImplicitlyOpened), 1U);
  EXPECT_THAT(render_description(description), HasSubstr("\nZones now\n  3 ZSE, 1 ZSIO\n"));
}

TEST(Describe, WritesNothing) {
  Watched watched{"ref:"};
  static_cast<void>(describe(watched, suites::contents()));
  ASSERT_FALSE(watched.sent.empty());
  for (const Command& command : watched.sent) {
    const auto* append = std::get_if<ZoneAppend>(&command.body);  // which no device can carry out: it is asked for so
    const bool looks = (append != nullptr && append->zslba >= 1024) || std::holds_alternative<Identify>(command.body) ||
                       std::holds_alternative<ZoneManagementReceive>(command.body) || command.queue == Queue::Admin;
    EXPECT_TRUE(looks) << to_text(command);
  }
}

TEST(Describe, IsJsonToo) {
  const Description description = described("ref:zones=4");
  const auto json = nlohmann::json::parse(render_description_json(description));
  EXPECT_EQ(json["reference"], "ref:zones=4");
  EXPECT_EQ(json["device"]["zones"], 4);
  EXPECT_EQ(json["zones"]["ZSE"], 4);
  EXPECT_EQ(json["sections"].size(), suites::contents().size());
}

}  // namespace
}  // namespace zns::harness
