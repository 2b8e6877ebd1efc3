#include "baton/views/template.hpp"

namespace baton::views {

core::Json template_version(const ports::TemplateRow& row) {
  return {{"name", row.name},
          {"version", row.version},
          {"title", row.title},
          {"hash", row.hash},
          {"file", row.file},
          {"actor", row.actor},
          {"published_at", core::to_rfc3339(row.published_at)}};
}

}  // namespace baton::views
