#include "kpis/expression_reader.hpp"

#include "baton/cel/event_expression.hpp"
#include "baton/cel/uses.hpp"

#include <utility>

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

core::Finding doubtful_place(const FieldReader& fields, std::string_view key) {
  auto place = fields.file().finding(fields.pointer(key), "", "");
  place.severity = core::Finding::Severity::warning;
  return place;
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
