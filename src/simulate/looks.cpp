// The verbs of a scenario that compare the world with what must have come of it.
#include "baton/core/counted.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "simulate/verbs.hpp"

#include <algorithm>
#include <utility>

namespace baton::simulate {

namespace {

// An entry of a list, such as "StepStarted ship of second", taken apart: what must be there, and of
// which run. Without a run it may be of any.
struct Said {
  std::string what;
  Of of;
};
// The same after the run was found.
struct Wanted {
  std::string what;
  std::optional<core::RunId> run;
  std::string pointer;
};
// What the world has: a transition, or an action in flight.
struct Seen {
  std::string what;
  core::RunId run{};
};

// The words of an entry, with its step as the world writes it: "mails.3" for "mails[3]".
std::string as_written(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) words.push_back(step_meant(core::take_part(text, ' ')).key());
  return core::join(words, " ");
}

std::vector<Said> read_said(const Given& given) {
  constexpr std::string_view kOf = " of ";
  std::vector<Said> said;
  for (auto& text : read_texts(given)) {
    const auto pointer = given.pointer + "/" + std::to_string(said.size());
    const auto at = text.rfind(kOf);
    if (at == std::string::npos)
      said.push_back({as_written(text), {{}, pointer}});
    else
      said.push_back({as_written(text.substr(0, at)), {text.substr(at + kOf.size()), pointer}});
  }
  return said;
}

std::string list_of(const std::vector<Seen>& seen) {
  std::vector<std::string> words;
  for (const auto& one : seen) words.push_back(one.what);
  return "[" + core::join(words) + "]";
}

// Finds the runs that the entries name. If one is not there, nullopt and a fault.
std::optional<std::vector<Wanted>> find_runs(Stage& stage, const std::vector<Said>& said) {
  std::vector<Wanted> wanted;
  for (const auto& one : said) {
    std::optional<core::RunId> run;
    if (!one.of.name.empty() && !(run = stage.find(one.of))) return std::nullopt;
    wanted.push_back({one.what, run, one.of.pointer});
  }
  return wanted;
}

bool is_met(const Wanted& wanted, const Seen& seen) {
  return wanted.what == seen.what && (!wanted.run || *wanted.run == seen.run);
}

std::vector<Seen> actions_in_flight(Stage& stage) {
  std::vector<Seen> actions;
  for (const auto& action : stage.world().in_flight()) {
    const bool looks = action.mode == core::StartAction::Mode::read_back;
    actions.push_back({action.step.key() + (looks ? " read_back" : ""), action.run});
  }
  return actions;
}

// A fault unless the two texts are the same. The hint lists the actions in flight, which often tell
// why.
void compare(Stage& stage, const std::string& pointer, const std::string& wanted,
             std::string_view found) {
  if (wanted == found) return;
  stage.fault(pointer, "expected " + wanted + ", got " + std::string(found),
              "in flight: " + list_of(actions_in_flight(stage)));
}

// A fault unless the text found contains the wanted one.
void contains(Stage& stage, const std::string& pointer, const std::string& wanted,
              const std::string& found) {
  if (found.find(wanted) == std::string::npos)
    stage.fault(pointer, "expected it to say \"" + wanted + "\", it says \"" + found + "\"");
}

// A fault unless the two values are the same. `found` is null if there is none.
void compare(Stage& stage, const std::string& pointer, const core::Json& wanted,
             const core::Json* found) {
  const auto& value = found != nullptr ? *found : core::Json();
  if (wanted != value)
    stage.fault(pointer, "expected " + core::dump(wanted) + ", got " + core::dump(value));
}

// What a verb compares: one function for each member that it was given.
template <class Subject>
using Looks = std::vector<std::function<void(Stage&, const Subject&)>>;

// Adds a comparison if the member `key` is there.
template <class Subject, class Look>
void when_given(Looks<Subject>& looks, const formats::FieldReader& at, const char* key, Look look) {
  if (at.find(key) == nullptr) return;
  looks.push_back(
      [look, pointer = at.pointer(key), wanted = *at.find(key)](
          Stage& stage, const Subject& subject) { look(stage, pointer, wanted, subject); });
}

// A step of a run.
struct StepOf {
  const core::Run& run;
  std::string name;
  const core::StepState& state() const { return run.step(step_meant(name)); }
  const core::Json* output() const {
    const auto* steps = core::find(run.view(), "steps");
    const auto* step = steps != nullptr ? core::find(*steps, name) : nullptr;
    return step != nullptr ? core::find(*step, "output") : nullptr;
  }
};

// Adds a finding if a member that is compared as text has another type.
void check_text(const formats::FieldReader& at, const char* key) { (void)at.text(key); }

// Adds a finding if there is no such status. Without it a slip would show only when the scenario is
// played. `last`: the last status that there is.
template <class Status>
void check_status(const formats::FieldReader& at, std::optional<Status> (*known)(std::string_view),
                  Status last) {
  const auto word = at.text("status");
  if (word.empty() || known(word)) return;
  std::vector<std::string> words;
  for (int each = 0; each <= static_cast<int>(last); ++each)
    words.emplace_back(core::to_text(static_cast<Status>(each)));
  at.error("status", "scenario/type", "there is no status \"" + word + "\"",
           core::did_you_mean(word, words));
}

}  // namespace

