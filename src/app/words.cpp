#include "app/words.hpp"

#include "baton/core/run.hpp"

#include <map>

namespace baton::app {
namespace {

struct Look {
  std::string_view glyph;
  Colour colour;
};

Look look_of(std::string_view status) {
  static const std::map<std::string_view, Look> looks = {
      {"succeeded", {"✓", Colour::green}}, {"approved", {"✓", Colour::green}},
      {"ready", {"✓", Colour::green}},     {"failed", {"✕", Colour::red}},
      {"rejected", {"✕", Colour::red}},    {"unknown", {"?", Colour::red}},
      {"failing", {"✕", Colour::red}},     {"running", {"●", Colour::blue}},
      {"waiting", {"◌", Colour::yellow}},  {"open", {"◌", Colour::yellow}},
      {"gated", {"◇", Colour::yellow}},    {"paused", {"‖", Colour::yellow}},
      {"blocked", {"⊘", Colour::yellow}},  {"inactive", {"○", Colour::yellow}},
      {"skipped", {"–", Colour::dim}},     {"cancelled", {"⊘", Colour::dim}},
      {"withdrawn", {"⊘", Colour::dim}},   {"pending", {"·", Colour::dim}},
      {"active", {"✓", Colour::green}},    {"retired", {"○", Colour::dim}},
      {"set_aside", {"✕", Colour::red}},   {"expired", {"✕", Colour::red}},
  };
  const auto found = looks.find(status);
  return found == looks.end() ? Look{"·", Colour::plain} : found->second;
}

// The stored form keeps microseconds, the API's form is text.
std::string moment_text(const core::Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer())
    return core::to_rfc3339(core::Time(core::Duration(value.get<std::int64_t>())));
  return {};
}

std::string with_reason(std::string text, const core::Json& transition,
                        std::string_view key = "reason") {
  const std::string reason = core::text_at(transition, key);
  return reason.empty() ? text : text + ": " + reason;
}

std::string until(const core::Json& transition) {
  const core::Json* due = core::find(transition, "due");
  const std::string text = due ? moment_text(*due) : std::string();
  return text.empty() ? text : " until " + text;
}

std::string attempt_of(const core::Json& transition) {
  const core::Json* attempt = core::find(transition, "attempt");
  return attempt && attempt->is_number_integer() ? std::to_string(attempt->get<int>()) : "1";
}

std::string at_due(const core::Json& transition) {
  const core::Json* due = core::find(transition, "due");
  const std::string text = due ? moment_text(*due) : std::string();
  return text.empty() ? text : " at " + text;
}

std::string unknown(const core::Json& transition) {
  if (!core::find(transition, "due"))
    return with_reason("outcome unknown, for a person to resolve", transition);
  const core::Json* look = core::find(transition, "look");
  const std::string which =
      look && look->is_number_integer() ? " (look " + core::dump(*look) + ")" : "";
  return with_reason("outcome unknown, is looked for" + which + at_due(transition), transition);
}

std::string resolved(const core::Json& transition) {
  return with_reason("resolved as " + core::text_at(transition, "as") + " by " +
                         core::text_at(transition, "actor", "someone"),
                     transition, "note");
}

std::string late(const core::Json& transition) {
  return with_reason("attempt " + attempt_of(transition) +
                         " ended afterwards: " + core::text_at(transition, "result"),
                     transition, "message");
}

std::string waits_for(const core::Json& transition) {
  const std::string type = core::text_at(transition, "type");
  if (type.empty()) return "sleeps" + until(transition);
  const std::string path = core::text_at(transition, "path");
  const std::string filter =
      path.empty() ? "" : " where " + path + " is " + core::text_at(transition, "value");
  return "waits for " + type + filter + until(transition);
}

std::string decided(const core::Json& transition) {
  return with_reason(std::string(flag_at(transition, "approve") ? "approved" : "rejected") +
                         " by " + core::text_at(transition, "actor", "someone"),
                     transition, "comment");
}

struct Telling {
  std::string_view status;  // whose glyph to show
  std::string (*what)(const core::Json&);
};

const Telling* telling_of(std::string_view name) {
  using J = const core::Json&;
  static const std::map<std::string_view, Telling> tellings = {
      {"RunStarted",
       {"running", [](J t) { return "run started: " + core::text_at(t, "workflow"); }}},
      {"StepStarted", {"running", [](J t) { return "started, attempt " + attempt_of(t); }}},
      {"StepRetrying",
       {"waiting",
        [](J t) { return with_reason("retries as attempt " + attempt_of(t) + at_due(t), t); }}},
      {"StepUnknown", {"unknown", unknown}},
      {"StepWaiting", {"waiting", waits_for}},
      {"StepNoted", {"waiting", [](J t) { return core::text_at(t, "note"); }}},
      {"StepGated",
       {"gated",
        [](J t) {
          return with_reason(flag_at(t, "error") ? "gate cannot be evaluated" : "gate closed", t);
        }}},
      {"GateOpened", {"succeeded", [](J t) { return with_reason("gate opened", t); }}},
      {"ApprovalRequested",
       {"waiting", [](J t) { return with_reason("asks for approval", t, "ask"); }}},
      {"ApprovalDecided", {"succeeded", decided}},
      {"ApprovalVoided",
       {"waiting", [](J t) { return with_reason("approval void, asked anew", t); }}},
      {"LateOutcome", {"cancelled", late}},
      {"StepResolved", {"running", resolved}},
      {"StepSucceeded", {"succeeded", [](J) { return std::string("succeeded"); }}},
      {"StepFailed", {"failed", [](J t) { return with_reason("failed", t, "message"); }}},
      {"StepSkipped", {"skipped", [](J t) { return with_reason("skipped", t); }}},
      {"StepBlocked", {"blocked", [](J t) { return with_reason("blocked", t, "by"); }}},
      {"StepCancelled", {"cancelled", [](J t) { return with_reason("cancelled", t); }}},
      {"StepReset", {"pending", [](J) { return std::string("back to pending"); }}},
      {"RunPaused", {"paused", [](J t) { return with_reason("run paused", t); }}},
      {"RunSucceeded", {"succeeded", [](J) { return std::string("run succeeded"); }}},
      {"RunFailed", {"failed", [](J t) { return with_reason("run failed", t, "message"); }}},
      {"RunCancelled", {"cancelled", [](J t) { return with_reason("run cancelled", t); }}},
      {"RunResumed", {"running", [](J t) { return with_reason("run goes on", t, "actor"); }}},
  };
  const auto found = tellings.find(name);
  return found == tellings.end() ? nullptr : &found->second;
}

std::string span_text(core::Duration span) {
  using namespace std::chrono;
  if (span < minutes(1)) return std::to_string(duration_cast<seconds>(span).count()) + "s";
  if (span < hours(1)) return std::to_string(duration_cast<minutes>(span).count()) + "m";
  if (span < hours(48)) return std::to_string(duration_cast<hours>(span).count()) + "h";
  return std::to_string(duration_cast<hours>(span).count() / 24) + "d";
}

}  // namespace

