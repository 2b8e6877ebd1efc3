#include "http/api/cookie.hpp"

#include <gmock/gmock.h>

namespace baton::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Request with(std::vector<Field> fields) {
  Request request;
  request.fields = std::move(fields);
  return request;
}

TEST(Cookie, IsFoundAmongOthers) {
  EXPECT_EQ(session_cookie(with({{"Cookie", "theme=dark; baton_session=bs_A; x=1"}})), "bs_A");
  EXPECT_EQ(session_cookie(with({{"cookie", "a=1"}, {"cookie", "baton_session=bs_A"}})), "bs_A");
  EXPECT_EQ(session_cookie(with({{"Cookie", "baton_session=bs_A; __Host-baton_session=bs_B"}})),
            "bs_B")
      << "the one that no other host can have set";
  for (const std::string_view none : {"", ";;", "baton_session", "not_baton_session=bs_A",
                                      "baton_session=", "BATON_SESSION=bs_A"})
    EXPECT_EQ(session_cookie(with({{"Cookie", none}})), "") << none;
  EXPECT_EQ(session_cookie(with({})), "");
}

TEST(Cookie, OverTlsIsTheOneThatNoOtherHostCanHaveSet) {
  const Field tls{"X-Forwarded-Proto", "https"};
  EXPECT_EQ(session_cookie(with({tls, {"Cookie", "baton_session=bs_A"}})), "");
  EXPECT_EQ(
      session_cookie(with({tls, {"Cookie", "baton_session=bs_A; __Host-baton_session=bs_B"}})),
      "bs_B");
}

TEST(Cookie, IsForTheBrowserOnlyAndForThisServerOnly) {
  Response response;
  set_session_cookie(response, with({}), "bs_A", 168h);
  EXPECT_EQ(
      response.fields,
      "Set-Cookie: baton_session=bs_A; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800\r\n");
}

TEST(Cookie, GoesOverTlsOnlyWhenItCameSo) {
  for (const Field& field :
       {Field{"X-Forwarded-Proto", "https"}, Field{"Forwarded", "for=10.0.0.1;proto=https"},
        Field{"forwarded", "for=1.2.3.4;proto=http, for=10.0.0.1; Proto=HTTPS"}}) {
    Response response;
    set_session_cookie(response, with({field}), "bs_A", 1h);
    EXPECT_THAT(response.fields, HasSubstr("Set-Cookie: __Host-baton_session=bs_A; "));
    EXPECT_THAT(response.fields, HasSubstr("; Secure\r\n"));
  }
  EXPECT_FALSE(came_by_tls(with({{"Forwarded", "proto=https, proto=http"}})))
      << "the nearest proxy counts";
  EXPECT_FALSE(came_by_tls(with({{"X-Forwarded-Proto", "http"}})));
}

TEST(Cookie, IsForgottenWhenItIsCleared) {
  Response response;
  clear_session_cookie(response, with({}));
  EXPECT_THAT(response.fields, HasSubstr("baton_session=; "));
  EXPECT_THAT(response.fields, HasSubstr("Max-Age=0"));
}

TEST(Console, SaysWhereARequestComesFrom) {
  EXPECT_TRUE(from_console(with({{"X-Baton-Console", "1"}})));
  EXPECT_TRUE(from_console(with({{"X-Baton-Console", "1"}, {"Sec-Fetch-Site", "same-origin"}})));
  EXPECT_FALSE(from_console(with({})));
  EXPECT_FALSE(from_console(with({{"Sec-Fetch-Site", "same-origin"}})));
  for (const std::string_view site : {"cross-site", "same-site", "none"})
    EXPECT_FALSE(from_console(with({{"X-Baton-Console", "1"}, {"Sec-Fetch-Site", site}}))) << site;
  EXPECT_EQ(refuse_other_site().status, 403);
}

TEST(Console, KnowsItsOwnPagesByTheOriginOfTheRequest) {
  constexpr std::string_view kPage = "/login/callback";
  const auto from = [](std::string_view origin) {
    return with({{"X-Baton-Console", "1"}, {"Origin", origin}});
  };
  const auto here = from("https://baton.example.com");
  EXPECT_TRUE(is_page_of_console(here, "https://baton.example.com/login/callback", kPage));
  for (const std::string_view other :
       {"https://baton.example.com.evil.example/login/callback", "https://baton.example.com/login",
        "http://baton.example.com/login/callback", "https://baton.example.com:1/login/callback",
        "https://baton.example.com/login/callback/", "https://baton.example.com/x/login/callback",
        "/login/callback", ""})
    EXPECT_FALSE(is_page_of_console(here, other, kPage)) << other;
  EXPECT_FALSE(is_page_of_console(from(""), kPage, kPage)) << "it says no address";
  EXPECT_FALSE(is_page_of_console(with({{"Origin", "https://baton.example.com"}}),
                                  "https://baton.example.com/login/callback", kPage))
      << "it is no page of the console";
}

}  // namespace
}  // namespace baton::http
