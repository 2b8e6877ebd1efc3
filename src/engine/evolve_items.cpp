#include "engine/evolution.hpp"

#include <algorithm>
#include <utility>

// What transitions change of the items of a step, and of the runs that steps begin.
namespace baton::engine {

using core::Json;
using core::StepRef;
using core::StepState;
using core::StepStatus;

void Evolution::item_succeeded(const core::StepSucceeded& t) {
  auto& step = settle(t.step, StepStatus::succeeded, {});
  step.uncertain = step.in_doubt = false;
  if (const auto& items = run_.steps_[t.step.name].items; items && t.step.item < items->size()) {
    auto& output = view(StepRef(t.step.name))["output"];
    replace(items->of.is_object() ? output[items->names[static_cast<std::size_t>(t.step.item)]]
                                  : output[static_cast<std::size_t>(t.step.item)],
            t.output);
  }
  forget(step.input);
  if (!step.superseded) run_.steps_.erase(t.step);
}

void Evolution::operator()(const core::ItemsBegun& t) {
  auto& step = enter(t.step, StepStatus::waiting);
  step.due = t.due;
  began_at(step, t.position);
  step.attempt = std::max(step.attempt, 1);
  begun(t.step);
  if (t.of.is_null()) return;
  core::Items items{t.of};
  Json output = Json::object();
  if (t.of.is_object()) {
    for (const auto& [name, value] : t.of.items()) items.names.push_back(name);
  } else {
    output = Json::array();
    output.get_ref<Json::array_t&>().resize(t.of.size());
  }
  run_.size_ += core::size_of(t.of);
  step.items = std::move(items);
  replace(view(t.step)["output"], output);
}

void Evolution::operator()(const core::ChildBegun& t) {
  auto& step = enter(t.step, StepStatus::waiting);
  step.due = t.due;
  began_at(step, t.position);
  ++step.attempt;
  view(t.step)["attempt"] = step.attempt;
  begun(t.step);
  if (step.child && step.child->run == t.run) {
    step.child->ended.clear();
    return;
  }
  step.child = core::Child{t.run, t.workflow, t.version, t.detached};
  replace(step.input, t.inputs);
}

void Evolution::operator()(const core::ChildEnded& t) {
  auto& child = run_.steps_[t.step].child;
  if (!child || child->run != t.run) return;
  child->ended = t.status;
  forget(child->outputs);
  if (!t.outputs.is_null()) replace(child->outputs, t.outputs);
}

void Evolution::count(const StepRef& item, StepStatus from, StepStatus to) {
  auto& items = run_.steps_[item.name].items;
  if (!items) return;
  const bool first = item.item >= items->begun;
  const auto add = [&](StepStatus status, int by) {
    if (core::live(status)) items->live += by;
    if (status == StepStatus::succeeded) items->succeeded += by;
    if (status == StepStatus::failed) items->failed += by;
    if (status == StepStatus::pending) items->again += by;
  };
  if (first) items->begun = item.item + 1;
  if (!first) add(from, -1);
  add(to, 1);
}

void Evolution::tell_failed(const StepRef& step, const core::Items& items) {
  Json failed = Json::array();
  for (auto at = run_.steps_.upper_bound(step);
       at != run_.steps_.end() && at->first.name == step.name; ++at) {
    const auto& [item, state] = *at;
    if (state.status == StepStatus::failed)
      failed.push_back({{"index", items.index(item.item)}, {"message", state.reason}});
  }
  view(step)["failed"] = std::move(failed);
}

void Evolution::forget_work(StepState& step) {
  forget(step.input);
  if (step.child) forget(step.child->outputs);
  step.child.reset();
}

void Evolution::forget_earlier_round(const StepRef& ref, StepState& step) {
  ++step.round;
  step.key.clear();
  step.position = {};
  step.missed_before = {};
  forget_work(step);
  if (!step.items) return;
  run_.size_ -= core::size_of(step.items->of);
  step.items.reset();
  forget_output(ref);
  for (auto at = run_.steps_.upper_bound(ref);
       at != run_.steps_.end() && at->first.name == ref.name;) {
    auto& item = at->second;
    forget_work(item);
    if (!item.superseded) {
      at = run_.steps_.erase(at);
      continue;
    }
    // The outcome of an attempt is still to come, so the next attempt has the next number.
    item.status = StepStatus::succeeded;
    item.attempts_before = item.attempt;
    item.key.clear();
    ++at;
  }
}

}  // namespace baton::engine
