#include "app/words.hpp"
#include "baton/core/ids.hpp"
#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using core::Json;
using testing::HasSubstr;
using testing::Not;

Json run_row(const std::string& id, const std::string& status) {
  return {{"id", id},
          {"workflow", "hello"},
          {"version", 1},
          {"title", "Hello"},
          {"status", status},
          {"now_at", "breathe"},
          {"revision", 3},
          {"started_at", "2026-05-04T09:58:00Z"},
          {"updated_at", "2026-05-04T09:59:00Z"}};
}

TEST(RunsLs, ShowsHowLikelyARunIsLateWhereThatIsKnown) {
  Bench bench;
  auto row = run_row("run_1", "running");
  row["forecast"] = {{"late", 0.634}, {"at_risk", true}};
  auto late = run_row("run_2", "running");
  late["late"] = true;
  bench.server.answer("GET /api/v1/runs?q=late%3A%3E50%25&limit=100",
                      {{"items", {row, late, run_row("run_3", "running")}}, {"next", nullptr}});
  const auto outcome = bench.run({"runs", "ls", "late:>50%"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_EQ(outcome.out,
            "RUN    STATUS     WORKFLOW  TITLE  NOW AT   LATE  UPDATED\n"
            "run_1  ● running  hello     Hello  breathe  63 %  1m ago\n"
            "run_2  ● running  hello     Hello  breathe  late  1m ago\n"
            "run_3  ● running  hello     Hello  breathe        1m ago\n");
}

TEST(RunsLs, PrintsATableAndTheNextCommand) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs?status=running&limit=100",
                      {{"items", {run_row("run_1", "running")}}, {"next", nullptr}});
  const auto outcome = bench.run({"runs", "ls", "--status", "running"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(outcome.out,
            "RUN    STATUS     WORKFLOW  TITLE  NOW AT   UPDATED\n"
            "run_1  ● running  hello     Hello  breathe  1m ago\n");
  EXPECT_EQ(outcome.err, "next: baton runs show run_1\n");
}

TEST(RunsLs, SpeaksToProgramsInTheirForms) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs?limit=100",
      {{"items", {run_row("run_2", "failed"), run_row("run_1", "running")}}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"runs", "ls", "-o", "name"}).out, "run_2\nrun_1\n");
  const auto json = bench.run({"runs", "ls", "-o", "json"});
  EXPECT_EQ(Json::parse(json.out)["items"].size(), 2U);
  EXPECT_EQ(json.err, "");
  const auto lines = bench.run({"runs", "ls", "-o", "ndjson"}).out;
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
}

TEST(RunsLs, SaysWhatItLeftOutAndReadsEverythingWhenAsked) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs?limit=1",
                      {{"items", {run_row("run_2", "failed")}}, {"next", "c1"}});
  const auto first = bench.run({"runs", "ls", "--limit", "1"});
  EXPECT_THAT(first.err, HasSubstr("the first 1 of more; --all shows the rest"));
  bench.server.answer("GET /api/v1/runs?limit=500",
                      {{"items", {run_row("run_2", "failed")}}, {"next", "c1"}});
  bench.server.answer("GET /api/v1/runs?limit=500&cursor=c1",
                      {{"items", {run_row("run_1", "failed")}}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"runs", "ls", "--all", "-o", "name"}).out, "run_2\nrun_1\n");
}

// The server refuses a page of what it does not page.
TEST(Lists, ThatComeWholeAreAskedForWithoutAPage) {
  for (const auto& [command, path] :
       {std::pair{"token", "tokens"}, {"template", "templates"}, {"connectors", "connections"}}) {
    Bench bench;
    const Json item{{"id", "tok_1"}, {"name", "a"}};
    bench.server.answer(std::string("GET /api/v1/") + path,
                        {{"items", Json::array({item})}, {"next", nullptr}});
    const auto outcome = bench.run({command, "ls", "-o", "json"});
    EXPECT_EQ(outcome.exit, kOk) << outcome.err;
    EXPECT_EQ(Json::parse(outcome.out)["items"].size(), 1U) << command;
  }
}

TEST(RunsLs, SaysWhyItIsEmpty) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs?limit=100", {{"items", Json::array()}, {"next", nullptr}});
  const auto outcome = bench.run({"runs", "ls"});
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("no runs here"));
}

TEST(RunsLs, AnEmptyFilterIsNotAnEmptyServer) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs?status=paused&limit=100",
                      {{"items", Json::array()}, {"next", nullptr}});
  const auto outcome = bench.run({"runs", "ls", "--status", "paused"});
  EXPECT_THAT(outcome.err, HasSubstr("nothing matches"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton runs ls\n"));
}

TEST(RunsLs, AFailureShowsWhileOtherBranchesWait) {
  Bench bench;
  Json run = run_row("run_1", "waiting");
  run["failing"] = true;
  run["now_at"] = "boom: failed, legal: approval";
  bench.server.answer("GET /api/v1/runs?limit=100",
                      {{"items", Json::array({run})}, {"next", nullptr}});
  EXPECT_THAT(bench.run({"runs", "ls"}).out, HasSubstr("✕ failing, waiting"));
  run["steps"] = {{{"name", "legal"},
                   {"status", "waiting"},
                   {"attempt", 1},
                   {"approval", {{"ask", "Go?"}, {"group", "legal"}}}}};
  bench.server.answer("GET /api/v1/runs/run_1", run);
  const auto shown = bench.run({"runs", "show", "run_1"});
  EXPECT_THAT(shown.out, HasSubstr("asks legal: Go?"));
  EXPECT_EQ(shown.err, "next: baton runs retry run_1\n");
}

TEST(RunsShow, CountsTheItemsOfAStepAndLeadsToOtherRuns) {
  Bench bench;
  Json run = run_row("run_1", "waiting");
  run["parent"] = {{"run", "run_0"}, {"step", "sites.3"}};
  run["steps"] = {{{"name", "mails"},
                   {"status", "waiting"},
                   {"items", {{"succeeded", 17}, {"total", 500}, {"failed", 2}}}},
                  {{"name", "site"},
                   {"status", "waiting"},
                   {"child", {{"run", "run_2"}, {"workflow", "site-build"}}}}};
  bench.server.answer("GET /api/v1/runs/run_1", run);
  const auto shown = bench.run({"runs", "show", "run_1"}).out;
  EXPECT_THAT(shown, HasSubstr("parent    run_0, step sites.3"));
  EXPECT_THAT(shown, HasSubstr("17 of 500 items, 2 failed"));
  EXPECT_THAT(shown, HasSubstr("run_2 of site-build"));
}

TEST(RunsWhy, TellsOfItemsAndOfOtherRuns) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs/run_1/why?step=mails",
      {{"step", "mails"},
       {"status", "waiting"},
       {"because", "it is done for 1 of 2 items, 1 failed"},
       {"child", {{"run", "run_2"}}},
       {"items",
        {{"of",
          Json::array({{{"item", 1}, {"status", "failed"}, {"because", "it failed: gone"}}})}}}});
  const auto why = bench.run({"runs", "why", "run_1", "mails"}).out;
  EXPECT_THAT(why, HasSubstr("mails.1  "));
  EXPECT_THAT(why, HasSubstr("it failed: gone"));
  EXPECT_THAT(why, HasSubstr("baton runs why run_2"));
}

TEST(RunsWhy, SaysSentencesAndMarksTheOperands) {
  Bench bench;
  const Json amount = {{"text", "inputs.amount < 5000"},
                       {"value", false},
                       {"decisive", true},
                       {"parts",
                        {{{"text", "inputs.amount"},
                          {"value", 9000},
                          {"parts", {{{"text", "inputs"}, {"value", {{"amount", 9000}}}}}}},
                         {{"text", "5000"}, {"value", 5000}}}}};
  const Json paid = {{"text", "inputs.paid"}, {"value", true}};
  bench.server.answer("GET /api/v1/runs/run_1/why?step=order",
                      {{"step", "order"},
                       {"status", "gated"},
                       {"because", "its gate is closed: inputs.amount < 5000"},
                       {"gate",
                        {{"text", "inputs.amount < 5000 && inputs.paid"},
                         {"value", false},
                         {"parts", {amount, paid}}}},
                       {"next", "2026-05-04T12:00:00Z"}});
  EXPECT_EQ(bench.run({"runs", "why", "run_1", "order"}).out,
            "order  ◇ gated\n"
            "    its gate is closed: inputs.amount < 5000\n"
            "    ✕ inputs.amount < 5000 && inputs.paid\n"
            "      ✕ inputs.amount < 5000   inputs.amount is 9000\n"
            "      ✓ inputs.paid\n"
            "    next: in 2h (2026-05-04T12:00:00Z)\n");
}

// The answer is in the form of the server: every value is a literal, constants have no node, and a
// part that was not evaluated has no value.
TEST(EventsWhy, ShowsAConditionAsATree) {
  Bench bench;
  const std::string longest(100, 'x');
  const Json few = {{"text", "event.data.n > 5"},
                    {"value", "true"},
                    {"parts",
                     {{{"text", "event.data.n"},
                       {"value", "9"},
                       {"parts", {{{"text", "event.data"}, {"value", "{}"}}}}}}}};
  const Json region = {{"text", "event.data.r == \"EMEA\""},
                       {"value", "false"},
                       {"parts", {{{"text", "event.data.r"}, {"value", "\"" + longest + "\""}}}}};
  const Json third = {{"text", "event.data.ok"}, {"value", "true"}};
  const Json never = {{"text", "event.data.k"}, {"value", ""}, {"evaluated", false}};
  const Json either = {{"text", "event.data.r == \"EMEA\" || event.data.k"},
                       {"value", "false"},
                       {"parts", {region, never}}};
  const Json both = {
      {"text",
       "event.data.n > 5 && (event.data.r == \"EMEA\" ||\n  event.data.k) && event.data.ok"},
      {"value", "false"},
      {"parts", {few, either, third}}};
  bench.server.answer("GET /api/v1/events/evt_1/why?workflow=ew", {{"triggers",
                                                                    {{{"event", "ew.a"},
                                                                      {"line", 3},
                                                                      {"matched", false},
                                                                      {"reason", "no"},
                                                                      {"explain", both}}}}});
  EXPECT_EQ(
      bench.run({"events", "why", "evt_1", "ew"}).out,
      "✕ ew.a (line 3): no\n"
      "    ✕ event.data.n > 5 && (event.data.r == \"EMEA\" || event.data.k) && event.data.ok\n"
      "      ✓ event.data.n > 5   event.data.n is 9\n"
      "      ✕ event.data.r == \"EMEA\" || event.data.k\n"
      "        ✕ event.data.r == \"EMEA\"   event.data.r is \"" +
          longest +
          "\"\n"
          "        · event.data.k   was not asked\n"
          "      ✓ event.data.ok\n");
}

