#include "baton/views/token.hpp"

#include "baton/views/time.hpp"

namespace baton::views {

core::Json token(const ports::TokenRow& row) {
  return {{"id", row.id.text()},
          {"name", row.name},
          {"role", row.role},
          {"groups", row.groups},
          {"sources", row.sources},
          {"created_at", core::to_rfc3339(row.created_at)},
          {"created_by", row.created_by},
          {"revoked_at", time(row.revoked_at)},
          {"revoked_by", row.revoked_by}};
}

}  // namespace baton::views
