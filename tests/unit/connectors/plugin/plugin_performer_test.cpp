#include "connectors/plugin/plugin_performer.hpp"

#include "unit/connectors/plugin/plugin_fixture.hpp"

#include <cerrno>
#include <sys/wait.h>

namespace baton::connectors {
namespace {

using core::Json;
using Kind = core::ActionResult::Kind;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PluginPerformerTest : public PluginTest {};

TEST_F(PluginPerformerTest, DescribesItselfAndPerforms) {
  connect_trouble();
  EXPECT_EQ(connection_.manifest->title, "Trouble");
  EXPECT_EQ(connection_.state.active, true);
  EXPECT_EQ(connection_.manifest->operations.at("echo").repeatable, true);
  const auto result = perform(action("echo", {{"text", "naïve \u2028 line"}}));
  EXPECT_EQ(result.kind, Kind::succeeded);
  EXPECT_EQ(result.output, Json({{"text", "naïve \u2028 line"}}));
}

TEST_F(PluginPerformerTest, AnInputThatDoesNotFitIsNeverSent) {
  connect_trouble();
  const auto result = perform(action("echo", {{"text", 1.5}}));
  EXPECT_EQ(result.kind, Kind::permanent);
  EXPECT_EQ(result.code, "bad_input");
  EXPECT_EQ(perform(action("no_such")).kind, Kind::held);
}

TEST_F(PluginPerformerTest, TakesEachOutcomeOfTheProgram) {
  connect_trouble();
  const auto outcome = [this](const Json& said) { return perform(action("outcome", said)); };
  const auto throttled =
      outcome({{"outcome", "throttled"}, {"retry_after_ms", 1500}, {"code", "slow"}});
  EXPECT_EQ(throttled.kind, Kind::throttled);
  EXPECT_EQ(throttled.code, "slow");
  EXPECT_TRUE(throttled.too_fast);
  EXPECT_EQ(throttled.retry_after, std::chrono::milliseconds(1500));
  EXPECT_EQ(outcome({{"outcome", "transient"}}).kind, Kind::transient);
  EXPECT_EQ(outcome({{"outcome", "pending"}}).kind, Kind::pending);
  EXPECT_EQ(outcome({{"outcome", "pending"}}).retry_after, std::chrono::seconds(1));
  EXPECT_EQ(outcome({{"outcome", "permanent"}, {"message", "no"}}).message, "no");
  EXPECT_EQ(outcome({{"outcome", "not_found"}}).kind, Kind::permanent);
  // The operation cannot be looked for and may not be repeated: a person decides.
  EXPECT_EQ(outcome({{"outcome", "unknown"}}).kind, Kind::undecidable);
  const auto strange = outcome({{"outcome", "held"}});
  EXPECT_EQ(strange.kind, Kind::undecidable);
  EXPECT_EQ(strange.code, "answer_not_understood");
  EXPECT_EQ(outcome({{"outcome", "succeeded"}}).output, Json::object());
  const auto much = outcome({{"outcome", "succeeded"}, {"output", std::string(300'000, 'x')}});
  EXPECT_EQ(much.code, "output_too_large");
}

// The words of a vendor, or of the program, stand in the journal, in the log and on terminals.
TEST_F(PluginPerformerTest, TheWordsOfAProgramAreOneShortLine) {
  connect_trouble();
  const auto failed = perform(action("outcome", {{"outcome", "permanent"},
                                                 {"code", "not\r\nsent"},
                                                 {"message",
                                                  "a\x1b[2Jb\n\u202e"
                                                  "c"}}));
  EXPECT_EQ(failed.code, "not  sent");
  EXPECT_EQ(failed.message, "a [2Jb  c");
  const std::string page(300'000, 'x');
  const auto long_ones =
      perform(action("outcome", {{"outcome", "transient"}, {"code", page}, {"message", page}}));
  EXPECT_LT(long_ones.code.size(), 200U);
  EXPECT_LT(long_ones.message.size(), 600U);
}

TEST_F(PluginPerformerTest, ACrashLosesTheCallAndNotTheConnection) {
  connect_trouble();
  const auto lost = perform(action("crash"));
  EXPECT_EQ(lost.kind, Kind::undecidable);
  EXPECT_EQ(lost.code, "connector_ended");
  EXPECT_THAT(lost.message, HasSubstr("signal 6"));
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
  // What may be repeated is: the second attempt succeeds.
  auto again = action("again");
  const auto first = perform(again);
  EXPECT_EQ(first.kind, Kind::transient);
  EXPECT_TRUE(first.in_doubt);
  again.attempt = 2;
  EXPECT_EQ(perform(again).kind, Kind::succeeded);
}

TEST_F(PluginPerformerTest, AfterACrashTheEffectIsLookedFor) {
  connect_trouble();
  EXPECT_EQ(perform(action("book_and_crash")).kind, Kind::unknown);
  EXPECT_EQ(booked(), 1);
  const auto found = perform(action("book_and_crash", Json::object(), Mode::read_back));
  EXPECT_EQ(found.kind, Kind::succeeded);
  EXPECT_EQ(found.output, Json({{"found", true}}));
  auto other = action("book", Json::object(), Mode::read_back);
  other.key = "key-2";
  EXPECT_EQ(perform(other).kind, Kind::not_found);
  // An operation that says nothing of a look has none.
  EXPECT_EQ(perform(action("crash", Json::object(), Mode::read_back)).kind, Kind::undecidable);
  EXPECT_EQ(perform(action("echo", Json::object(), Mode::read_back)).kind, Kind::not_found);
}

TEST_F(PluginPerformerTest, ACallThatHangsIsGivenUpAndTheProgramReplaced) {
  connect_trouble();
  auto hanging = action("hang");
  hanging.timeout = std::chrono::milliseconds(50);
  const auto lost = perform(hanging);
  EXPECT_EQ(lost.kind, Kind::undecidable);
  EXPECT_EQ(lost.code, "connector_timeout");
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
}

TEST_F(PluginPerformerTest, LinesThatAreNoAnswersAreLeftOut) {
  connect_trouble();
  EXPECT_EQ(perform(action("garbage")).kind, Kind::succeeded);
}

TEST_F(PluginPerformerTest, ALineWithoutEndEndsTheProgram) {
  connect_trouble();
  const auto lost = perform(action("flood"));
  EXPECT_EQ(lost.kind, Kind::undecidable);
  EXPECT_EQ(lost.code, "connector_line_too_long");
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
}

TEST_F(PluginPerformerTest, WhatAProgramLeavesBehindHoldsNothingUp) {
  connect_trouble();
  EXPECT_EQ(perform(action("leave_writer")).code, "connector_ended");
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
}

TEST_F(PluginPerformerTest, SecretsOfItsSettingsComeBackNowhere) {
  connect_trouble(", token: { env: TOKEN }");
  const auto result = perform(action("secret"));
  EXPECT_EQ(result.kind, Kind::succeeded);
  EXPECT_THAT(result.output.dump(), Not(HasSubstr("the-value-of-TOKEN")));
}

TEST_F(PluginPerformerTest, SeesNothingOfTheServer) {
  ASSERT_EQ(::setenv("BATON_TEST_SECRET", "x", 1), 0);
  connect_trouble();
  const auto result = perform(action("environment"));
  EXPECT_THAT(result.output.at("names"), Not(Contains("BATON_TEST_SECRET")));
  EXPECT_THAT(result.output.at("names"), Contains("PATH"));
  EXPECT_EQ(result.output.at("files"), 4);  // three, and the folder that is being read
}

TEST_F(PluginPerformerTest, AProgramThatMakesNoConnectionHoldsItsActionsBack) {
  connect_trouble(", refuse: true");
  const auto result = perform(action("echo"));
  EXPECT_EQ(result.kind, Kind::throttled);  // nothing was done, and no attempt is used up
  EXPECT_FALSE(result.too_fast);
  EXPECT_THAT(result.message, HasSubstr("refused as asked"));
  const auto checks = probe();
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[1].what, "program");
  EXPECT_EQ(checks[1].result, Registry::Check::Result::failed);
}

TEST_F(PluginPerformerTest, ARefusalToConnectRepeatsNoSecret) {
  connect_trouble(", refuse: true, token: { env: TOKEN }");
  const auto checks = probe();
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_THAT(checks[1].text, HasSubstr("refused as asked"));
  EXPECT_THAT(checks[1].text, Not(HasSubstr("the-value-of-TOKEN")));
}

TEST_F(PluginPerformerTest, AThousandCallsAtOnceAreEachAnsweredOnce) {
  connect_trouble();
  std::vector<core::StartAction> actions;
  for (int number = 0; number < 1'000; ++number)
    actions.push_back(action("echo", {{"text", std::to_string(number)}}));
  const auto results = perform(actions);
  for (std::size_t number = 0; number < results.size(); ++number) {
    ASSERT_EQ(results[number].kind, Kind::succeeded) << results[number].message;
    ASSERT_EQ(results[number].output.at("text"), std::to_string(number));
  }
}

TEST_F(PluginPerformerTest, ACrashAmongManyCallsLosesNoneInSilence) {
  connect_trouble();
  std::vector<core::StartAction> actions;
  for (int number = 0; number < 200; ++number)
    actions.push_back(action(number == 100 ? "crash" : "book"));
  for (std::size_t number = 0; number < actions.size(); ++number)
    actions[number].key = "key-" + std::to_string(number);
  const auto results = perform(actions);
  int succeeded = 0;
  int unknown = 0;
  for (std::size_t number = 0; number < results.size(); ++number) {
    if (number == 100) {
      EXPECT_EQ(results[number].kind, Kind::undecidable);
    } else if (results[number].kind == Kind::succeeded) {
      ++succeeded;
    } else {
      ASSERT_EQ(results[number].kind, Kind::unknown);
      ++unknown;
    }
  }
  EXPECT_EQ(succeeded, 100);
  EXPECT_EQ(unknown, 99);
  EXPECT_EQ(booked(), 100);
}

TEST_F(PluginPerformerTest, RunsALibraryBehindTheCInterface) {
  copy(built("tests/trouble.so"), "trouble.so");
  connect("library: trouble.so\n");
  EXPECT_EQ(perform(action("echo", {{"n", 1}})).output, Json({{"n", 1}}));
  EXPECT_EQ(perform(action("print")).kind, Kind::succeeded);  // what it prints is no answer
  EXPECT_EQ(perform(action("crash")).kind, Kind::undecidable);
  auto hanging = action("hang");
  hanging.timeout = std::chrono::milliseconds(50);
  EXPECT_EQ(perform(hanging).code, "connector_timeout");
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
  const auto checks = probe();
  ASSERT_EQ(checks.size(), 3U);
  EXPECT_EQ(checks[2].result, Registry::Check::Result::unknown);
}

TEST_F(PluginPerformerTest, RunsTheExampleInC) {
  copy(built("plugins/spool.so"), "spool.so");
  connect("library: spool.so\n", "{ folder: " + folder_.string() + " }");
  const auto look = action("put", {{"job", 7}}, Mode::read_back);
  EXPECT_EQ(perform(look).kind, Kind::not_found);
  const auto put = perform(action("put", {{"job", 7}}));
  EXPECT_EQ(put.output, Json({{"file", "key-1.json"}}));
  EXPECT_EQ(perform(look).kind, Kind::succeeded);
  std::ifstream file(folder_ / "key-1.json");
  EXPECT_EQ(Json::parse(file), Json({{"job", 7}}));
  const auto checks = probe();
  ASSERT_EQ(checks.size(), 3U);
  EXPECT_EQ(checks[2].text, "the folder can be written");
}

TEST_F(PluginPerformerTest, RunsTheExampleInPython) {
  copy(source("docs/examples/plugins/ledger.py"), "ledger.py");
  connect("program: [python3, ledger.py]\n", "{ file: " + (folder_ / "ledger.db").string() + " }");
  const Json entry{{"account", "rent"}, {"cents", -90000}};
  EXPECT_EQ(perform(action("book", entry, Mode::read_back)).kind, Kind::not_found);
  EXPECT_EQ(perform(action("book", entry)).output, Json({{"id", 1}}));
  EXPECT_EQ(perform(action("book", entry)).output, Json({{"id", 1}}));  // the same key
  EXPECT_EQ(perform(action("book", entry, Mode::read_back)).output, Json({{"id", 1}}));
  EXPECT_EQ(perform(action("balance", {{"account", "rent"}})).output, Json({{"cents", -90000}}));
  EXPECT_EQ(probe().at(2).text, "the database can be read");
}

// A program ends with its connection: its input ends, and it is gone when the host has stopped.
TEST_F(PluginPerformerTest, TheProgramEndsWithItsPerformer) {
  connect_trouble();
  EXPECT_EQ(perform(action("echo")).kind, Kind::succeeded);
  performer_.reset();
  host_->stop();
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);  // this process has no child any more
  EXPECT_EQ(errno, ECHILD);
}

}  // namespace
}  // namespace baton::connectors
