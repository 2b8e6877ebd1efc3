#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/text.hpp"
#include "baton/formats/field_reader.hpp"

#include <array>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

// What the expressions of a manifest are compiled against and evaluated with.
namespace baton::ingress {

// Values whose texts hold `${…}`, compiled.
using DocumentPtr = std::shared_ptr<const cel::Document>;
// One condition, compiled.
using ExpressionPtr = std::shared_ptr<const cel::Expression>;

// Names bound to JSON that outlives the evaluation. No allocation.
class Values final : public cel::Bindings {
 public:
  // Binds a name, or binds it anew. At most ten names; `name` and `value` outlive the evaluation.
  Values& bind(std::string_view name, const core::Json& value);
  // nullopt: the name is not bound.
  std::optional<cel::Value> find(std::string_view name) const override;

 private:
  struct Bound {
    std::string_view name;
    const core::Json* value;
  };
  std::array<Bound, 10> bound_{};
  std::size_t count_ = 0;
};

// All names are dyn: vendors' payloads have no type that we could hold them to.
cel::Scope scope_of(std::initializer_list<std::string_view> names);

// Compiles `value`, which is the member `key` of `at` or a part of it. Null if something is wrong
// with it, which is then among the findings of `at`.
DocumentPtr compile_document(const formats::FieldReader& at, std::string_view key,
                             const core::Json& value, const cel::Scope& scope);
// Compiles the member of that name as a whole. Null also if there is none.
DocumentPtr compile_document(const formats::FieldReader& at, std::string_view key,
                             const cel::Scope& scope);
// The same for a bare condition, without `${…}`.
ExpressionPtr compile_condition(const formats::FieldReader& at, std::string_view key,
                                const cel::Scope& scope);

// The rendered text: null and absent are empty, scalars are printed.
core::Result<std::string> render_text(const cel::Document& document, const cel::Bindings& names);
// A scalar as it stands in a URL, a header or an id; nullopt for lists and maps.
std::optional<std::string> scalar_text(const core::Json& value);
// False also when the evaluation fails: a rule about a member that is not there does not apply.
bool holds(const cel::Expression& condition, const cel::Bindings& names);

}  // namespace baton::ingress
