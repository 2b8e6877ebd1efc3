#include "baton/identity/audit.hpp"

#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/page.hpp"

#include <string>

// Who did what.
namespace baton::http {
namespace {

// Rows of the audit that are checked in one read of the store.
constexpr std::size_t kCheckedAtOnce = 1'000;

}  // namespace

Answered list_audit(Services& services, Asked& asked) {
  ports::AuditFilter filter;
  filter.actor = asked.values.text("actor");
  filter.act = asked.values.text("act");
  filter.object = asked.values.text("object");
  filter.before = asked.values.number("cursor", 0);
  if (asked.values.has("after")) filter.after = asked.values.number("after", 0);
  auto read = [&filter, limit = asked.values.limit()](ports::Queries& queries) {
    const auto rows = [&](std::size_t count) {
      filter.limit = count;
      auto found = queries.audit(filter);
      if (found.empty()) return found;
      if (filter.after) filter.after = found.back().sequence;
      filter.before = found.back().sequence;
      return found;
    };
    const auto item = [](const identity::AuditRow& row) { return identity::to_json(row); };
    return page(limit, rows, item,
                [](const identity::AuditRow& row) { return std::to_string(row.sequence); });
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered verify_audit(Services& services, Asked& asked) {
  const std::string wanted = asked.values.text("head");
  if (!wanted.empty() && !identity::is_row_hash(wanted))
    co_return core::Error{core::Errc::invalid,
                          "expected a hash, which has 64 digits of 0-9 and a-f",
                          "query parameter head",
                          {}};
  identity::AuditChain chain(wanted);
  auto check = [&chain](ports::Queries& queries) {
    ports::AuditFilter filter;
    filter.after = chain.rows();
    filter.limit = kCheckedAtOnce;
    const auto rows = queries.audit(filter);
    for (const identity::AuditRow& row : rows)
      if (!chain.take(row)) return false;
    if (rows.size() == kCheckedAtOnce) return true;
    chain.end(queries.setting(identity::kAuditEnd));
    return false;
  };
  bool more = true;
  while (more) {
    more = co_await services.parts.store.read(check);
  }
  co_return json(identity::to_json(chain));
}

}  // namespace baton::http
