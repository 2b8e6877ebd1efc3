#pragma once

#include <array>
#include <string_view>

// Words that other workflow languages use for a key of ours, so that the finding for an unknown key
// can say what to write.
namespace baton::templates {

// One such word.
struct Synonym {
  std::string_view word;
  // The key of ours that means the same.
  std::string_view means;
  // What to advise. Empty: "did you mean `means`?".
  std::string_view hint{};
};

namespace synonyms {

inline constexpr std::array<Synonym, 17> kWorkflow{
    {{"name", "workflow"},
     {"raci", "roles"},
     {"owner", "roles", "write roles: { accountable: marketing-ops }"},
     {"id", "workflow"},
     {"trigger", "on"},
     {"triggers", "on"},
     {"when", "on"},
     {"jobs", "steps"},
     {"tasks", "steps"},
     {"nodes", "steps"},
     {"states", "steps"},
     {"params", "inputs"},
     {"parameters", "inputs"},
     {"variables", "inputs"},
     {"output", "outputs"},
     {"deadline", "due"},
     {"sla", "due"}}};
inline constexpr std::array<Synonym, 5> kRoles{{{"owner", "accountable"},
                                                {"approver", "accountable"},
                                                {"team", "responsible"},
                                                {"advisers", "consulted"},
                                                {"notified", "informed"}}};
inline constexpr std::array<Synonym, 11> kTrigger{{{"type", "event"},
                                                   {"topic", "event"},
                                                   {"source", "from"},
                                                   {"connection", "from"},
                                                   {"if", "when"},
                                                   {"filter", "when"},
                                                   {"condition", "when"},
                                                   {"where", "when"},
                                                   {"with", "inputs"},
                                                   {"cron", "schedule"},
                                                   {"id", "key"}}};
inline constexpr std::array<Synonym, 8> kSchedule{
    {{"zone", "timezone"},
     {"tz", "timezone"},
     {"time_zone", "timezone"},
     {"expression", "cron"},
     {"every", "cron", "write cron: \"*/15 * * * *\""},
     {"at", "cron", "write cron: \"0 9 * * *\""},
     {"missed", "misfire"},
     {"catch_up", "misfire"}}};
inline constexpr std::array<Synonym, 5> kInput{
    {{"required", "default", "an input without a default is required: remove it"},
     {"optional", "default", "an input with a default is optional: add \"default: …\""},
     {"values", "enum"},
     {"options", "enum"},
     {"choices", "enum"}}};
inline constexpr std::array<Synonym, 48> kStep{
    {{"if", "when"},
     {"trigger_rule", "join", "write join: any, or join: always"},
     {"condition", "when"},
     {"unless", "when", "write when: !(…)"},
     {"depends_on", "needs"},
     {"depends", "needs"},
     {"dependsOn", "needs"},
     {"after", "needs"},
     {"requires", "needs"},
     {"next", "needs", "a step says what comes before it: write \"needs\" in the next one"},
     {"then", "needs", "a step says what comes before it: write \"needs\" in the next one"},
     {"uses", "do"},
     {"use", "do"},
     {"action", "do"},
     {"call", "do"},
     {"http", "do", "write do: http.post"},
     {"args", "with"},
     {"params", "with"},
     {"parameters", "with"},
     {"inputs", "with"},
     {"input", "with"},
     {"name", "title"},
     {"description", "title"},
     {"runs-on", "team",
      "remove it: a connection acts, wherever it is; \"team\" says who it belongs to"},
     {"owner", "team"},
     {"assignee", "team"},
     {"approval", "approve"},
     {"delay", "sleep", "write sleep: { for: 5m }"},
     {"wait_for", "wait"},
     {"publish", "emit"},
     {"retries", "retry", "write retry: { attempts: 4 }"},
     {"continue-on-error", "on_error", "write on_error: continue"},
     {"continue_on_error", "on_error", "write on_error: continue"},
     {"on_failure", "on_error"},
     {"workflow", "run"},
     {"sub_workflow", "run"},
     {"for_each", "each"},
     {"foreach", "each"},
     {"loop", "each"},
     {"with_items", "each"},
     {"matrix", "each"},
     {"max-parallel", "parallel"},
     {"fail-fast", "fail_fast"},
     {"stop", "fail_fast",
      "write fail_fast: true for stop: first_failure; stop: at_end is what happens without it"},
     {"compensate", "undo"},
     {"rollback", "undo"},
     {"due", "sla", "write sla: { due: 3bd }"},
     {"deadline", "sla", "write sla: { due: 3bd }"}}};
inline constexpr std::array<Synonym, 9> kWindow{{{"key", "by"},
                                                 {"group_by", "by"},
                                                 {"over", "within"},
                                                 {"last", "within"},
                                                 {"count", "at_least"},
                                                 {"min", "at_least"},
                                                 {"unique", "distinct"},
                                                 {"events", "sequence"},
                                                 {"cooldown", "again_after"}}};
inline constexpr std::array<Synonym, 9> kThreshold{{{"key", "by"},
                                                    {"group_by", "by"},
                                                    {"within", "over"},
                                                    {"window", "over"},
                                                    {"field", "value"},
                                                    {"of", "value"},
                                                    {"greater_than", "above"},
                                                    {"less_than", "below"},
                                                    {"cooldown", "again_after"}}};
inline constexpr std::array<Synonym, 4> kDebounce{
    {{"for", "quiet"}, {"period", "quiet"}, {"timeout", "at_most"}, {"by", "key"}}};
inline constexpr std::array<Synonym, 4> kThrottle{
    {{"max", "limit"}, {"period", "per"}, {"within", "per"}, {"by", "key"}}};
inline constexpr std::array<Synonym, 4> kConcurrency{
    {{"group", "key", "write key: inputs.account"},
     {"max", "limit"},
     {"cancel-in-progress", "when_full", "write when_full: replace"},
     {"otherwise", "when_full"}}};
inline constexpr std::array<Synonym, 4> kUndo{
    {{"action", "do"}, {"call", "do"}, {"inputs", "with"}, {"params", "with"}}};
inline constexpr std::array<Synonym, 8> kSla{
    {{"target", "goal"},
     {"warn", "goal"},
     {"deadline", "due"},
     {"breach", "due"},
     {"within", "due"},
     {"escalate", "late", "write late: { after: 5bd, step: tell_the_lead }"},
     {"pause", "pause_while"},
     {"hold_while", "pause_while"}}};
inline constexpr std::array<Synonym, 7> kSlaMark{{{"within", "after"},
                                                  {"in", "after"},
                                                  {"run", "step"},
                                                  {"do", "step", "name a step that does it"},
                                                  {"begin", "step"},
                                                  {"message", "notice"},
                                                  {"text", "notice"}}};
inline constexpr std::array<Synonym, 6> kGate{{{"when", "open"},
                                               {"if", "open"},
                                               {"condition", "open"},
                                               {"until", "open"},
                                               {"timeout", "within"},
                                               {"else", "otherwise"}}};
inline constexpr std::array<Synonym, 12> kRetry{{{"count", "attempts"},
                                                 {"times", "attempts"},
                                                 {"limit", "attempts"},
                                                 {"max_attempts", "attempts"},
                                                 {"maxAttempts", "attempts"},
                                                 {"delay", "initial"},
                                                 {"interval", "initial"},
                                                 {"backoff", "factor"},
                                                 {"multiplier", "factor"},
                                                 {"max_delay", "max"},
                                                 {"total", "for"},
                                                 {"timeout", "for"}}};

}  // namespace synonyms

}  // namespace baton::templates
