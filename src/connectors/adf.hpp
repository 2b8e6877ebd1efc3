#pragma once

#include "baton/core/json.hpp"

#include <string_view>

// Atlassian's document format (ADF), which the text fields of Jira's REST API v3 take instead of
// text. developer.atlassian.com/cloud/jira/platform/apis/document/structure. Pure; any thread.
namespace baton::connectors {

// A document of plain text: each line is a paragraph, and empty lines are left out.
core::Json adf_of_text(std::string_view text);

// A document of a small Markdown: headings (#), lists (-, *, 1.), fenced code, quotes (>), rules
// (---), and inside a line **strong**, *emphasis*, `code` and [links](https://…). Whatever is none
// of these stays text; lists do not nest.
core::Json adf_of_markdown(std::string_view text);

}  // namespace baton::connectors
