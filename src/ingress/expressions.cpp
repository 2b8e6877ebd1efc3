#include "baton/ingress/expressions.hpp"

namespace baton::ingress {

namespace {

// Adds findings about an expression. Their position in the file is that of the value with the
// expression; the position inside the expression becomes a part of the message.
void take_over(const formats::FieldReader& at, std::string_view key, const core::Findings& from) {
  for (const auto& one : from) {
    auto finding =
        at.file().finding(at.pointer(key) + one.pointer, one.rule, one.message, one.hint);
    finding.severity = one.severity;
    if (one.at.line > 0)
      finding.message += " (expression, line " + std::to_string(one.at.line) + ", column " +
                         std::to_string(one.at.column) + ")";
    at.findings().push_back(std::move(finding));
  }
}

}  // namespace

Values& Values::bind(std::string_view name, const core::Json& value) {
  for (std::size_t index = 0; index < count_; ++index) {
    if (bound_[index].name != name) continue;
    bound_[index].value = &value;
    return *this;
  }
  core::ensure(count_ < bound_.size(), "an expression has no more names than there is room for");
  bound_[count_++] = {name, &value};
  return *this;
}

Values& Values::bind_now(core::Time now) {
  now_ = now;
  return *this;
}

// The names that were bound last are those that are read most.
std::optional<cel::Value> Values::find(std::string_view name) const {
  for (auto index = count_; index-- > 0;) {
    if (bound_[index].name == name) return cel::Value::borrow(*bound_[index].value);
  }
  if (now_ && name == "now") return cel::Value::timestamp(*now_);
  return std::nullopt;
}

cel::Scope scope_of(std::initializer_list<std::string_view> names) {
  cel::Scope scope;
  for (const auto name : names) scope.declare(std::string(name), cel::dyn());
  return scope;
}

DocumentPtr compile_document(const formats::FieldReader& at, std::string_view key,
                             const core::Json& value, const cel::Scope& scope) {
  auto compiled = cel::Document::compile(value, &scope);
  take_over(at, key, compiled.findings);
  return compiled.document;
}

DocumentPtr compile_document(const formats::FieldReader& at, std::string_view key,
                             const cel::Scope& scope) {
  const auto* value = at.find(key);
  return value != nullptr ? compile_document(at, key, *value, scope) : nullptr;
}

ExpressionPtr compile_condition(const formats::FieldReader& at, std::string_view key,
                                const cel::Scope& scope) {
  const auto* value = at.find(key);
  if (value == nullptr) return nullptr;
  if (!value->is_string()) {
    at.error(key, "config/type", std::string("expected a condition, got ") + value->type_name());
    return nullptr;
  }
  const auto& text = value->get_ref<const std::string&>();
  if (text.starts_with("${")) {
    at.error(key, "cel/braces", "a condition is written without ${}",
             "write: " + text.substr(2, text.size() - 3));
    return nullptr;
  }
  auto compiled = cel::Expression::compile(text, &scope);
  take_over(at, key, compiled.findings);
  return compiled.expression;
}

std::optional<std::string> scalar_text(const core::Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return std::string();
  if (value.is_structured() || value.is_discarded()) return std::nullopt;
  return core::dump(value);
}

core::Result<std::string> render_text(const cel::Document& document, const cel::Bindings& names) {
  auto value = document.render(names);
  if (!value) return value.error();
  if (value->is_string()) return std::move(value->get_ref<std::string&>());
  auto text = scalar_text(*value);
  if (!text)
    return core::Error{core::Errc::invalid,
                       std::string("expected text, got ") + value->type_name()};
  return std::move(*text);
}

bool holds(const cel::Expression& condition, const cel::Bindings& names) {
  const auto evaluation = condition.evaluate(names);
  return evaluation.value && evaluation.value->is_true();
}

}  // namespace baton::ingress
