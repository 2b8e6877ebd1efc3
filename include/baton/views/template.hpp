#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/rows.hpp"

namespace baton::views {

// One published version of a template, without its text. `Template` of docs/openapi.yaml; its
// `status` is added by whoever knows which version is active.
core::Json template_version(const ports::TemplateRow& row);

}  // namespace baton::views
