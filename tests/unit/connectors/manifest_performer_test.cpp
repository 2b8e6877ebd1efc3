#include "connectors/retry_after.hpp"
#include "unit/connectors/performing.hpp"

namespace baton::connectors {
namespace {

TEST_F(Perform, KeepsTheConnection) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, R"({"id":7})")}; });
  connect();
  for (int round = 0; round < 3; ++round) {
    const auto result = perform(action("post", {{"name", "x"}}));
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
    EXPECT_EQ(result.output, (Json{{"id", 7}}));
  }
  EXPECT_EQ(server_->connections(), 1);
  EXPECT_EQ(server_->requests().front().body(), R"({"name":"x"})");
}

// Those of a look for the effect of an earlier attempt are of the same trace.
TEST_F(Perform, EveryRequestNamesTheTraceOfTheAction) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, R"({"items":[]})")}; });
  connect();
  constexpr const char* kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  auto make = action("make", {{"name", "x"}});
  make.trace = *core::parse_traceparent(kTrace);
  perform(make);
  make.mode = core::StartAction::Mode::read_back;
  perform(make);
  ASSERT_EQ(server_->requests().size(), 2U);
  for (const auto& request : server_->requests()) EXPECT_EQ(request["traceparent"], kTrace);
}

TEST_F(Perform, AConnectionClosedWhileIdleIsReplaced) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect();
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  server_->hang_up();
  EXPECT_EQ(perform(action("post", {{"name", "y"}})).kind, Kind::succeeded);
  EXPECT_EQ(server_->requests().size(), 2U);
}

// What a vendor calls a failure because it was done already is a success, as its rule says.
TEST_F(Perform, WhatWasDoneAlreadySucceeds) {
  std::string error = "already_reacted";
  serve([&error](const auto&) {
    return Loopback::Step{Loopback::answer(200, R"({"ok":false,"error":")" + error + "\"}")};
  });
  connect_shipped("slack", "auth: { kind: bearer, token: 'test:token-token' }");
  const Json input{{"channel", "C1"}, {"ts", "1.2"}, {"emoji", "ok"}};
  const auto done = perform(action("add_reaction", input));
  EXPECT_EQ(done.kind, Kind::succeeded) << done.message;
  EXPECT_EQ(done.output, (Json{{"channel", "C1"}, {"ts", "1.2"}}));
  error = "no_item";
  EXPECT_EQ(perform(action("add_reaction", input)).code, "no_item");
}

TEST_F(Perform, AnAnswerInXmlIsReadAsJson) {
  std::string answer = Loopback::answer(200, "<t:tree xmlns:t='urn:t'><name>Oak</name></t:tree>",
                                        {}, "text/xml; charset=utf-8");
  serve([&answer](const auto&) { return Loopback::Step{answer}; });
  connect();
  EXPECT_EQ(perform(action("tree")).output, (Json{{"name", "Oak"}}));
  EXPECT_EQ(server_->requests().front()["accept"], "application/xml");
  answer = Loopback::answer(200, "<!DOCTYPE a [<!ENTITY x 'y'>]><tree><name>&x;</name></tree>", {},
                            "application/xml");
  EXPECT_EQ(perform(action("tree")).code, "answer_not_understood");
}

