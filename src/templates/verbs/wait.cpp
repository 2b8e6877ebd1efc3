#include "baton/calendar/duration.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 6> kWaitWords{"event", "from", "when",
                                                     "since", "any",  "all"};
constexpr std::array<std::string_view, 4> kAwaitedWords{"event", "from", "when", "since"};
constexpr std::array<std::string_view, 2> kSince{"needs", "trigger"};  // or a duration
constexpr std::array<Synonym, 5> kSinceSynonyms{{{"step", "needs"},
                                                 {"steps", "needs"},
                                                 {"start", "trigger"},
                                                 {"run", "trigger"},
                                                 {"event", "trigger"}}};

constexpr std::array<Synonym, 10> kWaitSynonyms{
    {{"type", "event"},
     {"source", "from"},
     {"if", "when"},
     {"filter", "when"},
     {"condition", "when"},
     {"where", "when"},
     {"for", "event", "to wait for a time, write sleep: { for: 5m }"},
     {"until", "event", "to wait for a time, write sleep: { until: … }"},
     {"timeout", "event", "it stands beside \"wait\", not in it"},
     {"within", "event", "write \"timeout\" beside \"wait\""}}};

constexpr KeyTable kWaitKeys{"wait", kWaitWords, kWaitSynonyms, "event: "};
constexpr KeyTable kAwaitedKeys{"an event of wait", kAwaitedWords, kWaitSynonyms, "event: "};

// How many events one step may wait for. Each is a row of the table of waits, and a look back over
// the log.
constexpr std::size_t kAwaitedMax = 20;

// Reads from when on a wait looks back at past events: since its needs, since the trigger, or since
// a duration before the wait was opened.
core::LookBackFrom read_since(Reader& reader, const Cursor& cursor) {
  core::LookBackFrom since;
  const auto& node = *cursor.node;
  const auto word = std::find(kSince.begin(), kSince.end(), node.text);
  if (node.kind == yaml::Node::Kind::string && word != kSince.end()) {
    since.start = static_cast<core::LookBackFrom::Start>(word - kSince.begin());
  } else if (node.is_scalar() && calendar::parse_span(node.text)) {
    since.length = reader.span(cursor);
  } else {
    const auto* synonym = std::find_if(kSinceSynonyms.begin(), kSinceSynonyms.end(),
                                       [&node](const auto& one) { return one.word == node.text; });
    auto hint = node.is_scalar() ? core::did_you_mean(node.text, as_strings(kSince)) : "";
    if (synonym != kSinceSynonyms.end())
      hint = "did you mean \"" + std::string(synonym->means) + "\"?";
    if (hint.empty())
      hint = "needs: from when its needs began; trigger: from the event that started the run";
    reader.error("type/choice",
                 "expected needs, trigger or a duration as 7d, got " + describe(node), cursor,
                 std::move(hint));
  }
  return since;
}

// Reads one event from the keys of a wait, or from those of one of its events.
void read_awaited(Reader& reader, const Cursor& cursor, const Reader::Fields& fields,
                  const core::Step& step, core::Awaited& awaited, AwaitedPlace& place) {
  if (const auto event = fields.find("event")) {
    awaited.event = reader.event_type(*event, false);
    if (!awaited.event.empty()) place.event = event;
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"event\" is missing: expected an event type as \"ticket.updated\"",
                        cursor);
  }
  awaited.from = reader.text_or(fields, "from");
  place.from = fields.find("from");
  if (const auto since = fields.find("since")) awaited.since = read_since(reader, *since);
  if (const auto when = fields.find("when")) {
    awaited.when = reader.condition(
        *when, {.scope = ScopeKind::wait, .step = step.name, .want = Site::Want::boolean});
  }
}

// The name under which the output has an event.
std::string read_awaited_name(Reader& reader, const Cursor& cursor) {
  const auto& name = cursor.key->text;
  if (is_name(name)) return name;
  const auto meant = name_meant(name);
  reader.error_at_key(
      "syntax/name", '"' + name + "\" is no name of an event: expected a-z, then a-z, 0-9 or \"_\"",
      cursor, meant.empty() ? "" : "did you mean \"" + meant + "\"?");
  return meant.empty() ? name : meant;
}

// Reads the events of a mapping, each under its name. `since` is that of the wait, which each has
// that gives none of its own.
void read_named(Reader& reader, const Cursor& cursor, const core::LookBackFrom& since,
                const core::Step& step, core::WaitEvent& wait, StepPlace& place) {
  for (const auto& entry : cursor.node->entries) {
    const auto member = cursor.member(entry);
    core::Awaited awaited{read_awaited_name(reader, member)};
    awaited.since = since;
    AwaitedPlace at;
    if (const auto fields = reader.fields(member, kAwaitedKeys))
      read_awaited(reader, member, *fields, step, awaited, at);
    wait.events.push_back(std::move(awaited));
    place.awaited.push_back(std::move(at));
  }
}

