#include "kpis/expression_reader.hpp"

#include "baton/cel/event_expression.hpp"

namespace baton::kpis {

using formats::FieldReader;

namespace {

cel::Scope scope_of_row() {
  const auto text = cel::simple(cel::Type::Kind::string);
  cel::Scope scope;
  scope.declare("row", cel::object_of({{"workflow", text},
                                       {"version", cel::simple(cel::Type::Kind::integer)},
                                       {"step", text},
                                       {"team", text}}));
  return scope;
}

}  // namespace

std::shared_ptr<const cel::Expression> row_expression(const FieldReader& fields,
                                                      std::string_view key) {
  static const auto scope = scope_of_row();
  return cel::read_repeatable(fields, key, scope);
}

}  // namespace baton::kpis
