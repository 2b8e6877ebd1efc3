#include "app/exit_code.hpp"
#include "unit/app/fake_api.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr auto* kFirstPage =
    "GET /api/v1/export/runs?format=csv&since=2026-05-03T10%3A00%3A00Z&until="
    "2026-05-04T10%3A00%3A00Z&limit=10000";

void answer_page(Bench& bench, const std::string& call, const std::string& body,
                 const std::string& next) {
  bench.server.answers[call].push_back({200, body, nullptr, next});
}

std::string text_of_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ExportCommand : public testing::Test {
 protected:
  ExportCommand()
      : folder_(fs::temp_directory_path() / ("baton-export-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~ExportCommand() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(ExportCommand, WritesAllPagesToOneFile) {
  Bench bench;
  answer_page(bench, kFirstPage, "id\r\na\r\n", "run_1");
  answer_page(bench, std::string(kFirstPage) + "&cursor=run_1", "b\r\n", "");
  const auto file = folder_ / "runs.csv";
  const auto outcome = bench.run({"export", "runs", "--since", "1d", "--out", file.string()});
  EXPECT_EQ(outcome.exit, kOk) << outcome.err;
  EXPECT_EQ(text_of_file(file), "id\r\na\r\nb\r\n");
  EXPECT_FALSE(fs::exists(file.string() + ".part"));
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("next: baton export steps --since 1d --out steps.csv"));
}

TEST_F(ExportCommand, OnlyAFileIsReplaced) {
  Bench bench;
  answer_page(bench, kFirstPage, "id\r\na\r\n", "");
  const auto pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto to_pipe = bench.run({"export", "runs", "--since", "1d", "--out", pipe.string()});
  EXPECT_EQ(to_pipe.exit, kUsage);
  EXPECT_THAT(to_pipe.err, HasSubstr(pipe.string() + " is no file"));
  EXPECT_TRUE(fs::is_fifo(pipe)) << "a device stays a device";
  EXPECT_EQ(bench.run({"export", "runs", "--since", "1d", "--out", folder_.string()}).exit, kUsage);
  EXPECT_TRUE(bench.server.requests.empty());
}

TEST_F(ExportCommand, AFileThatIsCutOffDoesNotStay) {
  Bench bench;
  answer_page(bench, kFirstPage, "id\r\na\r\n", "run_1");
  bench.server.answer(std::string(kFirstPage) + "&cursor=run_1", {{"title", "away"}}, 503);
  const auto file = folder_ / "runs.csv";
  EXPECT_NE(bench.run({"export", "runs", "--since", "1d", "--out", file.string()}).exit, kOk);
  EXPECT_FALSE(fs::exists(file));
  EXPECT_FALSE(fs::exists(file.string() + ".part")) << "the next export finds the place free";
}

TEST_F(ExportCommand, WritesThroughNoLink) {
  const auto victim = folder_ / "victim";
  std::ofstream(victim) << "precious";
  const auto file = folder_ / "runs.csv";
  fs::create_symlink(victim, file.string() + ".part");
  Bench bench;
  answer_page(bench, kFirstPage, "id\r\n", "");
  const auto outcome = bench.run({"export", "runs", "--since", "1d", "--out", file.string()});
  EXPECT_EQ(outcome.exit, kConflict);
  EXPECT_THAT(outcome.err, HasSubstr("runs.csv.part is there already"));
  EXPECT_EQ(text_of_file(victim), "precious");
  EXPECT_TRUE(fs::is_symlink(file.string() + ".part")) << "it is not ours to remove";
  EXPECT_TRUE(bench.server.requests.empty());
}

TEST_F(ExportCommand, AFileOfAnotherExportStaysAsItIs) {
  const auto file = folder_ / "runs.csv";
  std::ofstream(file.string() + ".part") << "half";
  Bench bench;
  EXPECT_EQ(bench.run({"export", "runs", "--out", file.string()}).exit, kConflict);
  EXPECT_EQ(text_of_file(file.string() + ".part"), "half");
}

TEST_F(ExportCommand, ASeparatorIsAskedFor) {
  Bench bench;
  answer_page(bench,
              "GET /api/v1/export/kpis?format=csv&separator=%3B&until=2026-05-04T10%3A00%3A00Z&"
              "limit=10000",
              "kpi;day\r\n", "");
  EXPECT_EQ(bench.run({"export", "kpis", "--separator", ";"}).out, "kpi;day\r\n");
  const auto refused = bench.run({"export", "kpis", "--separator", "|"});
  EXPECT_EQ(refused.exit, kUsage);
  EXPECT_THAT(refused.err, HasSubstr("--separator: expected , or ; and got \"|\""));
}

TEST_F(ExportCommand, GoalsAreThoseOfNow) {
  Bench bench;
  answer_page(bench,
              "GET /api/v1/export/goals?format=csv&until=2026-05-04T10%3A00%3A00Z&limit=10000",
              "goal;parent\r\n", "");
  EXPECT_EQ(bench.run({"export", "goals"}).out, "goal;parent\r\n");
  EXPECT_EQ(bench.run({"export", "goals", "--since", "30d"}).exit, kUsage);
}

TEST_F(ExportCommand, PrintsWithoutAFile) {
  Bench bench;
  answer_page(bench,
              "GET /api/v1/export/kpis?format=ndjson&until=2026-05-04T10%3A00%3A00Z&limit=10000",
              "{\"kpi\":\"a\"}\n", "");
  EXPECT_EQ(bench.run({"export", "kpis", "--format", "ndjson"}).out, "{\"kpi\":\"a\"}\n");
  EXPECT_EQ(bench.run({"export", "kpis", "--format", "xlsx"}).exit, kUsage);
}

TEST_F(ExportCommand, SaysWhichRowsAreDamagedAndNotInIt) {
  Bench bench;
  bench.server.answers[kFirstPage].push_back({200, "id\r\na\r\n", nullptr, "run_1", 1, "run_3"});
  bench.server.answers[std::string(kFirstPage) + "&cursor=run_1"].push_back(
      {200, "b\r\n", nullptr, "", 2, "run_7, run_8"});
  const auto outcome = bench.run({"export", "runs", "--since", "1d"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_EQ(outcome.out, "id\r\na\r\nb\r\n");
  EXPECT_THAT(outcome.err,
              HasSubstr("3 rows of runs cannot be read and are left out: run_3, run_7, run_8"));
  EXPECT_EQ(bench.run({"export", "runs", "--since", "1d", "-o", "json"}).err, "");
}

TEST_F(ExportCommand, TakesNoFields) {
  Bench bench;
  const auto outcome = bench.run({"export", "runs", "--fields", "id,status"});
  EXPECT_EQ(outcome.exit, kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("leave --fields out"));
  EXPECT_TRUE(bench.server.requests.empty());
}

TEST_F(ExportCommand, SaysThatMoreRowsAreDamagedThanItNames) {
  Bench bench;
  bench.server.answers[kFirstPage].push_back({200, "id\r\na\r\n", nullptr, "", 21, "run_3, run_7"});
  EXPECT_THAT(bench.run({"export", "runs", "--since", "1d"}).err,
              HasSubstr("21 rows of runs cannot be read and are left out: run_3, run_7, …"));
}

TEST_F(ExportCommand, AFileThatCannotBeWrittenIsNamed) {
  Bench bench;
  const auto outcome =
      bench.run({"export", "runs", "--out", (folder_ / "none" / "runs.csv").string()});
  EXPECT_NE(outcome.exit, kOk);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write"));
}

}  // namespace
}  // namespace baton::app
