#pragma once

#include "baton/routing/routes.hpp"
#include "templates/partial_template.hpp"

#include <optional>
#include <string>

namespace baton::templates {

// Reads `route` and `with` of `by`, whose members are `fields`; nullopt if it names no route. Whom
// a route names cannot stand beside it. Notes in `place` where the parts stand.
std::optional<core::Routing> read_routing(Reader& reader, const Reader::Fields& fields,
                                          const core::Step& step, StepPlace& place);

// The type of what route() gives for a table.
cel::Type type_of(const routing::Table& table);

// What is wrong with one input that a template gives to a table, by the name of the input.
struct RouteFault {
  // The id of the rule that it breaks, "route/unknown-input".
  std::string rule;
  std::string message;
  std::string hint{};
};
// What is wrong with the name of an input, or with a value that is known; nullopt if nothing is.
// `value`: null if it is not known before a run.
std::optional<RouteFault> fault_of_input(const routing::Table& table, const std::string& name,
                                         const core::Json* value);
// The inputs of the table that are not among the given names: "expected …"; nullopt if all are.
std::optional<RouteFault> missing_inputs(const routing::Table& table,
                                         const std::vector<std::string>& given);

}  // namespace baton::templates