TEST(EventsWhy, SaysThatAWindowIsToldAsItStandsNow) {
  Bench bench;
  const Json stands{
      {"waits_for", "2 events"}, {"key", "Orlin"}, {"because", "it still lacks 1 event"}};
  bench.server.answer("GET /api/v1/events/evt_1/why?workflow=w",
                      {{"triggers", Json::array({{{"event", "a"}, {"matched", false}}})},
                       {"windows", Json::array({stands, {{"problem", "by: expected a text"}}})}});
  EXPECT_THAT(bench.run({"events", "why", "evt_1", "w"}).out,
              HasSubstr("    2 events (Orlin), as it stands now: it still lacks 1 event\n"
                        "    by: expected a text\n"));
}

TEST(EventsWhy, TellsWhatABurstAndASlotMakeOfIt) {
  Bench bench;
  bench.server.answer("GET /api/v1/events/evt_1/why?workflow=ew",
                      {{"triggers", {{{"event", "ew.a"}, {"matched", true}, {"reason", "yes"}}}},
                       {"burst", {{"count", 3}, {"note", "it is over the throttle"}}},
                       {"slot", {{"limit", 1}, {"note", "the slot is full"}}}});
  EXPECT_EQ(bench.run({"events", "why", "evt_1", "ew"}).out,
            "✓ ew.a: yes\nit is over the throttle\nthe slot is full\n");
}

TEST(RunsWhy, TellsNotesTimesToTheSecondAndWhoCancelled) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs/run_1/why",
      {{"run", "run_1"},
       {"status", "paused"},
       {"failing", true},
       {"because", "a: no"},
       {"steps",
        {{{"step", "w"},
          {"status", "waiting"},
          {"because", "it sleeps until 2026-05-04T12:00:00.250000Z"},
          {"notes", {"an event could not be held against its condition: no field \"amount\""}}}}}});
  const auto paused = bench.run({"runs", "why", "run_1"}).out;
  EXPECT_THAT(paused, HasSubstr("run_1  ✕ failing, paused  a: no\n"));
  EXPECT_THAT(paused, HasSubstr("it sleeps until 2026-05-04T12:00:00Z\n"));
  EXPECT_THAT(
      paused,
      HasSubstr(
          "    note: an event could not be held against its condition: no field \"amount\"\n"));
  bench.server.answer("GET /api/v1/runs/run_2/why", {{"run", "run_2"},
                                                     {"status", "cancelled"},
                                                     {"because", "no need"},
                                                     {"cancelled_by", "token:ana"},
                                                     {"steps", Json::array()}});
  EXPECT_EQ(bench.run({"runs", "why", "run_2"}).out, "run_2  ⊘ cancelled by token:ana  no need\n");
}

TEST(RunsWhy, WhatPeopleWroteBeginsNoLine) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs/run_1/why",
      {{"run", "run_1"},
       {"status", "failed"},
       {"because", "ok: rejected by bob: no\nship  ✓ succeeded"},
       {"steps",
        {{{"step", "ok"},
          {"status", "failed"},
          {"because", "rejected by bob: no\nship  ✓ succeeded\u2028    approved by legal"},
          {"notes", {"a\nb"}}}}}});
  EXPECT_EQ(bench.run({"runs", "why", "run_1"}).out,
            "run_1  ✕ failed  ok: rejected by bob: no ship  ✓ succeeded\n"
            "ok  ✕ failed\n"
            "    rejected by bob: no ship  ✓ succeeded     approved by legal\n"
            "    note: a b\n");
}

TEST(RunsLs, NamesTheOptionAndTheWorkflowThatAreNotThere) {
  Bench bench;
  const auto slip = bench.run({"runs", "ls", "--status", "faild"});
  EXPECT_EQ(slip.exit, kUsage);
  EXPECT_THAT(slip.err, HasSubstr("--status \"faild\""));
  EXPECT_THAT(slip.err, HasSubstr("did you mean \"failed\"?"));
  bench.server.answer("GET /api/v1/runs?workflow=voidi&limit=100",
                      {{"items", Json::array()}, {"next", nullptr}});
  bench.server.answer("GET /api/v1/runs?workflow=void&limit=100",
                      {{"items", Json::array()}, {"next", nullptr}});
  bench.server.answer("GET /api/v1/templates",
                      {{"items", {{{"name", "void"}}}}, {"next", nullptr}});
  const auto unknown = bench.run({"runs", "ls", "--workflow", "voidi"});
  EXPECT_EQ(unknown.exit, kNotFound);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean \"void\"?"));
  EXPECT_EQ(bench.run({"runs", "ls", "--workflow", "void"}).exit, kOk);
  bench.server.answer(
      "GET /api/v1/parked?limit=7",
      {{"detail", "expected less"}, {"errors", {{{"where", "query parameter limit"}}}}}, 422);
  EXPECT_THAT(bench.run({"events", "parked", "--limit", "7"}).err, HasSubstr("  --> --limit\n"));
}

TEST(ApprovalsLs, SaysWhatItLookedForAndWhatToDoNextWhenItIsEmpty) {
  Bench bench;
  const Json none{{"items", Json::array()}, {"next", nullptr}};
  bench.server.answer("GET /api/v1/approvals?status=open&limit=100", none);
  EXPECT_EQ(bench.run({"approvals", "ls"}).err,
            "nobody is asked for anything: no approval is open\n"
            "next: baton approvals ls --status all\n");
  bench.server.answer("GET /api/v1/approvals?mine=true&limit=100", none);
  EXPECT_EQ(bench.run({"approvals", "ls", "--mine"}).err,
            "no approval waits for your word\nnext: baton approvals ls\n");
  bench.server.answer("GET /api/v1/approvals?limit=100", none);
  EXPECT_EQ(bench.run({"approvals", "ls", "--status", "all"}).err,
            "there are no approvals; a step with approve: asks people for one\n");
}

TEST(RunsLs, TellsTheHintThatComesWithAnEmptyList) {
  Bench bench;
  const std::string hint = "there is no workflow \"helo\"; did you mean \"hello\"?";
  const Json none{{"items", Json::array()}, {"next", nullptr}, {"hint", hint}};
  bench.server.answer("GET /api/v1/runs?q=template%3Ahelo&limit=100", none);
  const auto outcome = bench.run({"runs", "ls", "-q", "template:helo"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.err, HasSubstr("nothing matches"));
  EXPECT_THAT(outcome.err, HasSubstr(hint + "\n"));
}

TEST(RunsLs, SinceIsAFilterAsTheOthersAre) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs?limit=100",
      {{"items", {{{"id", "run_1"}, {"started_at", "2026-05-04T09:00:00Z"}}}}, {"next", nullptr}});
  EXPECT_THAT(bench.run({"runs", "ls", "--since", "15m"}).err,
              HasSubstr("nothing matches; leave out a filter to see more"));
}

TEST(EventsRefused, AConnectionThatDoesNotExistIsSaidNotToBeThere) {
  Bench bench;
  bench.server.answer("GET /api/v1/refusals?connection=githb", {{"items", Json::array()}});
  bench.server.answer("GET /api/v1/connections", {{"items", {{{"name", "github"}}}}});
  const auto outcome = bench.run({"events", "refused", "githb"});
  EXPECT_EQ(outcome.exit, kNotFound);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean \"github\"?"));
  bench.server.answer("GET /api/v1/refusals?connection=github", {{"items", Json::array()}});
  EXPECT_THAT(bench.run({"events", "refused", "github", "--headers"}).err,
              HasSubstr("nothing was refused since the server started"));
}

TEST(Restore, AFileThatIsNotThereIsNotFound) {
  Bench bench;
  EXPECT_EQ(bench.run({"restore", "--dry-run", "/nowhere/copy.db"}).exit, kNotFound);
}

TEST(RunsLs, TakesAQueryAsOneTextOrAsArguments) {
  Bench bench;
  const Json none{{"items", Json::array()}, {"next", nullptr}};
  bench.server.answer("GET /api/v1/runs?q=-status%3Afailed&limit=100", none);
  EXPECT_EQ(bench.run({"runs", "ls", "-q", "-status:failed"}).exit, kOk);
  bench.server.answer(
      "GET /api/v1/runs?q=status%3Afailed%20key%3A%22a%20b%22%20%22c%20d%22&limit=100", none);
  EXPECT_EQ(bench.run({"runs", "ls", "status:failed", "key:a b", "c d"}).exit, kOk)
      << "what stood in the shell's quotes stands in quotes of the query";
}

