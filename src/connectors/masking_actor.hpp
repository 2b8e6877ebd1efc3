#pragma once

#include "connectors/actor.hpp"
#include "connectors/redaction.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Performs actions as another actor does, and removes secrets from what comes of them: those of
// other connections, since the other actor has removed those of its own. Lives where that one
// lives.
class MaskingActor final : public Actor {
 public:
  // Borrows both.
  MaskingActor(Actor& actor, const Redaction& redaction) : actor_(actor), redaction_(redaction) {}

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
