#include "app/first_admin.hpp"

#include "baton/identity/people.hpp"
#include "baton/runtime/departed.hpp"

#include <optional>

namespace baton::app {

boost::asio::awaitable<void> ensure_admin_token(ports::Store& store, const ports::Clock& clock,
                                                bool one_more,
                                                std::function<void(const std::string&)> keep) {
  auto read = [one_more, now = clock.now()](ports::Queries& queries) {
    return identity::first_admin(queries.tokens(), queries.users(), one_more, now);
  };
  std::optional<identity::MadeToken> made = co_await store.read(read);
  if (!made) co_return;
  keep(made->text);
  auto put = [&token = made->token](ports::Tx& tx) {
    // A token of this name may have expired, which nobody noted.
    runtime::forget_departed(tx, core::Actor::token(token.name), token.created_by,
                             token.created_at);
    token.id = tx.new_token_id();
    tx.put_token(token);
    tx.note(identity::act_on_token("tokens.create", token, core::Actor::server()));
  };
  co_await store.transact(put);
}

boost::asio::awaitable<std::optional<identity::MadeCode>> first_sign_in(ports::Store& store,
                                                                        const ports::Clock& clock) {
  identity::Code wanted;
  wanted.purpose = identity::Code::Purpose::first_admin;
  wanted.created_by = core::Actor::server();
  wanted.expires_at = clock.now() + identity::kCodeLife;
  identity::MadeCode made = identity::new_code(std::move(wanted));
  auto put = [&made, now = clock.now()](ports::Tx& tx) {
    if (identity::has_admin(tx.users())) return false;
    tx.put_code(made.code, now);
    return true;
  };
  const bool wanted_one = co_await store.transact(put);
  if (!wanted_one) co_return std::nullopt;
  co_return made;
}

}  // namespace baton::app
