#pragma once

#include "baton/cel/expression.hpp"
#include "baton/formats/field_reader.hpp"
#include "baton/kpis/definitions.hpp"

#include <memory>
#include <string_view>
#include <vector>

// Reads the expressions of a KPI.
namespace baton::kpis {

// The expression under a key of `fields` over a row of figures, `row`; null if it is not there, or
// has a mistake, which is a finding.
std::shared_ptr<const cel::Expression> row_expression(const formats::FieldReader& fields,
                                                      std::string_view key);
// A warning without words about what stands under a key.
core::Finding doubtful_place(const formats::FieldReader& fields, std::string_view key);
// Which members of the data of events of `type` the expression under a key reads.
std::vector<MemberRead> members_read(const formats::FieldReader& fields, std::string_view key,
                                     const std::string& type, const cel::Expression& expression);

}  // namespace baton::kpis
