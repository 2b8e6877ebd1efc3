#include "baton/cel/expression.hpp"
#include "templates/certainty.hpp"
#include "templates/draft.hpp"
#include "templates/worlds.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace baton::templates {

namespace {

// Followers whose condition alone does not tell are judged by all steps before them, so many for a
// template.
constexpr std::size_t kLooksMax = 200;

using Compiled = std::shared_ptr<const cel::Expression>;

// The conditions under which a step begins; nullopt when one is no expression, which is told of
// elsewhere.
std::optional<std::vector<Compiled>> conditions_of(const core::Step& step) {
  std::vector<Compiled> conditions;
  if (step.when) conditions.push_back(cel::Expression::compile(step.when->text).expression);
  if (step.gate) conditions.push_back(cel::Expression::compile(step.gate->open.text).expression);
  if (std::find(conditions.begin(), conditions.end(), nullptr) != conditions.end())
    return std::nullopt;
  return conditions;
}

cel::Sketch names_with(const core::Step& step, Fate fate) {
  return cel::Sketch::map(
      {{"steps", cel::Sketch::map({{step.name, sketch_of(step, fate)}}, false)}}, false);
}

// A word that no condition writes: what it compares with by name is something else.
constexpr const char* kUnnamed = "(unnamed)";

// The steps after a rejection or silence, under other words when those are given.
cel::Sketch failure_of(const std::string& step, const char* status, const char* code) {
  using cel::Sketch;
  const auto error = Sketch::map({{"code", Sketch::value(code)}, {"message", {}}}, true);
  const auto failed = Sketch::map({{"status", Sketch::value(status)},
                                   {"error", error},
                                   {"finished_at", {}},
                                   {"started_at", {}},
                                   {"attempt", {}}},
                                  true);
  return Sketch::map({{"steps", Sketch::map({{step, failed}}, false)}}, false);
}

// Whether a condition holds after each failure only because it names it: what is true of a failure
// of any name was not asked.
bool names_failure(const cel::Expression& condition, const std::string& step) {
  const auto holds = [&](const char* status, const char* code) {
    return cel::may(condition, failure_of(step, status, code)).be_true;
  };
  constexpr std::array<const char*, 3> kCodes{"rejected", "timeout", kUnnamed};
  return std::none_of(kCodes.begin(), kCodes.end(), [&](const char* code) {
    return holds("failed", code) && holds("failed", kUnnamed) && holds(kUnnamed, code);
  });
}

// Whether a condition asks for the failure of a step on purpose: it names it, or holds only without
// success.
bool wants_failure(const cel::Expression& condition, const core::Step& step) {
  const auto& reads = condition.reads();
  const bool reads_step = std::any_of(reads.begin(), reads.end(), [&step](const cel::Path& path) {
    return path.size() > 1 && path[0] == "steps" && path[1] == step.name;
  });
  if (!reads_step) return false;
  return names_failure(condition, step.name) ||
         !cel::may(condition, names_with(step, Fate::succeeded)).be_true;
}

class FollowerCheck {
 public:
  FollowerCheck(Reader& reader, const Draft& draft)
      : reader_(reader),
        draft_(draft),
        before_(before(draft)),
        certainty_(draft),
        worlds_(draft, certainty_) {}

  // A refusal, or silence, never leads on by itself: whoever follows says that it wants to know.
  void check(std::size_t approval) {
    const auto& steps = draft_.workflow.steps;
    for (std::size_t at = 0; at < steps.size(); ++at) {
      const auto& needs = steps[at].needs;
      if (at == approval ||
          std::find(needs.begin(), needs.end(), steps[approval].name) == needs.end())
        continue;
      const auto conditions = conditions_of(steps[at]);
      if (conditions && may_lead_on(at, approval, *conditions)) report(steps[at].name, approval);
    }
  }

 private:
  bool may_lead_on(std::size_t follower, std::size_t approval,
                   const std::vector<Compiled>& conditions) {
    const auto& asked = draft_.workflow.steps[approval];
    const auto failed = names_with(asked, Fate::failed);
    const auto& gate = draft_.workflow.steps[follower].gate;
    const bool proceeds = gate && gate->otherwise == core::Gate::Otherwise::proceed;
    for (const auto& one : conditions) {
      if (proceeds && one == conditions.back()) continue;  // it goes on without it
      if (wants_failure(*one, asked) || !cel::may(*one, failed).be_true) return false;
    }
    if (looks_left_ == 0) return true;
    --looks_left_;
    const auto worlds = worlds_.of({.step = follower, .before = &before_[follower]}, {approval});
    return std::any_of(worlds.begin(), worlds.end(), [&asked](const World& world) {
      const auto& step = world.names.members().at("steps").members().at(asked.name);
      return step.members().at("status").json() == "failed";
    });
  }

  void report(const std::string& follower, std::size_t approval) {
    const auto& name = draft_.workflow.steps[approval].name;
    const auto& place = draft_.places[approval];
    reader_.error("approve/continue",
                  "\"" + follower + "\" would go on after \"" + name +
                      "\" was refused, or nobody decided: with \"on_error: continue\" each step "
                      "that needs an approval says "
                      "that it wants success, or failure",
                  place.on_error.value_or(place.step),
                  "give \"" + follower + "\" the condition steps." + name +
                      ".status == 'succeeded' (or == 'failed', when it acts on a refusal: "
                      ".error.code is then 'rejected' or "
                      "'timeout'), or remove on_error");
  }

  Reader& reader_;
  const Draft& draft_;
  std::vector<std::set<std::size_t>> before_;
  Certainty certainty_;
  Worlds worlds_;
  std::size_t looks_left_ = kLooksMax;
};

}  // namespace

void check_approvals(Reader& reader, const Draft& draft) {
  const auto& steps = draft.workflow.steps;
  const auto goes_on = [](const core::Step& step) {
    return std::holds_alternative<core::Approve>(step.verb) &&
           step.on_error == core::OnError::keep_going;
  };
  if (std::none_of(steps.begin(), steps.end(), goes_on)) return;
  FollowerCheck check(reader, draft);
  for (std::size_t at = 0; at < steps.size(); ++at)
    if (goes_on(steps[at])) check.check(at);
}

}  // namespace baton::templates
