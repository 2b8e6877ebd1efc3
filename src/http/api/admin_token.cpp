#include "baton/http/server.hpp"
#include "http/api/auth.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {

boost::asio::awaitable<void> ensure_admin_token(ports::Store& store, const ports::Clock& clock,
                                                bool one_more,
                                                std::function<void(const std::string&)> keep) {
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<ports::TokenRow> rows = co_await store.read(read);
  const auto valid = [](const ports::TokenRow& row) { return !row.revoked_at.has_value(); };
  const auto admin = [&](const ports::TokenRow& row) {
    return valid(row) && row.role == to_text(Role::admin);
  };
  if (!one_more && std::any_of(rows.begin(), rows.end(), admin)) co_return;
  std::string name = "admin";
  const auto taken = [&](const ports::TokenRow& row) { return valid(row) && row.name == name; };
  for (int number = 2; std::any_of(rows.begin(), rows.end(), taken); ++number)
    name = "admin-" + std::to_string(number);
  MadeToken made = new_token(clock.now(), std::move(name), Role::admin, {});
  keep(made.text);
  auto kept = co_await keep_token(store, std::move(made));
  core::ensure(kept.has_value(), "nobody else makes tokens before the server is ready");
}

}  // namespace baton::http
