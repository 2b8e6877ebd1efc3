#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/text.hpp"
#include "baton/core/time.hpp"
#include "baton/formats/field_reader.hpp"

#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// How the expressions of a manifest are compiled and evaluated. Any thread.
namespace baton::ingress {

// A JSON value whose texts hold `${…}`, compiled.
using DocumentPtr = std::shared_ptr<const cel::Document>;
// One condition, compiled.
using ExpressionPtr = std::shared_ptr<const cel::Expression>;

// The values that the names in an expression stand for. It borrows names and values, and allocates
// nothing.
class Values final : public cel::Bindings {
 public:
  // Binds a name to a value, in place of the value that it had. Both must outlive the evaluation.
  // There is room for ten names; one more is a fault of the program.
  Values& bind(std::string_view name, const core::Json& value);
  // Gives the name `now` this time, as a timestamp.
  Values& bind_now(core::Time now);
  // The value of a name; nullopt if the name is not bound.
  std::optional<cel::Value> find(std::string_view name) const override;

 private:
  struct Bound {
    std::string_view name;
    const core::Json* value;
  };
  std::array<Bound, 10> bound_{};
  std::size_t count_ = 0;
  std::optional<core::Time> now_{};
};

// Declares names whose type is not known before the evaluation, since vendors' payloads may have
// any type.
cel::Scope scope_of(std::initializer_list<std::string_view> names);

// Compiles `value`, which is the member `key` of `at` or a part of it. Returns null if it has a
// mistake, which is then among the findings of `at`.
DocumentPtr compile_document(const formats::FieldReader& at, std::string_view key,
                             const core::Json& value, const cel::Scope& scope);
// Compiles the whole member `key` of `at`. Returns null also if there is no such member.
DocumentPtr compile_document(const formats::FieldReader& at, std::string_view key,
                             const cel::Scope& scope);
// Compiles the member `key` of `at` as one condition, which is written without `${…}`. Returns null
// if it has a mistake or if there is no such member.
ExpressionPtr compile_condition(const formats::FieldReader& at, std::string_view key,
                                const cel::Scope& scope);

// Evaluates a document that gives one text. Numbers and booleans are printed; null and a value that
// is absent are empty. Errors: the evaluation failed, or it gave a list or a map.
core::Result<std::string> render_text(const cel::Document& document, const cel::Bindings& names);
// The text of a scalar in a URL, in a header field or in an id; null is empty. Returns nullopt for
// lists and maps.
std::optional<std::string> scalar_text(const core::Json& value);
// Evaluates a condition. It is false also if the evaluation fails, because a rule about a member
// that is absent does not apply.
bool holds(const cel::Expression& condition, const cel::Bindings& names);

}  // namespace baton::ingress
