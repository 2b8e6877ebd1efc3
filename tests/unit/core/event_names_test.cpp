#include "baton/core/event_names.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::core {
namespace {

TEST(EventNames, TypesThatTemplatesCanName) {
  for (const char* type : {"order.placed", "x", "com.vmware.event.router/event",
                           "jira:issue_updated", "A-1.b_2", "x/y"})
    EXPECT_TRUE(nameable(type)) << type;
  for (const char* type : {"", ".", "..", "a..b", ".a", "a.", "*", "a.*", "order placed",
                           "hello said", "\xC3\xBCn\xC3\xAF", "a\tb", "a\"b", "<b>"})
    EXPECT_FALSE(nameable(type)) << type;
  EXPECT_FALSE(nameable(std::string(1'025, 'a')));
  EXPECT_TRUE(nameable_pattern("crm.*.updated"));
  EXPECT_TRUE(nameable_pattern("*"));
  EXPECT_FALSE(nameable_pattern("crm.a*.updated"));
}

TEST(EventNames, AStarOfAPatternStandsForOneSegment) {
  EXPECT_TRUE(type_matches("crm.*.updated", "crm.deal.updated"));
  EXPECT_FALSE(type_matches("crm.*", "crm.deal.updated"));
  EXPECT_FALSE(type_matches("crm.*.updated", "crm..updated"));
  EXPECT_FALSE(type_matches("crm.deal", "crm.deal.updated"));
}

TEST(EventNames, SourcesOfBatonAreReserved) {
  for (const char* source : {"baton", "api", "workflow", "workflow/order"})
    EXPECT_TRUE(reserved_source(source)) << source;
  for (const char* source : {"Baton", "apis", "workflows", "shop"})
    EXPECT_FALSE(reserved_source(source)) << source;
}

}  // namespace
}  // namespace baton::core