Cell status_cell(std::string_view status) {
  if (status.empty()) return {};
  const Look look = look_of(status);
  return {std::string(look.glyph) + " " + std::string(status), look.colour};
}

Cell run_status(const core::Json& run) {
  const bool shows_failure = flag_at(run, "failing");
  auto cell = status_cell(shows_failure ? "failing" : core::text_at(run, "status"));
  if (shows_failure) cell.text += ", " + core::text_at(run, "status");
  return cell;
}

std::string relative(std::string_view rfc3339, core::Time now) {
  const auto time = core::parse_rfc3339(rfc3339);
  if (!time) return std::string(rfc3339);
  const core::Duration since = now - *time;
  if (since < core::Duration::zero())
    return since > -std::chrono::seconds(1) ? "just now" : "in " + span_text(-since);
  return since < std::chrono::seconds(1) ? "just now" : span_text(since) + " ago";
}

std::string time_of_day(std::string_view rfc3339) {
  const auto mark = rfc3339.find('T');
  if (mark == std::string_view::npos || rfc3339.size() < mark + 9) return std::string(rfc3339);
  return std::string(rfc3339.substr(mark + 1, 8));
}

Told tell(const core::Json& transition) {
  const std::string name = core::text_at(transition, "is");
  const std::string step = core::text_at(transition, "step");
  const Telling* telling = telling_of(name);
  const bool rejected = name == "ApprovalDecided" && !flag_at(transition, "approve");
  const Look look = look_of(rejected ? "rejected" : telling ? telling->status : "");
  const std::string who = name.starts_with("Run") || step.empty() ? "" : step;
  return {{std::string(look.glyph) + " " + who, look.colour},
          telling ? telling->what(transition) : name};
}

bool flag_at(const core::Json& json, std::string_view name) {
  const core::Json* value = core::find(json, name);
  return value && value->is_boolean() && value->get<bool>();
}

std::string outline(const core::Json& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string text;
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      const bool blank = member.is_string() && member.get_ref<const std::string&>().empty();
      if (member.is_null() || blank || (member.is_structured() && member.empty())) continue;
      const bool deeper = member.is_structured();
      text += margin + printable(name) + ":" +
              (deeper ? "\n" + outline(member, indent + 2) : " " + outline(member));
    }
    return text;
  }
  if (value.is_array()) {
    for (const core::Json& item : value) {
      const std::string inner = outline(item, indent + 2);
      text +=
          margin + "- " +
          (item.is_structured() && inner.size() > indent + 2 ? inner.substr(indent + 2) : inner);
    }
    return text;
  }
  return printable(value.is_string() ? value.get<std::string>() : core::dump(value)) + "\n";
}

}  // namespace baton::app