TEST(RunsActs, OnManyTellFirstAndDoItWhenSaidSo) {
  Bench bench;
  const Json item{{"id", "run_1"}, {"workflow", "w"}, {"title", "T"}, {"status", "failed"}};
  bench.server.answer("POST /api/v1/runs/bulk",
                      {{"items", Json::array({item})}, {"next", nullptr}});
  const auto told = bench.run({"runs", "retry", "-q", "status:failed"});
  EXPECT_EQ(told.exit, kOk);
  EXPECT_THAT(told.out, HasSubstr("run_1"));
  EXPECT_THAT(told.err, HasSubstr("nothing was done; --yes does it to this one"));
  const auto done = bench.run({"runs", "retry", "-q", "status:failed", "--yes"});
  EXPECT_THAT(done.out, HasSubstr("accepted"));
  EXPECT_EQ(bench.run({"runs", "cancel", "-q", "status:failed", "-o", "name"}).out, "run_1\n");
  EXPECT_THAT(bench.run({"runs", "cancel", "-q", "status:failed", "-o", "ndjson"}).out,
              testing::StartsWith("{\"id\":\"run_1\""));
  EXPECT_EQ(bench.run({"runs", "retry"}).exit, kUsage);
  EXPECT_EQ(bench.run({"runs", "cancel", "run_1", "-q", "x"}).exit, kUsage);
}

TEST(RunsStart, SendsTheInputs) {
  Bench bench;
  bench.server.answer("POST /api/v1/templates/w/start", {{"event", "evt_1"}}, 202);
  const auto outcome = bench.run({"runs", "start", "w", "-i", "n=7", "-i", "name=Ada"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("evt_1"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton events show evt_1"));
  EXPECT_THAT(bench.run({"runs", "start", "w", "-i", "name"}).err,
              HasSubstr("error: --input \"name\" has no value"));
  EXPECT_THAT(bench.run({"runs", "start", "w", "-i", "n=1", "-i", "n=2"}).err,
              HasSubstr("--input \"n=2\" would replace what --input n=… sets"));
}

TEST(RunsShow, ShowsStepsAndOffersWhatHelps) {
  Bench bench;
  Json run = run_row("run_1", "waiting");
  run["context"] = {{"why", "Ada said hello."}};
  run["steps"] = {{{"name", "ask"},
                   {"status", "waiting"},
                   {"attempt", 0},
                   {"reason", "asks legal"},
                   {"approval", {{"ask", "Go?"}}}},
                  {{"name", "then"}, {"status", "pending"}, {"attempt", 0}}};
  bench.server.answer("GET /api/v1/runs/run_1", run);
  const auto outcome = bench.run({"runs", "show", "run_1"});
  EXPECT_THAT(outcome.out, HasSubstr("run_1  ◌ waiting  Hello\nworkflow  hello@1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("  why: Ada said hello.\n"));
  EXPECT_THAT(outcome.out, HasSubstr("asks legal"));
  EXPECT_EQ(outcome.err, "next: baton approvals show run_1.ask\n");
}

TEST(RunsShow, TheUndoingOfAStepHasARowOfItsOwn) {
  Bench bench;
  Json run = run_row("run_1", "failed");
  run["steps"] = {{{"name", "book"},
                   {"status", "succeeded"},
                   {"attempt", 1},
                   {"undo",
                    {{"status", "failed"},
                     {"attempt", 3},
                     {"reason", "http_503: try later"},
                     {"since", "2026-05-04T09:59:01Z"}}}}};
  bench.server.answer("GET /api/v1/runs/run_1", run);
  EXPECT_THAT(bench.run({"runs", "show", "run_1"}).out,
              testing::ContainsRegex("book +✓ succeeded +1 *\nbook\\.undo +✕ failed +3 +.* ago "
                                     "+http_503: try later"));
}

TEST(Delegations, BeginAndEndAtTheStartOfADayToo) {
  Bench bench;
  bench.server.answer("POST /api/v1/delegations",
                      {{"id", "dlg_1"}, {"to", "bob"}, {"person", "ana"}}, 201);
  const auto outcome = bench.run(
      {"delegations", "add", "--to", "bob", "--from", "2027-01-01", "--until", "2027-01-08"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  const auto body = Json::parse(bench.server.requests.back().body);
  EXPECT_EQ(body.at("from"), "2027-01-01T00:00:00Z");
  EXPECT_EQ(body.at("until"), "2027-01-08T00:00:00Z");
  EXPECT_THAT(bench.run({"delegations", "add", "--to", "bob", "--until", "2027-13-01"}).err,
              HasSubstr("a day such as 2026-05-04 (UTC)"));
}

TEST(RunsShow, APayloadCannotDriveTheTerminal) {
  Bench bench;
  Json run = run_row("run_1", "failed");
  run["title"] = "\x1b[2Jgone";
  run["steps"] = {{{"name", "a"},
                   {"status", "failed"},
                   {"attempt", 2},
                   {"error", {{"message", "bad\nline\x1b]0;x"}}}}};
  bench.server.answer("GET /api/v1/runs/run_1", run);
  EXPECT_THAT(bench.run({"runs", "show", "run_1"}).out, Not(HasSubstr("\x1b")));
}

Json journal_page(std::int64_t sequence, Json transition) {
  return {{"items",
           {{{"sequence", sequence},
             {"at", "2026-05-04T09:59:01Z"},
             {"transitions", {std::move(transition)}}}}},
          {"next", nullptr}};
}

TEST(RunsWatch, FollowsTheJournalUntilTheRunEnds) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1", run_row("run_1", "running"));
  bench.server.answer("GET /api/v1/runs/run_1", run_row("run_1", "succeeded"));
  bench.server.answer("GET /api/v1/runs/run_1/journal?after=0",
                      journal_page(7, {{"is", "StepStarted"}, {"step", "a"}}));
  bench.server.answer("GET /api/v1/runs/run_1/journal?after=7",
                      journal_page(8, {{"is", "RunSucceeded"}}));
  const auto outcome = bench.run({"runs", "watch", "run_1"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(bench.pauses, 1);
  EXPECT_EQ(outcome.out, "09:59:01  ● a  started, attempt 1\n09:59:01  ✓   run succeeded\n");
}

TEST(RunsWatch, ExitsOneWhenTheRunFailed) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1", run_row("run_1", "failed"));
  bench.server.answer("GET /api/v1/runs/run_1/journal?after=0",
                      {{"items", Json::array()}, {"next", nullptr}});
  const auto outcome = bench.run({"runs", "watch", "run_1"});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.err, HasSubstr("next: baton runs retry run_1"));
}

TEST(ConnectorsShow, TellsOfOneConnection) {
  Bench bench;
  bench.server.answer("GET /api/v1/connections",
                      {{"items",
                        {{{"name", "jira"},
                          {"connector", "jira"},
                          {"state", "inactive"},
                          {"reason", "JIRA_TOKEN is not set"},
                          {"logins", {"device"}},
                          {"webhook_setup", {"Create a webhook to {url}.", "Give it a secret."}}}}},
                       {"next", nullptr}});
  const auto shown = bench.run({"connectors", "show", "jira"}).out;
  EXPECT_THAT(shown, HasSubstr("reason: JIRA_TOKEN is not set\n"));
  EXPECT_THAT(shown, HasSubstr("to log in at the vendor: baton connectors login jira --device\n"));
  EXPECT_THAT(shown,
              testing::ContainsRegex("  1. Create a webhook to http://.*/hooks/jira\\.\n  2. "
                                     "Give it a secret.\n"));
  const auto none = bench.run({"connectors", "show", "jria"});
  EXPECT_EQ(none.exit, kNotFound);
  EXPECT_THAT(none.err, HasSubstr("did you mean \"jira\"?"));
}

TEST(ConnectorsLs, SaysThatMostAttemptsOfAReadyConnectionFail) {
  Bench bench;
  const Json failing{{"count", 10},
                     {"failed", 9},
                     {"mostly_failed", true},
                     {"reason", "http_401: the token has expired"}};
  const Json works{{"count", 10}, {"failed", 1}, {"mostly_failed", false}, {"reason", "timeout"}};
  bench.server.answer(
      "GET /api/v1/connections",
      {{"items",
        {{{"name", "asana"}, {"state", "ready"}, {"acts", true}, {"recent_attempts", works}},
         {{"name", "jira"}, {"state", "ready"}, {"acts", true}, {"recent_attempts", failing}}}},
       {"next", nullptr}});
  const auto outcome = bench.run({"connectors", "ls"});
  EXPECT_THAT(outcome.out, HasSubstr("✓ ready"));
  EXPECT_THAT(outcome.out, HasSubstr("! ready"));
  EXPECT_THAT(outcome.out,
              HasSubstr("9 of the last 10 attempts failed: http_401: the token has expired"));
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("timeout")));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton connectors test jira"));
}

TEST(ConnectorsLs, SaysWhyActionsWait) {
  Bench bench;
  const Json paused{{"state", "paused"},
                    {"operation", "create_issue"},
                    {"until", "2026-05-04T10:02:00Z"},
                    {"reason", "nothing is left of the quota"}};
  const Json held{{"state", "held"}, {"operation", ""}, {"reason", "ASANA_TOKEN is not set"}};
  bench.server.answer(
      "GET /api/v1/connections",
      {{"items",
        {{{"name", "asana"},
          {"state", "inactive"},
          {"acts", true},
          {"reason", "ASANA_TOKEN is not set"},
          {"lanes", Json::array({held})}},
         {{"name", "jira"}, {"state", "ready"}, {"acts", true}, {"lanes", Json::array({paused})}}}},
       {"next", nullptr}});
  const auto outcome = bench.run({"connectors", "ls"});
  EXPECT_THAT(outcome.out, HasSubstr("create_issue paused until 2026-05-04T10:02:00Z: nothing is "
                                     "left of the quota"));
  EXPECT_THAT(outcome.out, HasSubstr("ASANA_TOKEN is not set"));
  EXPECT_THAT(outcome.out, testing::Not(HasSubstr("held")));
}

TEST(ConnectorsCatalogue, TellsWhatEachCanDo) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/connectors",
      {{"items",
        {{{"name", "jira"},
          {"title", "Jira"},
          {"auth", {"basic"}},
          {"operations", {{{"name", "create_issue"}, {"title", "Create an issue."}}}},
          {"scheme", "jira"},
          {"polls", Json::array()},
          {"connections", {"jira", "jira-lab"}}}}},
       {"next", nullptr}});
  const auto outcome = bench.run({"connectors", "catalogue"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, HasSubstr("create_issue"));
  EXPECT_THAT(outcome.out, HasSubstr("jira, jira-lab"));
}

TEST(ConnectorsTest, ShowsEachStepAndExitsOneWhenOneFailed) {
  Bench bench;
  const Json name_found{
      {"what", "name"}, {"result", "succeeded"}, {"text", "https://a"}, {"ms", 0}};
  const Json refused{{"what", "tcp"}, {"result", "failed"}, {"text", "refused"}, {"ms", 12}};
  bench.server.answer("POST /api/v1/connections/jira/test",
                      {{"name", "jira"}, {"ok", false}, {"checks", {name_found, refused}}});
  const auto tried = bench.run({"connectors", "test", "jira"});
  EXPECT_EQ(tried.exit, kNo);
  EXPECT_THAT(tried.out, HasSubstr("✕ failed"));
  EXPECT_THAT(tried.out, HasSubstr("refused"));
}

TEST(TemplateDiff, ComparesVersions) {
  Bench bench;
  bench.server.answer("GET /api/v1/templates/a?version=1",
                      {{"name", "a"}, {"version", 1}, {"yaml", "workflow: a\ntitle: A\n"}});
  bench.server.answer("GET /api/v1/templates/a",
                      {{"name", "a"}, {"version", 2}, {"yaml", "workflow: a\ntitle: B\n"}});
  const auto shown = bench.run({"template", "diff", "a@1"});
  EXPECT_EQ(shown.exit, kNo);
  EXPECT_EQ(shown.out, "--- a@1\n+++ a@2\n@@ -1,2 +1,2 @@\n workflow: a\n-title: A\n+title: B\n");
  EXPECT_EQ(bench.run({"template", "diff", "a", "a"}).exit, kOk);
  EXPECT_EQ(bench.run({"template", "diff"}).exit, kUsage);
}

TEST(TemplateRollback, MakesTheVersionBeforeTheActiveOne) {
  Bench bench;
  bench.server.answer("GET /api/v1/templates/a", {{"name", "a"}, {"version", 3}});
  bench.server.answer("POST /api/v1/templates/a/enable?version=2", {{"name", "a"}, {"version", 2}});
  EXPECT_EQ(bench.run({"template", "rollback", "a"}).out, "a@2  active\n");
  bench.server.answer("GET /api/v1/templates/b", {{"name", "b"}, {"version", 1}});
  EXPECT_EQ(bench.run({"template", "rollback", "b"}).exit, kConflict);
}

TEST(TemplateWindows, ShowWhatEachKeyLacks) {
  Bench bench;
  const Json key{{"key", "Orlin"}, {"because", "it still lacks 1 event"}};
  bench.server.answer("GET /api/v1/templates/a/windows", {{"windows",
                                                           {{{"window", "7"},
                                                             {"line", 3},
                                                             {"waits_for", "2 events"},
                                                             {"keys", {key}},
                                                             {"next", "Orlin"}}}}});
  const auto shown = bench.run({"template", "windows", "a"});
  EXPECT_EQ(shown.exit, kOk);
  EXPECT_EQ(shown.out,
            "line 3  2 events\n    Orlin: it still lacks 1 event\n"
            "    … more: --window 7 --after Orlin\n");
  bench.server.answer("GET /api/v1/templates/b/windows", {{"windows", Json::array()}});
  EXPECT_EQ(bench.run({"template", "windows", "b"}).out, "");
}

TEST(TemplateNew, WritesAnExampleThatIsRight) {
  const fs::path folder = fs::temp_directory_path() / ("baton-new-" + std::to_string(::getpid()));
  fs::remove_all(folder);
  Bench bench;
  const std::string file = folder / "templates" / "mine.yaml";
  const auto written = bench.run({"template", "new", "mine", "--config", folder.string()});
  EXPECT_EQ(written.exit, kOk) << written.err;
  EXPECT_EQ(written.out, file + "\n");
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_THAT(text, HasSubstr("\nworkflow: mine\n"));
  EXPECT_EQ(bench.run({"template", "lint", file}).exit, kOk);
  EXPECT_EQ(bench.run({"template", "new", "mine", "--config", folder.string()}).exit, kConflict);
  EXPECT_EQ(bench.run({"template", "new", "Mine", "--config", folder.string()}).exit, kUsage);
  const auto unknown = bench.run({"template", "new", "m", "--from", "helo"});
  EXPECT_THAT(unknown.err, HasSubstr("did you mean \"hello\"?"));
  fs::remove_all(folder);
}

TEST(RunsLogs, PrintsTheJournalOrOnlyWhatWentWrong) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs/run_1/journal?after=0",
      {{"items",
        {{{"sequence", 1},
          {"at", "2026-05-04T09:00:00Z"},
          {"transitions", {{{"is", "StepStarted"}, {"step", "ship"}}}}},
         {{"sequence", 2},
          {"at", "2026-05-04T09:00:01Z"},
          {"transitions",
           {{{"is", "StepFailed"},
             {"step", "ship"},
             {"message", "no such order"},
             {"exchange",
              {{"method", "POST"},
               {"url", "https://a.example/orders"},
               {"ms", 31},
               {"status", 404},
               {"request_id", "r-4711"},
               {"body", "{\"error\":\n\"no such order\"}"}}}},
            {{"is", "RunFailed"}, {"step", "ship"}, {"message", "no such order"}}}}}}},
       {"next", nullptr}});
  const auto all = bench.run({"runs", "logs", "run_1"});
  EXPECT_EQ(all.exit, kOk);
  EXPECT_THAT(all.out, HasSubstr("2026-05-04 09:00:00  ● ship  "));
  EXPECT_EQ(std::count(all.out.begin(), all.out.end(), '\n'), 5);
  EXPECT_THAT(all.out, HasSubstr("    POST https://a.example/orders: HTTP 404 after 31 ms, request "
                                 "r-4711\n    {\"error\": \"no such order\"}\n"));
  const auto failed = bench.run({"runs", "logs", "run_1", "--failed"});
  EXPECT_THAT(failed.out, Not(HasSubstr("09:00:00")));
  EXPECT_EQ(failed.out.find("2026-05-04 09:00:01  ✕ ship  failed: no such order\n"), 0U);
  EXPECT_EQ(Json::parse(bench.run({"runs", "logs", "run_1", "-o", "json"}).out)["items"].size(),
            2U);
}

TEST(RunsPause, SendsWhyAndResumes) {
  Bench bench;
  bench.server.answer("POST /api/v1/runs/run_1/pause", {{"event", "evt_1"}}, 202);
  bench.server.answer("POST /api/v1/runs/run_1/resume", {{"event", "evt_2"}}, 202);
  EXPECT_EQ(bench.run({"runs", "pause", "run_1", "--reason", "month end"}).out,
            "run_1  is paused\n");
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"reason", "month end"}}));
  EXPECT_EQ(bench.run({"runs", "resume", "run_1"}).out, "run_1  goes on\n");
}

