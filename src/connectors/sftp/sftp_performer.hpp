#pragma once

#include "connectors/connection.hpp"
#include "connectors/curl/threads.hpp"
#include "connectors/performer.hpp"
#include "connectors/rate_limit.hpp"
#include "connectors/sftp/sftp.hpp"
#include "connectors/withheld.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Writes and reads files over SFTP, as the connector's manifest says under `file`. A file is
// written under another name and then put in its place, so that a try that was cut off leaves no
// half of a file, and another try writes the same file.
class SftpPerformer final : public Performer {
 public:
  // All arguments outlive the performer.
  SftpPerformer(const Connection& connection, CurlThreads& threads,
                const Registry::Options& options);

  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  core::Result<core::Json> preview(const core::StartAction& action) const override;
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  std::string check(std::string_view operation) const override;
  void stop() override {}

 private:
  SftpServer server() const;
  // The task of an action. Errors: the input gives no file, or a path that cannot be.
  core::Result<SftpTask> task_of(const core::StartAction& action,
                                 const OperationSpec& operation) const;
  // What an outcome means for an action.
  core::ActionResult judge(SftpOutcome outcome, const SftpTask& task,
                           const OperationSpec& operation, const core::StartAction& action) const;

  const Connection& connection_;
  CurlThreads& threads_;
  const Registry::Options& options_;
  RateLimit rate_;
  Withheld withheld_;
};

}  // namespace baton::connectors
