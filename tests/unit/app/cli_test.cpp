#include "app/cli.hpp"

#include "app/build_info.hpp"
#include "app/help.hpp"
#include "app/table.hpp"
#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Help, StartsWithThreeExamples) {
  Bench bench;
  const auto outcome = bench.run({"--help"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, StartsWith("Examples:\n  baton serve"));
  EXPECT_LT(outcome.out.find("baton events send"), outcome.out.find("Commands:"));
  EXPECT_EQ(outcome.err, "");
}

TEST(Help, WithoutACommandIsTheHelp) {
  Bench bench;
  EXPECT_EQ(bench.run({}).out, bench.run({"--help"}).out);
}

TEST(Help, OfACommandShowsItsOptions) {
  Bench bench;
  const auto outcome = bench.run({"runs", "ls", "--help"});
  EXPECT_THAT(outcome.out, HasSubstr("Usage: baton runs ls [options]"));
  EXPECT_THAT(outcome.out, HasSubstr("--workflow"));
}

TEST(Help, TheGuideIsMadeFromTheSameTable) {
  Bench bench;
  const auto page = read_file(fs::path(BATON_SOURCE_DIR) / "docs" / "guides" / "cli.md", 1'000'000);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(*page, bench.run({"help", "--markdown"}).out)
      << "make it anew: baton help --markdown > docs/guides/cli.md";
}

TEST(Output, ThatCannotBeWrittenIsAFailure) {
  Bench bench;
  bench.disk_is_full = true;
  const auto outcome = bench.run({"version"});
  EXPECT_EQ(outcome.exit, kUnreachable);
  EXPECT_THAT(outcome.err, StartsWith("error: not everything could be printed"));
  bench.server.answer("GET /api/v1/audit?after=0&limit=500",
                      {{"items", {{{"act", "users.add"}}}}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"audit", "export"}).exit, kUnreachable);
}

TEST(Output, ACommandThatFollowsEndsWhenItCannotBeWritten) {
  Bench bench;
  bench.disk_is_full = true;
  bench.server.answer("GET /api/v1/events?limit=10",
                      {{"items", {{{"id", "evt_1"}, {"type", "a.b"}}}}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"events", "tail"}).exit, kUnreachable);
  bench.server.answer("GET /api/v1/runs/run_1", {{"id", "run_1"}, {"status", "waiting"}});
  bench.server.answer("GET /api/v1/runs/run_1/journal?after=0",
                      {{"items", core::Json::array()}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"runs", "watch", "run_1"}).exit, kUnreachable);
}

TEST(Output, FieldsOfWhatIsNoListAreSaidToBeIgnored) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1", {{"id", "run_1"}, {"status", "succeeded"}});
  EXPECT_EQ(bench.run({"runs", "show", "run_1", "--fields", "id", "-o", "json"}).err,
            "warning: --fields is for lists; all of it is shown\n");
  bench.server.answer("GET /api/v1/runs?limit=100",
                      {{"items", {{{"id", "run_1"}}}}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"runs", "ls", "--fields", "id", "-o", "json"}).err, "");
}

TEST(Misuse, AnUnknownCommandIsCorrected) {
  Bench bench;
  const auto outcome = bench.run({"rusn", "ls"});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err,
            "error: unknown command \"rusn\" after \"baton\"\nhelp: did you mean \"runs\"?\n");
  EXPECT_THAT(bench.run({"runs", "shwo", "run_1"}).err, HasSubstr("did you mean \"show\"?"));
}

TEST(Misuse, AnUnknownOptionIsCorrected) {
  Bench bench;
  const auto outcome = bench.run({"runs", "ls", "--worfklow", "x"});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_THAT(
      outcome.err,
      HasSubstr("error: unknown option \"--worfklow\"\nhelp: did you mean \"--workflow\"?"));
}

TEST(Misuse, TheValueOfAnUnknownOptionIsNotTakenForACommand) {
  Bench bench;
  EXPECT_THAT(bench.run({"--lang", "fr", "runs", "ls"}).err,
              HasSubstr("error: unknown option \"--lang\""));
  EXPECT_THAT(bench.run({"runs", "--statsu", "failed", "ls"}).err,
              HasSubstr("unknown option \"--statsu\"\nhelp: did you mean \"--status\"?"));
  EXPECT_THAT(bench.run({"runs", "ls", "-owide", "--statsu=x"}).err,
              HasSubstr("unknown option \"--statsu\""));
  EXPECT_THAT(bench.run({"--verbose", "rusn"}).err, HasSubstr("unknown option \"--verbose\""));
}