TEST_F(Perform, TellsWhatWasAskedAndAnsweredWhereItDidNotSucceed) {
  std::string answer = Loopback::answer(200, R"({"id":7})", "X-Request-Id: r-1\r\n");
  bool gone = false;
  serve([&](const auto&) { return Loopback::Step{gone ? "" : answer, gone}; });
  connect("auth: { kind: bearer, token: 'test:bearer-token' }");
  EXPECT_TRUE(perform(action("get", {{"id", 1}})).exchange.is_null());
  const std::string long_text(5'000, 'x');
  answer = Loopback::answer(404, R"({"why":")" + long_text + R"("})", "X-Request-Id: r-2\r\n");
  auto told = perform(action("get", {{"id", "a bearer-token"}})).exchange;
  EXPECT_GE(told.at("ms"), 0);
  told.erase("ms");
  EXPECT_EQ(told, (Json{{"method", "GET"},
                        {"url", server_->url() + "/things/a%20[secret]"},
                        {"status", 404},
                        {"request_id", "r-2"},
                        {"bytes", 5'010},
                        {"cut", true},
                        {"body", (R"({"why":")" + long_text).substr(0, 4'096)}}));
  EXPECT_EQ(perform(action("move", {{"id", 1}, {"to", "x"}})).exchange.at("url"),
            server_->url() + "/things/1/ways")
      << "of the look-up that comes first";
  gone = true;
  const auto lost = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(lost.kind, Kind::undecidable);
  EXPECT_EQ(lost.exchange.at("method"), "POST");
  EXPECT_FALSE(lost.exchange.contains("status")) << "there was no answer";
}

constexpr auto kSettings = R"(
connector: vendor
auth: [ { kind: none } ]
settings: [account, kind, most, labels]
operations:
  make:
    request:
      method: POST
      path: "/accounts/${string(connection.settings.?account.value())}/things"
      json:
        kind: ${connection.settings.?kind.orValue("Task")}
        most: ${int(connection.settings.?most.orValue(500))}
        label: ${connection.settings.?labels}
)";

// Defaults are shown as they are sent. Only what a request cannot do without is made up.
TEST_F(Perform, ShowsWhatIsSentWithoutSettingsThatHaveADefault) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  const auto shown = [this](const std::string& settings) {
    connect(kSettings, "vendor", "auth: { kind: none }\n    settings: " + settings);
    return performer_->preview(action("make")).value();
  };
  const auto with_all = shown("{ account: a7, kind: Bug, most: 9, labels: x }");
  EXPECT_EQ(with_all.at("body"), (Json{{"kind", "Bug"}, {"most", 9}, {"label", "x"}}));
  const auto with_one = shown("{ account: a7 }");
  EXPECT_EQ(with_one.at("url"), server_->url() + "/accounts/a7/things");
  EXPECT_EQ(with_one.at("body"), (Json{{"kind", "Task"}, {"most", 500}}));
  const auto with_none = shown("{}");
  EXPECT_EQ(with_none.at("url"), server_->url() + "/accounts/0/things") << "some account";
  EXPECT_EQ(with_none.at("body"), (Json{{"kind", "Task"}, {"most", 500}}));
  perform(action("make"));
  EXPECT_TRUE(server_->requests().empty()) << "without an account nothing is sent";
  connect(kSettings, "vendor", "auth: { kind: none }\n    settings: { account: a7 }");
  perform(action("make"));
  ASSERT_EQ(server_->requests().size(), 1U);
  EXPECT_EQ(core::parse_json(server_->requests().front().body()).value(), with_one.at("body"));
}

// What is told of an exchange is read by many, so that no part of a secret may be left in it.
TEST_F(Perform, LeavesNoPartOfASecretInAnExchange) {
  std::string answer;
  serve([&](const auto&) { return Loopback::Step{answer}; });
  connect("auth: { kind: bearer, token: 'test:bearer-token' }");
  const std::string filler(190, 'r');
  answer = Loopback::answer(404, "{}", "X-Request-Id: " + filler + "bearer-token\r\n");
  EXPECT_EQ(perform(action("get", {{"id", 1}})).exchange.at("request_id"), filler + "[secret]");
  answer = Loopback::answer(404, "{}", "X-Request-Id: " + filler + "rrrrrbearer-token\r\n");
  EXPECT_EQ(perform(action("get", {{"id", 1}})).exchange.at("request_id"),
            filler + "rrrrr[secr\u2026");
  answer = Loopback::answer(404, "\x1f\x8b\x08 packed, as nobody says", {}, "text/plain");
  const auto told = perform(action("get", {{"id", 1}})).exchange;
  EXPECT_FALSE(told.contains("body")) << "bytes may hide what a text would show: " << told;
  EXPECT_EQ(told.at("bytes"), 26);
}

// The secrets of the other connections are removed before the texts are cut.
TEST_F(Perform, LeavesNoPartOfASecretOfAnotherConnectionWhereATextIsCut) {
  const std::string secret = "t0ken-of-the-others";
  others_.add(secret);
  std::string body;
  std::string id = "r-1";
  serve([&](const auto&) {
    return Loopback::Step{
        Loopback::answer(404, body, "X-Request-Id: " + id + "\r\n", "text/plain")};
  });
  connect();
  const auto told = [&] { return perform(action("get", {{"id", 1}})).exchange; };
  for (const std::size_t before : {4'080U, 4'090U, 4'095U, 4'096U}) {
    body = std::string(before, 'x') + secret + std::string(9'000, 'y');
    const auto kept = told().at("body").get<std::string>();
    EXPECT_EQ(kept.find("t0k"), std::string::npos) << before;
    EXPECT_EQ(kept, (std::string(before, 'x') + "[secret]").substr(0, kept.size()));
    EXPECT_GT(kept.size(), 3'900U) << "no more is left out than a secret may take";
    EXPECT_LE(kept.size(), 4'096U);
  }
  // Marks are shorter than what they stand for, so the text behind moves to the front.
  body.clear();
  for (int n = 0; n < 1'000; ++n) body += secret + "+";
  const auto many = told();
  const auto kept = many.at("body").get<std::string>();
  EXPECT_EQ(kept.find("t0k"), std::string::npos) << kept;
  EXPECT_GT(kept.size(), 1'000U);
  EXPECT_EQ(many.at("cut"), true);
  body = "short";
  id = std::string(195, 'r') + secret;
  const auto brief = told();
  EXPECT_FALSE(brief.contains("cut"));
  EXPECT_EQ(brief.at("request_id").get<std::string>().find("t0k"), std::string::npos) << brief;
}

TEST_F(Perform, AMemberOfTheVendorThatIsCalledBase64IsNotTakenForBytes) {
  serve([](const auto&) {
    return Loopback::Step{Loopback::answer(404, "{\"base64\":\"caf\xe9\"}", {},
                                           "application/json; charset=iso-8859-1")};
  });
  connect();
  const auto told = perform(action("get", {{"id", 1}})).exchange;
  ASSERT_TRUE(told.contains("body")) << told;
  EXPECT_EQ(core::parse_json(told.at("body").get<std::string>()).value(),
            (Json{{"base64", "café"}}));
}

TEST_F(Perform, AnAnswerInJsonMayBeginWithAByteOrderMark) {
  serve(
      [](const auto&) { return Loopback::Step{Loopback::answer(201, "\xef\xbb\xbf{\"id\":7}")}; });
  connect();
  const auto result = perform(action("make", {{"name", "x"}}));
  EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(result.output, (Json{{"id", 7}}));
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(Perform, ALimitSaysWhatPauses) {
  using Scope = ActionResult::Scope;
  int status = 429;
  serve([&status](const auto&) {
    return Loopback::Step{Loopback::answer(status, "{}", "Retry-After: 7\r\n")};
  });
  connect();
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).scope, Scope::connection);
  EXPECT_EQ(perform(action("search")).scope, Scope::operation);
  const auto said = perform(action("say", {{"channel", "C1"}}));
  EXPECT_EQ(said.kind, Kind::throttled);
  EXPECT_EQ(said.scope, Scope::action);
  status = 200;
  const auto sent = server_->requests().size();
  clock_.advance(std::chrono::seconds(3));
  const auto same = perform(action("say", {{"channel", "C1"}}));
  EXPECT_EQ(same.kind, Kind::throttled);
  EXPECT_EQ(same.scope, Scope::action);
  EXPECT_EQ(same.retry_after, core::Duration(std::chrono::seconds(4)));
  EXPECT_EQ(server_->requests().size(), sent) << "nothing was sent";
  EXPECT_EQ(perform(action("say", {{"channel", "C2"}})).kind, Kind::succeeded);
  clock_.advance(std::chrono::seconds(4));
  EXPECT_EQ(perform(action("say", {{"channel", "C1"}})).kind, Kind::succeeded);
}

TEST_F(Perform, WhatIsNotDoneYetIsPending) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(202, "{}")}; });
  connect();
  const auto pending = perform(action("search"));
  EXPECT_EQ(pending.kind, Kind::pending);
  EXPECT_EQ(pending.code, "running");
  EXPECT_EQ(pending.retry_after, core::Duration(std::chrono::seconds(5)));
}

TEST_F(Perform, ARuleReckonsWithTheTimeAndWithJsonInAHeader) {
  std::string answer = Loopback::answer(429, "{}");
  serve([&answer](const auto&) { return Loopback::Step{answer}; });
  connect();
  const auto daily = perform(action("daily"));
  EXPECT_EQ(daily.kind, Kind::throttled);
  const auto again = (clock_.now() + daily.retry_after).time_since_epoch();
  EXPECT_EQ(again % std::chrono::hours(24), core::Duration{}) << "midnight in UTC";
  EXPECT_GT(daily.retry_after, core::Duration{});
  EXPECT_LE(daily.retry_after, core::Duration(std::chrono::hours(24)));
  answer = Loopback::answer(400, "{}", "X-Usage: {\"minutes\": 17}\r\n");
  EXPECT_EQ(perform(action("daily")).retry_after, core::Duration(std::chrono::minutes(17)));
}

TEST_F(Perform, OutsideDataStaysInItsPlace) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect();
  for (const auto& [id, segment] :
       {std::pair("a/b?c=d#e", "a%2Fb%3Fc%3Dd%23e"), std::pair("100%", "100%25"),
        std::pair("%41", "%2541"), std::pair("...", "..."), std::pair("a;v=1", "a%3Bv%3D1")}) {
    perform(action("get", {{"id", id}}));
    EXPECT_EQ(server_->requests().back().target(), "/things/" + std::string(segment));
  }
  const auto sent = server_->requests().size();
  for (const auto* id :
       {"..", ".", "", "006/../..", "a/./b", "../../customers/2", "a\\..\\b", "..;", "a/..;x/b",
        "%2e%2e", "%252e%252e", "a%2f..%2fb", ".%2e/x", "a\nb", "a%0ab", "\xc0\xae\xc0\xae"})
    EXPECT_EQ(perform(action("get", {{"id", id}})).code, "bad_input") << id;
  EXPECT_EQ(perform(action("get")).code, "bad_input");
  EXPECT_EQ(server_->requests().size(), sent);
}

// What a manifest puts into a name that has parts is held to a pattern, as text and as a number.
TEST_F(Perform, OutsideDataIsNoPartOfAResourceName) {
  serve([](const auto&) {
    return Loopback::Step{Loopback::answer(200, R"({"results":[{"resourceName":"x"}]})")};
  });
  connect_shipped(
      "google_ads",
      "auth: { kind: bearer, token: 'test:token-token' }\n    settings: { customer: '111' }");
  const auto set = [this](const Json& campaign, const Json& customer) {
    return perform(action("set_campaign_status",
                          {{"campaign", campaign}, {"customer", customer}, {"status", "PAUSED"}}))
        .code;
  };
  for (const auto& campaign :
       std::vector{Json("5/adGroups/9"), Json("../../../customers/222/campaigns/7"), Json(""),
                   Json(" 5"), Json("5\n")})
    EXPECT_EQ(set(campaign, "111"), "bad_input") << campaign;
  for (const auto& customer : std::vector{Json("222/campaigns/9?x="), Json(".."), Json(" "),
                                          Json("1 2"), Json("111\n"), Json(-5), Json("-")})
    EXPECT_EQ(set("5", customer), "bad_input") << customer;
  EXPECT_TRUE(server_->requests().empty());
  EXPECT_EQ(set("5", "123-456-7890"), "");
  EXPECT_EQ(set(5, 111), "");
  TearDown();
  serve([](const auto&) { return Loopback::Step{Loopback::answer(204, "")}; });
  connect_shipped("salesforce", "auth: { kind: bearer, token: 'test:token-token' }");
  for (const auto& [object, id] :
       {std::pair("Opportunity", "006/../.."), std::pair("Opportunity/006x", "1"),
        std::pair("Op?a=b", "1"), std::pair("Opportunity", "1#f")})
    EXPECT_EQ(
        perform(action("update_record", {{"object", object}, {"id", id}, {"fields", {{"a", 1}}}}))
            .code,
        "bad_input");
  EXPECT_TRUE(server_->requests().empty());
}

// A setting that is not there is our configuration: the action is held. An input that does not fit
// is the template's.
TEST_F(Perform, WhatASettingLacksHoldsTheAction) {
  const auto auth = std::string("auth: { kind: bearer, token: 'test:token-token' }");
  const auto answer = [](const auto&) {
    return Loopback::Step{Loopback::answer(200, R"({"results":[{"resourceName":"x"}]})")};
  };
  const auto performed = [&](const char* connector, const std::string& more, const char* operation,
                             const Json& input) {
    serve(answer);
    connect_shipped(connector, auth + more);
    const auto result = perform(action(operation, input));
    TearDown();
    return result;
  };
  const Json campaign{{"campaign", "5"}, {"status", "PAUSED"}};
  const Json mail{{"to", "ada@example.com"}, {"template", "welcome"}};
  for (const auto* settings : {"", "\n    settings: { customer: 'env:NOT_SET?' }"}) {
    const auto result = performed("google_ads", settings, "set_campaign_status", campaign);
    EXPECT_EQ(result.kind, Kind::held) << result.code << " " << result.message;
    EXPECT_NE(result.message.find("customer"), std::string::npos) << result.message;
  }
  EXPECT_EQ(
      performed("google_ads", "\n    settings: { customer: '7' }", "set_campaign_status", campaign)
          .kind,
      Kind::succeeded);
  for (const auto* settings : {"", "\n    settings: { templates: { welcome: 'env:NOT_SET?' } }"}) {
    const auto result = performed("hubspot", settings, "send_email", mail);
    EXPECT_EQ(result.kind, Kind::held) << result.code << " " << result.message;
    EXPECT_NE(result.message.find("templates"), std::string::npos) << result.message;
  }
  // It is not listed at all, so nothing that is set would help: the template's slip.
  const auto slip =
      performed("hubspot", "\n    settings: { templates: { hello: '4711' } }", "send_email", mail);
  EXPECT_EQ(slip.code, "bad_input") << slip.message;
}

// It goes on by itself once it is there: nothing fails for what we have not configured.
TEST_F(Perform, WhatTheConnectionLacksHoldsTheAction) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect();
  connection_.egress = {};
  performer_ = std::make_unique<ManifestPerformer>(connection_, http_, clock_, options_);
  const auto no_network = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(no_network.kind, Kind::held) << no_network.message;
  EXPECT_NE(no_network.message.find("allow_private"), std::string::npos) << no_network.message;
  connection_.base.reset();
  performer_ = std::make_unique<ManifestPerformer>(connection_, http_, clock_, options_);
  const auto no_base = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(no_base.kind, Kind::held);
  EXPECT_NE(no_base.message.find("no base_url"), std::string::npos) << no_base.message;
  EXPECT_TRUE(server_->requests().empty());
}

TEST_F(Perform, StatusesMeanWhatHttpSays) {
  std::string answer;
  serve([&answer](const auto&) { return Loopback::Step{answer}; });
  connect();
  const auto kind_of = [&](int status, const std::string& head = {}) {
    answer = Loopback::answer(status, "{}", head);
    return perform(action("post", {{"name", "x"}}));
  };
  for (const int status : {408, 425, 503})
    EXPECT_EQ(kind_of(status).kind, Kind::transient) << status;
  // It may have happened, and without key and look-up nothing can tell.
  for (const int status : {303, 500, 502, 504, 520})
    EXPECT_EQ(kind_of(status).kind, Kind::undecidable) << status;
  for (const int status : {301, 302, 400, 401, 403, 404, 409, 410, 422})
    EXPECT_EQ(kind_of(status).kind, Kind::permanent) << status;
  const auto throttled = kind_of(429, "Retry-After: 7\r\n");
  EXPECT_EQ(throttled.kind, Kind::throttled);
  EXPECT_EQ(throttled.retry_after, std::chrono::seconds(7));
  const auto later = kind_of(503, "Retry-After: Mon, 04 May 2026 10:00:30 GMT\r\n");
  EXPECT_EQ(later.kind, Kind::throttled);
  EXPECT_EQ(later.retry_after, std::chrono::seconds(30));
  EXPECT_EQ(kind_of(429, "Retry-After: 999999\r\n").retry_after, kRetryAfterMax);
  EXPECT_EQ(kind_of(429, "Retry-After: 2\r\nRetry-After: 30\r\n").retry_after,
            std::chrono::seconds(30));
  for (const auto* field : {"0", "Mon, 04 May 2026 09:00:00 GMT", "-1", "soon"}) {
    for (const int status : {429, 503}) {
      const auto now_or_past = kind_of(status, "Retry-After: " + std::string(field) + "\r\n");
      EXPECT_EQ(now_or_past.kind, Kind::throttled) << status << ' ' << field;
      EXPECT_EQ(now_or_past.retry_after, core::Duration{})
          << status << ' ' << field;  // the lane chooses its own pause
    }
  }
}

TEST_F(Perform, TheConnectorsRulesComeFirst) {
  serve([](const auto&) {
    return Loopback::Step{Loopback::answer(409, R"({"busy":true,"word":"LOCKED"})")};
  });
  connect();
  const auto result = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(result.kind, Kind::transient);
  EXPECT_EQ(result.code, "LOCKED");
}

TEST_F(Perform, ACutAnswerIsUnknownUnlessAKeyMakesItSafe) {
  serve([](const auto&) { return Loopback::Step{"", true}; });
  connect();
  EXPECT_EQ(perform(action("make", {{"name", "x"}})).kind, Kind::unknown);
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::undecidable);
  EXPECT_EQ(perform(action("keyed")).kind, Kind::transient);
  EXPECT_EQ(server_->requests().back()["Idempotency-Key"], "key-1");
  EXPECT_EQ(perform(action("get", {{"id", "1"}})).kind, Kind::transient);
}

TEST_F(Perform, HalfAnAnswerIsUnknown) {
  serve([](const auto&) {
    return Loopback::Step{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":", true};
  });
  connect();
  EXPECT_EQ(perform(action("make", {{"name", "x"}})).kind, Kind::unknown);
}

TEST_F(Perform, GarbageAndEndlessAnswersAreUnknown) {
  std::string answer = "SSH-2.0-OpenSSH\r\n";
  serve([&answer](const auto&) { return Loopback::Step{answer, true}; });
  connect();
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).code, "malformed");
  answer = "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n";
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).code, "too_large");
  answer = "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x');
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).code, "too_large");
}

