#include "baton/core/text.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/views/user.hpp"
#include "http/api/answer.hpp"
#include "http/api/cookie.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"
#include "http/api/signing_in.hpp"

#include <optional>
#include <utility>

// Signing in and out, and what people know and change of themselves.
namespace baton::http {
namespace {

// A proof that is not good. The code says which of the proofs it was.
Response not_proved(const core::Error& error, const Members& body) {
  const std::string_view code = body.has("code")   ? "code_invalid"
                                : body.has("user") ? "sign_in_failed"
                                                   : "unauthenticated";
  return problem(401, code, error.hint.empty() ? error.message : error.message + "; " + error.hint);
}

// The way in that the body asks for, which nothing has been done about yet; nothing when the body
// does not say one.
std::optional<SigningIn> sign_in_as_asked(Services& services, Members& body) {
  std::string user = body.text("user");
  core::Secret password = body.take_secret("password");
  std::string token = body.text("token");
  std::string code = body.text("code");
  if (!code.empty() && token.empty())
    return sign_in_by_code(services, std::move(code), std::move(user), std::move(password));
  if (code.empty() && token.empty() && !user.empty() && !password.empty())
    return sign_in_by_password(services, std::move(user), std::move(password));
  const bool only_token = code.empty() && user.empty() && password.empty() && !token.empty();
  if (only_token) return sign_in_by_token(services, std::move(token));
  return std::nullopt;
}

Response signed_in(const SignedIn& done, const Services& services, const Request& request) {
  Response response = json_not_kept(views::me(done.by, done.user ? &*done.user : nullptr), 201);
  const core::Time ends = done.by.expires_at.value_or(done.session.session.expires_at);
  set_session_cookie(response, request, done.session.text, ends - services.parts.clock.now());
  return response;
}

// Ends the session that the request brings, if it brings one. A stranger can ask for this, so the
// store is asked to end only what is a session.
boost::asio::awaitable<void> end_session_of(Services& services, const Request& request) {
  const std::string_view cookie = session_cookie(request);
  if (services.access.by_session(cookie, services.parts.clock.now()) == nullptr) co_return;
  auto end = [hash = identity::session_hash(cookie)](ports::Tx& tx) { tx.end_session(hash); };
  co_await services.parts.store.transact(end);
  co_await services.access.refresh(services.parts.store, services.parts.clock.now());
}

}  // namespace

Answered open_session(Services& services, Asked& asked) {
  if (!from_console(asked.request)) co_return refuse_other_site();
  const core::Time steady = services.parts.clock.steady();
  // Only a password can be guessed, so only its user is slowed down, and not the user that a code
  // names. No user's name is longer.
  const std::string user(asked.body.text("code").empty()
                             ? core::prefix(asked.body.text("user"), identity::kUserNameBytesMax)
                             : std::string_view());
  const std::string address = address_of(services, asked);
  const core::Duration wait = services.sign_ins.wait(user, address, steady);
  if (wait > core::Duration::zero()) co_return too_often("too many tries to sign in", wait);
  auto way_in = sign_in_as_asked(services, asked.body);
  // It proves nothing, so it is no try: a stranger could send such requests for ever.
  if (!way_in)
    co_return core::Error{core::Errc::invalid, "expected user and password, or token, or code", "/",
                          "a code that asks for it comes with user and password"};
  services.sign_ins.count(user, address, steady);
  const auto done = co_await std::move(*way_in);
  if (!done) {
    const bool not_good = done.error().code == core::Errc::unauthenticated;
    if (!not_good) services.sign_ins.forgive(user, address);
    services.refused_logins.note(
        steady, [&] { return "a sign-in from " + address + ": " + done.error().message; });
    if (not_good) co_return not_proved(done.error(), asked.body);
    co_return done.error();
  }
  services.sign_ins.forgive(user, address);
  co_await end_session_of(services, asked.request);  // the browser keeps the new one only
  co_await services.access.refresh(services.parts.store, services.parts.clock.now());
  spdlog::info("{} signed in from {}", done->by.actor.text(), address);
  co_return signed_in(*done, services, asked.request);
}

// Also for a session that is over already: whoever signs out is then signed out.
Answered close_session(Services& services, Asked& asked) {
  if (!from_console(asked.request)) co_return refuse_other_site();
  co_await end_session_of(services, asked.request);
  Response response = no_content();
  clear_session_cookie(response, asked.request);
  co_return response;
}

Answered show_me(Services& services, Asked& asked) {
  auto read = [by = *asked.principal](ports::Queries& queries) {
    const auto users = queries.users();
    return views::me(by, identity::find_user(users, by.user));
  };
  const core::Json me = co_await services.parts.store.read(read);
  co_return json(me);
}

}  // namespace baton::http
