#pragma once

#include "connectors/manifest.hpp"

#include <string>
#include <vector>

// Reads the parts of a manifest that describe requests and answers. Mistakes are findings.
namespace baton::connectors {

// Reads one operation, with its own error rules only.
OperationSpec read_operation(const formats::FieldReader& at);
// Reads `test`, the request by which connections are tried, with its own error rules only.
OperationSpec read_test(const formats::FieldReader& at);
// True if what an operation says of a success, with all of its error rules, reads header fields.
bool reads_headers(const OperationSpec& spec);
// Reads a list of error rules, which stands at the JSON pointer `pointer`. `lookup`: they may read
// the name `lookup`.
std::vector<ErrorRule> read_errors(const formats::YamlFile& file, const std::string& pointer,
                                   const core::Json& value, core::Findings& findings, bool lookup);

}  // namespace baton::connectors
