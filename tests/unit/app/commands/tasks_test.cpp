#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;

Json task(const std::string& status, const std::string& owner = "") {
  return {{"id", "run_1.copy"},
          {"status", status},
          {"title", "Write it"},
          {"owner", owner},
          {"you", {{"may", true}, {"have", !owner.empty()}}},
          {"form",
           {{{"name", "url"}, {"type", "string"}, {"required", true}},
            {{"name", "words"}, {"type", "integer"}},
            {{"name", "tags"}, {"type", "list"}},
            {{"name", "live"}, {"type", "boolean"}}}}};
}

TEST(Tasks, AreListedWhileTheyAreToBeDone) {
  Bench bench;
  bench.server.answer("GET /api/v1/tasks?status=to-do&limit=100",
                      {{"items", {task("open")}}, {"next", nullptr}});
  const auto outcome = bench.run({"tasks", "ls"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.out, HasSubstr("run_1.copy"));
  EXPECT_EQ(outcome.err, "next: baton tasks show run_1.copy\n");
}

TEST(Tasks, AnEmptyListSaysWhatItLookedForAndWhatToDoNext) {
  Bench bench;
  const Json none{{"items", Json::array()}, {"next", nullptr}};
  bench.server.answer("GET /api/v1/tasks?status=to-do&limit=100", none);
  EXPECT_EQ(bench.run({"tasks", "ls"}).err,
            "nothing is to be done: no task is open or claimed\n"
            "next: baton tasks ls --status all\n");
  bench.server.answer("GET /api/v1/tasks?mine=true&limit=100", none);
  EXPECT_EQ(bench.run({"tasks", "ls", "--mine"}).err,
            "no task is yours or free for you to take\nnext: baton tasks ls\n");
  bench.server.answer("GET /api/v1/tasks?status=done&limit=100", none);
  EXPECT_EQ(bench.run({"tasks", "ls", "--status", "done"}).err,
            "no task is done\nnext: baton tasks ls --status all\n");
  bench.server.answer("GET /api/v1/tasks?limit=100", none);
  EXPECT_EQ(bench.run({"tasks", "ls", "--status", "all"}).err,
            "there are no tasks; a step with task: gives one to people\n");
}

TEST(Tasks, AreTakenAndGiven) {
  Bench bench;
  bench.server.answer("POST /api/v1/tasks/run_1.copy/claim", task("claimed", "token:ana"));
  const auto outcome = bench.run({"tasks", "claim", "run_1.copy"});
  EXPECT_EQ(outcome.out, "run_1.copy  ● claimed  token:ana  Write it\n");
  EXPECT_EQ(outcome.err, "next: baton tasks done run_1.copy --set url=…\n");
  EXPECT_EQ(Json::parse(bench.body()), Json::object());
  bench.run({"tasks", "claim", "run_1.copy", "--for", "ben"});
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"owner", "ben"}}));
}

TEST(Tasks, AreDoneWithValuesOfTheTypesOfTheForm) {
  Bench bench;
  bench.server.answer("GET /api/v1/tasks/run_1.copy", task("claimed", "token:ana"));
  bench.server.answer("POST /api/v1/tasks/run_1.copy/done", task("done", "token:ana"));
  const auto outcome =
      bench.run({"tasks", "done", "run_1.copy", "--set", "url=https://a.example/?b=c", "--set",
                 "words=340", "--set", "tags=seo, ads", "--set", "live=true", "--note", "fine"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"comment", "fine"},
                                             {"values",
                                              {{"url", "https://a.example/?b=c"},
                                               {"words", 340},
                                               {"tags", {"seo", "ads"}},
                                               {"live", true}}}}));
}

TEST(Tasks, HaveNoValuesThatTheFormDoesNotAskFor) {
  Bench bench;
  bench.server.answer("GET /api/v1/tasks/run_1.copy", task("open"));
  EXPECT_EQ(bench.run({"tasks", "done", "run_1.copy", "--set", "word=3"}).exit, kUsage);
  EXPECT_EQ(bench.run({"tasks", "done", "run_1.copy", "--set", "words"}).exit, kUsage);
}

TEST(Tasks, CollectTheValuesOfAListAndRefuseASecondOneElsewhere) {
  Bench bench;
  bench.server.answer("GET /api/v1/tasks/run_1.copy", task("claimed", "token:ana"));
  bench.server.answer("POST /api/v1/tasks/run_1.copy/done", task("done", "token:ana"));
  EXPECT_EQ(
      bench.run({"tasks", "done", "run_1.copy", "--set", "tags=seo, ads", "--set", "tags=pr"}).exit,
      kOk);
  EXPECT_EQ(Json::parse(bench.body())["values"], (Json{{"tags", {"seo", "ads", "pr"}}}));
  const auto twice =
      bench.run({"tasks", "done", "run_1.copy", "--set", "words=1", "--set", "words=2"});
  EXPECT_EQ(twice.exit, kUsage);
  EXPECT_THAT(twice.err, HasSubstr("--set words is given twice"));
}

TEST(Tasks, AreReopenedWithAReason) {
  Bench bench;
  EXPECT_EQ(bench.run({"tasks", "reopen", "run_1.copy"}).exit, kUsage);
  EXPECT_EQ(bench.run({"tasks", "reopen", "run_1.copy", "--reason", " "}).exit, kUsage);
  bench.server.answer("POST /api/v1/tasks/run_1.copy/reopen", task("claimed", "token:ana"));
  EXPECT_EQ(bench.run({"tasks", "reopen", "run_1.copy", "--reason", "no source"}).exit, kOk);
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"reason", "no source"}}));
}

TEST(Tasks, TellWhoMayNotDoThem) {
  Bench bench;
  Json other = task("open");
  other["you"] = {{"may", false}, {"have", false}, {"because", "you are not in the group"}};
  bench.server.answer("GET /api/v1/tasks/run_1.copy", other);
  EXPECT_THAT(bench.run({"tasks", "show", "run_1.copy"}).err,
              HasSubstr("it is not for you to do: you are not in the group"));
}

}  // namespace
}  // namespace baton::app
