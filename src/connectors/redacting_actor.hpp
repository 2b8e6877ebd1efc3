#pragma once

#include "connectors/actor.hpp"
#include "connectors/redaction.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Has another actor perform actions, and removes the secrets of other connections from the results;
// that actor has removed those of its own connection already. Used on the same executor as that
// actor.
class RedactingActor final : public Actor {
 public:
  // Borrows both.
  RedactingActor(Actor& actor, const Redaction& redaction) : actor_(actor), redaction_(redaction) {}

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  core::Result<core::Json> preview(const core::StartAction& action) const override;
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  std::string check(std::string_view operation) const override;
  void stop() override { actor_.stop(); }

 private:
  Actor& actor_;
  const Redaction& redaction_;
};

}  // namespace baton::connectors