TEST(RunsRetry, NamesTheStep) {
  Bench bench;
  bench.server.answer("POST /api/v1/runs/run_1/retry", {{"event", "evt_1"}}, 202);
  EXPECT_EQ(bench.run({"runs", "retry", "run_1", "--from", "ticket"}).exit, kOk);
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"step", "ticket"}}));
}

TEST(RunsRetry, SaysBeforeWhatIsDoneAgain) {
  Bench bench;
  Json ticket{{"step", "ticket"},     {"connection", "jira"}, {"operation", "create_issue"},
              {"before", "in_doubt"}, {"attempts", 2},        {"repeat", "looks"},
              {"again", "once"},      {"key", "run_1.ticket"}};
  Json mail{{"step", "mail"}, {"connection", "post"}, {"operation", "send"}, {"before", "never"},
            {"attempts", 0},  {"repeat", "twice"},    {"again", "first"},    {"items", 3}};
  Json shown{{"run", "run_1"},
             {"may", true},
             {"version", 1},
             {"newest", 2},
             {"uses", 1},
             {"anew", false},
             {"first", {"ticket"}},
             {"then", {"mail"}},
             {"kept", {"brief"}},
             {"voided", Json::array()},
             {"effects", {ticket, mail}}};
  bench.server.answer("GET /api/v1/runs/run_1/retry?step=ticket", shown);
  const auto outcome = bench.run({"runs", "retry", "run_1", "--from", "ticket", "--dry-run"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_EQ(
      outcome.out,
      "run_1  can be retried, with v1; it began with v1, the newest is v2\n"
      "    again: ticket\n"
      "    then: mail\n"
      "    stays done: brief\n"
      "    asked anew: nothing\n"
      "    sends:\n"
      "      ticket  jira.create_issue: may have happened; it is looked for before it is sent "
      "again\n"
      "      mail  post.send, for 3 items: not sent before\n");
  EXPECT_THAT(outcome.err, HasSubstr("baton runs retry run_1 --from ticket"));
  shown["may"] = false;
  shown["because"] = "no step of the run has failed";
  shown["hint"] = "";
  Bench other;
  other.server.answer("GET /api/v1/runs/run_1/retry?step=ticket", shown);
  const auto refused = other.run({"runs", "retry", "run_1", "--from", "ticket", "--dry-run"});
  EXPECT_EQ(refused.exit, kNo);
  EXPECT_THAT(refused.out, HasSubstr("no step of the run has failed"));
}

TEST(RunsRetry, FromItsStartReplaysTheEventOfAnEndedRun) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1/retry?from=start",
                      {{"event", "evt_1"}, {"may", true}});
  bench.server.answer("POST /api/v1/events/evt_1/replay", {{"event", "evt_9"}}, 202);
  const auto begun = bench.run({"runs", "retry", "run_1", "--from-start"});
  EXPECT_EQ(begun.exit, kOk) << begun.err;
  EXPECT_EQ(begun.out, "run_1  is begun anew by the event evt_9\n");
}

