#pragma once

#include "baton/cel/expression.hpp"
#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <string_view>
#include <vector>

namespace baton::engine {

// The names that only expressions of an item see: `item`, and `index`, which is its place in the
// list or its name in the map. A step without items has neither.
struct ItemNames {
  const core::Items* items = nullptr;
  int item = core::StepRef::kNoItem;

  std::optional<cel::Value> find(std::string_view name) const;
};

// What expressions see by name: the members of a view, `event` if one is given, and `now`; of an
// item also what ItemNames gives. With a budget, all evaluations that use this object share it.
// Functions ask `outside`. It borrows all of these.
class ViewBindings final : public cel::Bindings {
 public:
  ViewBindings(const core::Json& view, core::Time now, const core::Json* event, cel::Budget* budget,
               const cel::Outside& outside, ItemNames item = {})
      : view_(view), now_(now), event_(event), budget_(budget), outside_(outside), item_(item) {}

  std::optional<cel::Value> find(std::string_view name) const override {
    if (name == "event") return event_ ? std::optional(cel::Value::borrow(*event_)) : std::nullopt;
    if (name == "now") return cel::Value::timestamp(now_);
    if (item_.items) {
      if (auto found = item_.find(name)) return found;
    }
    if (const auto* value = core::find(view_, name)) return cel::Value::borrow(*value);
    return std::nullopt;
  }

  cel::Budget* budget() const override { return budget_; }
  cel::Outside outside() const override { return outside_; }

 private:
  const core::Json& view_;
  core::Time now_;
  const core::Json* event_;
  cel::Budget* budget_;
  cel::Outside outside_;
  ItemNames item_;
};

// True if a path that an expression reads may lead into the step of this name. A path that ends
// before the name, such as {"steps"}, is computed from there on and may lead into any step.
bool reads_step(const cel::Path& path, std::string_view step);
// True if a transition is about a step that one of these paths may lead into, or may change the
// context and one of them reads that.
bool read_changed(const std::vector<cel::Path>& paths, const core::Transition& transition);

// What expressions read as `run`. It is the same while the run is being started and afterwards.
core::Json run_names(core::RunId id, const core::RunStarted& started, core::Time at);

}  // namespace baton::engine