TEST(Misuse, SaysWhatAnOptionTakes) {
  Bench bench;
  EXPECT_THAT(bench.run({"runs", "ls", "--color", "alwys"}).err,
              HasSubstr("error: --color \"alwys\": expected auto, always or never\n"
                        "help: did you mean \"always\"?"));
  EXPECT_THAT(bench.run({"runs", "ls", "-o", "xml"}).err,
              HasSubstr("help: see baton runs ls --help"));
  EXPECT_THAT(bench.run({"runs", "ls", "--limit", "0"}).err,
              HasSubstr("--limit \"0\": expected a number from 1 to "));
  EXPECT_THAT(bench.run({"sim", "vendors", "--port", "abc"}).err,
              HasSubstr("--port \"abc\": expected a number"));
}

TEST(Misuse, NamesAWordTooMany) {
  Bench bench;
  EXPECT_THAT(bench.run({"version", "extra"}).err,
              HasSubstr("error: unexpected \"extra\" after \"baton version\""));
  EXPECT_THAT(bench.run({"template", "apply", "config/templates"}).err,
              HasSubstr("help: write baton template apply --file config/templates"));
  EXPECT_THAT(bench.run({"approvals", "reject", "run_1.legal"}).err,
              HasSubstr("help: see baton approvals reject --help"))
      << "the word is the approval, and not the reason";
}

TEST(Misuse, WhatIsMissingIsNamed) {
  Bench bench;
  EXPECT_EQ(bench.run({"runs", "show"}).exit, kUsage);
  EXPECT_EQ(bench.run({"runs", "ls", "-o", "xml"}).exit, kUsage);
  EXPECT_EQ(bench.run({"approvals", "reject", "run_1.legal"}).exit, kUsage);
  EXPECT_EQ(bench.run({"approvals", "reject", "run_1.legal", "--reason", " "}).exit, kUsage);
}

TEST(Help, AGroupAloneAndHelpOfACommandSayWhatThereIs) {
  Bench bench;
  const auto group = bench.run({"runs"});
  EXPECT_EQ(group.exit, kOk);
  EXPECT_THAT(group.out, HasSubstr("baton runs COMMAND"));
  EXPECT_EQ(bench.run({"help", "runs"}).out, group.out);
  EXPECT_EQ(bench.run({"help", "runs", "why"}).out, bench.run({"runs", "why", "--help"}).out);
  EXPECT_EQ(bench.run({"--config", "c", "help", "runs"}).out, group.out);
  EXPECT_EQ(bench.run({"--color", "never", "-o", "json", "help", "runs", "why"}).out,
            bench.run({"runs", "why", "--help"}).out);
  EXPECT_EQ(bench.run({"help", "--color=never", "runs"}).out, group.out);
  const auto unknown = bench.run({"help", "rusn"});
  EXPECT_EQ(unknown.exit, kUsage);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean \"runs\"?"));
}

TEST(Misuse, AWordOfAnotherProgramIsTranslated) {
  Bench bench;
  EXPECT_THAT(bench.run({"runs", "list"}).err, HasSubstr("did you mean \"ls\"?"));
  EXPECT_THAT(bench.run({"template", "validate", "x.yaml"}).err,
              HasSubstr("did you mean \"lint\"?"));
}

TEST(Misuse, IsAProblemWhenJsonIsAskedFor) {
  Bench bench;
  const auto outcome = bench.run({"rusn", "-o", "json"});
  const auto problem = core::Json::parse(outcome.err);
  EXPECT_EQ(problem["code"], "invalid");
  EXPECT_EQ(problem["hint"], "did you mean \"runs\"?");
}

TEST(Misuse, IsAProblemHoweverAFormatForProgramsIsAskedFor) {
  for (const char* format : {"--output=ndjson", "-oyaml", "--output=json"}) {
    Bench bench;
    const auto outcome = bench.run({"rusn", format});
    EXPECT_EQ(core::Json::parse(outcome.err).at("code"), "invalid") << format;
  }
  Bench bench;
  EXPECT_THAT(bench.run({"rusn", "-o", "name"}).err, StartsWith("error: "));
  EXPECT_THAT(bench.run({"runs", "ls", "--status", "faild", "-o", "name"}).err,
              StartsWith("error: "));
}

