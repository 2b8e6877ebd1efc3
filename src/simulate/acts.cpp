// The verbs of a scenario that make something happen.
#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "baton/core/version_number.hpp"
#include "simulate/verbs.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::simulate {

namespace {

// Who retries, cancels and decides when a scenario does not say.
constexpr std::string_view kPerson = "ana";

core::Actor read_actor(const formats::FieldReader& at) {
  return core::Actor::parse(at.text("actor", kPerson));
}

// The members of each verb by which a person does something with a run.
std::vector<std::string> deed_members(std::vector<std::string> own) {
  own.insert(own.end(), {"of", "actor", "refused"});
  return own;
}

// What a person does with a run, as a scenario tells it.
struct Deed {
  Of of;
  core::Actor actor;
  // Where the verb stands.
  std::string pointer;
  // What the refusal says, or a part of it; nullopt: it is not refused.
  std::optional<std::string> refused{};
  // Where that stands.
  std::string refused_pointer{};
};

Deed read_deed(const Given& given, const formats::FieldReader& at) {
  Deed deed{read_of(at), read_actor(at), given.pointer};
  if (at.find("refused") == nullptr) return deed;
  deed.refused = at.text("refused");
  deed.refused_pointer = at.pointer("refused");
  return deed;
}

// Faults about a refusal that the scenario does not tell, or tells in other words.
void compare_refusal(Stage& stage, const Deed& deed, const std::string& said) {
  if (!deed.refused)
    return stage.fault(deed.pointer, "it is refused: " + said,
                       "if it is to be refused, add refused: and some words of this reason");
  if (said.find(*deed.refused) == std::string::npos)
    stage.fault(deed.refused_pointer,
                "expected the refusal to say \"" + *deed.refused + "\", it says \"" + said + '"');
}

// Plays what a person does. `make` makes the event that tells it, of a run, by an actor, at a time.
// The event is stepped even if it is refused, because the engine must then change nothing by it.
template <class Make>
void play_deed(Stage& stage, const Deed& deed, const Make& make) {
  auto& world = stage.world();
  const auto run = stage.find(deed.of);
  if (!run) return;
  const auto revision = [&world, &run] {
    const auto now = world.run(*run);
    return now ? now->revision() : 0;
  };
  core::Event event = make(*run, deed.actor, world.clock().now());
  const auto verdict = world.verdict_on(event);
  const auto before = revision();
  world.post(std::move(event));
  const bool changed = revision() != before;
  if (verdict.refusal) {
    compare_refusal(stage, deed, verdict.refusal->message);
    if (changed) stage.fault(deed.pointer, "it is refused, and the run has changed by it");
  } else if (deed.refused) {
    stage.fault(deed.refused_pointer, "expected a refusal, and it was not refused");
  } else if (!changed && !verdict.repeated) {
    stage.fault(deed.pointer, "the run has not changed by it");
  }
}

// The answer to the sender of an event, in a word: "accepted", "repeated", or the name of the
// error.
std::string answer_of(const core::Result<bus::Receipt>& receipt) {
  if (!receipt) return std::string(core::name(receipt.error().code));
  return receipt->repeated ? "repeated" : "accepted";
}

// Names the run that an event has started. It is a fault if it started none, or several.
void name_run(Stage& stage, const std::string& pointer, const std::string& name,
              core::EventId event) {
  const auto runs = stage.world().runs_started_by(event);
  if (runs.empty())
    return stage.fault(pointer, "the event began no run that could be called \"" + name + "\"");
  if (runs.size() > 1)
    return stage.fault(pointer,
                       "the event began " + std::to_string(runs.size()) +
                           " runs: which of them is \"" + name + "\"?",
                       "`of` takes the name of a workflow too, and means its newest run");
  stage.name_run(name, runs.front());
}

// Turns the errors about a template into faults. If the template stands in the scenario itself
// (`inlined`), the fault is at its place there, and the message names the line of the template.
void report(Stage& stage, const std::string& pointer, const core::Findings& findings,
            bool inlined) {
  for (const auto& finding : findings) {
    if (finding.severity != core::Finding::Severity::error) continue;
    if (inlined)
      stage.fault(
          pointer,
          "line " + std::to_string(finding.at.line) + " of the template: " + finding.message,
          finding.hint);
    else
      stage.add(finding);
  }
}

// The answers to the calls of one operation: a list, or one answer for all calls.
Vendors::Answers read_answers(const Given& given) {
  if (!given.value.is_array()) return {{read_answer(given)}, true};
  Vendors::Answers answers;
  for (std::size_t at = 0; at < given.value.size(); ++at)
    answers.in_order.push_back(read_answer(given.item(at)));
  return answers;
}

}  // namespace

// advance: 1h
Play read_advance(const Given& given) {
  return [by = read_duration(given)](Stage& stage) { stage.world().advance(by); };
}