TEST_F(Perform, ASilentVendorIsUnknownAfterTheTimeout) {
  serve([](const auto&) { return Loopback::Step{"", false, true}; });
  connect();
  auto slow = action("make", {{"name", "x"}});
  slow.timeout = std::chrono::milliseconds(30);
  const auto result = perform(slow);
  EXPECT_EQ(result.kind, Kind::unknown);
  EXPECT_EQ(result.code, "timeout");
}

// A clock that counts nanoseconds ends after 292 years; a duration of the template language may be
// longer.
TEST_F(Perform, ATimeoutLongerThanTheClockCanTellIsNone) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect();
  for (const int years : {292, 307, 585, 999}) {
    auto patient = action("post", {{"name", "x"}});
    patient.timeout = std::chrono::hours(24 * 365) * years;
    EXPECT_EQ(perform(patient).kind, Kind::succeeded) << years;
  }
}

TEST_F(Perform, NobodyListeningIsTransient) {
  serve([](const auto&) { return Loopback::Step{}; });
  connect();
  server_->stop();
  const auto result = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(result.kind, Kind::transient);
  EXPECT_EQ(result.code, "connect");
}

TEST_F(Perform, ALargeBodyArrivesWhole) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  connect();
  const std::string name(900'000, 'n');
  EXPECT_EQ(perform(action("post", {{"name", name}})).kind, Kind::succeeded);
  EXPECT_EQ(server_->requests().back().body().size(), name.size() + 11);
}

