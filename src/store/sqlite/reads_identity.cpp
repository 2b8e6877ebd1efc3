#include "store/sqlite/collect.hpp"
#include "store/sqlite/reads.hpp"
#include "store/sqlite/rows.hpp"

#include <limits>

// The questions about who may do what, and who did what.
namespace baton::store {

std::vector<identity::Token> SqliteReads::tokens() { return all(tokens_.with(), token_row); }
std::vector<identity::User> SqliteReads::users() { return all(users_.with(), user_row); }
std::vector<identity::Session> SqliteReads::sessions() {
  return all(sessions_.with(), session_row);
}

std::optional<identity::Code> SqliteReads::code(std::string_view hash) {
  return one(code_.with(hash), code_row);
}

std::vector<identity::AuditRow> SqliteReads::audit(const ports::AuditFilter& filter) {
  const auto before = filter.before > 0 ? filter.before : std::numeric_limits<std::int64_t>::max();
  auto& statement = filter.after ? audit_forward_ : audit_backward_;
  return all(statement.with(filter.after.value_or(before), filter.actor, filter.act, filter.object,
                            filter.limit),
             audit_row);
}

}  // namespace baton::store