TEST(RunsRetry, FromItsStartIsRefusedWhereTheServerSaysNo) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1/retry?from=start",
                      {{"event", "evt_1"},
                       {"may", false},
                       {"because", "the event evt_1 has started or resumed other runs too"},
                       {"hint", "to have all of it done again: baton events replay evt_1"}});
  const auto refused = bench.run({"runs", "retry", "run_1", "--from-start"});
  EXPECT_EQ(refused.exit, kConflict);
  EXPECT_THAT(refused.err, HasSubstr("baton events replay evt_1"));
}

TEST(EventsReplay, SaysBeforeWhatItStarts) {
  Bench bench;
  Json done{{"step", "post"}, {"connection", "out"}, {"operation", "post"},  {"before", "done"},
            {"attempts", 1},  {"repeat", "twice"},   {"again", "may_repeat"}};
  bench.server.answer("GET /api/v1/events/evt_1/replay", {{"event", "evt_1"},
                                                          {"may", true},
                                                          {"others", 4},
                                                          {"starts",
                                                           {{{"workflow", "order"},
                                                             {"version", 3},
                                                             {"notes", {"the slot is full"}},
                                                             {"effects", {done}}}}}});
  const auto shown = bench.run({"events", "replay", "evt_1", "--dry-run"});
  EXPECT_EQ(shown.exit, kOk) << shown.err;
  EXPECT_EQ(shown.out,
            "evt_1  can be replayed\n"
            "    starts order v3\n"
            "    the slot is full\n"
            "    sends:\n"
            "      post  out.post: happened, and may happen twice\n");
}

TEST(EventsReplay, SaysThatNothingStartsWhileARunOfTheKeyIsOpen) {
  Bench bench;
  Json start{{"workflow", "order"},
             {"version", 3},
             {"notes", {"one run per key: run_1 is open"}},
             {"open_run", "run_1"},
             {"effects", Json::array()}};
  Json preview{{"event", "evt_1"}, {"may", true}, {"others", 4}, {"starts", Json::array({start})}};
  bench.server.answer("GET /api/v1/events/evt_1/replay", preview);
  const auto shown = bench.run({"events", "replay", "evt_1", "--dry-run"});
  EXPECT_EQ(shown.out,
            "evt_1  can be replayed\n"
            "    would start nothing of order: one run per key: run_1 is open\n");
  EXPECT_THAT(shown.err, HasSubstr("baton events why evt_1"));
  EXPECT_THAT(shown.err, Not(HasSubstr("baton events replay")));
}

TEST(EventsReplay, TakesAnyEvent) {
  Bench bench;
  bench.server.answer("POST /api/v1/events/evt_1/replay", {{"event", "evt_9"}}, 202);
  const auto replayed = bench.run({"events", "replay", "evt_1"});
  EXPECT_EQ(replayed.out, "evt_1  is processed again as evt_9\n");
  EXPECT_EQ(replayed.err, "next: baton events show evt_9\n");
}

TEST(RunsResolve, SaysWhatBecameOfAStep) {
  Bench bench;
  bench.server.answer("POST /api/v1/runs/run_1/steps/ticket/resolve", {{"event", "evt_1"}}, 202);
  const auto outcome = bench.run({"runs", "resolve", "run_1", "ticket", "--succeeded", "-d",
                                  "{\"id\": 7}", "--note", "it is there"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(Json::parse(bench.body()),
            (Json{{"as", "succeeded"}, {"output", {{"id", 7}}}, {"note", "it is there"}}));
  EXPECT_NE(bench.run({"runs", "resolve", "run_1", "ticket"}).exit, kOk)
      << "one of three is to be said";
  EXPECT_NE(bench.run({"runs", "resolve", "run_1", "ticket", "--failed", "--resend"}).exit, kOk);
}

TEST(RunsSkip, HasARunGoOnWithoutAStep) {
  Bench bench;
  bench.server.answer("POST /api/v1/runs/run_1/steps/ticket/skip", {{"event", "evt_1"}}, 202);
  const auto outcome = bench.run({"runs", "skip", "run_1", "ticket", "--note", "nobody needs it"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, testing::StartsWith("run_1  ticket is skipped, and so are steps"));
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"note", "nobody needs it"}}));
  EXPECT_NE(bench.run({"runs", "skip", "run_1"}).exit, kOk) << "the step is to be named";
}

TEST(RunsSkip, SaysBeforeWhatItWouldBringAbout) {
  Bench bench;
  Json shown{{"step", "ticket"},
             {"may", true},
             {"with", {"site"}},
             {"next", {"launch", "tell"}},
             {"kept", Json::array()}};
  bench.server.answer("GET /api/v1/runs/run_1/steps/ticket/skip", shown);
  auto outcome = bench.run({"runs", "skip", "run_1", "ticket", "--dry-run"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(outcome.out,
            "ticket  can be skipped\n"
            "    skipped with it: site\n"
            "    then may begin: launch, tell\n"
            "    stays done: nothing\n");
  shown["may"] = false;
  shown["because"] = "step \"ticket\" is mandatory: no run goes on without it";
  shown["hint"] = "";
  Bench other;
  other.server.answer("GET /api/v1/runs/run_1/steps/ticket/skip", shown);
  outcome = other.run({"runs", "skip", "run_1", "ticket", "--dry-run"});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.out, testing::HasSubstr("no run goes on without it"));
}

TEST(RunsMigrate, HasARunGoOnByAnotherVersion) {
  Bench bench;
  bench.server.answer("POST /api/v1/runs/run_1/migrate", {{"event", "evt_1"}}, 202);
  const auto outcome =
      bench.run({"runs", "migrate", "run_1", "--to", "3", "--note", "a step more"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, testing::StartsWith("run_1  is migrated to version 3"));
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"to", 3}, {"note", "a step more"}}));
  EXPECT_NE(bench.run({"runs", "migrate", "run_1"}).exit, kOk) << "the version is to be named";
  EXPECT_EQ(bench.run({"runs", "migrate", "--to", "3"}).exit, kUsage);
}

TEST(RunsMigrate, SaysBeforeWhatItWouldMean) {
  Bench bench;
  const Json none = Json::array();
  Json shown{{"run", "run_1"},
             {"may", true},
             {"from", 2},
             {"to", 3},
             {"kept", {"book"}},
             {"open", {"rest"}},
             {"changed", Json::array({{{"step", "ship"}, {"keys", {"needs", "with"}}}})},
             {"added", {"check"}},
             {"dropped", none},
             {"renewed", none},
             {"next", {"check"}},
             {"conflicts", none}};
  bench.server.answer("GET /api/v1/runs/run_1/migrate?to=3", shown);
  auto outcome = bench.run({"runs", "migrate", "run_1", "--to", "3", "--dry-run"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(outcome.out,
            "run_1  can be migrated from v2 to v3\n"
            "    ended, and stays as it is: book\n"
            "    under way, and goes on: rest\n"
            "    new: check\n"
            "    dropped: nothing\n"
            "    changed: ship (needs, with)\n"
            "    may begin then: check\n");
  shown["may"] = false;
  shown["conflicts"] = Json::array(
      {{{"step", "legal"}, {"message", "it is mandatory, and version 3 does not have it"}}});
  Bench other;
  other.server.answer("GET /api/v1/runs/run_1/migrate?to=3", shown);
  outcome = other.run({"runs", "migrate", "run_1", "--to", "3", "--dry-run"});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.out, HasSubstr("run_1  cannot be migrated from v2 to v3\n"
                                     "    in the way: legal: it is mandatory, and version 3 does "
                                     "not have it\n"));
}

TEST(RunsMigrate, OfManyTellsTheVersion) {
  Bench bench;
  const Json item{{"id", "run_1"}, {"workflow", "w"}, {"title", "T"}, {"status", "waiting"}};
  bench.server.answer("POST /api/v1/runs/bulk",
                      {{"items", Json::array({item})}, {"next", nullptr}});
  const auto told =
      bench.run({"runs", "migrate", "-q", "template:w", "--to", "3", "--note", "why"});
  EXPECT_EQ(told.exit, kOk);
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"do", "migrate"},
                                             {"q", "template:w"},
                                             {"to", 3},
                                             {"reason", "why"},
                                             {"dry_run", true}}));
}

TEST(TemplateSchedules, SaysWhenTheyFireNext) {
  Bench bench;
  bench.server.answer("GET /api/v1/templates/a/schedules?next=2",
                      {{"items",
                        {{{"line", 3},
                          {"cron", "0 9 * * 1"},
                          {"timezone", "Europe/Paris"},
                          {"misfire", "once"},
                          {"next", {"2026-05-04T07:00:00Z"}}}}},
                       {"next", nullptr}});
  EXPECT_EQ(bench.run({"template", "schedules", "a", "--next", "2"}).out,
            "line 3  0 9 * * 1  Europe/Paris\n    2026-05-04T07:00:00Z\n");
}

TEST(FactsReaders, SaysWhoReadsAFact) {
  Bench bench;
  bench.server.answer("GET /api/v1/facts/budget/readers", {{"items",
                                                            {{{"workflow", "launch"},
                                                              {"version", 3},
                                                              {"step", "go"},
                                                              {"place", "gate"},
                                                              {"named", true}}}},
                                                           {"next", nullptr}});
  EXPECT_THAT(bench.run({"facts", "readers", "budget"}).out, HasSubstr("launch"));
}