// at: 2026-05-04T12:00:00Z
Play read_at(const Given& given) {
  return [moment = read_moment(given), pointer = given.pointer](Stage& stage) {
    const auto now = stage.world().clock().now();
    if (moment < now)
      return stage.fault(pointer,
                         "it is " + core::to_rfc3339(now) + " already, and time only passes");
    stage.world().pass_until(moment);
  };
}

// event: {type, source, id, actor, time, data, as, answer}
Play read_event(const Given& given) {
  const auto at = given.members({"type", "source", "id", "actor", "time", "data", "as", "answer"});
  core::Event event;
  event.type = at.required_text("type");
  event.source = at.text("source", "test");
  event.origin = at.text("id");
  event.actor = core::Actor::parse(at.text("actor"));
  event.data = read_value(at, "data");
  const auto happened = at.find("time") != nullptr ? read_earlier(member(at, "time")) : Earlier();
  return [event, happened, answer = at.text("answer", "accepted"), as = at.text("as"),
          pointer = given.pointer](Stage& stage) {
    auto sent = event;
    sent.time = happened.moment.value_or(stage.world().clock().now() - happened.before);
    const auto receipt = stage.world().publish(std::move(sent));
    const auto told = answer_of(receipt);
    if (told != answer)
      return stage.fault(pointer, "expected the answer " + answer + ", got " + told,
                         receipt ? "" : receipt.error().text());
    if (!as.empty() && receipt) name_run(stage, pointer + "/as", as, receipt->id);
  };
}

// outcome: {of, step, result, output, code, message, retry_after, status, body}
Play read_outcome(const Given& given) {
  auto known = answer_members();
  known.insert(known.end(), {"of", "step"});
  const auto at = given.members(known);
  return [of = read_of(at), step = at.required_text("step"), result = read_answer(at),
          pointer = given.pointer](Stage& stage) {
    std::optional<core::RunId> run;
    if (!of.name.empty() && !(run = stage.find(of))) return;
    if (!stage.world().finish(step_meant(step), run, result))
      stage.fault(pointer, "no action of step " + step + " is in flight");
  };
}

// outcomes: {jira.create_issue: [503, {status: 201, body: {key: WEB-1}}]}
Play read_outcomes(const Given& given) {
  std::vector<std::pair<std::string, Vendors::Answers>> scripts;
  if (!given.value.is_object()) {
    given.error("expected a mapping from operations to what their calls come to");
    return {};
  }
  for (const auto& [operation, answers] : given.value.items()) {
    const Given one{given.file, given.pointer + "/" + core::pointer_part(operation), answers,
                    given.findings};
    if (operation.find('.') == std::string::npos)
      one.error("expected connection and operation, such as jira.create_issue, got " + operation);
    scripts.emplace_back(operation, read_answers(one));
  }
  return [scripts](Stage& stage) {
    for (const auto& [operation, answers] : scripts) stage.vendors().script(operation, answers);
  };
}

// publish: NAME.yaml, or the text of a template
Play read_publish(const Given& given) {
  return [text = read_text(given), pointer = given.pointer](Stage& stage) {
    const bool names_file = text.ends_with(".yaml") && text.find('\n') == std::string::npos;
    if (!names_file)
      return report(stage, pointer, stage.world().publish_template(text, "template"), true);
    if (!stage.setting().template_text)
      return stage.fault(pointer, "templates cannot be read from files here");
    const auto yaml = stage.setting().template_text(text);
    if (!yaml) return stage.fault(pointer, yaml.error().message, yaml.error().hint);
    report(stage, pointer, stage.world().publish_template(*yaml, text), false);
  };
}

// facts: [NAME.yaml, …], the files of all facts that there are from now on
Play read_facts(const Given& given) {
  const auto names =
      given.value.is_string() ? std::vector<std::string>{read_text(given)} : read_texts(given);
  return [names, pointer = given.pointer](Stage& stage) {
    if (!stage.setting().template_text)
      return stage.fault(pointer, "facts cannot be read from files here");
    std::vector<facts::Definitions::File> files;
    for (const auto& name : names) {
      auto text = stage.setting().template_text(name);
      if (!text) return stage.fault(pointer, text.error().message, text.error().hint);
      files.push_back({name, *std::move(text)});
    }
    core::Findings findings;
    auto facts =
        std::make_shared<const facts::Definitions>(facts::Definitions::read(files, findings));
    report(stage, pointer, findings, false);
    stage.world().use_facts(std::move(facts));
  };
}

// fact: {name, key, value, note, actor}
Play read_fact(const Given& given) {
  const auto at = given.members({"name", "key", "value", "note", "actor"});
  core::Json value;
  if (const auto* found = core::find(given.value, "value")) value = *found;
  return [name = at.required_text("name"), key = at.text("key"), value, note = at.text("note"),
          actor = read_actor(at)](Stage& stage) {
    auto& world = stage.world();
    world.post(core::fact_set(name, key, value, note, actor, world.clock().now()));
  };
}

