#pragma once

#include "connectors/performer.hpp"
#include "connectors/redaction.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Has another performer perform actions, and removes the secrets of other connections from the
// results; that performer has removed those of its own connection already. What is told of a
// request that failed is shortened only then. Used on the same executor as that performer.
class RedactingPerformer final : public Performer {
 public:
  // Borrows both.
  RedactingPerformer(Performer& performer, const Redaction& redaction)
      : performer_(performer), redaction_(redaction) {}

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  core::Result<core::Json> preview(const core::StartAction& action) const override;
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  std::string check(std::string_view operation) const override;
  void stop() override { performer_.stop(); }

 private:
  Performer& performer_;
  const Redaction& redaction_;
};

}  // namespace baton::connectors
