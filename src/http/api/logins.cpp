#include "http/api/answer.hpp"
#include "http/api/cookie.hpp"
#include "http/api/handlers.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// Log-ins of people at vendors. The tokens that they bring go into the store of secrets and into no
// answer.
namespace baton::http {

namespace {

// The page of the console to which a vendor sends people back. It asks for the end of the log-in: a
// request that a vendor brings about has no cookie (SameSite=Strict), and could end nothing itself.
constexpr std::string_view kLoginPage = "/login/callback";
// The longest code of a vendor. Those of Microsoft have some two thousand bytes, and browsers send
// no much longer addresses.
constexpr std::size_t kLoginCodeBytesMax = 16'384;

}  // namespace

Answered begin_login(Services& services, Asked& asked) {
  connectors::Registry::LoginAsked wanted;
  wanted.redirect_uri = asked.body.text("redirect_uri");
  wanted.to_console = asked.principal->in_session &&
                      is_page_of_console(asked.request, wanted.redirect_uri, kLoginPage);
  wanted.by = asked.principal->actor;
  const auto login = co_await services.parts.registry.begin_login(asked.values.text("connection"),
                                                                  std::move(wanted));
  if (!login) co_return login.error();
  const core::Json body{{"id", login->id},
                        {"url", login->url},
                        {"complete_url", login->complete_url},
                        {"user_code", login->user_code},
                        {"expires_in", login->lives.count()},
                        {"interval", login->interval.count()}};
  co_return json(body, 201);
}

Answered finish_login(Services& services, Asked& asked) {
  const std::string name = asked.values.text("connection");
  connectors::Registry::LoginAnswer answer{asked.body.text("code"), asked.body.text("state")};
  if (answer.code.size() > kLoginCodeBytesMax)
    co_return core::Error{core::Errc::too_large,
                          "expected at most " + std::to_string(kLoginCodeBytesMax) + " bytes",
                          "/code",
                          {}};
  const auto outcome = co_await services.parts.registry.log_in(
      name, asked.values.text("login"), std::move(answer), asked.principal->actor);
  if (!outcome) co_return outcome.error();
  if (outcome->done) {
    identity::AuditRow act;
    act.actor = asked.principal->actor;
    act.act = "connections.login";
    act.object = name;
    act.detail["secret"] = outcome->secret;
    auto note = [&act](ports::Tx& tx) { tx.note(act); };
    co_await services.parts.store.transact(note);
  }
  const core::Json body{{"done", outcome->done},
                        {"secret", outcome->secret},
                        {"interval", outcome->interval.count()}};
  co_return json(body);
}

}  // namespace baton::http
