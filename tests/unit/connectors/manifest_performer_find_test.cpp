#include "unit/connectors/performing.hpp"

// What a look for a lost answer's effect may conclude, and when.
namespace baton::connectors {
namespace {

using std::chrono::seconds;

class FindEffect : public Perform {
 protected:
  // Looks for the effect of what was sent so long ago.
  ActionResult look(const std::string& operation, core::Duration sent_ago) {
    auto made = action(operation, {{"name", "x"}}, core::StartAction::Mode::read_back);
    made.sent_at = clock_.steady() - sent_ago;
    return perform(made);
  }
};

TEST_F(FindEffect, AnIndexIsNotAskedTooEarlyNorBelievedTooSoon) {
  std::string items = R"({"items":[]})";
  serve([&items](const auto&) { return Loopback::Step{Loopback::answer(200, items)}; });
  connect();
  const auto early = look("make", {});
  EXPECT_EQ(early.kind, Kind::unknown);
  EXPECT_EQ(early.retry_after, seconds(1));
  EXPECT_EQ(core::reason_of(early), "") << "it was no look";
  EXPECT_TRUE(server_->requests().empty());
  const auto not_yet = look("make", seconds(2));
  EXPECT_EQ(not_yet.kind, Kind::unknown);
  EXPECT_EQ(not_yet.retry_after, seconds(5));
  EXPECT_EQ(look("make", seconds(58)).retry_after, seconds(2));
  EXPECT_EQ(look("make", seconds(60)).kind, Kind::not_found);
  items = R"({"items":[{"id":"t-1"}]})";
  EXPECT_EQ(look("make", seconds(2)).kind, Kind::succeeded);
}

TEST_F(FindEffect, AFullPageWithoutAHitTellsNothing) {
  std::string items = R"({"items":[{"key":"a"},{"key":"b"}]})";
  serve([&items](const auto&) { return Loopback::Step{Loopback::answer(200, items)}; });
  connect();
  EXPECT_EQ(look("list", seconds(600)).kind, Kind::unknown);
  for (const auto* more :
       {R"({"items":[],"has_more":true})", R"({"items":[],"next":"x"})",
        R"({"items":[],"paging":{"next":"u"}})", R"({"items":[],"isLast":false})",
        R"({"items":[{"key":"a"}],"startAt":0,"total":900})", R"({"items":[],"more":true})",
        R"({"data":{"issues":{"nodes":[],"pageInfo":{"hasNextPage":true}}}})",
        R"({"items":[],"page":1,"pages":3})", R"({"items":[],"current_page":2,"last_page":9})",
        R"({"items":[],"offset":"itr/rec"})", R"({"items":[],"incomplete_results":true})",
        R"({"items":[],"timed_out":true})"}) {
    items = more;
    EXPECT_EQ(look("list", seconds(600)).kind, Kind::unknown) << more;
  }
  for (const auto* last : {R"({"items":[{"key":"a"}],"next":null})",
                           R"({"items":[{"key":"a"}],"total":1,"page":1,"pages":1})",
                           R"({"items":[],"more":false,"timed_out":false,"offset":0})"}) {
    items = last;
    EXPECT_EQ(look("list", seconds(600)).kind, Kind::not_found) << last;
  }
}

TEST_F(FindEffect, PagesAreFollowedToTheLast) {
  int pages = 3;
  bool says_last = true;
  serve([&](const Loopback::Request& request) {
    const std::string target(request.target());
    const auto at = target.find("offset=");
    const int page = at == std::string::npos ? 1 : std::stoi(target.substr(at + 7));
    Json body{
        {"items", {{{"key", page == 3 ? "key-1" : "other"}, {"id", page}}, {{"key", "other"}}}}};
    if (page < pages) body["next"] = page + 1;
    if (page == pages && says_last) body["next"] = nullptr;
    return Loopback::Step{Loopback::answer(200, core::dump(body))};
  });
  connect();
  const auto found = look("pages", seconds(600));
  EXPECT_EQ(found.kind, Kind::succeeded) << found.message;
  EXPECT_EQ(found.output, (Json{{"id", 3}}));
  EXPECT_EQ(server_->requests().back().target(), "/things?limit=2&offset=3");
  pages = 2;
  EXPECT_EQ(look("pages", seconds(600)).kind, Kind::not_found);
  says_last = false;  // a full page, and nothing that says that it was the last
  EXPECT_EQ(look("pages", seconds(600)).kind, Kind::unknown);
}

// A full page of others, then the one that is looked for.
TEST_F(FindEffect, TheShippedAsanaFollowsItsPages) {
  serve([](const Loopback::Request& request) {
    const bool second = request.target().find("offset=eyJ") != std::string_view::npos;
    Json others = Json::array();
    while (!second && others.size() < 100)
      others.push_back({{"gid", "1"}, {"name", "n"}, {"notes", "none"}});
    if (second) others.push_back({{"gid", "77"}, {"name", "n"}, {"notes", "why\n\n[baton key-1]"}});
    const Json next = second ? Json() : Json{{"offset", "eyJ"}, {"path", "/projects"}};
    return Loopback::Step{
        Loopback::answer(200, core::dump(Json{{"data", others}, {"next_page", next}}))};
  });
  connect_shipped("asana", "auth: { kind: bearer, token: 'test:asana-token' }");
  const auto found = look("create_project", seconds(600));
  EXPECT_EQ(found.kind, Kind::succeeded) << found.message;
  EXPECT_EQ(found.output.at("gid"), "77");
}

TEST_F(FindEffect, TheShippedJiraFollowsItsComments) {
  serve([](const Loopback::Request& request) {
    const bool second = request.target().find("startAt=50") != std::string_view::npos;
    Json comments = Json::array();
    while (comments.size() < 50) comments.push_back({{"id", "1"}, {"properties", Json::array()}});
    if (second)
      comments[7] = {{"id", "77"},
                     {"properties", {{{"key", "baton"}, {"value", {{"key", "key-1"}}}}}}};
    return Loopback::Step{Loopback::answer(
        200,
        core::dump(Json{{"comments", comments}, {"startAt", second ? 50 : 0}, {"total", 100}}))};
  });
  connect_shipped("jira",
                  "auth: { kind: basic, username: 'test:user', password: 'test:jira-token' }");
  auto comment =
      action("add_comment", {{"key", "WEB-1"}, {"text", "x"}}, core::StartAction::Mode::read_back);
  const auto found = perform(comment);
  EXPECT_EQ(found.kind, Kind::succeeded) << found.message;
  EXPECT_EQ(found.output, (Json{{"id", "77"}}));
}

TEST_F(FindEffect, TheShippedJiraSaysWhichFieldIsWrong) {
  std::string answer =
      R"({"errorMessages":[],"errors":{"project":"valid project is required","summary":"too long"}})";
  serve([&answer](const auto&) { return Loopback::Step{Loopback::answer(400, answer)}; });
  connect_shipped("jira",
                  "auth: { kind: basic, username: 'test:user', password: 'test:jira-token' }");
  const auto refused = perform(action("create_issue", {{"project", "NO"}, {"summary", "x"}}));
  EXPECT_EQ(refused.kind, Kind::permanent);
  EXPECT_EQ(refused.message, "project: valid project is required; summary: too long");
  for (const auto& [body, message] : std::vector<std::pair<std::string, std::string>>{
           {R"({"errorMessages":["Not so."],"errors":{"project":"is required"}})",
            "Not so.; project: is required"},
           {R"({"errorMessages":["Not so.","Nor so."],"errors":{}})", "Not so.; Nor so."},
           {R"({"errorMessages":["Not so."],"errors":null})", "Not so."},
           {R"({"errorMessages":null,"errors":{"project":"is required"}})", "project: is required"},
           {R"({"errors":{"project":"is required"}})", "project: is required"}}) {
    answer = body;
    EXPECT_EQ(perform(action("create_issue", {{"project", "NO"}, {"summary", "x"}})).message,
              message)
        << body;
  }
}

TEST_F(FindEffect, EndlessPagesTellNothing) {
  int page = 0;
  serve([&page](const auto&) {
    return Loopback::Step{
        Loopback::answer(200, core::dump(Json{{"items", Json::array()}, {"next", ++page}}))};
  });
  connect();
  EXPECT_EQ(look("pages", seconds(600)).kind, Kind::unknown);
  EXPECT_EQ(page, 50);
}

TEST_F(FindEffect, LinksAreFollowedWithinTheConnection) {
  std::string link = "</things?page=2>; rel=\"next\"";
  serve([&link](const Loopback::Request& request) {
    const bool second = request.target() == "/things?page=2";
    return Loopback::Step{Loopback::answer(
        200, second ? R"({"items":[{"key":"key-1"}]})" : R"({"items":[{"key":"x"}]})",
        second ? "" : "Link: " + link + "\r\n")};
  });
  connect();
  EXPECT_EQ(look("links", seconds(600)).kind, Kind::succeeded);
  for (const auto* relative : {"<?page=2>; rel=next", "<things?page=2>; rel=\"next\""}) {
    link = relative;
    EXPECT_EQ(look("links", seconds(600)).kind, Kind::succeeded) << link;
  }
  for (const auto* parameters : {"; rel=\"last next\"", ";title=\"a; b\";REL=next", "; rel = next",
                                 "; title=\"a < \\\"b\\\", <c>\"; rel=next"}) {
    link = link.substr(0, link.find('>') + 1) + parameters;
    EXPECT_EQ(look("links", seconds(600)).kind, Kind::succeeded) << parameters;
  }
  link = "</things?page=2>; rel=prev; title=\"rel=next; rel=next\"";
  EXPECT_NE(look("links", seconds(600)).kind, Kind::succeeded) << "a title leads nowhere";
  link = "<http://127.0.0.1:1/things?page=2>; rel=\"next\"";
  EXPECT_EQ(look("links", seconds(600)).kind, Kind::unknown);
}

TEST_F(FindEffect, AfterAServerErrorTheEffectIsLookedForFirst) {
  int status = 500;
  std::string head;
  serve([&](const auto&) { return Loopback::Step{Loopback::answer(status, "{}", head)}; });
  connect();
  for (const int each : {500, 502, 503, 504}) {
    status = each;
    EXPECT_EQ(perform(action("make", {{"name", "x"}})).kind, Kind::unknown) << each;
    EXPECT_EQ(perform(action("keyed")).kind, Kind::transient) << each;
  }
  status = 503;
  head = "Retry-After: 9\r\n";
  const auto later = perform(action("make", {{"name", "x"}}));
  EXPECT_EQ(later.kind, Kind::throttled);
  EXPECT_EQ(later.retry_after, seconds(9));
}

TEST_F(FindEffect, ALookThatIsThrottledWaits) {
  serve([](const auto&) {
    return Loopback::Step{Loopback::answer(429, "{}", "Retry-After: 7\r\n")};
  });
  connect();
  const auto result = look("make", seconds(600));
  EXPECT_EQ(result.kind, Kind::throttled);
  EXPECT_EQ(result.retry_after, seconds(7));
}

TEST_F(FindEffect, OurOwnConfigurationHolds) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect("auth: { kind: bearer, token: 'env:NOT_SET' }");
  const auto inactive = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(inactive.kind, Kind::held);
  EXPECT_NE(inactive.message.find("NOT_SET is not set"), std::string::npos) << inactive.message;
  EXPECT_EQ(look("make", seconds(600)).kind, Kind::held);
  connect();
  EXPECT_EQ(perform(action("renamed")).kind, Kind::held);
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(FindEffect, WaitingForOurOwnLimitIsNoPartOfTheTimeout) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect("limits: { rate: 10, burst: 1 }");
  std::vector<core::StartAction> three(3, action("post", {{"name", "x"}}));
  for (auto& one : three) one.timeout = std::chrono::milliseconds(90);
  for (const auto& result : perform(three))
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
}

}  // namespace
}  // namespace baton::connectors
