#include "app/examples.hpp"

#include "unit/app/fake_api.hpp"

#include <CLI/App.hpp>
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::app {
namespace {

// The words of a line as a shell has them: apart by spaces, but for those between single quotes.
std::vector<std::string> words_of_example(std::string_view line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char letter : line) {
    if (letter == '\'') {
      quoted = !quoted;
    } else if (letter == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += letter;
    }
  }
  return words;
}

// Has the table of commands read a line, and does nothing. The text of what is wrong with it.
std::string mistake_in(std::string_view line) {
  std::istringstream in;
  std::ostringstream out;
  Terminal terminal(out, out, {});
  Shell shell(
      World{[](const std::string&) { return std::nullopt; }, in, false, false, 0, {}, {}, {}},
      terminal);
  const auto root = make_commands(shell);
  auto words = words_of_example(line);
  if (words.front() != "baton") return "it does not begin with baton";
  words.erase(words.begin());
  std::reverse(words.begin(), words.end());
  try {
    root->parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return shell.action ? "" : "it does nothing";
}

// The paths of a command and of all below it that have others below them.
void groups_of(const CLI::App& app, const std::string& path, std::vector<std::string>& paths) {
  const auto subs =
      app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); });
  if (!subs.empty()) paths.push_back(path);
  for (const CLI::App* sub : subs) groups_of(*sub, path + " " + sub->get_name(), paths);
}

TEST(Examples, AreThreeForEachGroupAndAreReadByTheParser) {
  std::istringstream in;
  std::ostringstream out;
  Terminal terminal(out, out, {});
  Shell shell(
      World{[](const std::string&) { return std::nullopt; }, in, false, false, 0, {}, {}, {}},
      terminal);
  const auto root = make_commands(shell);
  std::vector<std::string> paths;
  groups_of(*root, "baton", paths);
  ASSERT_GT(paths.size(), 10U);
  for (const auto& path : paths) {
    if (path == "baton config") continue;  // it has one command, without options
    EXPECT_EQ(examples_of(path).size(), 3U) << path;
    for (const auto& example : examples_of(path)) {
      EXPECT_TRUE(path == "baton" || example.line.starts_with(path + " ")) << example.line;
      EXPECT_EQ(mistake_in(example.line), "") << example.line;
    }
  }
}

TEST(Examples, StandBeforeTheOptions) {
  Bench bench;
  const auto help = bench.run({"runs", "--help"}).out;
  EXPECT_LT(help.find("Examples:\n  baton runs ls status:failed"), help.find("Usage: baton runs"));
  EXPECT_EQ(bench.run({"runs", "show", "--help"}).out.find("Examples:"), std::string::npos);
}

TEST(Page, IsNamedForPeopleAtATerminal) {
  Bench bench;
  bench.server.answer("GET /api/v1/runs?limit=100",
                      {{"items", core::Json::array()}, {"next", nullptr}});
  EXPECT_THAT(bench.run({"runs", "ls"}).err, testing::Not(testing::HasSubstr("page: ")));
  bench.at_a_terminal = true;
  const auto shown = bench.run({"runs", "ls"});
  EXPECT_THAT(shown.err, testing::HasSubstr("page: " + bench.server.url + "/runs\n"));
  EXPECT_EQ(shown.out, "");
  EXPECT_THAT(bench.run({"runs", "ls", "-o", "json"}).err,
              testing::Not(testing::HasSubstr("page: ")));
}

}  // namespace
}  // namespace baton::app