TEST_F(Perform, InterimAnswersAreSkipped) {
  serve([](const auto&) {
    return Loopback::Step{"HTTP/1.1 100 Continue\r\n\r\n" + Loopback::answer(200, R"({"id":1})")};
  });
  connect();
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).output, (Json{{"id", 1}}));
}

TEST_F(Perform, ReadBackFindsTheEffectOrItsAbsence) {
  std::string items = R"({"items":[{"id":"t-1"}]})";
  serve([&items](const auto&) { return Loopback::Step{Loopback::answer(200, items)}; });
  connect();
  const auto found = perform(action("make", {{"name", "x"}}, core::StartAction::Mode::read_back));
  EXPECT_EQ(found.kind, Kind::succeeded) << found.message;
  EXPECT_EQ(found.output, (Json{{"id", "t-1"}}));
  EXPECT_EQ(server_->requests().back().target(), "/things?key=key-1");
  items = R"({"items":[]})";
  EXPECT_EQ(perform(action("make", {{"name", "x"}}, core::StartAction::Mode::read_back)).kind,
            Kind::not_found);
  items = "<html>";
  EXPECT_EQ(perform(action("keyed", Json::object(), core::StartAction::Mode::read_back)).kind,
            Kind::not_found);
  EXPECT_EQ(perform(action("post", Json::object(), core::StartAction::Mode::read_back)).kind,
            Kind::undecidable);
}

