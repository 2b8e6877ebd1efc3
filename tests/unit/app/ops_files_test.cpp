#include "app/files.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/telemetry/metrics.hpp"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <regex>
#include <set>

// What config/ops has for Prometheus and Grafana is held to the metrics that the server really has.
namespace baton::app {
namespace {

namespace fs = std::filesystem;
using core::Json;

std::string ops_file(const std::string& name) {
  return read_file(fs::path(BATON_SOURCE_DIR) / "config" / "ops" / name, 1'000'000).value();
}

Json alert_rules() {
  core::Findings findings;
  const auto file = formats::YamlFile::read(ops_file("alerts.yaml"), "alerts.yaml", findings);
  EXPECT_TRUE(findings.empty());
  Json rules = Json::array();
  for (const Json& group : file.value().value().at("groups")) {
    EXPECT_FALSE(core::text_at(group, "name").empty());
    for (const Json& rule : group.at("rules")) rules.push_back(rule);
  }
  return rules;
}

// The names of all metrics, as a scrape reads them.
std::set<std::string> metrics_there_are() {
  telemetry::Metrics metrics;
  metrics.refused("unavailable");
  metrics.redelivered("jira");
  metrics.workflow("onboarding");
  metrics.connection("jira");
  metrics.hook("jira");
  metrics.window_late("onboarding");
  metrics.set_runs({{"onboarding", core::RunStatus::waiting, false, 1}});
  metrics.set_build("1", "", "");
  const std::string text = metrics.text();
  std::set<std::string> names;
  const std::regex line("^((?:baton|process)_[a-z_]+)", std::regex::multiline);
  for (std::sregex_iterator at(text.begin(), text.end(), line), end; at != end; ++at)
    names.insert((*at)[1]);
  return names;
}

// The metrics of Baton that an expression reads.
std::set<std::string> metrics_in(const std::string& expression) {
  std::set<std::string> names;
  const std::regex name("(?:baton|process)_[a-z_]+");
  for (std::sregex_iterator at(expression.begin(), expression.end(), name), end; at != end; ++at)
    names.insert(at->str());
  return names;
}

void expect_known(const std::string& expression, const std::set<std::string>& known) {
  for (const std::string& name : metrics_in(expression))
    EXPECT_TRUE(known.contains(name)) << name << " in " << expression;
  EXPECT_EQ(std::count(expression.begin(), expression.end(), '('),
            std::count(expression.begin(), expression.end(), ')'))
      << expression;
}

TEST(Alerts, ReadMetricsThatThereAreAndSayWhatToDo) {
  const auto known = metrics_there_are();
  ASSERT_TRUE(known.contains("baton_turn_seconds_bucket"));
  std::set<std::string> names;
  for (const Json& rule : alert_rules()) {
    const std::string name = core::text_at(rule, "alert");
    EXPECT_TRUE(name.starts_with("Baton")) << name;
    EXPECT_TRUE(names.insert(name).second) << name << " is there twice";
    const std::string severity = core::text_at(rule.at("labels"), "severity");
    EXPECT_TRUE(severity == "critical" || severity == "warning") << name;
    EXPECT_FALSE(core::text_at(rule.at("annotations"), "summary").empty()) << name;
    EXPECT_FALSE(core::text_at(rule.at("annotations"), "description").empty()) << name;
    const std::string wait = core::text_at(rule, "for", "1m");
    EXPECT_TRUE(std::regex_match(wait, std::regex("[1-9][0-9]*m"))) << name << ": " << wait;
    const std::string expression = core::text_at(rule, "expr");
    EXPECT_TRUE(name == "BatonIsDown" || !metrics_in(expression).empty()) << name;
    expect_known(expression, known);
  }
  EXPECT_GE(names.size(), 10U);
}

// The guide names the metrics that are worth an alert.
TEST(Alerts, CoverWhatTheGuideNames) {
  const auto guide =
      read_file(fs::path(BATON_SOURCE_DIR) / "docs" / "operating.md", 1'000'000).value();
  std::string all;
  for (const Json& rule : alert_rules()) all += core::text_at(rule, "expr") + '\n';
  const auto begin = guide.find("These metrics are worth an alert");
  ASSERT_NE(begin, std::string::npos);
  const auto end = guide.find("\n\nThese tell how much", begin);
  std::set<std::string> alerted = metrics_in(all);
  alerted.insert("baton_accept_seconds");        // it is as slow as the commit
  alerted.insert("baton_turn_seconds");          // by its buckets
  alerted.insert("baton_actions_failed_total");  // the run that fails by it is counted
  alerted.insert("baton_goal_coverage_ratio");   // what is aimed for differs by company
  for (const std::string& name : metrics_in(guide.substr(begin, end - begin)))
    EXPECT_TRUE(alerted.contains(name)) << name;
}

TEST(Dashboard, ReadsMetricsThatThereAreAndHasAPlaceForEachPanel) {
  const auto known = metrics_there_are();
  const Json dashboard = core::parse_json(ops_file("grafana.json")).value();
  EXPECT_FALSE(core::text_at(dashboard, "uid").empty());
  std::set<int> ids;
  std::set<std::pair<int, int>> cells;
  for (const Json& panel : dashboard.at("panels")) {
    const std::string title = core::text_at(panel, "title");
    EXPECT_FALSE(title.empty());
    EXPECT_TRUE(ids.insert(panel.at("id").get<int>()).second) << title;
    const Json& place = panel.at("gridPos");
    const int left = place.at("x").get<int>();
    const int right = left + place.at("w").get<int>();
    const int top = place.at("y").get<int>();
    EXPECT_LE(right, 24) << title << " is cut";
    for (int x = left; x < right; ++x) {
      for (int y = top; y < top + place.at("h").get<int>(); ++y)
        EXPECT_TRUE(cells.emplace(x, y).second) << title << " lies over another";
    }
    if (core::text_at(panel, "type") == "row") continue;
    ASSERT_FALSE(panel.at("targets").empty()) << title;
    for (const Json& target : panel.at("targets")) {
      EXPECT_EQ(core::text_at(target.at("datasource"), "uid"), "${datasource}") << title;
      const std::string expression = core::text_at(target, "expr");
      EXPECT_FALSE(metrics_in(expression).empty()) << title;
      expect_known(expression, known);
    }
  }
}

}  // namespace
}  // namespace baton::app
