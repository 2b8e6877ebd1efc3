#include "core/transition_words.hpp"

#include "baton/core/time.hpp"

#include <chrono>
#include <cstdint>

namespace baton::core::words {

namespace {

// Whether a member is there and true.
bool is_set(const Json& told, std::string_view name) {
  const Json* value = find(told, name);
  return value && value->is_boolean() && value->get<bool>();
}

// A time to the second, as people read it. The stored form has it in microseconds, and the form for
// people has it as text.
std::string moment(const Json& value) {
  Time time{};
  if (value.is_number_integer()) {
    time = Time(Duration(value.get<std::int64_t>()));
  } else if (value.is_string()) {
    const auto read = parse_rfc3339(value.get_ref<const std::string&>());
    if (!read) return value.get<std::string>();
    time = *read;
  } else {
    return {};
  }
  return to_rfc3339(std::chrono::floor<std::chrono::seconds>(nearest_millisecond(time)));
}

// When it is due, behind `word`: " at 2026-05-04T12:00:00Z". Empty if it has no due time.
std::string due(const Json& told, const std::string& word) {
  const Json* value = find(told, "due");
  const std::string text = value ? moment(*value) : std::string();
  return text.empty() ? text : " " + word + " " + text;
}

// The text with its reason behind it, "gate closed: …", if the member `key` gives one.
std::string with_reason(std::string text, const Json& told, std::string_view key = "reason") {
  const std::string reason = text_at(told, key);
  return reason.empty() ? text : text + ": " + reason;
}

// The number of the attempt, as text.
std::string attempt(const Json& told) {
  const Json* value = find(told, "attempt");
  return value && value->is_number_integer() ? std::to_string(value->get<int>()) : "1";
}

}  // namespace

std::string run_started(const Json& told) { return "run started: " + text_at(told, "workflow"); }

std::string step_started(const Json& told) { return "started, attempt " + attempt(told); }

std::string step_retrying(const Json& told) {
  return with_reason("retries as attempt " + attempt(told) + due(told, "at"), told);
}

std::string step_unknown(const Json& told) {
  if (!find(told, "due")) return with_reason("outcome unknown, for a person to resolve", told);
  const Json* look = find(told, "look");
  const std::string which = look && look->is_number_integer() ? " (look " + dump(*look) + ")" : "";
  return with_reason("outcome unknown, is looked for" + which + due(told, "at"), told);
}

std::string step_waiting(const Json& told) {
  const std::string type = text_at(told, "type");
  if (type.empty()) return "sleeps" + due(told, "until");
  const std::string path = text_at(told, "path");
  const std::string filter = path.empty() ? "" : " where " + path + " is " + text_at(told, "value");
  return "waits for " + type + filter + due(told, "until");
}

std::string step_noted(const Json& told) { return text_at(told, "note"); }

std::string step_gated(const Json& told) {
  return with_reason(is_set(told, "error") ? "gate cannot be evaluated" : "gate closed", told);
}

std::string gate_opened(const Json& told) { return with_reason("gate opened", told); }

std::string approval_requested(const Json& told) {
  return with_reason("asks for approval", told, "ask");
}

std::string approval_decided(const Json& told) {
  const std::string other = text_at(told, "on_behalf_of");
  return with_reason(std::string(is_set(told, "approve") ? "approved" : "rejected") + " by " +
                         text_at(told, "actor", "someone") + (other.empty() ? "" : " for " + other),
                     told, "comment");
}

std::string approval_voided(const Json& told) {
  return with_reason("approval void, asked anew", told);
}

std::string late_outcome(const Json& told) {
  return with_reason("attempt " + attempt(told) + " ended afterwards: " + text_at(told, "result"),
                     told, "message");
}

std::string step_resolved(const Json& told) {
  return with_reason(
      "resolved as " + text_at(told, "as") + " by " + text_at(told, "actor", "someone"), told,
      "note");
}

std::string step_succeeded(const Json&) { return "succeeded"; }
std::string step_failed(const Json& told) { return with_reason("failed", told, "message"); }
std::string step_skipped(const Json& told) { return with_reason("skipped", told); }
std::string step_blocked(const Json& told) { return with_reason("blocked", told, "by"); }
std::string step_cancelled(const Json& told) { return with_reason("cancelled", told); }
std::string step_reset(const Json&) { return "back to pending"; }
std::string run_paused(const Json& told) { return with_reason("run paused", told); }
std::string run_succeeded(const Json&) { return "run succeeded"; }
std::string run_failed(const Json& told) { return with_reason("run failed", told, "message"); }
std::string run_cancelled(const Json& told) { return with_reason("run cancelled", told); }
std::string run_queued(const Json& told) {
  const auto slot = text_at(told, "slot");
  return "waits for a place" + (slot.empty() ? std::string() : " in slot " + slot);
}
std::string slot_taken(const Json& told) {
  const auto slot = text_at(told, "slot");
  return "has its place" + (slot.empty() ? std::string() : " in slot " + slot);
}
std::string step_undone(const Json&) { return "undone"; }
std::string event_taken(const Json& told) {
  const auto* event = find(told, "event");
  const auto type = event ? text_at(*event, "type") : std::string();
  const auto took = type.empty() ? std::string("an event") : type;
  if (text_at(told, "step").empty()) return "heard " + took + ", which joins the context";
  return "took " + took + ", and waits on for the others";
}
std::string run_resumed(const Json& told) { return with_reason("run goes on", told, "actor"); }

std::string items_begun(const Json& told) {
  const Json* of = find(told, "of");
  if (!of) return "goes on with its items";
  return "begins with its items, " + std::to_string(of->size()) + " in all";
}

std::string child_begun(const Json& told) {
  const Json* version = find(told, "version");
  return (find(told, "inputs") ? "begins " : "waits again for ") + text_at(told, "run") + " of " +
         text_at(told, "workflow") + (version ? "@" + dump(*version) : "");
}

std::string child_ended(const Json& told) {
  return with_reason(text_at(told, "run") + " has ended: " + text_at(told, "status"), told,
                     "message");
}

std::string task_requested(const Json& told) { return with_reason("asks for work", told, "title"); }

std::string task_claimed(const Json& told) {
  const auto owner = text_at(told, "owner", "someone");
  const auto actor = text_at(told, "actor", owner);
  return owner == actor ? "taken by " + owner : "given to " + owner + " by " + actor;
}

std::string task_released(const Json& told) {
  return with_reason("given back by " + text_at(told, "actor", "someone"), told, "comment");
}

std::string task_done(const Json& told) {
  return with_reason("done by " + text_at(told, "actor", "someone"), told, "comment");
}

std::string task_overdue(const Json& told) { return "late: it was" + due(told, "due at"); }

std::string approval_escalated(const Json& told) { return with_reason("approval escalated", told); }

std::string approval_returned(const Json& told) {
  return with_reason(
      "sent back to " + text_at(told, "to") + " by " + text_at(told, "actor", "someone"), told);
}

std::string facts_read(const Json& told) {
  const auto* facts = find(told, "facts");
  std::string names;
  if (facts != nullptr && facts->is_array()) {
    for (const auto& read : *facts) {
      names += (names.empty() ? "" : ", ") + text_at(read, "fact");
      if (const auto key = text_at(read, "key"); !key.empty()) names += "/" + key;
    }
  }
  return names.empty() ? "reads no facts any more" : "reads the facts " + names;
}

std::string sla_started(const Json& told) {
  return "its time runs" + (find(told, "due") ? due(told, "and is over at") : std::string());
}

std::string sla_paused(const Json& told) { return with_reason("its time stands still", told); }

std::string sla_resumed(const Json& told) {
  return "its time runs on" + (find(told, "due") ? due(told, "and is over at") : std::string());
}

std::string sla_missed(const Json& told) {
  const auto begins = text_at(told, "begins");
  return with_reason("took longer than its \"" + text_at(told, "mark") + "\" allows" +
                         (begins.empty() ? begins : ", so " + begins + " begins"),
                     told, "notice");
}

std::string run_overdue(const Json& told) { return "run is late: it was" + due(told, "due at"); }

std::string run_migrated(const Json& told) {
  const Json* from = find(told, "from");
  const Json* to = find(told, "version");
  return with_reason("run migrated" + (from ? " from version " + dump(*from) : std::string()) +
                         (to ? " to version " + dump(*to) : std::string()) + " by " +
                         text_at(told, "actor", "someone"),
                     told, "note");
}

std::string task_reopened(const Json& told) {
  return with_reason("reopened by " + text_at(told, "actor", "someone"), told);
}

}  // namespace baton::core::words
