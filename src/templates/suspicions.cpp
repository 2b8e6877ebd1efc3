#include "templates/circles.hpp"
#include "templates/draft.hpp"
#include "templates/event_names.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

using core::Operations;

std::vector<std::string> connections_of(const Operations& operations) {
  std::vector<std::string> names;
  for (const auto& [name, known] : operations) names.push_back(name);
  return names;
}

void check_from(Reader& reader, const Cursor& cursor, const Operations& operations) {
  const auto& from = cursor.node->text;
  // Baton's own events and those that workflows emit have sources too.
  if (from.empty() || from == "baton" || from.starts_with("workflow/") || operations.contains(from))
    return;
  const auto known = connections_of(operations);
  auto hint = core::did_you_mean(from, known);
  if (hint.empty() && !known.empty()) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    hint = "connections are " + any_of(names) +
           "; what a token hands in came through none: leave \"from\" out";
  }
  reader.warning("suspicious/unknown-connection",
                 "there is no connection \"" + from + "\" that events could come from", cursor,
                 std::move(hint));
}

class SuspicionCheck {
 public:
  SuspicionCheck(Reader& reader, const Draft& draft, const Operations* operations)
      : reader_(reader),
        draft_(draft),
        operations_(operations),
        events_(known_events(draft.workflow, operations)) {}

  void run(const Cursor& root) {
    check_start(root);
    for (std::size_t at = 0; at < draft_.triggers.size(); ++at) {
      const auto& place = draft_.triggers[at];
      const auto& trigger = draft_.workflow.triggers[at];
      check_event(place.event, place.from, trigger.event);
      if (place.event) check_circle(reader_, draft_.workflow, trigger, *place.event);
      if (place.event) check_reached(at, *place.event);
    }
    for (std::size_t at = 0; at < draft_.places.size(); ++at)
      check_step(draft_.workflow.steps[at], draft_.places[at]);
  }

 private:
  void check_start(const Cursor& root) {
    const auto* on = root.node->find("on");
    if (on != nullptr && !(on->is_list() && on->items.empty())) return;
    const char* key = on != nullptr ? "on" : "workflow";
    for (const auto& entry : root.node->entries) {
      if (entry.key->text != key) continue;
      return reader_.warning_at_key(
          "suspicious/never-starts", "nothing starts this workflow: it has no trigger",
          root.member(entry), "add \"on: [{ event: crm.opportunity.updated }]\"");
    }
  }

  // The first trigger that matches starts the run: one that takes everything leaves nothing to
  // those behind it.
  void check_reached(std::size_t at, const Cursor& cursor) {
    const auto& triggers = draft_.workflow.triggers;
    const auto& behind = triggers[at];
    for (std::size_t before = 0; before < at; ++before) {
      const auto& first = triggers[before];
      const bool all = !first.when && (first.from.empty() || first.from == behind.from);
      if (!all || !draft_.triggers[before].event || !core::type_matches(first.event, behind.event))
        continue;
      return reader_.warning("suspicious/never",
                             "no event reaches this trigger: the one of line " +
                                 std::to_string(first.at.line) +
                                 " takes all of them, and the first that matches starts the run",
                             cursor, "give that one a \"when\", or put this one before it");
    }
  }

  void check_event(const std::optional<Cursor>& event, const std::optional<Cursor>& from,
                   const std::string& type) {
    const auto told = reader_.findings_count();
    if (event) check_event_name(reader_, *event, type, events_);
    if (!from || operations_ == nullptr) return;
    check_from(reader_, *from, *operations_);
    if (event && reader_.findings_count() == told)
      check_sender(reader_, *event, *from, type, *operations_);
  }

  void check_step(const core::Step& step, const StepPlace& place) {
    if (const auto* wait = std::get_if<core::WaitEvent>(&step.verb)) {
      check_event(place.event, place.from, wait->event);
    }
    const auto* approve = std::get_if<core::Approve>(&step.verb);
    if (approve == nullptr || !place.by) return;
    check_approval(*approve, *place.by);
    if (approve->ask.value.is_null() && step.title.empty()) {
      reader_.warning_at_key("suspicious/no-question",
                             "whoever is asked to approve is told nothing: there is no \"ask\"",
                             *place.by, "add \"ask: …?\"");
    }
  }

  void check_approval(const core::Approve& approve, const Cursor& cursor) {
    if (!approve.not_requester) return;
    if (const auto connection = starts_namelessly()) {
      reader_.warning_at_key("suspicious/unknown-requester",
                             "webhooks name nobody who caused the run: when one of \"" +
                                 *connection +
                                 "\" starts it, \"not: requester\" keeps nobody from approving",
                             cursor, "name who may decide without it");
    }
    if (!approve.group.empty() || approve.users.empty()) return;
    if (people_of(approve.users).size() > static_cast<std::size_t>(approve.count)) return;
    reader_.warning_at_key(
        "suspicious/approval",
        "when one of these caused the run, too few are left who may decide, and it waits for ever",
        cursor, "name one more, or a group");
  }

  // The connection of which a trigger takes the webhooks.
  std::optional<std::string> starts_namelessly() const {
    if (operations_ == nullptr) return std::nullopt;
    for (const auto& trigger : draft_.workflow.triggers)
      if (operations_->contains(trigger.from)) return trigger.from;
    return std::nullopt;
  }

  Reader& reader_;
  const Draft& draft_;
  const Operations* operations_;
  KnownEvents events_;
};

}  // namespace

void check_suspicions(Reader& reader, const Cursor& root, const Draft& draft,
                      const Operations* operations) {
  if (root.node->is_map()) SuspicionCheck(reader, draft, operations).run(root);
}

}  // namespace baton::templates