TEST(Help, KnowsTheOtherNameOfACommand) {
  Bench bench;
  EXPECT_EQ(bench.run({"help", "kpi"}).out, bench.run({"help", "kpis"}).out);
  EXPECT_EQ(bench.run({"insights"}).out, bench.run({"insight"}).out);
  EXPECT_EQ(bench.run({"kpi", "show", "--help"}).out, bench.run({"kpis", "get", "--help"}).out);
  bench.run({"kpi", "ls"});
  ASSERT_EQ(bench.server.requests.size(), 1U);
  EXPECT_EQ(bench.server.requests.back().path, "/api/v1/kpis");
}

TEST(Help, NamesATopicThatWasMeant) {
  Bench bench;
  const auto outcome = bench.run({"help", "exit-code"});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean \"exit-codes\"?"));
}

TEST(Help, AlignsWhatCommandsDo) {
  Bench bench;
  const std::string text = bench.run({"runs", "--help"}).out;
  const auto column = [&text](const std::string& what) {
    const auto at = text.find(what + "\n");
    const auto line = text.rfind('\n', at) + 1;
    return width_of(std::string_view(text).substr(line, at - line));
  };
  ASSERT_THAT(text, HasSubstr("[QUERY…]"));
  EXPECT_EQ(column("List runs, newest first"), column("Show a run with its steps"));
}

TEST(Fields, ThatNoItemHasAreNamed) {
  Bench bench;
  const core::Json named{{"id", "tok_1"}, {"name", "ana"}};
  const core::Json other{{"id", "tok_2"}, {"role", "viewer"}};
  bench.server.answer("GET /api/v1/tokens",
                      {{"items", core::Json::array({named, other})}, {"next", nullptr}});
  EXPECT_THAT(bench.run({"token", "ls", "--fields", "id,nmae"}).err,
              HasSubstr("warning: no item has \"nmae\"; did you mean \"name\"?"));
  EXPECT_THAT(bench.run({"token", "ls", "--fields", "id, role"}).err, Not(HasSubstr("warning")))
      << "one item has it";
  EXPECT_EQ(bench.run({"token", "ls", "--fields", ""}).exit, kUsage);
}

TEST(Version, IsPrinted) {
  Bench bench;
  EXPECT_THAT(bench.run({"version"}).out, StartsWith("baton " BATON_VERSION));
  EXPECT_EQ(bench.run({"--version"}).out, bench.run({"version"}).out);
  const auto said = core::Json::parse(bench.run({"version", "-o", "ndjson"}).out);
  EXPECT_EQ(said["version"], BATON_VERSION);
  EXPECT_EQ(said["commit"], build_info().commit);
  EXPECT_EQ(version_text().find(build_info().commit) != std::string::npos, true);
}

