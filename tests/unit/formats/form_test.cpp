#include "baton/formats/form.hpp"

#include <gtest/gtest.h>

namespace baton::formats {
namespace {

TEST(Form, IsReadInOrderAndDecoded) {
  const auto fields = parse_form("a=1&b=x+y%2B&&c&a=2");
  ASSERT_TRUE(fields);
  EXPECT_EQ(*fields, (Fields{{"a", "1"}, {"b", "x y+"}, {"c", ""}, {"a", "2"}}));
  ASSERT_NE(find_field(*fields, "a"), nullptr);
  EXPECT_EQ(*find_field(*fields, "a"), "1") << "the first of its name";
  EXPECT_EQ(find_field(*fields, "d"), nullptr);
}

TEST(Form, WithABadEscapeIsNone) {
  EXPECT_FALSE(parse_form("a=%2"));
  EXPECT_FALSE(parse_form("%zz=1"));
}

TEST(Form, IsReadAsItWasWritten) {
  const Fields fields{{"a b", "ä&=+%"}, {"", "x"}, {"c", ""}};
  EXPECT_EQ(parse_form(form_text(fields)), fields);
}

}  // namespace
}  // namespace baton::formats
