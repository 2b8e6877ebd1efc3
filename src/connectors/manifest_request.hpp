#pragma once

#include "connectors/manifest.hpp"

#include <string>
#include <vector>

// The parts of a manifest that describe requests and answers.
namespace baton::connectors {

OperationSpec read_operation(const formats::FieldReader& at);
std::vector<ErrorRule> read_errors(const formats::YamlFile& file, const std::string& pointer,
                                   const core::Json& value, core::Findings& findings);

}  // namespace baton::connectors
