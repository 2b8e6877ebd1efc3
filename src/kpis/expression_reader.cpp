#include "kpis/expression_reader.hpp"

#include "baton/cel/types.hpp"
#include "baton/cel/uses.hpp"
#include "baton/core/text.hpp"

#include <utility>

namespace baton::kpis {

using formats::FieldReader;

namespace {

cel::Scope scope_of_counted_event() {
  const auto text = cel::simple(cel::Type::Kind::string);
  cel::Scope scope;
  scope.declare("event", cel::object_of({{"id", text},
                                         {"type", text},
                                         {"source", text},
                                         {"subject", text},
                                         {"time", text},
                                         {"received", text},
                                         {"actor", text},
                                         {"data", cel::dyn()}}));
  return scope;
}

cel::Scope scope_of_row() {
  const auto text = cel::simple(cel::Type::Kind::string);
  cel::Scope scope;
  scope.declare("row", cel::object_of({{"workflow", text},
                                       {"version", cel::simple(cel::Type::Kind::integer)},
                                       {"step", text},
                                       {"team", text}}));
  return scope;
}

std::shared_ptr<const cel::Expression> compile_in(const FieldReader& fields, std::string_view key,
                                                  const cel::Scope& scope) {
  const auto* value = fields.find(key);
  if (value == nullptr) return nullptr;
  if (!value->is_string()) {
    fields.error(key, "config/type",
                 "expected an expression, as text, got " + core::one_line(core::dump(*value), 60));
    return nullptr;
  }
  auto compiled = cel::Expression::compile(value->get<std::string>(), &scope);
  for (const auto& found : compiled.findings) {
    auto finding =
        fields.file().finding(fields.pointer(key), found.rule, found.message, found.hint);
    finding.severity = found.severity;
    fields.findings().push_back(std::move(finding));
  }
  if (!compiled.expression) return nullptr;
  const bool asks = !cel::named_calendars(*compiled.expression).empty() ||
                    !cel::named_routes(*compiled.expression).empty() ||
                    compiled.expression->reads_facts();
  if (!asks) return compiled.expression;
  fields.error(key, "kpi/outside",
               "an expression of a KPI reads nothing but what it counts: no facts, routes or "
               "calendars",
               "what these say changes, and counting anew would give another figure");
  return nullptr;
}

}  // namespace

std::shared_ptr<const cel::Expression> event_expression(const FieldReader& fields,
                                                        std::string_view key) {
  static const auto scope = scope_of_counted_event();
  return compile_in(fields, key, scope);
}

std::shared_ptr<const cel::Expression> row_expression(const FieldReader& fields,
                                                      std::string_view key) {
  static const auto scope = scope_of_row();
  return compile_in(fields, key, scope);
}

core::Finding doubtful_place(const FieldReader& fields, std::string_view key) {
  auto place = fields.file().finding(fields.pointer(key), "", "");
  place.severity = core::Finding::Severity::warning;
  return place;
}

void check_condition(const FieldReader& fields, std::string_view key,
                     const cel::Expression& condition) {
  const auto kind = condition.type().kind;
  if (kind != cel::Type::Kind::boolean && !condition.type().is_open())
    fields.error(key, "type/expression", "\"" + std::string(key) + "\": expected a condition");
}

std::vector<MemberRead> members_read(const FieldReader& fields, std::string_view key,
                                     const std::string& type, const cel::Expression& expression) {
  constexpr std::size_t kMember = 2;  // event.data.MEMBER
  std::vector<MemberRead> reads;
  if (type.find('*') != std::string::npos) return reads;
  for (const auto& use : cel::uses(expression)) {
    if (use.path.size() <= kMember || use.path[0] != "event" || use.path[1] != "data") continue;
    reads.push_back({type, use.path[kMember], doubtful_place(fields, key)});
  }
  return reads;
}

}  // namespace baton::kpis