TEST(RunsWatch, NumbersRetriesAndSaysWhenTheyAreDue) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1", run_row("run_1", "succeeded"));
  bench.server.answer(
      "GET /api/v1/runs/run_1/journal?after=0",
      journal_page(
          7, {{"is", "StepRetrying"}, {"step", "a"}, {"attempt", 2}, {"due", 1777888830000000}}));
  EXPECT_THAT(bench.run({"runs", "watch", "run_1"}).out,
              HasSubstr("retries as attempt 2 at 2026-05-04T10:00:30Z"));
}

TEST(RunsShow, AStepThatWaitsSaysForWhatAndUntilWhen) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs/run_1",
      {{"id", "run_1"},
       {"status", "waiting"},
       {"now", {{"kind", "event"}, {"step", "booked"}, {"who", "campaign.booked"}}},
       {"steps",
        Json::array(
            {{{"name", "booked"}, {"status", "waiting"}, {"due", "2026-05-11T09:59:59Z"}}})}});
  EXPECT_THAT(bench.run({"runs", "show", "run_1"}).out,
              HasSubstr("waits for campaign.booked, due in 7d"));
}

TEST(RunsShow, AnIdThatIsEmptyIsSaidToBe) {
  Bench bench;
  const auto outcome = bench.run({"runs", "show", ""});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("error: ID is empty"));
}

TEST(RunsShow, AnIdIsOneSegmentOfThePath) {
  Bench bench;
  bench.run({"runs", "show", "../tokens?x"});
  EXPECT_EQ(bench.server.requests.back().path, "/api/v1/runs/..%2Ftokens%3Fx");
}

TEST(EventsSend, BuildsItsDataFromEveryPart) {
  Bench bench;
  bench.input = R"({"name": "Ada", "deep": {"kept": true}})";
  bench.server.answer("POST /api/v1/events", {{"id", "evt_1"}, {"repeated", false}}, 202);
  const auto outcome =
      bench.run({"events", "send", "hello.said", "-f", "-", "--set", "deep.amount=3", "--set",
                 "note=so so", "--id", "x-1", "--time", "2026-05-04T09:45:00Z"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(outcome.out, "evt_1\n");
  EXPECT_THAT(outcome.err, HasSubstr("next: baton events show evt_1"));
  EXPECT_EQ(
      Json::parse(bench.body()),
      (Json{{"type", "hello.said"},
            {"id", "x-1"},
            {"time", "2026-05-04T09:45:00Z"},
            {"data",
             {{"name", "Ada"}, {"deep", {{"kept", true}, {"amount", 3}}}, {"note", "so so"}}}}));
}

// A server that an event was sent to; `effect` is what it did in the end.
void answer_to_event(FakeServer& server, const core::EventId& id, const Json& effect) {
  server.answer("POST /api/v1/events", {{"id", id.text()}, {"repeated", false}}, 202);
  const std::string call =
      "GET /api/v1/events?after=" + core::EventId(id.value() - 1).text() + "&limit=1";
  for (const Json& one : {Json{{"started", Json::array()}, {"pending", true}}, effect}) {
    const Json event{{"id", id.text()}, {"effect", one}};
    server.answer(call, {{"items", Json::array({event})}, {"next", nullptr}});
  }
}

TEST(EventsSend, WaitsUntilItsRunsHaveEnded) {
  const core::EventId id(1'000'000);
  const Json run{{"id", "run_1"}, {"workflow", "hello"}};
  Bench bench;
  answer_to_event(bench.server, id, {{"started", Json::array({run})}});
  bench.server.answer("GET /api/v1/runs/run_1", run_row("run_1", "running"));
  bench.server.answer("GET /api/v1/runs/run_1", run_row("run_1", "succeeded"));
  const auto outcome = bench.run({"events", "send", "hello.said", "--wait"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_EQ(outcome.out, id.text() + "\nrun_1  ✓ succeeded  Hello\n");
  EXPECT_EQ(bench.pauses, 2) << "once for the event, and once for the run";
  Bench failed;
  answer_to_event(failed.server, id, {{"started", Json::array({run})}});
  failed.server.answer("GET /api/v1/runs/run_1", run_row("run_1", "failed"));
  const auto told = failed.run({"events", "send", "hello.said", "--wait", "-o", "json"});
  EXPECT_EQ(told.exit, kNo);
  EXPECT_EQ(Json::parse(told.out).at("runs").at(0).at("status"), "failed");
}

TEST(EventsSend, WaitsForNoRunThatDidNotStart) {
  const core::EventId id(1'000'000);
  Bench bench;
  answer_to_event(bench.server, id, {{"started", Json::array()}});
  const auto outcome = bench.run({"events", "send", "hello.said", "--wait"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.err, HasSubstr("started no run"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton events why " + id.text()));
  Bench parked;
  answer_to_event(parked.server, id, {{"started", Json::array()}, {"parked", "it is broken"}});
  const auto refused = parked.run({"events", "send", "hello.said", "--wait"});
  EXPECT_EQ(refused.exit, kConflict);
  EXPECT_THAT(refused.err, HasSubstr("it is broken"));
}

// It was deleted meanwhile: the next one in the log says nothing of it.
TEST(EventsSend, WaitsForNoOtherEvent) {
  const core::EventId id(1'000'000);
  const std::string call =
      "GET /api/v1/events?after=" + core::EventId(id.value() - 1).text() + "&limit=1";
  const Json later{{"id", core::EventId(id.value() + 1).text()},
                   {"effect", {{"started", Json::array()}}}};
  for (const Json& items : {Json::array({later}), Json::array()}) {
    Bench bench;
    bench.server.answer("POST /api/v1/events", {{"id", id.text()}, {"repeated", true}}, 202);
    bench.server.answer(call, {{"items", items}, {"next", nullptr}});
    const auto outcome = bench.run({"events", "send", "hello.said", "--wait"});
    EXPECT_EQ(outcome.exit, kNotFound);
    EXPECT_THAT(outcome.err, HasSubstr(id.text() + " is not kept any more"));
    EXPECT_EQ(bench.pauses, 0);
  }
}

TEST(TemplateSchema, IsPrintedForEachKindOfFile) {
  Bench bench;
  const auto workflow = bench.run({"template", "schema"});
  EXPECT_EQ(workflow.exit, kOk);
  EXPECT_TRUE(Json::parse(workflow.out).at("properties").contains("steps"));
  EXPECT_EQ(bench.run({"template", "schema", "workflow"}).out, workflow.out);
  EXPECT_TRUE(Json::parse(bench.run({"template", "schema", "calendar", "-o", "ndjson"}).out)
                  .at("properties")
                  .contains("hours"));
  const auto wrong = bench.run({"template", "schema", "calender"});
  EXPECT_EQ(wrong.exit, kUsage);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean \"calendar\"?"));
}

TEST(Commands, TheNameOfACommandIsAValueBehindAnother) {
  Bench bench;
  const auto outcome = bench.run({"template", "schema", "calendar"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
}

TEST(EventsSend, RefusesDataThatIsNoJson) {
  Bench bench;
  const auto outcome = bench.run({"events", "send", "a.b", "-d", "{'name': 1}"});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--data-json"));
  EXPECT_EQ(bench.run({"events", "send", "a.b", "--set", "novalue"}).exit, kUsage);
  EXPECT_EQ(bench.run({"events", "send", "a.b", "--set", "a..b=1"}).exit, kUsage);
  EXPECT_EQ(bench.run({"events", "send", "a.b", "--set", "a=1", "--set", "a.b=1"}).exit, kUsage);
  EXPECT_EQ(bench.run({"events", "send", "a.b", "--set", "a.b=1", "--set", "a=2"}).exit, kUsage);
  EXPECT_EQ(bench.run({"events", "send", "a.b", "--set", "a=1", "--set", "a=2"}).exit, kUsage);
  EXPECT_TRUE(bench.server.requests.empty());
  EXPECT_NE(bench.run({"events", "send", "a.b", "--set", "a.b=1", "--set", "a.bc=2"}).exit, kUsage);
}

TEST(EventsLs, FindsByTheQueryLanguage) {
  Bench bench;
  const auto event = [](const char* id, Json effect) {
    return Json{
        {"id", id},         {"type", "crm.lead.updated"},         {"source", "crm"},
        {"subject", "L-1"}, {"received", "2026-05-04T09:58:00Z"}, {"effect", std::move(effect)}};
  };
  const Json none = Json::array();
  const Json run = Json::array({{{"id", "run_1"}, {"workflow", "w"}, {"title", "W"}}});
  bench.server.answer(
      "GET /api/v1/events?q=type%3Acrm.%2A%20%22two%20words%22&limit=100",
      {{"items",
        {event("evt_4", {{"started", run}, {"resumed", none}}),
         event("evt_3", {{"started", none}, {"resumed", run}}),
         event("evt_2", {{"started", none}, {"resumed", none}, {"parked", "too deep"}}),
         event("evt_1", {{"started", none}, {"resumed", none}})}},
       {"next", nullptr}});
  const auto outcome = bench.run({"events", "ls", "type:crm.*", "two words"});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  for (const auto* part : {"started run_1", "taken by run_1", "set aside: too deep", "2m ago"})
    EXPECT_THAT(outcome.out, HasSubstr(part));
  EXPECT_EQ(outcome.err, "next: baton events show evt_4\n");
}

TEST(EventsLs, SinceIsAFilterAsTheOthersAre) {
  Bench bench;
  const auto event = [](const char* id, const char* received) -> Json {
    return {{"id", id}, {"type", "a.b"}, {"source", "api"}, {"received", received}};
  };
  bench.server.answer(
      "GET /api/v1/events?limit=100",
      {{"items", {event("evt_2", "2026-05-04T09:58:00Z"), event("evt_1", "2026-05-04T09:00:00Z")}},
       {"next", nullptr}});
  const auto outcome = bench.run({"events", "ls", "--since", "15m", "-o", "name"});
  EXPECT_EQ(outcome.out, "evt_2\n") << outcome.err;
  EXPECT_THAT(bench.run({"events", "ls", "--since", "1m"}).err,
              HasSubstr("nothing matches; leave out a filter to see more"));
}

TEST(EventsTail, ShowsTheLastOnesOldestFirst) {
  Bench bench;
  const Json older = {{"id", "evt_1"},
                      {"type", "a.b"},
                      {"source", "api"},
                      {"received", "2026-05-04T09:00:00Z"},
                      {"data", {{"x", 1}}}};
  Json newer = older;
  newer["id"] = "evt_2";
  bench.server.answer("GET /api/v1/events?limit=10",
                      {{"items", {newer, older}}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"events", "tail", "--once"}).out,
            "09:00:00  evt_1  a.b  api  {\"x\":1}\n"
            "09:00:00  evt_2  a.b  api  {\"x\":1}\n");
}

TEST(EventsTail, GoesOnAfterTheLastOneItSaw) {
  Bench bench;
  bench.server.answer("GET /api/v1/events?limit=10",
                      {{"items", {{{"id", "evt_1"}, {"type", "a.b"}}}}, {"next", nullptr}});
  bench.server.answer("GET /api/v1/events?after=evt_1&wait=25",
                      {{"items", {{{"id", "evt_2"}, {"type", "a.b"}}}}, {"next", nullptr}});
  // The command would go on for ever. It ends because the fake has no answer for events after
  // evt_2.
  const auto outcome = bench.run({"events", "tail", "-o", "name"});
  EXPECT_EQ(outcome.exit, kNotFound);
  EXPECT_EQ(outcome.out, "evt_1\nevt_2\n");
}

// All rows of such a page are damaged.
TEST(EventsTail, GoesOnBehindAPageThatHasNoEvents) {
  Bench bench;
  const Json none{{"items", Json::array()}, {"next", "evt_5"}};
  const Json last{{"items", {{{"id", "evt_4"}, {"type", "a.b"}}}}, {"next", nullptr}};
  bench.server.answer("GET /api/v1/events?limit=500", none);
  bench.server.answer("GET /api/v1/events?cursor=evt_5&limit=500", last);
  EXPECT_EQ(bench.run({"events", "tail", "--once", "--since", "1h", "-o", "name"}).out, "evt_4\n");
  bench.server.answer("GET /api/v1/events?limit=10", none);
  bench.server.answer("GET /api/v1/events?cursor=evt_5&limit=10", last);
  bench.server.answer("GET /api/v1/events?after=evt_4&wait=25", none);
  bench.server.answer("GET /api/v1/events?after=evt_5&wait=25",
                      {{"items", {{{"id", "evt_6"}, {"type", "a.b"}}}}, {"next", "evt_6"}});
  EXPECT_EQ(bench.run({"events", "tail", "-o", "name"}).out, "evt_4\nevt_6\n");
}

TEST(Approvals, ADecisionCarriesTheHashOfWhatWasRead) {
  Bench bench;
  bench.server.answer("GET /api/v1/approvals/run_1.legal",
                      {{"id", "run_1.legal"}, {"status", "open"}, {"hash", "h1"}, {"ask", "Go?"}});
  bench.server.answer("POST /api/v1/approvals/run_1.legal/approve",
                      {{"id", "run_1.legal"}, {"status", "approved"}, {"ask", "Go?"}});
  const auto outcome = bench.run({"approvals", "approve", "run_1.legal", "--note", "fine"});
  EXPECT_EQ(outcome.out, "run_1.legal  ✓ approved  Go?\n");
  EXPECT_EQ(outcome.err, "next: baton runs watch run_1\n");
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"comment", "fine"}, {"hash", "h1"}}));
}

TEST(Approvals, TellHowManyAreMissingAndWhoMayNot) {
  Bench bench;
  Json approval = {{"id", "run_1.legal"},
                   {"status", "open"},
                   {"ask", "Go?"},
                   {"missing", 1},
                   {"you", {{"may", true}}}};
  bench.server.answer("GET /api/v1/approvals/run_1.legal", approval);
  bench.server.answer("POST /api/v1/approvals/run_1.legal/approve", approval);
  EXPECT_EQ(bench.run({"approvals", "approve", "run_1.legal"}).out,
            "run_1.legal  ◌ open, 1 more has to agree  Go?\n");
  EXPECT_THAT(bench.run({"approvals", "show", "run_1.legal"}).err,
              HasSubstr("next: baton approvals approve run_1.legal"));
  approval["you"] = {{"may", false}, {"because", "whoever asked for it may not approve it"}};
  bench.server.answers.clear();
  bench.server.answer("GET /api/v1/approvals/run_1.legal", approval);
  const auto refused = bench.run({"approvals", "show", "run_1.legal"}).err;
  EXPECT_THAT(refused, HasSubstr("whoever asked for it may not approve it"));
  EXPECT_THAT(refused, Not(HasSubstr("approvals approve")));
}

TEST(Approvals, AnApprovalThatChangedIsAConflict) {
  Bench bench;
  bench.server.answer("GET /api/v1/approvals/run_1.legal", {{"hash", "h1"}});
  bench.server.answer("POST /api/v1/approvals/run_1.legal/reject",
                      {{"detail", "what was asked has changed"}}, 409);
  EXPECT_EQ(bench.run({"approvals", "reject", "run_1.legal", "--reason", "no"}).exit, kConflict);
}

TEST(Tokens, ANewOneIsAllOfTheData) {
  Bench bench;
  bench.server.answer("POST /api/v1/tokens",
                      {{"id", "tok_1"}, {"name", "ci"}, {"role", "sender"}, {"token", "bt_x"}},
                      201);
  EXPECT_EQ(bench.run({"token", "create", "ci", "--role", "sender"}).out, "bt_x\n");
  EXPECT_EQ(bench.run({"token", "create", "ci", "--role", "boss"}).exit, kUsage);
}

TEST(Tokens, AreRevokedByTheirNameToo) {
  Bench bench;
  const auto item = [](const char* id, const char* name, Json revoked = nullptr) {
    return Json{{"id", id}, {"name", name}, {"revoked_at", std::move(revoked)}};
  };
  bench.server.answer("GET /api/v1/tokens",
                      {{"items",
                        {item("tok_1", "ada", "2026-05-04T09:00:00Z"), item("tok_2", "ada"),
                         item("tok_3", "ben"), item("tok_4", "ben")}}});
  bench.server.answer("DELETE /api/v1/tokens/tok_2", nullptr, 204);
  EXPECT_EQ(bench.run({"token", "revoke", "ada"}).out, "tok_2  is revoked\n");
  EXPECT_EQ(bench.run({"token", "revoke", "ben"}).exit, kConflict) << "two go by it";
  const auto unknown = bench.run({"token", "revoke", "adda"});
  EXPECT_EQ(unknown.exit, kNotFound);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean \"ada\"?"));
}

