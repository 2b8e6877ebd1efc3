#include "baton/calendar/duration.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <array>

namespace baton::templates {

namespace {

constexpr std::array<std::string_view, 4> kWaitWords{"event", "from", "when", "since"};
constexpr std::array<std::string_view, 2> kWaitLater{"any", "all"};
constexpr std::array<std::string_view, 2> kSince{"needs", "trigger"};  // or a duration

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

constexpr KeyTable kWaitKeys{"wait", kWaitWords, kWaitLater, kWaitSynonyms, "event: "};

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
    reader.error("type/choice",
                 "expected needs, trigger or a duration as 7d, got " + describe(node), cursor,
                 node.is_scalar() ? core::did_you_mean(node.text, as_strings(kSince)) : "");
  }
  return since;
}

core::Verb read_wait(Reader& reader, const Cursor& cursor, const Reader::Fields&,
                     const core::Step& step, StepPlace& place) {
  core::WaitEvent wait;
  const auto fields = reader.fields(cursor, kWaitKeys);
  if (!fields) return wait;
  if (const auto event = fields->find("event")) {
    wait.event = reader.event_type(*event, false);
    if (!wait.event.empty()) place.event = event;
  } else if (!fields->has("any") && !fields->has("all")) {
    reader.error_at_key("syntax/missing-key",
                        "\"event\" is missing: expected an event type as \"ticket.updated\"",
                        cursor);
  }
  wait.from = reader.text_or(*fields, "from");
  place.from = fields->find("from");
  if (const auto since = fields->find("since")) wait.since = read_since(reader, *since);
  if (const auto when = fields->find("when")) {
    wait.when = reader.condition(
        *when, {.scope = ScopeKind::wait, .step = step.name, .want = Site::Want::boolean});
  }
  return wait;
}

std::optional<std::vector<std::string>> members_of_wait(const core::Verb&,
                                                        const core::Operations*) {
  return std::vector<std::string>{"event"};
}

const std::vector<std::string>& event_members() {
  static const std::vector<std::string> kMembers{"id",    "type", "source",   "subject",
                                                 "actor", "time", "received", "data"};
  return kMembers;
}

std::optional<Shapes::Fault> fault_of_wait(const core::Verb&, const cel::Path& path) {
  const auto& members = event_members();
  if (path[3] != "event" || std::find(members.begin(), members.end(), path[4]) != members.end())
    return std::nullopt;
  auto fault = missing_member(path, 4, members);
  if (path[4] == "payload" || path[4] == "body") fault.hint = "did you mean \"data\"?";
  return fault;
}

cel::Sketch sketch_of_wait() { return cel::Sketch::map(cel::Sketch::Members{{"event", {}}}, true); }

void suspect_wait(const Suspecting& suspecting, const core::Step& step, const StepPlace& place) {
  check_event(suspecting, place.event, place.from, std::get<core::WaitEvent>(step.verb).event);
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
