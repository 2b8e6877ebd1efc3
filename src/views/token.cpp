#include "baton/views/token.hpp"

#include "baton/views/time.hpp"

namespace baton::views {

core::Json token(const identity::Token& token, core::Time now) {
  return {{"id", token.id.text()},
          {"name", token.name},
          {"role", to_text(token.role)},
          {"groups", token.groups},
          {"sources", token.sources},
          {"created_at", core::to_rfc3339(token.created_at)},
          {"created_by", token.created_by},
          {"revoked_at", time(token.revoked_at)},
          {"revoked_by", token.revoked_by},
          {"scopes", token.scopes},
          {"expires_at", time(token.expires_at)},
          {"last_used_at", time(token.used_at)},
          {"state", token.revoked_at   ? "revoked"
                    : token.valid(now) ? "valid"
                                       : "expired"}};
}

}  // namespace baton::views
