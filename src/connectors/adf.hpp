#pragma once

#include "baton/core/json.hpp"

#include <string_view>

// The Atlassian Document Format (ADF), which the text fields of Jira's REST API v3 take instead of
// text: developer.atlassian.com/cloud/jira/platform/apis/document/structure. Pure; any thread.
namespace baton::connectors {

// Makes a document of plain text. Each line becomes a paragraph; empty lines are left out.
core::Json adf_of_text(std::string_view text);

// Makes a document of a small Markdown: headings (#), lists (-, *, 1.), fenced code, quotes (>) and
// rules (---), and inside a line **strong**, *emphasis*, `code` and [links](https://…). Everything
// else stays text, and lists do not nest.
core::Json adf_of_markdown(std::string_view text);

}  // namespace baton::connectors
