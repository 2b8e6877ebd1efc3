#include "app/topics.hpp"

#include <algorithm>

namespace baton::app {

namespace {

constexpr Meaning kExitCodes[] = {
    {"0", "done"},
    {"1", "the answer is no: findings, a run that failed, a doctor that found a fault"},
    {"2", "the command line, the settings or the input cannot be understood"},
    {"3", "not allowed"},
    {"4", "not found"},
    {"5", "conflict"},
    {"6",
     "no server, no answer in time, it is overloaded, or a file or the output cannot be written"},
    {"7", "rate limited"},
    {"70", "the server stopped on purpose: its store is broken"},
    {"130", "interrupted"},
};

constexpr Meaning kVariables[] = {
    {"BATON_URL", "where commands find the server (--url)"},
    {"BATON_TOKEN_FILE", "a file that holds the token to use (--token-file)"},
    {"BATON_TOKEN", "the token itself; other processes may see it, so prefer a file"},
    {"BATON_CONTEXT", "the named server to talk to (baton context ls)"},
    {"BATON_CONFIG_DIR", "the configuration folder (--config); a package has /etc/baton"},
    {"BATON_DATA_DIR", "the server's data folder (--data)"},
    {"BATON_SECRETS_KEY_FILE", "the file with the key that encrypts secrets (secrets.key_file)"},
    {"BATON_LISTEN", "the address and port of the server (--listen)"},
    {"BATON_LOG", "the level of the server's log: debug, info, warn, error or off"},
    {"BATON_LOG_FORMAT", "the form of the server's log: text or json"},
    {"NO_COLOR", "when set to anything, no colours (https://no-color.org)"},
};

constexpr Meaning kFiles[] = {
    {"config/baton.yaml", "the settings"},
    {"config/connections.yaml", "the systems to act on, and the variables with their secrets"},
    {"config/connectors/", "connectors of your own; those of the program need no file"},
    {"config/calendars/", "business calendars of your own, in place of those of the program"},
    {"config/routes/", "decision tables of your own, in place of those of the program"},
    {"config/facts/",
     "the values from outside that workflows read, in place of those of the program"},
    {"config/goals/", "what the work is for"},
    {"config/kpis/", "what is measured, and what it should be"},
    {"config/detectors/", "which series are watched for changes"},
    {"config/templates/", "workflows, published when the server starts or gets SIGHUP"},
    {"data/baton.db", "the database: events, runs, journals, templates, tokens as hashes"},
    {"data/secret.key",
     "encrypts the secrets in the database; keep it apart from copies of the data"},
    {"data/admin.token", "the first admin token, which commands on this machine use"},
    {"~/.config/baton/contexts.json", "the named servers of baton context"},
};

constexpr Meaning kTopics[] = {
    {"environment", "The variables that are read"},
    {"exit-codes", "What each exit code means"},
    {"expressions", "The language of when, gate, key and ${…}"},
    {"files", "Where things are"},
    {"output", "The forms of output"},
    {"queries", "How runs and events are found: in the console, the API and -q"},
};

constexpr std::string_view kExpressions =
    "Conditions (when, gate, key, until) are bare CEL; everywhere else an expression stands in\n"
    "${…}. A value that is exactly one ${…} keeps its type.\n"
    "\n"
    "  event.data.stage == \"Closed Won\" && event.data.amount >= 10000\n"
    "  event.data.?region.orValue(\"EMEA\") in [\"EMEA\", \"APAC\"]\n"
    "  has(event.data.owner) ? event.data.owner : \"nobody\"\n"
    "  now >= timestamp(run.started_at) + duration(\"24h\")\n"
    "\n"
    "Names: event (at hand), trigger (what started the run), inputs, steps.NAME.output, context,\n"
    "run, now. A member that is missing is an error; has() and .? ask whether it is there.\n"
    "baton template lint FILE names what is wrong, and baton runs why RUN STEP shows how a\n"
    "condition came out. docs/guides/templates.md has all of it.\n";

constexpr std::string_view kOutput =
    "Data goes to stdout; hints, progress and errors go to stderr. -o chooses the form of data:\n"
    "\n"
    "  table    for people, cut to the width of the terminal\n"
    "  wide     the same, and nothing is cut\n"
    "  md       the same, as a table of Markdown\n"
    "  json     one document, with the names of the API\n"
    "  yaml     the same, as YAML\n"
    "  ndjson   one JSON document a line, as soon as it is there\n"
    "  name     ids or names only, one a line, for another command\n"
    "\n"
    "--fields id,status,title chooses the members of each item of a list. Errors in json, yaml "
    "and\n"
    "ndjson are problem+json (RFC 9457).\n";

constexpr std::string_view kQueries =
    "Terms and words stand beside each other, in any order, and all of them must hold. Words "
    "begin\n"
    "words of titles and keys; case and accents do not matter. A minus in front turns a term "
    "round,\n"
    "and what has spaces stands in quotes.\n"
    "\n"
    "  baton runs ls status:failed connection:jira age:>1d acme\n"
    "  baton runs ls -q '-status:succeeded template:customer-onboarding'\n"
    "  baton events ls type:crm.* since:4h \"Kestrel Air\"\n"
    "\n"
    "Of runs:\n"
    "\n"
    "  status:failed          of this status; failed also finds open runs that will fail\n"
    "  status:open            of any status, and not ended\n"
    "  template:x             of this workflow\n"
    "  version:3  version:<3  of this version of it, or an earlier one\n"
    "  connection:jira        an action over it goes on now, or has stopped the run\n"
    "  key:k  goal:g  id:run  with this key, goal or id\n"
    "  age:>1d  age:<4h       that began longer ago, or less long\n"
    "  since:2w               that began since; also since:2026-05-04, a day in UTC\n"
    "  late:>50%              open ones that will end late with this probability\n"
    "\n"
    "Of events: type:crm.* (a star is one word), source:x, subject:x, since:4h.\n";

std::string aligned(std::span<const Meaning> meanings) {
  std::size_t widest = 0;
  for (const Meaning& meaning : meanings) widest = std::max(widest, meaning.name.size());
  std::string text;
  for (const Meaning& meaning : meanings)
    text += "  " + std::string(meaning.name) + std::string(widest - meaning.name.size() + 2, ' ') +
            std::string(meaning.text) + '\n';
  return text;
}

std::string body_of(std::string_view name) {
  if (name == "environment")
    return aligned(kVariables) +
           "\nA flag wins over a variable, which wins over baton.yaml, which wins over the "
           "default.\nconnections.yaml names further variables, those with the secrets.\n";
  if (name == "exit-codes") return aligned(kExitCodes);
  if (name == "expressions") return std::string(kExpressions);
  if (name == "files")
    return aligned(kFiles) +
           "\n--config and --data name other folders; a package uses /etc/baton "
           "and /var/lib/baton.\n";
  if (name == "queries") return std::string(kQueries);
  return std::string(kOutput);
}

}  // namespace

std::span<const Meaning> exit_codes() { return kExitCodes; }
std::span<const Meaning> variables() { return kVariables; }
std::span<const Meaning> used_files() { return kFiles; }
std::span<const Meaning> topics() { return kTopics; }

std::string topic_text(std::string_view name) {
  for (const Meaning& topic : kTopics) {
    if (topic.name == name) return std::string(topic.text) + ".\n\n" + body_of(name);
  }
  return {};
}

}  // namespace baton::app
