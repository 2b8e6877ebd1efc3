#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/types.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/field_reader.hpp"

#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>

// Expressions in settings files. Most of them are about one event. Pure; any thread.
namespace baton::cel {

// An event as expressions see it. Its times are texts (RFC 3339), so comparing one with `now` takes
// timestamp(…).
Type event_type();
// The scope in which `event` is the only name. It lives as long as the process.
const Scope& event_scope();

// What the expressions about an event see: `event`, and `now` where a moment is given. All of them
// share one budget.
class EventNames final : public Bindings {
 public:
  // `event`: as expressions see it. Both are borrowed.
  EventNames(const core::Json& event, Budget& budget) : event_(event), budget_(budget) {}
  // The same with `now`, wall time, and `outside`, what functions may ask. What that points to is
  // borrowed too.
  EventNames(const core::Json& event, Budget& budget, core::Time now, const Outside& outside)
      : event_(event), budget_(budget), now_(now), outside_(outside) {}

  std::optional<Value> find(std::string_view name) const override;
  Budget* budget() const override { return &budget_; }
  Outside outside() const override { return outside_; }

 private:
  const core::Json& event_;
  Budget& budget_;
  std::optional<core::Time> now_{};
  Outside outside_{};
};

// The expression under a key of `fields`, over the names of `scope`; null if it is not there, or
// has a mistake, which is a finding.
std::shared_ptr<const Expression> read_expression(const formats::FieldReader& fields,
                                                  std::string_view key, const Scope& scope);
// The same for an expression that must give the same value whenever it is evaluated over the same
// names. It is a mistake if it asks facts, routes or calendars, because these change.
std::shared_ptr<const Expression> read_repeatable(const formats::FieldReader& fields,
                                                  std::string_view key, const Scope& scope);
// An error if the expression under a key gives something other than a condition; null gives none.
void check_condition(const formats::FieldReader& fields, std::string_view key,
                     const std::shared_ptr<const Expression>& condition);
// An error if the type of the expression under a key is known, and is none of `kinds`. `expected`
// says in words what these are: "a number". A value that may be absent has the type that it has
// where it is there; null gives no error.
void check_value(const formats::FieldReader& fields, std::string_view key,
                 const std::shared_ptr<const Expression>& expression,
                 std::initializer_list<Type::Kind> kinds, std::string_view expected);

}  // namespace baton::cel
