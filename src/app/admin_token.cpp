#include "app/admin_token.hpp"

#include "baton/identity/token.hpp"

#include <vector>

namespace baton::app {

boost::asio::awaitable<void> ensure_admin_token(ports::Store& store, const ports::Clock& clock,
                                                bool one_more,
                                                std::function<void(const std::string&)> keep) {
  auto read = [](ports::Queries& queries) { return queries.tokens(); };
  const std::vector<identity::Token> tokens = co_await store.read(read);
  auto made = identity::first_admin(tokens, one_more, clock.now());
  if (!made) co_return;
  keep(made->text);
  auto put = [&token = made->token](ports::Tx& tx) {
    token.id = tx.new_token_id();
    tx.put_token(token);
  };
  co_await store.transact(put);
}

}  // namespace baton::app
