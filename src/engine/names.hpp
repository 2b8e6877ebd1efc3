#pragma once

#include "baton/cel/expression.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

namespace baton::engine {

// The names expressions read: the members of a view, `event` when one is at hand, and `now`. Borrows both.
class Names final : public cel::Names {
 public:
  Names(const core::Json& view, core::Time now, const core::Json* event = nullptr) : view_(view), now_(now), event_(event) {}

  std::optional<cel::Value> find(std::string_view name) const override {
    if (name == "event") return event_ ? std::optional(cel::Value::borrow(*event_)) : std::nullopt;
    if (name == "now") return cel::Value::timestamp(now_);
    if (const auto* value = core::find(view_, name)) return cel::Value::borrow(*value);
    return std::nullopt;
  }

 private:
  const core::Json& view_;
  core::Time now_;
  const core::Json* event_;
};

}  // namespace baton::engine
