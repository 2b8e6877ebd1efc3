#pragma once

#include "baton/cel/expression.hpp"
#include "baton/formats/field_reader.hpp"
#include "baton/kpis/definitions.hpp"

#include <memory>
#include <string_view>
#include <vector>

// Reads the expressions of a KPI.
namespace baton::kpis {

// An expression over an event, under a key of `fields`; null if it is not there, or has a mistake,
// which is a finding. It may read nothing but the event: what is counted anew would be something
// else then.
std::shared_ptr<const cel::Expression> event_expression(const formats::FieldReader& fields,
                                                        std::string_view key);
// The same, over a row of figures, `row`.
std::shared_ptr<const cel::Expression> row_expression(const formats::FieldReader& fields,
                                                      std::string_view key);
// A warning without words about what stands under a key.
core::Finding doubtful_place(const formats::FieldReader& fields, std::string_view key);
// An error when the expression gives something other than a condition.
void check_condition(const formats::FieldReader& fields, std::string_view key,
                     const cel::Expression& condition);
// Which members of the data of events of `type` the expression under a key reads.
std::vector<MemberRead> members_read(const formats::FieldReader& fields, std::string_view key,
                                     const std::string& type, const cel::Expression& expression);

}  // namespace baton::kpis
