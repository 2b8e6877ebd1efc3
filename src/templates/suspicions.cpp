#include "templates/suspicions.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/text.hpp"
#include "templates/circles.hpp"
#include "templates/verbs/verb.hpp"

namespace baton::templates {

namespace {

using core::Operations;

void check_from(Reader& reader, const Cursor& cursor, const Operations& operations) {
  const auto& from = cursor.node->text;
  // Baton's own events come from "baton", and those that a workflow emits from "workflow/NAME".
  if (from.empty() || from == "baton" || from.starts_with("workflow/") || operations.contains(from))
    return;
  const auto known = names_of(operations);
  auto hint = core::did_you_mean(from, known);
  if (hint.empty() && !known.empty()) {
    hint = "connections are " + core::any_of(known) +
           "; what a token hands in came through none: leave \"from\" out";
  }
  reader.warning("suspicious/unknown-connection",
                 "there is no connection \"" + from + "\" that events could come from", cursor,
                 std::move(hint));
}

class SuspicionCheck {
 public:
  SuspicionCheck(Reader& reader, const PartialTemplate& partial, const Operations* operations)
      : reader_(reader),
        partial_(partial),
        suspecting_{reader, partial, operations, known_events(partial.workflow, operations)} {}

  void run(const Cursor& root) {
    check_start(root);
    for (std::size_t at = 0; at < partial_.triggers.size(); ++at) {
      const auto& place = partial_.triggers[at];
      const auto& trigger = partial_.workflow.triggers[at];
      check_event(suspecting_, place.event, place.from, trigger.event);
      check_counted(place);
      if (place.event) check_circle(reader_, partial_.workflow, trigger, *place.event);
      if (place.event) check_reached(at, *place.event);
    }
    for (std::size_t at = 0; at < partial_.places.size(); ++at) {
      const auto& step = partial_.workflow.steps[at];
      const auto suspect = syntax_of(step.verb).suspect;
      if (suspect != nullptr) suspect(suspecting_, step, partial_.places[at]);
    }
  }

 private:
  void check_start(const Cursor& root) {
    const auto* on = root.node->find("on");
    if (on != nullptr && !(on->is_list() && on->items.empty())) return;
    const char* key = on != nullptr ? "on" : "workflow";
    for (const auto& entry : root.node->entries) {
      if (entry.key->text != key) continue;
      return reader_.warning_at_key(
          "suspicious/never-starts",
          "nothing starts this workflow but a step of another one: it has no trigger",
          root.member(entry), "add \"on: [{ event: crm.opportunity.updated }]\"");
    }
  }

  void check_counted(const TriggerPlace& place) {
    for (const auto& counted : place.counted)
      if (counted.event)
        check_event(suspecting_, counted.event, counted.from, counted.event->node->text);
  }

  // Warns of a trigger that no event reaches: only the first trigger that matches starts the run,
  // so one that takes every event of a type leaves none to the triggers after it.
  void check_reached(std::size_t at, const Cursor& cursor) {
    const auto& triggers = partial_.workflow.triggers;
    const auto& behind = triggers[at];
    for (std::size_t before = 0; before < at; ++before) {
      const auto& first = triggers[before];
      const bool all = !first.when && (first.from.empty() || first.from == behind.from);
      if (!all || !partial_.triggers[before].event ||
          !core::type_matches(first.event, behind.event))
        continue;
      return reader_.warning("suspicious/never",
                             "no event reaches this trigger: the one of line " +
                                 std::to_string(first.at.line) +
                                 " takes all of them, and the first that matches starts the run",
                             cursor, "give that one a \"when\", or put this one before it");
    }
  }

  Reader& reader_;
  const PartialTemplate& partial_;
  Suspecting suspecting_;
};

}  // namespace

void check_event(const Suspecting& suspecting, const std::optional<Cursor>& event,
                 const std::optional<Cursor>& from, const std::string& type) {
  auto& reader = suspecting.reader;
  const auto told = reader.findings_count();
  if (event) check_event_name(reader, *event, type, suspecting.events);
  if (!from || suspecting.operations == nullptr) return;
  check_from(reader, *from, *suspecting.operations);
  if (event && reader.findings_count() == told)
    check_sender(reader, *event, *from, type, *suspecting.operations);
}

void check_suspicions(Reader& reader, const Cursor& root, const PartialTemplate& partial,
                      const Operations* operations) {
  if (root.node->is_map()) SuspicionCheck(reader, partial, operations).run(root);
}

}  // namespace baton::templates