// --- templates: each test has a folder of its own for its files ---

class TemplateCommands : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("baton-templates-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    write("good.yaml", "workflow: good\non:\n  - event: a.b\nsteps:\n  one:\n    set: { x: 1 }\n");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  fs::path folder_;
  Bench bench_;
};

TEST_F(TemplateCommands, LintIsCleanOnAGoodFile) {
  const auto outcome = bench_.run({"template", "lint", folder_.string()});
  EXPECT_EQ(outcome.exit, kOk) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("1 file, 0 errors"));
  EXPECT_TRUE(bench_.server.requests.empty());
}

TEST_F(TemplateCommands, LintPrintsWhatACompilerWould) {
  write("bad.yaml",
        "workflow: bad\non:\n  - event: a.b\nsteps:\n  brief:\n    set: { x: 1 }\n  two:\n    "
        "needs: brif\n    set: { x: 2 }\n");
  const auto outcome = bench_.run({"template", "lint", path("bad.yaml")});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.out, HasSubstr("--> " + path("bad.yaml") + ":8:"));
  EXPECT_THAT(outcome.out, HasSubstr("did you mean \"brief\"?"));
  EXPECT_THAT(outcome.err, HasSubstr("1 file, 1 error"));
  const auto json =
      Json::parse(bench_.run({"template", "lint", folder_.string(), "-o", "json"}).out);
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["files"].size(), 2U);
  EXPECT_EQ(bench_.run({"template", "lint", folder_.string(), "-o", "name"}).out,
            path("bad.yaml") + "\n");
}

TEST_F(TemplateCommands, LintOfWhatIsNotThereIsNotFound) {
  EXPECT_EQ(bench_.run({"template", "lint", path("none.yaml")}).exit, kNotFound);
  fs::create_directories(folder_ / "empty");
  EXPECT_EQ(bench_.run({"template", "lint", path("empty")}).exit, kUsage);
}

TEST_F(TemplateCommands, ApplyPublishesUnderTheNameInTheFile) {
  bench_.server.answer(
      "PUT /api/v1/templates/good",
      {{"name", "good"}, {"version", 2}, {"unchanged", false}, {"findings", Json::array()}});
  const auto outcome = bench_.run({"template", "apply", "-f", folder_.string()});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(outcome.out, "good@2  published\n");
  EXPECT_EQ(bench_.server.requests.back().media_type, "application/yaml");
}

TEST_F(TemplateCommands, PublishIsTheSameCommand) {
  bench_.server.answer(
      "PUT /api/v1/templates/good",
      {{"name", "good"}, {"version", 2}, {"unchanged", false}, {"findings", Json::array()}});
  const auto outcome = bench_.run({"template", "publish", "-f", folder_.string()});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_EQ(outcome.out, "good@2  published\n");
}

