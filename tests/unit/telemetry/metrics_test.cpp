#include "baton/telemetry/metrics.hpp"

#include <gtest/gtest.h>

namespace baton::telemetry {
namespace {

TEST(Metrics, ShowsWhatWasCounted) {
  Metrics metrics;
  metrics.events_accepted.Increment();
  metrics.events_accepted.Increment();
  metrics.refused("too_large").Increment();
  metrics.http_answers(202).Increment();
  metrics.http_answers(404).Increment();
  metrics.backlog_seconds.Set(7);
  metrics.turn_seconds.Observe(0.002);

  const std::string text = metrics.text();
  EXPECT_NE(text.find("baton_events_accepted_total 2\n"), std::string::npos) << text;
  EXPECT_NE(text.find("baton_refused_total{reason=\"too_large\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("baton_http_answers_total{class=\"2xx\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("baton_http_answers_total{class=\"4xx\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("baton_backlog_seconds 7\n"), std::string::npos);
  EXPECT_NE(text.find("baton_turn_seconds_count 1\n"), std::string::npos);
}

TEST(Metrics, NamesAReasonOnceHoweverOftenItIsAskedFor) {
  Metrics metrics;
  EXPECT_EQ(&metrics.refused("bad_signature"), &metrics.refused("bad_signature"));
  EXPECT_NE(&metrics.refused("bad_signature"), &metrics.refused("malformed"));
}

TEST(Metrics, CountsByWorkflowConnectionAndWebhook) {
  Metrics metrics;
  metrics.workflow("onboarding").failed.Increment();
  ConnectionSeries& jira = metrics.connection("jira");
  jira.attempts(core::ActionResult::Kind::permanent).Increment();
  jira.seconds.Observe(0.3);
  metrics.hook("hubspot").refused.Increment();
  metrics.window_late("interest").Increment();
  const std::string text = metrics.text();
  for (const char* line :
       {"baton_workflow_runs_failed_total{workflow=\"onboarding\"} 1\n",
        "baton_workflow_runs_started_total{workflow=\"onboarding\"} 0\n",
        "baton_connection_attempts_total{connection=\"jira\",outcome=\"permanent\"} 1\n",
        "baton_connection_attempt_seconds_bucket{connection=\"jira\",le=\"0.5\"} 1\n",
        "baton_window_late_total{workflow=\"interest\"} 1\n",
        "baton_hook_refused_total{connection=\"hubspot\"} 1\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(Metrics, SaysOfGroupsThatAreGoneThatTheyHaveNoRuns) {
  using core::RunStatus;
  Metrics metrics;
  metrics.set_runs({{"a", RunStatus::waiting, true, 2}, {"b", RunStatus::waiting, false, 3}});
  std::string text = metrics.text();
  EXPECT_NE(text.find("baton_runs{status=\"waiting\"} 5\n"), std::string::npos) << text;
  EXPECT_NE(text.find("baton_runs_failing 2\n"), std::string::npos);
  EXPECT_NE(text.find("baton_workflow_runs{status=\"waiting\",workflow=\"b\"} 3\n"),
            std::string::npos);
  metrics.set_runs({{"b", RunStatus::failed, false, 1}});
  text = metrics.text();
  EXPECT_NE(text.find("baton_runs{status=\"waiting\"} 0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("baton_runs{status=\"failed\"} 1\n"), std::string::npos);
  EXPECT_NE(text.find("baton_workflow_runs_failing{workflow=\"a\"} 0\n"), std::string::npos);
}

TEST(Metrics, BoundsTheValuesOfALabel) {
  Metrics metrics;
  for (int at = 0; at < 300; ++at) metrics.workflow("w" + std::to_string(at)).started.Increment();
  EXPECT_NE(metrics.text().find("baton_workflow_runs_started_total{workflow=\"other\"} 200\n"),
            std::string::npos);
}

TEST(Metrics, TellsWhatWasBuilt) {
  Metrics metrics;
  metrics.set_build("1.2.3", "abc", "4");
  EXPECT_NE(
      metrics.text().find("baton_build_info{commit=\"abc\",schema=\"4\",version=\"1.2.3\"} 1\n"),
      std::string::npos)
      << metrics.text();
}

}  // namespace
}  // namespace baton::telemetry
