#include "templates/worlds.hpp"

#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::templates {

using cel::Sketch;

namespace {

// Enough for five steps of which each may have ended in three ways.
constexpr std::size_t kWorldsMax = 243;
// Enough for four conditions that hold or do not, or for two values that are each compared with a
// few others.
constexpr std::size_t kAssumptionsMax = 40;
// The fate of at most so many steps is varied, since each of them is written out in each world. The
// fate of the others is left unknown.
constexpr std::size_t kStepsWeighedMax = 24;

std::shared_ptr<const cel::Expression> compiled(const std::optional<core::Condition>& condition,
                                                const cel::CompileOptions& options) {
  return condition ? cel::Expression::compile(condition->text, nullptr, options).expression
                   : nullptr;
}

// What the types and enums of the inputs say about their values.
cel::PossibleValues possible_values_of(const core::Template& workflow) {
  using InputType = core::Input::Type;
  std::map<std::string, cel::PossibleValues::Known, std::less<>> known;
  for (const auto& [name, input] : workflow.inputs) {
    auto& one = known["inputs." + name];
    one.whole = input.type == InputType::integer;
    for (const auto& value : input.allowed) one.values.push_back(cel::Value::borrow(value).own());
    if (input.type == InputType::boolean && input.allowed.empty())
      one.values = {cel::Value::boolean(true), cel::Value::boolean(false)};
  }
  return cel::PossibleValues(std::move(known));
}

Sketch output_of(const core::Step& step) {
  const auto sketch = step.each ? nullptr : syntax_of(step.verb).output_sketch;
  return sketch != nullptr ? sketch(step.verb) : Sketch();
}

}  // namespace

Sketch sketch_of(const core::Step& step, Fate fate) {
  if (fate == Fate::unknown) return {};
  Sketch::Members members{{"finished_at", {}}};
  if (fate != Fate::skipped) {
    members.emplace("started_at", Sketch());
    members.emplace("attempt", Sketch());
  }
  const bool ended = fate == Fate::succeeded || fate == Fate::failed;
  if (fate == Fate::succeeded || (ended && step.each)) members.emplace("output", output_of(step));
  if (ended && step.each) members.emplace("failed", Sketch());
  if (fate == Fate::failed)
    members.emplace("error", Sketch::map({{"code", {}}, {"message", {}}}, true));
  const char* status = fate == Fate::succeeded ? "succeeded"
                       : fate == Fate::failed  ? "failed"
                                               : "skipped";
  members.emplace("status", Sketch::value(status));
  return Sketch::map(std::move(members), true);
}

Worlds::Worlds(const PartialTemplate& partial, const Certainty& certainty)
    : partial_(partial),
      certainty_(certainty),
      possible_values_(possible_values_of(partial.workflow)) {
  cel::PatternAllowance patterns;
  cel::CompileOptions options;
  options.patterns = &patterns;
  for (const auto& step : partial.workflow.steps) {
    whens_.push_back(compiled(step.when, options));
    const bool waited_for = step.gate && step.gate->on_timeout != core::Gate::OnTimeout::proceed;
    gates_.push_back(waited_for ? compiled(step.gate->open, options) : nullptr);
  }
}

std::vector<Fate> Worlds::fates(std::size_t step, const Viewpoint& view) const {
  std::vector<Fate> fates{Fate::succeeded};
  if (certainty_.may_fail(step)) fates.push_back(Fate::failed);
  if (certainty_.may_be_skipped(step) && !(view.step && certainty_.tried(*view.step, step)))
    fates.push_back(Fate::skipped);
  return fates;
}

// The steps before the viewpoint whose fate is varied, those that matter most first: the steps that
// are read, the steps that are needed, and then what these need in turn.
std::vector<std::size_t> Worlds::by_weight(const Viewpoint& view,
                                           const std::set<std::size_t>& read) const {
  if (view.step && certainty_.loose(*view.step)) return {};
  std::vector<std::size_t> order(read.begin(), read.end());
  const auto add = [&order](std::size_t step) {
    if (std::find(order.begin(), order.end(), step) == order.end()) order.push_back(step);
  };
  if (view.step)
    for (const auto need : certainty_.needs(*view.step)) add(need);
  for (std::size_t at = 0; at < order.size() && order.size() < kStepsWeighedMax; ++at)
    for (const auto need : certainty_.needs(order[at])) add(need);
  if (order.size() > kStepsWeighedMax) order.resize(kStepsWeighedMax);
  std::erase_if(order, [&view](std::size_t step) {
    return step == view.step || (view.before != nullptr && !view.before->contains(step));
  });
  return order;
}

