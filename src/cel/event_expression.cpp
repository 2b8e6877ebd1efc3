#include "baton/cel/event_expression.hpp"

#include "baton/cel/type_words.hpp"
#include "baton/core/text.hpp"
#include "cel/expression_impl.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace baton::cel {

Type event_type() {
  const auto text = simple(Type::Kind::string);
  return object_of({{"id", text},
                    {"type", text},
                    {"source", text},
                    {"subject", text},
                    {"time", text},
                    {"received", text},
                    {"actor", text},
                    {"data", dyn()}});
}

const Scope& event_scope() {
  static const auto scope = Scope().declare("event", event_type());
  return scope;
}

std::optional<Value> EventNames::find(std::string_view name) const {
  if (name == "event") return Value::borrow(event_);
  if (name == "now" && now_) return Value::timestamp(*now_);
  return std::nullopt;
}

std::shared_ptr<const Expression> read_expression(const formats::FieldReader& fields,
                                                  std::string_view key, const Scope& scope) {
  const auto* value = fields.find(key);
  if (value == nullptr) return nullptr;
  if (!value->is_string()) {
    fields.error(key, "config/type",
                 "expected an expression, as text, got " + core::one_line(core::dump(*value), 60));
    return nullptr;
  }
  auto compiled = Expression::compile(value->get<std::string>(), &scope);
  for (const auto& found : compiled.findings) {
    auto finding =
        fields.file().finding(fields.pointer(key), found.rule, found.message, found.hint);
    finding.severity = found.severity;
    fields.findings().push_back(std::move(finding));
  }
  return compiled.expression;
}

std::shared_ptr<const Expression> read_repeatable(const formats::FieldReader& fields,
                                                  std::string_view key, const Scope& scope) {
  auto expression = read_expression(fields, key, scope);
  if (!expression || !asks_outside(expression->impl())) return expression;
  fields.error(key, "config/outside",
               "\"" + std::string(key) + "\": expected an expression that reads " +
                   core::any_of(scope.names()) + " alone, and no facts, routes or calendars",
               "these change, and the same events would give another value when they are counted "
               "anew");
  return nullptr;
}

void check_condition(const formats::FieldReader& fields, std::string_view key,
                     const std::shared_ptr<const Expression>& condition) {
  if (!condition) return;
  const auto& type = condition->type();
  if (type.kind != Type::Kind::boolean && !type.is_open())
    fields.error(key, "type/expression",
                 "\"" + std::string(key) + "\": expected a condition, got " + spoken_one(type));
}

void check_value(const formats::FieldReader& fields, std::string_view key,
                 const std::shared_ptr<const Expression>& expression,
                 std::initializer_list<Type::Kind> kinds, std::string_view expected) {
  if (!expression) return;
  auto type = expression->type();
  if (type.kind == Type::Kind::optional || type.kind == Type::Kind::wrapper)
    type = type.parameters.empty() ? dyn() : Type(type.parameters.front());
  const bool unknown = type.is_open() || type.kind == Type::Kind::parameter;
  if (unknown || std::find(kinds.begin(), kinds.end(), type.kind) != kinds.end()) return;
  fields.error(key, "type/expression",
               "\"" + std::string(key) + "\": expected " + std::string(expected) + ", got " +
                   spoken_one(type));
}

}  // namespace baton::cel
