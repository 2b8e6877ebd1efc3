#include "baton/engine/plan.hpp"

#include "baton/cel/lookup.hpp"
#include "baton/engine/wait_index.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace baton::engine {

namespace {

using core::Errc;
using core::Error;
using core::Result;
using core::Template;

// Remembers the first thing that does not compile; everything goes through here.
class Compiler {
 public:
  explicit Compiler(const Template& source) : source_(source) {}

  ExpressionPtr expression(const core::Condition& condition, std::string_view what) {
    auto compiled = cel::Expression::compile(condition.text);
    if (!compiled.expression) note(what, compiled.findings);
    return compiled.expression;
  }
  ExpressionPtr expression(const std::optional<core::Condition>& condition, std::string_view what) {
    return condition ? expression(*condition, what) : nullptr;
  }
  DocumentPtr document(const core::Rendered& rendered, std::string_view what,
                       const std::vector<std::string>& urls = {}) {
    auto compiled = cel::Document::compile(rendered.value, nullptr, urls);
    if (!compiled.document) note(what, compiled.findings);
    return compiled.document;
  }

  PlanTrigger trigger(const core::Trigger& spec) {
    return {&spec, expression(spec.when, "when"), expression(spec.key, "key"),
            document(spec.inputs, "inputs")};
  }

