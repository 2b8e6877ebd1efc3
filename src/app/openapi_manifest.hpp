#pragma once

#include "app/connector_draft.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <string>
#include <vector>

// Makes the manifest of a connector from a vendor's API description (OpenAPI 3.0 and 3.1). Pure.
namespace baton::app {

// Takes these operations, by their operationId, from a description. Errors: it is no description,
// it has no such operation, or an operation cannot be said in a manifest.
core::Result<ConnectorDraft> draft_from_openapi(const std::string& name,
                                                const core::Json& description,
                                                const std::vector<std::string>& operations);

}  // namespace baton::app
