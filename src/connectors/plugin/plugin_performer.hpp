#pragma once

#include "connectors/connection.hpp"
#include "connectors/performer.hpp"
#include "connectors/plugin/host.hpp"
#include "connectors/rate_limit.hpp"
#include "connectors/withheld.hpp"

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Performs actions by a program of the connector: a shared library behind the C interface, or any
// program that speaks the line protocol (docs/plugins.md). Each connection has its own process,
// which ends when the performer goes.
class PluginPerformer final : public Performer {
 public:
  // All arguments outlive the performer.
  PluginPerformer(const Connection& connection, PluginHost& host, const Registry::Options& options);
  ~PluginPerformer() override;

  // See Performer.
  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  // See Performer.
  core::Result<core::Json> preview(const core::StartAction& action) const override;
  // See Performer.
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  // See Performer.
  std::string check(std::string_view operation) const override;
  // See Performer.
  void stop() override { host_.close(session_); }

 private:
  // The request to the program.
  core::Json ask_for(const core::StartAction& action) const;
  // What an answer means for an action.
  core::ActionResult judge(PluginAnswer answer, const OperationSpec& operation) const;
  // The same for a look, which changes nothing.
  core::ActionResult judge_look(PluginAnswer answer) const;
  // What the program said.
  core::ActionResult said(core::Json& answer) const;
  core::ActionResult not_sent(const PluginAnswer& answer) const;

  const Connection& connection_;
  PluginHost& host_;
  const Registry::Options& options_;
  RateLimit rate_;
  Withheld withheld_;
  std::shared_ptr<PluginSession> session_;
};

}  // namespace baton::connectors
