#include "http/api/problem.hpp"

#include "baton/core/json.hpp"

#include <gtest/gtest.h>

namespace baton::http {
namespace {

core::Json body_of(const core::Error& error) { return *core::parse_json(problem(error).body); }

TEST(Problem, SaysWhatWhereAndHow) {
  const core::Json body =
      body_of({core::Errc::invalid, "expected a string, got number", "/name", "put it in quotes"});
  EXPECT_EQ(body.at("type"), "urn:baton:problem:invalid");
  EXPECT_EQ(body.at("title"), "Bad Request");
  EXPECT_EQ(body.at("status"), 400);
  EXPECT_EQ(body.at("code"), "invalid");
  EXPECT_EQ(body.at("errors").at(0).at("pointer"), "/name");
  EXPECT_EQ(body.at("errors").at(0).at("hint"), "put it in quotes");
  EXPECT_EQ(body.at("hint"), "put it in quotes");
  const core::Json elsewhere =
      body_of({core::Errc::not_found, "there is no workflow \"a\"", {}, "did you mean \"b\"?"});
  EXPECT_EQ(elsewhere.at("hint"), "did you mean \"b\"?") << "also without a place";
  EXPECT_FALSE(elsewhere.contains("errors"));
  EXPECT_FALSE(body_of({core::Errc::not_found, "nothing", {}, {}}).contains("hint"));
}

TEST(Problem, NamesLineAndColumn) {
  const core::Json body = body_of(core::parse_json("{\n  \"a\": ?\n}").error());
  EXPECT_EQ(body.at("errors").at(0).at("line"), 2) << body.dump();
  EXPECT_EQ(body.at("errors").at(0).at("column"), 8) << body.dump();
}

TEST(Problem, HasTheHeadersItsStatusAsksFor) {
  Response response = problem(core::Error{core::Errc::unauthenticated, "no token", {}, {}});
  EXPECT_EQ(response.status, 401);
  EXPECT_NE(response.fields.find("WWW-Authenticate: Bearer"), std::string::npos);
  response = problem(core::Error{core::Errc::unavailable, "full", {}, {}});
  EXPECT_EQ(response.status, 503);
  EXPECT_NE(response.fields.find("Retry-After: 2\r\n"), std::string::npos);
  EXPECT_EQ(response.fields.find("WWW-Authenticate"), std::string::npos);
}

TEST(Problem, SaysInTheHeaderAndInWordsHowLongToWait) {
  const Response response = problem(too_often("too many tries", std::chrono::milliseconds(29'001)));
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.fields, "Retry-After: 30\r\n");
  EXPECT_EQ(core::parse_json(response.body)->at("detail"), "too many tries; try again in 30 s");
}

TEST(Problem, CarriesAllFindings) {
  core::Finding finding;
  finding.rule = "ref/unknown-step";
  finding.message = "unknown step";
  finding.at = {8, 13};
  const Response response = problem("the template is not right", {finding, finding});
  EXPECT_EQ(response.status, 422);
  const core::Json body = *core::parse_json(response.body);
  EXPECT_EQ(body.at("errors").size(), 2U);
  EXPECT_EQ(body.at("errors").at(0).at("line"), 8);
}

}  // namespace
}  // namespace baton::http