TEST_F(TemplateCommands, ApplyShowsTheServersFindingsInTheFile) {
  const Json finding = {{"severity", "error"},
                        {"rule", "do/unknown-operation"},
                        {"message", "no such operation"},
                        {"line", 6},
                        {"column", 5}};
  bench_.server.answer("PUT /api/v1/templates/good", {{"detail", "1 error"}, {"errors", {finding}}},
                       422);
  write("other.yaml", "workflow: other\non:\n  - event: a.b\nsteps:\n  one:\n    set: { x: 1 }\n");
  bench_.server.answer(
      "PUT /api/v1/templates/other",
      {{"name", "other"}, {"version", 1}, {"unchanged", true}, {"findings", Json::array()}});
  const auto outcome = bench_.run({"template", "apply", "-f", folder_.string()});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.err, HasSubstr("error: no such operation"));
  EXPECT_THAT(outcome.err, HasSubstr("--> " + path("good.yaml") + ":6:5"));
  EXPECT_THAT(outcome.err, HasSubstr("set: { x: 1 }"));
  EXPECT_EQ(outcome.out, "other@1  unchanged\n");
}

TEST_F(TemplateCommands, ADryRunOnlyAsks) {
  bench_.server.answer("POST /api/v1/templates/validate",
                       {{"ok", true}, {"findings", Json::array()}});
  EXPECT_EQ(bench_.run({"template", "apply", "--dry-run", "-f", path("good.yaml")}).exit, kOk);
  EXPECT_EQ(bench_.server.requests.size(), 1U);
}

TEST_F(TemplateCommands, ADryRunSaysWhatWouldChange) {
  bench_.server.answer(
      "POST /api/v1/templates/validate",
      {{"ok", true}, {"findings", Json::array()}, {"name", "good"}, {"change", "new"}});
  EXPECT_THAT(bench_.run({"template", "apply", "--dry-run", "-f", path("good.yaml")}).out,
              HasSubstr("good  is right, and new"));
}

TEST_F(TemplateCommands, LintRefusesTwoFilesThatNameOneWorkflow) {
  write("other.yaml",
        "# the same\nworkflow: good\non:\n  - event: a.b\nsteps:\n  one:\n    set: { x: 2 }\n");
  const auto outcome = bench_.run({"template", "lint", folder_.string()});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_THAT(outcome.out, HasSubstr("--> " + path("other.yaml") + ":2:1"));
  EXPECT_THAT(outcome.out, HasSubstr("is in " + path("good.yaml") + " already"));
}

TEST_F(TemplateCommands, ApplyPublishesTheFirstOfTwoFilesThatNameOneWorkflow) {
  write("other.yaml", "workflow: good\non:\n  - event: a.b\nsteps:\n  one:\n    set: { x: 2 }\n");
  bench_.server.answer(
      "PUT /api/v1/templates/good",
      {{"name", "good"}, {"version", 2}, {"unchanged", false}, {"findings", Json::array()}});
  const auto outcome = bench_.run({"template", "apply", "-f", folder_.string()});
  EXPECT_EQ(outcome.exit, kNo);
  EXPECT_EQ(bench_.server.requests.size(), 1U);
}

TEST_F(TemplateCommands, OfAConfigurationFolderOnlyTheTemplatesAreTaken) {
  fs::create_directories(folder_ / "config" / "templates" / "more");
  fs::create_directories(folder_ / "config" / "calendars");
  write("config/baton.yaml", "listen: 127.0.0.1:8700\n");
  write("config/calendars/default.yaml", "calendar: default\ntimezone: UTC\n");
  write("config/templates/more/other.yaml",
        "workflow: other\non:\n  - event: a.b\nsteps:\n  one:\n    set: { x: 1 }\n");
  EXPECT_THAT(bench_.run({"template", "lint", path("config")}).err,
              HasSubstr("1 file, 0 errors, 0 warnings"));
  EXPECT_THAT(bench_.run({"template", "lint", folder_.string()}).err,
              HasSubstr("2 files, 0 errors, 0 warnings"))
      << "good.yaml, which stands beside that folder, and other.yaml";
  EXPECT_EQ(bench_.run({"template", "lint", path("config/baton.yaml")}).exit, kNo)
      << "a file that is named is taken";
}

TEST_F(TemplateCommands, FilesAreFoundByEndingInSubFoldersAndNotWhenHidden) {
  const std::string rest = "\non:\n  - event: a.b\nsteps:\n  one:\n    set: { x: 1 }\n";
  fs::create_directories(folder_ / "sub" / "deeper");
  fs::create_directories(folder_ / ".git");
  write("UPPER.YAML", "workflow: upper" + rest);
  write("sub/deeper/Mixed.Yml", "workflow: mixed" + rest);
  write(".hidden.yaml", "workflow: hidden" + rest);
  write(".git/x.yaml", "workflow: git" + rest);
  write("old.yaml.bak", "workflow: old" + rest);
  const auto outcome = bench_.run({"template", "lint", folder_.string()});
  EXPECT_EQ(outcome.exit, kOk) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("3 files, 0 errors"));
  EXPECT_THAT(outcome.err, HasSubstr("left out: " + path(".hidden.yaml") + " is hidden"));
  EXPECT_THAT(outcome.err, HasSubstr("left out: " + path("old.yaml.bak")));
}

TEST_F(TemplateCommands, LintChecksTheOthersWhenAFileIsNotThere) {
  const auto outcome = bench_.run({"template", "lint", folder_.string(), path("none.yaml")});
  EXPECT_EQ(outcome.exit, kNotFound);
  EXPECT_THAT(outcome.err, HasSubstr("1 file, 0 errors"));
  EXPECT_THAT(outcome.err, HasSubstr("no such file or folder"));
}

TEST_F(TemplateCommands, PruneRetiresWhatCameFromFilesAndIsInNoneAnyMore) {
  bench_.server.answer(
      "PUT /api/v1/templates/good",
      {{"name", "good"}, {"version", 2}, {"unchanged", true}, {"findings", Json::array()}});
  const auto item = [](const char* name, const char* file, const char* status) {
    return Json{{"name", name}, {"version", 1}, {"file", file}, {"status", status}};
  };
  bench_.server.answer("GET /api/v1/templates",
                       {{"items",
                         {item("good", "good.yaml", "active"), item("gone", "gone.yaml", "active"),
                          item("by-hand", "", "active"), item("off", "off.yaml", "retired")}},
                        {"next", nullptr}});
  bench_.server.answer("POST /api/v1/templates/gone/retire",
                       {{"name", "gone"}, {"version", 1}, {"status", "retired"}});
  const auto outcome = bench_.run({"template", "apply", "--prune", "-f", folder_.string()});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_EQ(outcome.out, "good@2  unchanged\ngone  retired\n");
  EXPECT_EQ(bench_.run({"template", "apply", "--prune", "-f", path("good.yaml")}).exit, kUsage);
}

TEST_F(TemplateCommands, RetireAndEnableSwitchAWorkflow) {
  bench_.server.answer("POST /api/v1/templates/good/retire",
                       {{"name", "good"}, {"version", 2}, {"status", "retired"}});
  EXPECT_THAT(bench_.run({"template", "retire", "good"}).out, HasSubstr("good  retired"));
  bench_.server.answer("POST /api/v1/templates/good/enable?version=1",
                       {{"name", "good"}, {"version", 1}, {"status", "active"}});
  EXPECT_EQ(bench_.run({"template", "enable", "good", "1"}).out, "good@1  active\n");
}

TEST_F(TemplateCommands, AFileDoesNotTakeBackARetiredWorkflow) {
  write("other.yaml", "workflow: other\non:\n  - event: a.b\nsteps:\n  one:\n    set: { x: 1 }\n");
  bench_.server.answer("POST /api/v1/templates/validate", {{"ok", true},
                                                           {"findings", Json::array()},
                                                           {"name", "good"},
                                                           {"change", "same"},
                                                           {"retired", {{"actor", "ana"}}}});
  const auto dry = bench_.run({"template", "apply", "--dry-run", "-f", path("good.yaml")});
  EXPECT_EQ(dry.exit, kNo);
  EXPECT_THAT(dry.out, HasSubstr("baton template enable good takes it back"));
  bench_.server.answer("PUT /api/v1/templates/good",
                       {{"detail", "the workflow \"good\" is retired"}}, 409);
  bench_.server.answer(
      "PUT /api/v1/templates/other",
      {{"name", "other"}, {"version", 1}, {"unchanged", true}, {"findings", Json::array()}});
  const auto outcome = bench_.run({"template", "apply", "-f", folder_.string()});
  EXPECT_EQ(outcome.exit, kConflict);
  EXPECT_EQ(outcome.out, "other@1  unchanged\n");
}

TEST_F(TemplateCommands, AVersionIsANumber) {
  const auto slip = bench_.run({"template", "show", "good@x"});
  EXPECT_EQ(slip.exit, kUsage);
  EXPECT_THAT(slip.err, HasSubstr("expected a version after the @, got \"x\""));
  bench_.server.answer("POST /api/v1/templates/good/enable?version=1",
                       {{"name", "good"}, {"version", 1}, {"status", "active"}});
  EXPECT_EQ(bench_.run({"template", "enable", "good@1"}).out, "good@1  active\n");
  EXPECT_EQ(bench_.run({"template", "enable", "good@1", "2"}).exit, kUsage);
}

TEST_F(TemplateCommands, ShowTakesAVersion) {
  bench_.server.answer("GET /api/v1/templates/good?version=2",
                       {{"name", "good"}, {"version", 2}, {"yaml", "workflow: good\n"}});
  EXPECT_EQ(bench_.run({"template", "show", "good@2"}).out, "workflow: good\n");
}

}  // namespace
}  // namespace baton::app
