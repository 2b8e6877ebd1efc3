#include "baton/core/json.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::core {
namespace {

TEST(Size, IsAboutThatOfItsText) {
  const Json long_text{{"text", std::string(900'000, 'x')}};
  for (const Json& value :
       {Json(nullptr), Json{{"a", {1, 2, 3}}, {"b", "x\ny\"z"}}, Json::array(), long_text}) {
    const auto size = size_of(value);
    const auto text = static_cast<double>(dump(value).size());
    EXPECT_NEAR(static_cast<double>(size.bytes), text, static_cast<double>(8 * size.values))
        << text;
  }
  EXPECT_LT(size_of(Json{long_text, long_text, long_text}, 1'000).values, 8U);
}

}  // namespace
}  // namespace baton::core