  PlanStep step(const core::Step& spec) {
    PlanStep step;
    step.spec = &spec;
    step.when = expression(spec.when, spec.name + ".when");
    if (spec.gate) step.gate = expression(spec.gate->open, spec.name + ".gate.open");
    std::visit([&](const auto& verb) { compile_verb(step, verb); }, spec.verb);
    return step;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  // What is done over plain HTTP names its place itself: there, data fills places and makes none.
  void compile_verb(PlanStep& step, const core::DoAction& verb) {
    const auto& name = verb.operation;
    const bool http =
        name == "get" || name == "post" || name == "put" || name == "patch" || name == "delete";
    step.with =
        document(verb.with, step.spec->name + ".with",
                 http ? std::vector<std::string>{"/path", "/url"} : std::vector<std::string>{});
  }
  void compile_verb(PlanStep& step, const core::Approve& verb) {
    step.with = document(verb.of, step.spec->name + ".of");
    step.text = document(verb.ask, step.spec->name + ".ask");
  }
  void compile_verb(PlanStep& step, const core::WaitEvent& verb) {
    step.condition = expression(verb.when, step.spec->name + ".wait.when");
    const auto equality = step.condition ? cel::lookup(*step.condition) : std::nullopt;
    if (!equality) return;
    const IndexPath below_event(equality->path.begin() + 1, equality->path.end());
    step.index = WaitIndex{to_text(below_event), equality->other};
  }
  void compile_verb(PlanStep& step, const core::Sleep& verb) {
    step.condition = expression(verb.until, step.spec->name + ".until");
  }
  void compile_verb(PlanStep& step, const core::Emit& verb) {
    step.with = document(verb.data, step.spec->name + ".data");
    step.text = document(verb.subject, step.spec->name + ".subject");
  }
  void compile_verb(PlanStep& step, const core::SetValues& verb) {
    step.with = document(verb.values, step.spec->name + ".set");
  }

  void note(std::string_view what, const core::Findings& findings) {
    if (error_) return;
    error_ = Error{Errc::invalid, findings.empty() ? "does not compile" : findings.front().message,
                   source_.name + ": " + std::string(what)};
  }

  const Template& source_;
  std::optional<Error> error_;
};

// Steps so ordered that needs come first; nullopt when there is a cycle or an unknown name.
std::optional<std::vector<const core::Step*>> in_order(const Template& source) {
  std::vector<const core::Step*> ordered;
  std::map<std::string_view, bool> placed;
  while (ordered.size() < source.steps.size()) {
    const auto before = ordered.size();
    for (const auto& step : source.steps) {
      const auto ready = [&](const std::string& need) { return placed.contains(need); };
      if (placed.contains(step.name) || !std::all_of(step.needs.begin(), step.needs.end(), ready))
        continue;
      placed[step.name] = true;
      ordered.push_back(&step);
    }
    if (ordered.size() == before) return std::nullopt;
  }
  return ordered;
}

bool looks_back_to_needs(const core::LookBackFrom& since) {
  return !since.length && since.start == core::LookBackFrom::Start::needs;
}

void link(std::vector<PlanStep>& steps) {
  std::map<std::string_view, std::size_t> index;
  for (std::size_t at = 0; at < steps.size(); ++at) {
    index[steps[at].spec->name] = at;
    for (const auto& need : steps[at].spec->needs) {
      steps[at].needs.push_back(index.at(need));
      auto& needed = steps[index.at(need)];
      needed.dependents.push_back(at);
      const auto* wait = std::get_if<core::WaitEvent>(&steps[at].spec->verb);
      needed.start_matters = needed.start_matters || (wait && looks_back_to_needs(wait->since));
    }
  }
}

// Whether a step asks what became of another before it begins.
bool asks_about(const PlanStep& step, const std::string& other) {
  const auto of_other = [&other](const cel::Path& path) {
    return path.size() > 2 && path[0] == "steps" && path[1] == other;
  };
  const auto reads = [&of_other](const ExpressionPtr& expression) {
    return expression &&
           std::any_of(expression->reads().begin(), expression->reads().end(), of_other);
  };
  return reads(step.when) || reads(step.gate);
}

// A refusal, or silence, leads on only to steps that ask for it; templates::load() refuses what
// does not.
void forgive(std::vector<PlanStep>& steps) {
  for (auto& step : steps) {
    step.forgivable = step.spec->on_error == core::OnError::keep_going;
    if (!std::holds_alternative<core::Approve>(step.spec->verb)) continue;
    for (const auto dependent : step.dependents)
      step.forgivable = step.forgivable && asks_about(steps[dependent], step.spec->name);
  }
}

void find_before(std::vector<PlanStep>& steps) {
  for (auto& step : steps) {  // in the order of needs
    std::set<std::uint16_t> before;
    for (const auto need : step.needs) {
      before.insert(steps[need].before.begin(), steps[need].before.end());
      before.insert(static_cast<std::uint16_t>(need));
    }
    step.before.assign(before.begin(), before.end());
  }
}

}  // namespace

const PlanStep* Plan::step(std::string_view name) const {
  const auto found = std::find_if(steps_.begin(), steps_.end(),
                                  [&](const PlanStep& step) { return step.spec->name == name; });
  return found == steps_.end() ? nullptr : &*found;
}

Result<std::shared_ptr<const Plan>> compile(Template source, int version) {
  auto plan = std::shared_ptr<Plan>(new Plan());
  plan->source_ = std::make_unique<const Template>(std::move(source));
  plan->version_ = version;
  const auto ordered = in_order(plan->source());
  if (!ordered)
    return Error{Errc::invalid, "steps need each other in a circle, or a step that is not there",
                 plan->source().name};
  Compiler compiler(plan->source());
  for (const auto& trigger : plan->source().triggers)
    plan->triggers_.push_back(compiler.trigger(trigger));
  for (const auto* step : *ordered) plan->steps_.push_back(compiler.step(*step));
  plan->context_ = compiler.document(plan->source().context.values, "context");
  plan->outputs_ = compiler.document(plan->source().outputs, "outputs");
  if (compiler.error()) return *compiler.error();
  link(plan->steps_);
  plan->publishes_ = std::any_of(
      plan->steps_.begin(), plan->steps_.end(),
      [](const PlanStep& step) { return std::holds_alternative<core::Emit>(step.spec->verb); });
  forgive(plan->steps_);
  find_before(plan->steps_);
  return std::shared_ptr<const Plan>(std::move(plan));
}

}  // namespace baton::engine
