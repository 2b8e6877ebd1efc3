#include "connectors/withheld.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

std::string redacted(const Withheld& withheld, std::string text) {
  withheld.redaction().redact(text);
  return text;
}

TEST(Withheld, TokensComeAndGoAndTheConnectionsOwnStay) {
  const std::vector<core::Secret> always{core::Secret("of-the-connection")};
  Withheld withheld(always);
  const auto token = [](int number) { return "access-token-" + std::to_string(number) + "-end"; };
  for (int number = 0; number < 7; ++number) withheld.add(core::Secret(token(number)));
  EXPECT_EQ(redacted(withheld, "of-the-connection").find("of-the"), std::string::npos);
  EXPECT_EQ(redacted(withheld, token(6)).find("token"), std::string::npos);
  EXPECT_EQ(redacted(withheld, token(1)).find("token"), std::string::npos);
  EXPECT_EQ(redacted(withheld, token(0)), token(0)) << "of an answer long since here";
}

}  // namespace
}  // namespace baton::connectors
