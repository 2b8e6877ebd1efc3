#pragma once

#include "baton/calendar/calendars.hpp"
#include "baton/core/event.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/decide.hpp"
#include "baton/engine/migration.hpp"
#include "baton/routing/routes.hpp"
#include "baton/templates/load.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Builders for tests of the pure rooms: a plan from YAML, an event, and a run that lives in memory.
namespace baton::tests {

inline core::Time noon() {
  return core::Time(std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) +
                    std::chrono::hours(12));
}

inline std::shared_ptr<const engine::Plan> plan(std::string_view yaml, int version = 1) {
  auto loaded = templates::load(yaml, "test.yaml");
  for (const auto& finding : loaded.findings) {
    if (finding.severity == core::Finding::Severity::error)
      ADD_FAILURE() << templates::print(finding, yaml);
  }
  auto compiled = engine::compile(std::move(loaded.workflow.value()), version);
  return compiled.value();
}

inline core::Event event(std::string type, core::Json data = core::Json::object(),
                         std::string source = "test") {
  static std::int64_t made = 0;
  core::Event event;
  event.id = core::EventId(++made);
  event.type = std::move(type);
  event.source = std::move(source);
  event.origin = "e-" + std::to_string(made);
  event.time = noon();
  event.received = noon();
  event.data = std::move(data);
  return event;
}

// A run under test: every decision is checked to be what its own journal replays to.
class Life {
 public:
  explicit Life(std::string_view yaml) : Life(plan(yaml)) {}
  // `checked`: whether every decision is checked. A run of very many decisions checks its journal
  // once, at the end.
  Life(std::string_view yaml, bool checked) : Life(plan(yaml)) { checked_ = checked; }
  explicit Life(std::shared_ptr<const engine::Plan> of, bool checked = true)
      : plan_(std::move(of)), run_(core::RunId(1), {}), checked_(checked) {}

  // The names of the transitions, with their step: {"RunStarted", "StepStarted ship"}.
  using Names = std::vector<std::string>;

  Names begin(core::Event event) {
    auto seen = event.to_json();
    auto matched = engine::match(*plan_, event, seen, now, &calendars);
    EXPECT_TRUE(matched.errors.empty()) << matched.errors.front().text();
    if (!matched.match) return {};
    matched.match->pins = pins;
    return keep(engine::start(*plan_, core::RunId(1), event, std::move(seen),
                              std::move(*matched.match), moment()));
  }
  // Begins the run as one that a step of another run has begun.
  Names begin_as_child(const core::Event& begin) {
    auto match = engine::match_child(*plan_, core::begins_child(begin).value());
    match.pins = pins;
    return keep(
        engine::start(*plan_, core::RunId(2), begin, begin.to_json(), std::move(match), moment()));
  }
  Names hear(const core::Event& event, const engine::Plan* newer = nullptr) {
    return keep(engine::decide(*plan_, std::move(run_), event, moment(), newer));
  }
  // Begins the run, which failed at its start, anew by a version of its template.
  Names restart(std::string_view yaml, int version, const core::Event& trigger) {
    plan_ = plan(yaml, version);
    auto match =
        engine::match(*plan_, trigger, run_.view().at("trigger"), now, &calendars).match.value();
    const auto retry = core::run_retry(run_.id(), "", "ops", now);
    return keep(
        engine::restart(*plan_, std::move(run_), trigger, std::move(match), retry, moment()));
  }
  // Migrates the run to another version of its template.
  Names migrate(std::string_view yaml, int version, std::string note = "") {
    const auto from = std::exchange(plan_, plan(yaml, version));
    const auto found = engine::migration(*from, *plan_, run_);
    const auto asked = core::run_migrate(run_.id(), version, std::move(note), "ops", now);
    return keep(engine::migrate(*plan_, std::move(run_), found, asked, pins, moment()));
  }
  // An event of the log, for one wait that looks back.
  Names find(std::string_view step, const core::Event& event) {
    return keep(engine::offer(*plan_, std::move(run_), step, event, moment()));
  }
  Names end(std::string_view step, core::ActionResult::Kind kind, core::Json output = nullptr,
            core::Duration retry_after = {}) {
    core::ActionResult result{kind,
                              std::move(output),
                              {},
                              kind == core::ActionResult::Kind::succeeded ? "" : "as told",
                              retry_after};
    const auto& state = run_.step(step);
    const core::Tried tried{state.look, state.status == core::StepStatus::unknown, now + set_back};
    return hear(
        core::action_finished(run_.id(), step, state.attempt, std::move(result), now, tried));
  }
  Names succeed(std::string_view step, core::Json output = core::Json::object()) {
    return end(step, core::ActionResult::Kind::succeeded, std::move(output));
  }
  Names come_due(std::string_view step) {
    const auto due = run_.step(step).due.value_or(now);
    now = std::max(now, due);
    return hear(core::step_due(run_.id(), step, due, now));
  }

