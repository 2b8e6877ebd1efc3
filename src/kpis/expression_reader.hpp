#pragma once

#include "baton/cel/expression.hpp"
#include "baton/formats/field_reader.hpp"

#include <memory>
#include <string_view>

// Reads the expressions of a KPI.
namespace baton::kpis {

// The expression under a key of `fields` over a row of figures, `row`; null if it is not there, or
// has a mistake, which is a finding.
std::shared_ptr<const cel::Expression> row_expression(const formats::FieldReader& fields,
                                                      std::string_view key);

}  // namespace baton::kpis