// routes: [NAME.yaml, …], the files of all decision tables that there are from now on
Play read_routes(const Given& given) {
  const auto names =
      given.value.is_string() ? std::vector<std::string>{read_text(given)} : read_texts(given);
  return [names, pointer = given.pointer](Stage& stage) {
    if (!stage.setting().template_text)
      return stage.fault(pointer, "routes cannot be read from files here");
    std::vector<routing::Routes::File> files;
    for (const auto& name : names) {
      auto text = stage.setting().template_text(name);
      if (!text) return stage.fault(pointer, text.error().message, text.error().hint);
      files.push_back({name, *std::move(text)});
    }
    core::Findings findings;
    auto routes = std::make_shared<const routing::Routes>(routing::Routes::read(files, findings));
    report(stage, pointer, findings, false);
    stage.world().use_routes(std::move(routes));
  };
}

// decide: {of, step, approve, comment, actor, refused}
Play read_decide(const Given& given) {
  const auto at = given.members(deed_members({"step", "approve", "comment"}));
  return [deed = read_deed(given, at), step = at.required_text("step"),
          approve = read_required_flag(at, "approve"), comment = at.text("comment")](Stage& stage) {
    play_deed(stage, deed, [&](core::RunId run, const core::Actor& actor, core::Time now) {
      return core::approval_decide(run, step, approve, comment, {}, actor, now);
    });
  };
}

// task: {of, step, act, values, owner, comment, actor, refused}. `act`: claim, release, done or
// reopen.
Play read_task(const Given& given) {
  const auto at = given.members(deed_members({"step", "act", "values", "owner", "comment"}));
  const auto act = at.required_text("act");
  constexpr std::array<std::string_view, 4> kActs{"claim", "release", "done", "reopen"};
  if (std::find(kActs.begin(), kActs.end(), act) == kActs.end())
    given.error("expected act: claim, release, done or reopen, got " + act);
  const auto comment = at.text("comment");
  if (act == "reopen" && core::trim(comment, " \t\r\n").empty())
    given.error("expected comment: why it is to be done again");
  core::Json values;
  if (const auto* found = core::find(given.value, "values")) values = *found;
  return [deed = read_deed(given, at), step = at.required_text("step"), act, values,
          owner = at.text("owner"), comment](Stage& stage) {
    play_deed(stage, deed, [&](core::RunId run, const core::Actor& actor, core::Time now) {
      const auto now_run = stage.world().run(run);
      const auto task = now_run ? now_run->step(step).task : std::nullopt;
      const auto from = task ? task->owner : core::Actor{};
      if (act == "claim") {
        const auto to = owner.empty() ? actor : core::Actor::parse(owner);
        return core::task_claim(run, step, to, from, actor, now);
      }
      if (act == "release") return core::task_release(run, step, comment, from, actor, now);
      if (act == "done") return core::task_finish(run, step, values, comment, actor, now);
      return core::task_reopen(run, step, comment, actor, now);
    });
  };
}

// retry: {of, step, actor, refused}
Play read_retry(const Given& given) {
  const auto at = given.members(deed_members({"step"}));
  return [deed = read_deed(given, at), step = at.text("step")](Stage& stage) {
    play_deed(stage, deed, [&](core::RunId run, const core::Actor& actor, core::Time now) {
      return core::run_retry(run, step_meant(step), actor, now);
    });
  };
}

// skip: {of, step, note, actor, refused}
Play read_skip(const Given& given) {
  const auto at = given.members(deed_members({"step", "note"}));
  return
      [deed = read_deed(given, at), step = at.text("step"), note = at.text("note")](Stage& stage) {
        play_deed(stage, deed, [&](core::RunId run, const core::Actor& actor, core::Time now) {
          return core::step_skip(run, step_meant(step), note, actor, now);
        });
      };
}

// migrate: {of, to, note, actor, refused}. `to`: the number of a version.
Play read_migrate(const Given& given) {
  const auto at = given.members(deed_members({"to", "note"}));
  if (at.find("to") == nullptr) given.error("expected to: the number of a version");
  const auto to = static_cast<int>(at.whole_number("to", 1, 1, core::kVersionMax));
  return [deed = read_deed(given, at), to, note = at.text("note")](Stage& stage) {
    play_deed(stage, deed, [&](core::RunId run, const core::Actor& actor, core::Time now) {
      return core::run_migrate(run, to, note, actor, now);
    });
  };
}

// cancel: {of, reason, actor, refused}
Play read_cancel(const Given& given) {
  const auto at = given.members(deed_members({"reason"}));
  return [deed = read_deed(given, at), reason = at.text("reason")](Stage& stage) {
    play_deed(stage, deed, [&](core::RunId run, const core::Actor& actor, core::Time now) {
      return core::run_cancel(run, reason, actor, now);
    });
  };
}

// restart: true
Play read_restart(const Given& given) {
  if (given.value != core::Json(true))
    given.error("expected true: a server restarts or it does not");
  return [](Stage& stage) { stage.world().restart(); };
}

}  // namespace baton::simulate