TEST(Config, MistakesLookLikeACompilersAndStopEveryCommand) {
  const fs::path folder =
      fs::temp_directory_path() / ("baton-cli-config-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "baton.yaml") << "lisen: 127.0.0.1:1\n";
  Bench bench;
  const auto outcome = bench.run({"--config", folder.string(), "config", "view"});
  fs::remove_all(folder);
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_THAT(outcome.err, StartsWith("error: unknown setting \"lisen\""));
  EXPECT_THAT(outcome.err, HasSubstr("baton.yaml:1:1"));
  EXPECT_THAT(outcome.err, HasSubstr("lisen: 127.0.0.1:1"));
  EXPECT_THAT(outcome.err, HasSubstr("help: did you mean \"listen\"?"));
}

TEST(Config, ViewShowsWhereEachSettingComesFrom) {
  Bench bench;
  bench.variables["BATON_LISTEN"] = "127.0.0.1:99";
  const auto values =
      core::Json::parse(bench.run({"config", "view", "-o", "json", "--data", "/x"}).out);
  EXPECT_EQ(values["listen"], (core::Json{{"value", "127.0.0.1:99"}, {"from", "BATON_LISTEN"}}));
  EXPECT_EQ(values["data_dir"]["from"], "--data");
  EXPECT_EQ(values["http.streams_max"]["value"].type(), core::Json(1U).type());
  EXPECT_EQ(values["metrics.public"]["value"], false);
  const auto shown = bench.run({"config", "view"}).out;
  EXPECT_THAT(shown, HasSubstr(" 1 MiB "));
  EXPECT_THAT(shown, HasSubstr("BATON_LISTEN"));
  EXPECT_EQ(bench.run({"config", "view", "--origin"}).out, shown);
}

// --- which server, which token ---

TEST(Connect, TheServerIsTheFlagsThenTheVariables) {
  Bench bench;
  bench.server.answer("GET /api/v1/tokens", {{"items", core::Json::array()}, {"next", nullptr}});
  bench.run({"token", "ls"});
  EXPECT_EQ(bench.server.url, "http://127.0.0.1:8700");
  bench.variables["BATON_URL"] = "http://127.0.0.1:5";
  bench.run({"token", "ls"});
  EXPECT_EQ(bench.server.url, "http://127.0.0.1:5");
  bench.run({"token", "ls", "--url", "http://127.0.0.1:6"});
  EXPECT_EQ(bench.server.url, "http://127.0.0.1:6");
}

TEST(Connect, TheTokenInTheDataFolderGoesToThisMachineOnly) {
  const fs::path folder =
      fs::temp_directory_path() / ("baton-cli-token-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "admin.token") << "bt_secret\n";
  Bench bench;
  bench.run({"token", "ls", "--data", folder.string()});
  EXPECT_EQ(bench.server.token, "bt_secret");
  bench.run({"token", "ls", "--data", folder.string(), "--url", "https://elsewhere.example"});
  EXPECT_EQ(bench.server.token, "");
  bench.variables["BATON_TOKEN"] = "bt_other";
  bench.run({"token", "ls", "--data", folder.string()});
  EXPECT_EQ(bench.server.token, "bt_other");
  bench.run({"token", "ls", "--token-file", (folder / "admin.token").string()});
  EXPECT_EQ(bench.server.token, "bt_secret");
  fs::remove_all(folder);
}

TEST(Connect, ATokenThatIsNoneIsRefusedBeforeItIsSent) {
  Bench bench;
  bench.variables["BATON_TOKEN"] = "bt_x\r\nX-Evil: 1";
  EXPECT_EQ(bench.run({"token", "ls"}).exit, kUsage);
  EXPECT_TRUE(bench.server.requests.empty());
  EXPECT_EQ(bench.run({"token", "ls", "--token-file", "/nowhere"}).exit, kUsage);
}

TEST(Connect, NoServerIsExitSixWithAHint) {
  Bench bench;
  bench.server.away = core::Error{core::Errc::unavailable,
                                  "cannot reach a server at http://127.0.0.1:8700",
                                  {},
                                  "start one with baton serve"};
  const auto outcome = bench.run({"runs", "ls"});
  EXPECT_EQ(outcome.exit, kUnreachable);
  EXPECT_EQ(
      outcome.err,
      "error: cannot reach a server at http://127.0.0.1:8700\nhelp: start one with baton serve\n");
}

struct StatusCase {
  int status;
  ExitCode exit;
};
class ExitOfStatus : public testing::TestWithParam<StatusCase> {};
TEST_P(ExitOfStatus, IsTheDocumentedOne) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs/run_1", {{"detail", "no"}}, GetParam().status);
  EXPECT_EQ(bench.run({"runs", "show", "run_1"}).exit, GetParam().exit);
}
INSTANTIATE_TEST_SUITE_P(Statuses, ExitOfStatus,
                         testing::Values(StatusCase{400, kUsage}, StatusCase{401, kDenied},
                                         StatusCase{403, kDenied}, StatusCase{404, kNotFound},
                                         StatusCase{409, kConflict}, StatusCase{412, kConflict},
                                         StatusCase{422, kNo}, StatusCase{429, kRateLimited},
                                         StatusCase{500, kNo}, StatusCase{503, kUnreachable},
                                         StatusCase{504, kUnreachable}));

TEST(Refusal, IsPrintedForPeopleAndPassedOnForPrograms) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs/x",
      {{"title", "Bad Request"},
       {"detail", "expected a run id; run_ and 13 characters"},
       {"code", "invalid"},
       {"errors",
        {{{"message", "expected a run id"}, {"where", "id"}, {"hint", "run_ and 13 characters"}}}}},
      400);
  EXPECT_EQ(bench.run({"runs", "show", "x"}).err,
            "error: expected a run id\n  --> id\nhelp: run_ and 13 characters\n");
  const auto problem = core::Json::parse(bench.run({"runs", "show", "x", "-o", "json"}).err);
  EXPECT_EQ(problem["status"], 400);
  EXPECT_EQ(problem["code"], "invalid");
}

TEST(Refusal, TellsOfEachMistakeAndWhereItIs) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/runs/x",
      {{"detail", "expected a link"},
       {"errors",
        {{{"message", "expected a link"}, {"pointer", "/values/url"}},
         {{"message", "expected a number"}, {"pointer", "/values/words"}, {"hint", "as 340"}}}}},
      422);
  EXPECT_EQ(bench.run({"runs", "show", "x"}).err,
            "error: expected a link\n  --> /values/url\n"
            "error: expected a number\n  --> /values/words\nhelp: as 340\n");
}

}  // namespace
}  // namespace baton::app
