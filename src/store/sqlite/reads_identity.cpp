#include "store/sqlite/audit_sql.hpp"
#include "store/sqlite/collect.hpp"
#include "store/sqlite/reads.hpp"
#include "store/sqlite/rows.hpp"

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
  const AuditSql sql =
      audit_sql(filter, by_act(filter) ? acts_of(filter.act) : std::vector<std::string>());
  Statement statement(database_, sql.text);
  return all(statement.with_values(sql.values), audit_row);
}

// The acts in the audit that a filter means: the act of this name, or all acts of this kind.
std::vector<std::string> SqliteReads::acts_of(const std::string& kind) {
  std::vector<std::string> acts;
  for (std::string from = kind;;) {
    const auto text = [](const auto& use) { return std::string(use.text(0)); };
    auto act = one(next_act_.with(from), text);
    if (!act || !act->starts_with(kind)) return acts;
    from = *act + '\0';  // the smallest text that is greater
    if (act->size() == kind.size() || (*act)[kind.size()] == '.') acts.push_back(*std::move(act));
  }
}

}  // namespace baton::store