TEST_F(Perform, AReadBackThatFailsStaysUnknown) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(500, "{}")}; });
  connect();
  EXPECT_EQ(perform(action("make", {{"name", "x"}}, core::StartAction::Mode::read_back)).kind,
            Kind::unknown);
}

TEST_F(Perform, AReadBackThatIsNotUnderstoodStaysUnknown) {
  std::string items;
  serve([&items](const auto&) { return Loopback::Step{Loopback::answer(200, items)}; });
  connect();
  for (const auto* strange : {"<html>", "{}", R"({"items":7})"}) {
    items = strange;
    EXPECT_EQ(perform(action("make", {{"name", "x"}}, core::StartAction::Mode::read_back)).kind,
              Kind::unknown)
        << strange;
  }
}

TEST_F(Perform, AnAnswerOfManyValuesIsRead) {
  Json many = Json::array();
  while (many.size() < 60'000) many.push_back(0);
  serve([&many](const auto&) {
    return Loopback::Step{
        Loopback::answer(200, core::dump({{"items", {{{"id", "t-1"}}}}, {"many", many}}))};
  });
  connect();
  const auto found = perform(action("make", {{"name", "x"}}, core::StartAction::Mode::read_back));
  EXPECT_EQ(found.kind, Kind::succeeded) << found.message;
}

TEST_F(Perform, ASuccessThatIsNotUnderstoodIsUnknown) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, R"("a proxy's page")")}; });
  connect();
  EXPECT_EQ(perform(action("make", {{"name", "x"}})).kind, Kind::unknown);
}