// expect: [RunStarted, StepStarted ship, StepStarted ship of second]
Play read_expect(const Given& given) {
  return [said = read_said(given), pointer = given.pointer](Stage& stage) {
    const auto wanted = find_runs(stage, said);
    if (!wanted) return;
    std::vector<Seen> seen;
    for (auto& news : stage.world().news()) seen.push_back({std::move(news.text), news.run});
    for (std::size_t at = 0; at < std::min(wanted->size(), seen.size()); ++at) {
      const auto& one = (*wanted)[at];
      if (is_met(one, seen[at])) continue;
      const bool other_run = one.what == seen[at].what;
      return stage.fault(
          one.pointer,
          "expected " + one.what + ", got " + (other_run ? "that of another run" : seen[at].what),
          "all that came: " + list_of(seen));
    }
    if (wanted->size() != seen.size())
      stage.fault(pointer,
                  "expected " + core::counted(wanted->size(), "transition") + ", got " +
                      std::to_string(seen.size()),
                  "all that came: " + list_of(seen));
  };
}

// in_flight: [ship, ticket read_back, ship of second]; in any order
Play read_in_flight(const Given& given) {
  return [said = read_said(given), pointer = given.pointer](Stage& stage) {
    auto wanted = find_runs(stage, said);
    if (!wanted) return;
    const auto all = actions_in_flight(stage);
    auto left = all;
    auto& missing = *wanted;
    // Entries that name their run are matched first, so that no other entry takes their action.
    std::stable_partition(missing.begin(), missing.end(),
                          [](const Wanted& one) { return one.run.has_value(); });
    std::erase_if(missing, [&left](const Wanted& one) {
      const auto found = std::find_if(left.begin(), left.end(),
                                      [&one](const Seen& action) { return is_met(one, action); });
      if (found == left.end()) return false;
      left.erase(found);
      return true;
    });
    for (const auto& one : missing)
      stage.fault(one.pointer, one.what + " is not in flight", "in flight: " + list_of(all));
    if (missing.empty() && !left.empty())
      stage.fault(pointer, "in flight is more: " + list_of(left), "in flight: " + list_of(all));
  };
}

// run: {of, status, reason, outputs, version}
Play read_run(const Given& given) {
  const auto at = given.members({"of", "status", "reason", "outputs", "version"});
  check_status(at, core::run_status, core::RunStatus::cancelled);
  check_text(at, "reason");
  using core::Json;
  using core::Run;
  Looks<Run> looks;
  when_given(looks, at, "status",
             [](auto& stage, auto& pointer, const Json& wanted, const Run& run) {
               compare(stage, pointer, wanted.get<std::string>(), to_text(run.status()));
             });
  when_given(looks, at, "reason",
             [](auto& stage, auto& pointer, const Json& wanted, const Run& run) {
               contains(stage, pointer, wanted.get<std::string>(), run.reason());
             });
  when_given(looks, at, "outputs",
             [](auto& stage, auto& pointer, const Json& wanted, const Run& run) {
               compare(stage, pointer, wanted, core::find(run.view(), "outputs"));
             });
  when_given(looks, at, "version",
             [](auto& stage, auto& pointer, const Json& wanted, const Run& run) {
               const Json version = run.head().version;
               compare(stage, pointer, wanted, &version);
             });
  return [looks, of = read_of(at)](Stage& stage) {
    const auto run = stage.run(of);
    if (!run) return;
    for (const auto& look : looks) look(stage, *run);
  };
}

// step: {of, name, status, reason, output}
Play read_step(const Given& given) {
  const auto at = given.members({"of", "name", "status", "reason", "output"});
  check_status(at, core::step_status, core::StepStatus::undone);
  check_text(at, "reason");
  using core::Json;
  Looks<StepOf> looks;
  when_given(looks, at, "status",
             [](auto& stage, auto& pointer, const Json& wanted, const StepOf& step) {
               compare(stage, pointer, wanted.get<std::string>(), to_text(step.state().status));
             });
  when_given(looks, at, "reason",
             [](auto& stage, auto& pointer, const Json& wanted, const StepOf& step) {
               contains(stage, pointer, wanted.get<std::string>(), step.state().reason);
             });
  when_given(looks, at, "output",
             [](auto& stage, auto& pointer, const Json& wanted, const StepOf& step) {
               compare(stage, pointer, wanted, step.output());
             });
  return [looks, of = read_of(at), name = at.required_text("name")](Stage& stage) {
    const auto run = stage.run(of);
    if (!run) return;
    for (const auto& look : looks) look(stage, StepOf{*run, name});
  };
}

}  // namespace baton::simulate
