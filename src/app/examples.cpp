#include "app/examples.hpp"

#include <algorithm>

namespace baton::app {

namespace {

struct OfCommand {
  std::string_view path;
  Example examples[3];
};

// What most people want to do first with each group of commands. Tests have the parser read them.
constexpr OfCommand kExamples[] = {
    {"baton",
     {{"baton serve --data ./data --config ./config", "run the server"},
      {"baton template apply -f config/templates/hello.yaml", "publish a workflow"},
      {"baton events send hello.said -d '{\"name\": \"Ada\"}'",
       "send an event; baton runs ls shows what it started"}}},
    {"baton dev",
     {{"baton dev", "in a folder that baton init has written, while you write workflows"},
      {"baton dev --event events/hello.said.json", "with this event"},
      {"baton dev --once", "one time only, as in CI"}}},
    {"baton template",
     {{"baton template new order-received", "write a workflow to begin with"},
      {"baton template lint config/templates",
       "find the mistakes of all of them, without a server"},
      {"baton template simulate config/templates/hello.yaml",
       "what one would have done with the last events"}}},
    {"baton events",
     {{"baton events send hello.said -d '{\"name\": \"Ada\"}'", "send an event"},
      {"baton events ls type:crm.* since:4h", "what came in, and what it did"},
      {"baton events why evt_38h7cak65c300", "why it started something, or did not"}}},
    {"baton runs",
     {{"baton runs ls status:failed age:>1d", "which failed, and began longer ago than a day"},
      {"baton runs why run_38h7cak65edr0 legal", "why a step waits, failed or was skipped"},
      {"baton runs retry run_38h7cak65edr0", "go on from what failed"}}},
    {"baton approvals",
     {{"baton approvals ls --mine", "what waits for your word"},
      {"baton approvals approve run_38h7cak65edr0.legal --note 'Go ahead.'", "agree"},
      {"baton approvals reject run_38h7cak65edr0.legal --reason 'Too early.'", "refuse"}}},
    {"baton tasks",
     {{"baton tasks ls --mine", "what you are to do"},
      {"baton tasks claim run_38h7cak65edr0.copy", "take one"},
      {"baton tasks done run_38h7cak65edr0.copy --set url=https://example.com", "hand it in"}}},
    {"baton delegations",
     {{"baton delegations add --to ben --until 5d", "Ben decides for you, for five days"},
      {"baton delegations ls", "who decides for whom"},
      {"baton delegations end dlg_1", "you decide yourself again"}}},
    {"baton connectors",
     {{"baton connectors ls", "which connections work, and what one lacks"},
      {"baton connectors test jira", "try one, without acting over it"},
      {"baton connectors new crm", "write a connector to begin with"}}},
    {"baton calendar",
     {{"baton calendar check 2026-12-25", "whether anybody works on that day"},
      {"baton calendar check 2026-12-24 --calendar fr --add 3bd", "three business days later"},
      {"baton calendar check 2026-12-24T17:00:00Z", "about a moment"}}},
    {"baton route",
     {{"baton route check", "find the mistakes of all tables, without a server"},
      {"baton route check legal-review", "of one"},
      {"baton route check legal-review -d '{\"amount\": 60000, \"region\": \"EMEA\", \"channel\": "
       "\"web\"}'",
       "which row decides"}}},
    {"baton facts",
     {{"baton facts ls budget", "its values, and how old they are"},
      {"baton facts set budget EMEA '{\"remaining\": 12000, \"currency\": \"EUR\"}' --note agreed",
       "set one"},
      {"baton facts readers budget", "which workflows read it"}}},
    {"baton insight",
     {{"baton insight flow", "where time goes, by workflow"},
      {"baton insight flow customer-onboarding", "by step"},
      {"baton insight flow customer-onboarding -o json", "the same, for programs"}}},
    {"baton detectors",
     {{"baton detectors ls", "which series are watched, and the last alarm of each"},
      {"baton detectors get cost-per-click", "its newest values, what was expected, its alarms"},
      {"baton detectors get cost-per-click --key brand-fr", "the same of another series"}}},
    {"baton attention",
     {{"baton attention ls", "the runs that need somebody"},
      {"baton attention ls --me", "what needs you, decisions first, and what you are only told of"},
      {"baton attention ls --me --days 1 -o json", "of today, for programs"}}},
    {"baton goals",
     {{"baton goals ls", "what the work is for, and whether it is on track"},
      {"baton goals show retention", "one of them"},
      {"baton goals trace run_38h7cak65edr0", "which goals a run serves"}}},
    {"baton kpis",
     {{"baton kpis ls", "what is measured, and what it should be"},
      {"baton kpis get onboarding-time", "one of them, day by day"},
      {"baton kpis get onboarding-time --from 2026-05-01 -o json", "since a day, for programs"}}},
    {"baton export",
     {{"baton export runs --since 30d --out runs.csv", "a table for a spreadsheet"},
      {"baton export steps --since 30d --out steps.csv", "where the time of their steps went"},
      {"baton export events --format ndjson", "the log, for programs"}}},
    {"baton sim",
     {{"baton sim vendors --env vendors.env", "systems to try Baton with, and how to reach them"},
      {"baton sim vendors --fault jira=503:0.2", "a fifth of the requests to Jira fails"},
      {"baton sim vendors --latency all=2s", "all of them answer late"}}},
    {"baton users",
     {{"baton users add ada --role approver --group legal",
       "she gets a link to choose a password by"},
      {"baton users ls", "who signs in, and as what"},
      {"baton users disable ada", "she does not any more"}}},
    {"baton token",
     {{"baton token create shop --role sender",
       "a program that sends events, and does nothing else"},
      {"baton token ls", "which there are, and when each was used last"},
      {"baton token revoke tok_1", "it is good no longer"}}},
    {"baton secrets",
     {{"baton secrets set jira_token", "the value is asked for, and not shown"},
      {"baton secrets ls", "which there are, without their values"},
      {"baton secrets rotate-key", "encrypt them with a new key"}}},
    {"baton audit",
     {{"baton audit ls --act users", "who changed users"},
      {"baton audit verify", "whether a row was changed, left out, put in or cut off"},
      {"baton audit export", "all of it, a row a line"}}},
    {"baton context",
     {{"baton context add live --url https://baton.example.com", "give a server a name"},
      {"baton context use live", "commands go to it from now on"},
      {"baton context ls", "which there are"}}},
};

}  // namespace

std::span<const Example> examples_of(std::string_view path) {
  const auto* found = std::find_if(std::begin(kExamples), std::end(kExamples),
                                   [path](const auto& one) { return one.path == path; });
  if (found == std::end(kExamples)) return {};
  return found->examples;
}

}  // namespace baton::app