// The combinations of values that the expression and the conditions of these steps may read, as far
// as they ask for a value more than once. A world assumes one combination for all of its
// conditions, so that no two of them contradict each other there.
std::vector<cel::Assumed> Worlds::assumptions_for(const Viewpoint& view,
                                                  const std::vector<std::size_t>& order) const {
  auto values = possible_values_;
  if (view.expression != nullptr) values.add(*view.expression);
  for (const auto step : order)
    if (whens_[step] != nullptr) values.add(*whens_[step]);
  if (view.step && view.begun && whens_[*view.step] != nullptr) values.add(*whens_[*view.step]);
  return values.ways(kAssumptionsMax);
}

std::vector<World> Worlds::of(const Viewpoint& view, const std::set<std::size_t>& read) {
  const auto order = by_weight(view, read);
  std::vector<Way> ways;
  for (auto& assumed : assumptions_for(view, order))
    ways.push_back(
        {std::vector<Fate>(partial_.workflow.steps.size(), Fate::unknown), std::move(assumed)});
  for (const auto step : order) {
    const auto fates_of_step = fates(step, view);
    if (ways.size() * fates_of_step.size() > kWorldsMax) continue;
    std::vector<Way> more;
    for (const auto& way : ways) {
      for (const auto fate : fates_of_step) {
        more.push_back(way);
        more.back().fates[step] = fate;
        // A fate that contradicts the assumed values is dropped at once, so that it does not
        // multiply the ways.
        if (!way.assumed.empty() && !possible(step, more.back(), world_of(view, more.back())))
          more.pop_back();
      }
    }
    ways = std::move(more);
  }
  std::vector<World> worlds;
  for (const auto& way : ways) {
    auto world = world_of(view, way);
    if (possible(view, way, world)) worlds.push_back(std::move(world));
  }
  return worlds;
}

bool Worlds::possible(const Viewpoint& view, const Way& way, const World& world) {
  for (std::size_t step = 0; step < way.fates.size(); ++step)
    if (way.fates[step] != Fate::unknown && !possible(step, way, world)) return false;
  if (!view.step) return true;
  return !all_needs_skipped(*view.step, way) && (!view.begun || may_begin(*view.step, world));
}

// True if the step can have ended so. A step is skipped when all its needs were skipped, when its
// condition is false, or when its gate was not opened in time and skips it; else it begins.
bool Worlds::possible(std::size_t step, const Way& way, const World& world) {
  const auto fate = way.fates[step];
  const bool needs_skipped = all_needs_skipped(step, way);
  if (fate == Fate::failed) return !needs_skipped;
  if (fate == Fate::succeeded) return !needs_skipped && may_begin(step, world);
  const auto& needs = certainty_.needs(step);
  const bool left_open = std::any_of(
      needs.begin(), needs.end(), [&way](auto need) { return way.fates[need] == Fate::unknown; });
  if (needs_skipped || left_open) return true;
  const auto& spec = partial_.workflow.steps[step];
  if (spec.gate && spec.gate->on_timeout == core::Gate::OnTimeout::skip) return true;
  if (certainty_.begins_by_a_mark(step)) return true;
  return spec.when &&
         (whens_[step] == nullptr || cel::may(*whens_[step], world.names, world.assumed).be_false);
}

bool Worlds::may_begin(std::size_t step, const World& world) {
  for (const auto* condition : {whens_[step].get(), gates_[step].get()})
    if (condition != nullptr && !cel::may(*condition, world.names, world.assumed).be_true)
      return false;
  return true;
}

bool Worlds::all_needs_skipped(std::size_t step, const Way& way) const {
  const auto& needs = certainty_.needs(step);
  if (partial_.workflow.steps[step].join == core::Join::always) return false;
  return !needs.empty() && std::all_of(needs.begin(), needs.end(),
                                       [&](auto need) { return way.fates[need] == Fate::skipped; });
}

World Worlds::world_of(const Viewpoint& view, const Way& way) const {
  Sketch::Members steps;
  for (std::size_t step = 0; step < way.fates.size(); ++step) {
    if (way.fates[step] != Fate::unknown)
      steps.emplace(partial_.workflow.steps[step].name,
                    sketch_of(partial_.workflow.steps[step], way.fates[step]));
  }
  auto names = view.known;
  names.emplace("steps", Sketch::map(std::move(steps), false));
  return {Sketch::map(std::move(names), false), way.assumed};
}

}  // namespace baton::templates
