#include "baton/ingress/hook_options.hpp"

#include <gtest/gtest.h>

namespace baton::ingress {
namespace {

using core::Json;

std::string problem_of(const Json& settings) {
  const auto options = hook_options("shop", "hmac", settings);
  return options ? std::string() : options.error().where + ": " + options.error().message;
}

TEST(HookOptions, TakeWhatIsCommonAndLeaveTheRestToTheScheme) {
  const auto options = hook_options("shop", "hmac",
                                    {{"header", "X-Signature"},
                                     {"id_header", "X-Delivery-Id"},
                                     {"dedup_by_body", false},
                                     {"body", "json"}});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->scheme, "hmac");
  EXPECT_EQ(options->decode.connection, "shop");
  EXPECT_EQ(options->decode.id_header, "X-Delivery-Id");
  EXPECT_EQ(options->decode.body, "json");
  EXPECT_FALSE(options->decode.dedup_by_body);
  EXPECT_EQ(std::get<std::string>(options->settings.at("header")), "X-Signature");
}

TEST(HookOptions, NameWhatIsWrong) {
  EXPECT_EQ(problem_of({{"heder", "X"}}), "heder: webhook: unknown setting 'heder'");
  EXPECT_EQ(problem_of({{"header", 5}}), "header: webhook: 'header' is not of the right type");
  EXPECT_EQ(problem_of({{"allowed_origins", {"a", 5}}}),
            "allowed_origins: webhook: 'allowed_origins' is not of the right type");
  EXPECT_EQ(problem_of({{"accept_handshake", "yes"}}),
            "accept_handshake: webhook: 'accept_handshake' is not of the right type");
  EXPECT_EQ(problem_of({{"body", "xml"}}), "body: webhook: 'body' is json, not 'xml'");
  EXPECT_EQ(problem_of({{"verify_token", "x"}}),
            "verify_token: webhook: unknown setting 'verify_token'")
      << "a secret is not among the settings";
}

}  // namespace
}  // namespace baton::ingress
