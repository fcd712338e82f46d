#include "reference/device/controller/events.hpp"

#include <gtest/gtest.h>

#include "reference/spec/log_pages.hpp"

namespace zns {
namespace {

constexpr AsyncEvent kSmart{.type = EventType::SmartHealth, .info = 1, .log = Lid::SmartHealth};

TEST(Events, ARequestWaitsUntilThereIsSomethingToTell) {
  Events events;
  events.request(1);
  EXPECT_EQ(events.tell(), std::nullopt);
  events.raise(kNamespaceAttributeChanged);
  EXPECT_EQ(events.tell(), kNamespaceAttributeChanged);
  EXPECT_EQ(events.outstanding(), 0U);
}

TEST(Events, AnEventWaitsForARequest) {
  Events events;
  events.raise(kSmart);
  EXPECT_EQ(events.tell(), std::nullopt) << "no request waits";
  events.request(1);
  EXPECT_EQ(events.tell(), kSmart);
}

TEST(Events, ATypeIsMaskedUntilItsPageIsRead) {
  Events events;
  for (std::uint16_t cid = 0; cid < 4; ++cid) events.request(cid);
  events.raise(kNamespaceAttributeChanged);
  ASSERT_TRUE(events.tell());
  events.raise(kNamespaceAttributeChanged);
  EXPECT_EQ(events.tell(), std::nullopt);
  events.raise(kSmart);
  EXPECT_EQ(events.tell(), kSmart) << "another type is not masked";
  events.read(Lid::ErrorInformation);
  EXPECT_EQ(events.tell(), std::nullopt) << "another page";
  events.read(Lid::ChangedNamespaceList);
  EXPECT_EQ(events.tell(), std::nullopt) << "the host has read what it would be told";
  events.raise(kNamespaceAttributeChanged);
  EXPECT_EQ(events.tell(), kNamespaceAttributeChanged);
}

TEST(Events, AreNotToldOnceTheirPageWasRead) {
  Events events;
  events.raise(kNamespaceAttributeChanged);
  events.read(Lid::ChangedNamespaceList);
  events.request(1);
  EXPECT_EQ(events.tell(), std::nullopt);
}

TEST(Events, OfANamespaceEndWithItsOwnPage) {
  Events events;
  events.request(1);
  events.request(2);
  events.raise(zone_descriptor_changed(1));
  ASSERT_TRUE(events.tell());
  events.raise(zone_descriptor_changed(2));
  events.read(Lid::ChangedZoneList, 2);
  events.raise(kNamespaceAttributeChanged);
  EXPECT_EQ(events.tell(), std::nullopt) << "the page of namespace 1 was not read";
  events.read(Lid::ChangedZoneList, 1);
  EXPECT_EQ(events.tell(), kNamespaceAttributeChanged) << "that of the zone of namespace 2 was read";
}

TEST(Events, AreNotToldOnceTheyAreDisabled) {
  Events events;
  events.raise(kNamespaceAttributeChanged);
  events.raise(zone_descriptor_changed(1));
  events.raise(kSmart);
  events.configure(oaes::kZoneDescriptorChanged);
  events.request(1);
  EXPECT_EQ(events.tell(), zone_descriptor_changed(1));
  events.request(2);
  EXPECT_EQ(events.tell(), kSmart) << "what is no notice is not enabled as one";
}

TEST(Events, WhatWaitsIsToldOnce) {
  Events events;
  events.raise(kSmart);
  events.raise(kSmart);
  events.request(1);
  events.request(2);
  EXPECT_EQ(events.tell(), kSmart);
  events.read(Lid::SmartHealth);
  EXPECT_EQ(events.tell(), std::nullopt);
}

TEST(Events, ARequestIsAbortedByItsIdentifier) {
  Events events;
  events.request(1);
  events.request(2);
  EXPECT_FALSE(events.abort(3)) << "there is none";
  EXPECT_TRUE(events.abort(1));
  EXPECT_FALSE(events.abort(1)) << "it does not wait any more";
  EXPECT_EQ(events.outstanding(), 1U);
  EXPECT_TRUE(events.take_aborted());
  EXPECT_FALSE(events.take_aborted()) << "it is completed once";
  events.raise(kSmart);
  EXPECT_EQ(events.tell(), kSmart) << "the other one waits";
}

TEST(Events, AResetLeavesNothing) {
  Events events;
  events.request(1);
  events.raise(kSmart);
  events.reset();
  EXPECT_EQ(events, Events{});
}

TEST(AsyncEvent, HasItsFieldsWhereTheStandardPutsThem) {
  EXPECT_EQ(encode(kNamespaceAttributeChanged), 0x0004'0002U);
  EXPECT_EQ(encode(zone_descriptor_changed(3)), 0x3'00BF'EF02U);
  EXPECT_EQ(encode(kSanitizeCompleted), 0x0081'0106U);
  EXPECT_EQ(encode(kSanitizeCompletedDeallocated), 0x0081'0206U);
  for (const std::uint64_t result : {std::uint64_t{0}, std::uint64_t{0x1'0002'0101}, std::uint64_t{0x7'00FF'FF07}})
    EXPECT_EQ(encode(decode_async_event(result)), result);
}

}  // namespace
}  // namespace zns
