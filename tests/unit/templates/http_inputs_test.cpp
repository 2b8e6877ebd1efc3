#include "check.hpp"

namespace baton::templates {

namespace {

// The findings of an http.post step with these inputs, the first of which is line 5 of the file.
std::vector<std::string> hints_of(std::string_view with) {
  core::Operations known;
  for (const auto* operation : {"get", "post"}) {
    known["http"][operation].input_schema = core::Json::parse(
        R"({"type": "object", "properties": {"path": {"type": "string"}, "url": {"type": "string"}, "query": {"type": "object"},
            "headers": {"type": "object"}, "json": {}, "addr": {"type": "object", "required": ["zip"]}}})");
  }
  std::vector<std::string> rules;
  for (const auto& finding :
       findings_of("workflow: a\nsteps:\n  b:\n    do: http.post\n    with: { " +
                       std::string(with) + " }\n",
                   &known))
    rules.push_back(finding.rule + ' ' + finding.hint);
  return rules;
}

using testing::StartsWith;

}  // namespace

TEST(HttpInputs, OfAddressesThatAreNone) {
  for (const auto* url :
       {"not a url", "ftp://example.com", "/orders", "https://", "https:///x",
        "mailto:ana@example.com", "https://exa mple.com", "ftp://${run.id}", "not a url ${run.id}"})
    EXPECT_THAT(hints_of("url: \"" + std::string(url) + '"'), ElementsAre(StartsWith("type/url")))
        << url;
  for (const auto* url :
       {"https://example.com", "http://localhost:8080/x?y=1", "HTTPS://example.com/${run.id}",
        "${run.key}", "https://${run.id}.example.com", "${run.id}://x"})
    EXPECT_THAT(hints_of("url: \"" + std::string(url) + '"'), IsEmpty()) << url;
}

TEST(HttpInputs, OfPathsThatLeadElsewhere) {
  for (const auto* path : {"x", "/a/../b", "/..", "/./a", "//a", "/a//b", "https://example.com/x",
                           "${run.id}", "/a/../${run.id}"})
    EXPECT_THAT(hints_of("path: \"" + std::string(path) + '"'),
                ElementsAre(StartsWith("type/path")))
        << path;
  for (const auto* path :
       {"/x", "/", "/a/${run.id}/b", "/a..b/...", "/a?b=../c", "/a/", "/a.${run.id}"})
    EXPECT_THAT(hints_of("path: \"" + std::string(path) + '"'), IsEmpty()) << path;
}

TEST(HttpInputs, OfHeadersThatAreTheConnections) {
  for (const auto* name : {"Authorization", "Idempotency-Key", "Host", "content_length", "Cookie"})
    EXPECT_THAT(hints_of("headers: { " + std::string(name) + ": x }"),
                ElementsAre(StartsWith("type/header")))
        << name;
  EXPECT_THAT(hints_of("headers: { Accept-Language: en, X-Tenant: a }"), IsEmpty());
}

TEST(HttpInputs, OfQueriesThatAreNoScalars) {
  EXPECT_THAT(hints_of("query: { a: { b: 1 } }"), ElementsAre(StartsWith("type/query")));
  EXPECT_THAT(hints_of("query: { a: [{ b: 1 }] }"), ElementsAre(StartsWith("type/query")));
  EXPECT_THAT(hints_of("query: { a: 1, b: [x, y], c: \"${run.id}\" }"), IsEmpty());
}

TEST(HttpInputs, OfTwoAddresses) {
  EXPECT_THAT(hints_of("path: /x, url: \"https://example.com/x\""),
              ElementsAre("type/path remove one of the two"));
}

TEST(HttpInputs, OfHeadersThatAreNoLine) {
  for (const auto* header : {"X Tenant: a", "\"X-Tenant:\": a", "Großes: a", "X-Note: \"a\\nb\"",
                             "X-Note: \"a\\r\\nB: c ${run.id}\""})
    EXPECT_THAT(hints_of("headers: { " + std::string(header) + " }"),
                ElementsAre(StartsWith("type/header")))
        << header;
  EXPECT_THAT(hints_of("headers: { X-Note: \"a b\", X_1.2: \"${run.id}\" }"), IsEmpty());
}

TEST(HttpInputs, OfPlainHttpThatTheConnectionDoesNotSpeak) {
  core::Operations known;
  known["http"]["get"].input_schema =
      core::Json::parse(R"({"properties": {"path": {}, "url": {}, "query": {}, "headers": {}}})");
  const std::string_view yaml =
      "workflow: a\nsteps:\n  b:\n    do: http.get\n    with: { url: "
      "\"http://example.com/${run.id}\" }\n";
  EXPECT_THAT(found(yaml, &known), IsEmpty());
  known.https_only = {"http"};
  EXPECT_THAT(found(yaml, &known), ElementsAre("5:18 suspicious/never"));
}

TEST(HttpInputs, OfMembersBelowSaySoInTheHelp) {
  EXPECT_THAT(hints_of("addr: { city: x }"),
              ElementsAre("type/missing-operation-input add \"zip: …\" to \"addr\""));
}

}  // namespace baton::templates
