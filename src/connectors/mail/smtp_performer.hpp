#pragma once

#include "connectors/auth/session.hpp"
#include "connectors/connection.hpp"
#include "connectors/curl/threads.hpp"
#include "connectors/mail/mail.hpp"
#include "connectors/mail/smtp.hpp"
#include "connectors/performer.hpp"
#include "connectors/rate_limit.hpp"
#include "connectors/withheld.hpp"

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Sends messages over a mail server, as the connector's manifest says under `mail`. What a server
// has taken cannot be looked up; a repeat has the same Message-ID.
class SmtpPerformer final : public Performer {
 public:
  // All arguments outlive the performer.
  SmtpPerformer(const Connection& connection, HttpClient& http, CurlThreads& threads,
                const ports::Clock& clock, const Registry::Options& options);

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  core::Result<core::Json> preview(const core::StartAction& action) const override;
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  std::string check(std::string_view operation) const override;
  void stop() override { session_.stop(); }

 private:
  // A message with its id, or what to report because there is none.
  struct Written {
    std::optional<Mail> mail{};
    std::string id{};
    core::ActionResult failure{};
  };
  // What became of a message, or what to report because it was not tried.
  struct Tried {
    std::optional<SmtpOutcome> outcome{};
    core::ActionResult failure{};
  };

  std::string setting(std::string_view name) const;
  MailServer server() const;
  Written write(const core::StartAction& action, const OperationSpec& operation) const;
  // Performs a task after signing in. A token that the server turns down is renewed once, and the
  // task is tried again.
  boost::asio::awaitable<Tried> try_out(SmtpTask task);
  // What an outcome means for an action. The output is left to the caller.
  core::ActionResult judge(SmtpOutcome outcome, bool repeatable) const;

  const Connection& connection_;
  CurlThreads& threads_;
  const ports::Clock& clock_;
  const Registry::Options& options_;
  RateLimit rate_;
  Withheld withheld_;
  AuthSession session_;
};

}  // namespace baton::connectors