TEST_F(Perform, LooksUpBeforeItActs) {
  serve([](const Loopback::Request& request) {
    return Loopback::Step{request.method_string() == "GET"
                              ? Loopback::answer(200, R"({"ways":[{"id":"31","name":"Done"}]})")
                              : Loopback::answer(204, "")};
  });
  connect();
  const auto result = perform(action("move", {{"id", "W-1"}, {"to", "Done"}}));
  EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(server_->requests().back().body(), R"({"way":"31"})");
  EXPECT_EQ(perform(action("move", {{"id", "W-1"}, {"to", "Nowhere"}})).kind, Kind::permanent);
}

TEST_F(Perform, OneTokenForAllAndAnotherOnceWhenRefused) {
  int tokens = 0;
  std::string good = "token-one";
  serve([&](const Loopback::Request& request) {
    if (request.target() == "/token") {
      ++tokens;
      good = tokens == 1 ? "token-one" : "token-two";
      return Loopback::Step{
          Loopback::answer(200, R"({"access_token":")" + good + R"(","expires_in":3600})")};
    }
    const bool known = request["Authorization"] == "Bearer " + good;
    return Loopback::Step{Loopback::answer(
        known ? 200 : 401, R"({"echo":")" + std::string(request["Authorization"]) + "\"}")};
  });
  connect(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret' }");
  const std::vector<core::StartAction> three(3, action("post", {{"name", "x"}}));
  for (const auto& result : perform(three)) {
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
    EXPECT_EQ(result.output.at("echo"), "Bearer [secret]");
  }
  EXPECT_EQ(tokens, 1);
  EXPECT_EQ(server_->requests().front().body(),
            "grant_type=client_credentials&client_id=client-id&client_secret=client-secret");
  good = "revoked-meanwhile";
  for (const auto& result : perform(three))
    EXPECT_EQ(result.kind, Kind::succeeded) << result.message;
  EXPECT_EQ(tokens, 2);
  clock_.advance(std::chrono::hours(1));
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  EXPECT_EQ(tokens, 3);
}

