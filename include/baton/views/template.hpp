#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/rows.hpp"

namespace baton::views {

// One published version of a template, without its text: schema `Template` of docs/openapi.yaml.
// The caller adds `status`, since only it knows which version is active. Pure; any thread.
core::Json template_version(const ports::TemplateRow& row);

}  // namespace baton::views