// Reads `any` or `all`.
void read_several(Reader& reader, const Cursor& cursor, const core::LookBackFrom& since,
                  const core::Step& step, core::WaitEvent& wait, StepPlace& place) {
  if (!reader.expect_map(
          cursor, "a mapping of names to events",
          cursor.node->is_list() ? "name each event: \"done:\" instead of \"- \"" : ""))
    return;
  const auto& entries = cursor.node->entries;
  if (entries.size() < 2)
    reader.error_at_key("limit/range", "expected at least two events", cursor,
                        "to wait for one, write its keys below \"wait\"");
  if (entries.size() > kAwaitedMax)
    reader.error_at_key(
        "limit/range",
        std::to_string(entries.size()) + " events: expected at most " + std::to_string(kAwaitedMax),
        cursor, "wait for the others in a step of their own");
  read_named(reader, cursor, since, step, wait, place);
}

// Reads an `any` that stands beside `all`, for its faults alone.
void read_aside(Reader& reader, const Cursor& cursor, const core::Step& step) {
  core::WaitEvent wait;
  StepPlace place;
  if (cursor.node->is_map()) read_named(reader, cursor, {}, step, wait, place);
}

// Reports keys of one event beside `any` or `all`, which have these keys for each of theirs.
void check_alone(Reader& reader, const Reader::Fields& fields, std::string_view several) {
  for (const std::string_view key : {"any", "event", "from", "when"}) {
    const auto found = fields.find(key);
    if (!found || key == several) continue;
    reader.error_at_key(
        "syntax/two-keys",
        '"' + std::string(key) + "\" has no meaning beside \"" + std::string(several) + '"', *found,
        key == "any" ? "make it a step of its own"
                     : "give it to the events of \"" + std::string(several) + '"');
  }
}

core::Verb read_wait(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                     const core::Step& step, StepPlace& place) {
  core::WaitEvent wait;
  const auto fields = reader.fields(cursor, kWaitKeys);
  if (!fields) return wait;
  for (const std::string_view several : {"all", "any"}) {
    const auto events = fields->find(several);
    if (!events) continue;
    check_alone(reader, *fields, several);
    if (const auto other = fields->find("any"); other && several == "all")
      read_aside(reader, *other, step);
    wait.all = several == "all";
    core::LookBackFrom since;
    if (const auto given = fields->find("since")) since = read_since(reader, *given);
    read_several(reader, *events, since, step, wait, place);
    return wait;
  }
  core::Awaited awaited;
  AwaitedPlace at;
  read_awaited(reader, cursor, *fields, step, awaited, at);
  wait.events.push_back(std::move(awaited));
  place.awaited.push_back(std::move(at));
  return wait;
}

std::vector<std::string> names_in(const core::WaitEvent& wait) {
  std::vector<std::string> names;
  for (const auto& awaited : wait.events) names.push_back(awaited.name);
  return names;
}

std::optional<std::vector<std::string>> members_of_wait(const core::Verb& verb,
                                                        const core::Operations*) {
  const auto& wait = std::get<core::WaitEvent>(verb);
  if (wait.events.empty()) return std::nullopt;
  if (wait.all) return names_in(wait);
  if (wait.named()) return std::vector<std::string>{"name", "event"};
  return std::vector<std::string>{"event"};
}

const std::vector<std::string>& event_members() {
  static const std::vector<std::string> kMembers{"id",    "type", "source",   "subject",
                                                 "actor", "time", "received", "data"};
  return kMembers;
}

std::optional<Shapes::Fault> fault_of_wait(const core::Verb& verb, const cel::Path& path) {
  const auto& members = event_members();
  const bool of_an_event = std::get<core::WaitEvent>(verb).all || path[3] == "event";
  if (!of_an_event || std::find(members.begin(), members.end(), path[4]) != members.end())
    return std::nullopt;
  auto fault = missing_member(path, 4, members);
  if (path[4] == "payload" || path[4] == "body") fault.hint = "did you mean \"data\"?";
  return fault;
}

cel::Sketch sketch_of_wait(const core::Verb& verb) {
  cel::Sketch::Members members;
  const auto names = members_of_wait(verb, nullptr).value_or(std::vector<std::string>{});
  for (const auto& name : names) members.emplace(name, cel::Sketch());
  return cel::Sketch::map(std::move(members), !names.empty());
}

void suspect_wait(const Suspecting& suspecting, const core::Step& step, const StepPlace& place) {
  const auto& events = std::get<core::WaitEvent>(step.verb).events;
  for (std::size_t at = 0; at < events.size(); ++at)
    check_event(suspecting, place.awaited[at].event, place.awaited[at].from, events[at].event);
}

constexpr std::array<std::string_view, 1> kWaitBeside{"timeout"};

}  // namespace

constinit const VerbSyntax SyntaxFor<core::WaitEvent>::kRow{
    .name = core::WaitEvent::kName,
    .beside = kWaitBeside,
    .keys = {&kWaitKeys},
    .read = read_wait,
    .output_members = members_of_wait,
    .output_fault = fault_of_wait,
    .output_sketch = sketch_of_wait,
    .suspect = suspect_wait,
};

}  // namespace baton::templates