  Names fail(std::string_view step, std::string code, std::string message) {
    core::ActionResult result{
        core::ActionResult::Kind::permanent, nullptr, std::move(code), std::move(message), {}};
    return hear(core::action_finished(run_.id(), step, run_.step(step).attempt, std::move(result),
                                      now, {}));
  }

  // Checks that the journal replays to the run.
  void check_replay() const {
    const auto replayed = engine::replay(run_.id(), run_.view().at("trigger"), journal_);
    EXPECT_EQ(replayed.view(), run_.view());
    EXPECT_EQ(replayed.status(), run_.status());
    EXPECT_EQ(replayed.revision(), run_.revision());
  }

  // What the last decision noted.
  std::vector<core::Transition> last() const {
    return journal_.empty() ? std::vector<core::Transition>{} : journal_.back().second;
  }
  const core::Run& run() const { return run_; }
  const engine::Plan& the_plan() const { return *plan_; }
  std::string status() const { return std::string(to_text(run_.status())); }
  std::string status(std::string_view step) const {
    return std::string(to_text(run_.step(step).status));
  }
  const std::vector<core::Effect>& effects() const { return effects_; }
  const std::vector<core::Error>& errors() const { return errors_; }
  template <class Effect>
  std::vector<Effect> effects_of() const {
    std::vector<Effect> found;
    for (const auto& effect : effects_) {
      if (const auto* wanted = std::get_if<Effect>(&effect)) found.push_back(*wanted);
    }
    return found;
  }

  core::Time now = noon();
  core::Duration set_back{};           // by how much the wall clock was, all in all
  std::uint64_t random = 1ULL << 63U;  // where the chance of every decision begins
  core::EventId position{};            // of the log
  std::int64_t descendants_left = core::kDescendantsMax;
  calendar::Calendars calendars{};    // the default one
  routing::Routes routes{};           // none
  core::FactSource* facts = nullptr;  // none
  std::optional<engine::SlotNow> slot{};
  core::Json pins{};              // the versions of the workflows that its steps run
  std::int64_t runs_begun = 100;  // the number of the last run that a step has begun

 private:
  engine::Moment moment() {
    engine::Moment moment{now, random, now + set_back, position, descendants_left};
    moment.calendars = &calendars;
    moment.routes = &routes;
    moment.facts = facts;
    moment.slot = slot;
    moment.new_run_id = [this] { return core::RunId(++runs_begun); };
    return moment;
  }

  Names keep(engine::Decision decision) {
    run_ = std::move(decision.run);
    effects_ = std::move(decision.effects);
    errors_ = std::move(decision.errors);
    Names names;
    for (const auto& transition : decision.transitions) {
      const auto& step = core::step_of(transition);
      names.push_back(std::string(core::transition_name(transition)) +
                      (step.empty() ? "" : " " + step.text()));
    }
    if (!decision.transitions.empty()) journal_.emplace_back(now, std::move(decision.transitions));
    if (checked_) check_replay();
    return names;
  }

  std::shared_ptr<const engine::Plan> plan_;
  core::Run run_;
  bool checked_ = true;
  std::vector<core::Effect> effects_;
  std::vector<core::Error> errors_;
  std::vector<std::pair<core::Time, std::vector<core::Transition>>> journal_;
};

}  // namespace baton::tests