TEST_F(Perform, ATokenEndsInItsTimeWhateverTheWallClockIsSetTo) {
  int tokens = 0;
  serve([&](const Loopback::Request& request) {
    if (request.target() != "/token") return Loopback::Step{Loopback::answer(200, "{}")};
    ++tokens;
    return Loopback::Step{
        Loopback::answer(200, R"({"access_token":"token-one","expires_in":3600})")};
  });
  connect(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret' }");
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  clock_.set(clock_.now() - std::chrono::hours(2));
  clock_.advance(std::chrono::minutes(58));
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  EXPECT_EQ(tokens, 1);
  clock_.advance(std::chrono::minutes(3));
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  EXPECT_EQ(tokens, 2);
}

// The older token endpoint of Microsoft's Entra ID writes the number as a text.
TEST_F(Perform, TheLifeOfATokenMayBeAText) {
  int tokens = 0;
  serve([&](const Loopback::Request& request) {
    if (request.target() != "/token") return Loopback::Step{Loopback::answer(200, "{}")};
    ++tokens;
    return Loopback::Step{Loopback::answer(200,
                                           "\xef\xbb\xbf"
                                           R"({"access_token":"token-one","expires_in":"600"})")};
  });
  connect(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret' }");
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  clock_.advance(std::chrono::minutes(11));
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  EXPECT_EQ(tokens, 2) << "ten minutes, and not the hour of a token whose end is not said";
}

TEST_F(Perform, WhatMayHaveActedBeforeItWasRefusedIsInDoubt) {
  int asked = 0;
  serve([&](const auto&) {
    return ++asked == 1 ? Loopback::Step{"", true}
                        : Loopback::Step{Loopback::answer(asked == 2 ? 409 : 404, "{}")};
  });
  connect();
  auto first = perform(action("keyed"));
  EXPECT_EQ(first.kind, Kind::transient);
  EXPECT_TRUE(first.in_doubt) << "the answer was lost";
  auto again = action("keyed");
  again.attempt = 2;
  const auto conflict = perform(again);
  EXPECT_EQ(conflict.kind, Kind::transient)
      << "the first attempt is still being processed under this key";
  EXPECT_FALSE(conflict.in_doubt);
  EXPECT_EQ(perform(again).kind, Kind::permanent);
  EXPECT_FALSE(perform(action("keyed")).in_doubt) << "it was refused at once";
}

TEST_F(Perform, ATokenEndpointThatHiccupsIsAskedAgain) {
  std::string answer;
  serve([&](const Loopback::Request& request) {
    return Loopback::Step{request.target() == "/token" ? answer : Loopback::answer(200, "{}")};
  });
  connect(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret' }");
  for (const auto& hiccup :
       {Loopback::answer(200, "<html>", "", "text/html"), Loopback::answer(408, ""),
        Loopback::answer(302, ""), Loopback::answer(400, R"({"error":"temporarily_unavailable"})"),
        Loopback::answer(404, "")}) {
    answer = hiccup;
    EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::transient) << hiccup;
  }
  answer = Loopback::answer(200, R"({"access_token":"token-one","expires_in":0})");
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded) << "no end is said";
}

TEST_F(Perform, ARefusedCredentialHoldsAndSaysNoSecret) {
  serve([](const auto&) {
    return Loopback::Step{Loopback::answer(
        400, R"({"error":"invalid_client","error_description":"client-secret is wrong"})")};
  });
  connect(
      "auth: { kind: oauth2, client_id: 'test:client-id', client_secret: 'test:client-secret' }");
  const auto result = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(result.kind, Kind::held) << "what we are known by is ours to mend";
  EXPECT_NE(result.message.find("invalid_client"), std::string::npos);
  EXPECT_EQ(result.message.find("client-secret"), std::string::npos);
}

TEST_F(Perform, TheRateLimitPaces) {
  serve([](const auto&) { return Loopback::Step{Loopback::answer(200, "{}")}; });
  options_.pace_wait_max = std::chrono::milliseconds(0);
  connect("limits: { rate: 0.001, burst: 2 }");
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  EXPECT_EQ(perform(action("post", {{"name", "x"}})).kind, Kind::succeeded);
  const auto third = perform(action("post", {{"name", "x"}}));
  EXPECT_EQ(third.kind, Kind::throttled);
  EXPECT_GT(third.retry_after, core::Duration{});
  EXPECT_EQ(server_->requests().size(), 2U);
}

// The guard looks at what a name resolves to, not at what it is called.
TEST(Egress, PrivateAddressesAreRefusedAfterResolution) {
  boost::asio::io_context io(1);
  HttpClient::Options options;
  options.resolve = [](std::string_view host) {
    std::vector<boost::asio::ip::address> found{boost::asio::ip::make_address("8.8.8.8")};
    if (host == "rebound.example")
      found.push_back(boost::asio::ip::make_address("169.254.169.254"));
    return found;
  };
  HttpClient http(options);
  const formats::Egress nowhere;
  const auto failure = [&](const std::string& url) {
    HttpOutcome outcome;
    auto run = [&]() -> boost::asio::awaitable<void> {
      formats::Origin origin = formats::parse_url(url)->origin;
      HttpRequest request;
      request.target = "/";
      outcome = co_await http.exchange(std::move(origin), nowhere, std::move(request));
    };
    boost::asio::co_spawn(io, run, boost::asio::detached);
    io.restart();
    io.run();
    return outcome.failure.code;
  };
  for (const auto* url : {"https://127.0.0.1", "https://10.0.0.1", "https://[::1]",
                          "https://169.254.169.254", "https://[::ffff:10.0.0.1]",
                          "https://rebound.example", "http://8.8.8.8", "http://example.com"}) {
    EXPECT_EQ(failure(url), "egress_refused") << url;
  }
  http.stop();
}

// A name leads to an address that is allowed, and at the next look-up to another one.
TEST(Egress, ANameThatIsBoundAnewReachesNothingElse) {
  boost::asio::io_context io(1);
  Loopback server(io, [](const Loopback::Request&) {
    Loopback::Step step;
    step.answer = Loopback::answer(200, "{}");
    step.close = true;  // so that the next request connects anew
    return step;
  });
  int looks = 0;
  HttpClient::Options options;
  options.addresses_kept = std::chrono::milliseconds(0);
  options.resolve = [&looks](std::string_view) {
    const bool first = ++looks == 1;
    return std::vector{boost::asio::ip::make_address(first ? "127.0.0.1" : "169.254.169.254")};
  };
  HttpClient http(options);
  formats::Egress within;
  within.any_private = true;
  std::vector<HttpOutcome> outcomes;
  bool ended = false;
  auto twice = [&]() -> boost::asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {
      const formats::Origin origin{false, "rebound.example", server.port()};
      HttpRequest request;
      request.target = "/";
      HttpOutcome outcome = co_await http.exchange(origin, within, std::move(request));
      outcomes.push_back(std::move(outcome));
    }
    ended = true;
  };
  boost::asio::co_spawn(io, twice, boost::asio::detached);
  while (!ended && io.run_one() > 0) {}
  ASSERT_EQ(outcomes.size(), 2U);
  ASSERT_TRUE(outcomes[0].response) << outcomes[0].failure.message;
  EXPECT_EQ(outcomes[0].response->status, 200);
  EXPECT_FALSE(outcomes[1].response);
  EXPECT_EQ(outcomes[1].failure.code, "egress_refused") << outcomes[1].failure.message;
  EXPECT_EQ(looks, 2);
  EXPECT_EQ(server.connections(), 1);
  http.stop();
  server.stop();
  io.restart();
  io.run();
}

}  // namespace
}  // namespace baton::connectors
