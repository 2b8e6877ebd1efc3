#pragma once

#include "connectors/answer.hpp"
#include "connectors/auth/session.hpp"
#include "connectors/connection.hpp"
#include "connectors/left_alone.hpp"
#include "connectors/performer.hpp"
#include "connectors/rate_limit.hpp"
#include "connectors/request.hpp"
#include "connectors/withheld.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// Performs actions over HTTP as the manifest of the connector says. It waits where the rate limit
// of the connection asks for it, adds the credentials, sends the requests, and tells from the
// answers what became of the action.
class ManifestPerformer final : public Performer {
 public:
  // All arguments outlive the performer.
  ManifestPerformer(const Connection& connection, HttpClient& http, const ports::Clock& clock,
                    const Registry::Options& options);

  // See Performer.
  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction& action) override;
  // See Performer. It is in manifest_performer_preview.cpp.
  core::Result<core::Json> preview(const core::StartAction& action) const override;
  // See Performer. It is in manifest_performer_probe.cpp.
  boost::asio::awaitable<std::vector<Registry::Check>> probe() override;
  // See Performer.
  std::string check(std::string_view operation) const override;
  // See Performer.
  void stop() override { session_.stop(); }

 private:
  // One attempt at an action. It is in manifest_performer_call.hpp.
  struct Call;

  // Performs an operation: sends its lookup if it has one, then its request, and tells from the
  // answer what became of it.
  boost::asio::awaitable<core::ActionResult> run(Call& call, const OperationSpec& operation);
  // Runs an operation once for each page, and collects the pages.
  boost::asio::awaitable<core::ActionResult> run_all(Call& call, const OperationSpec& operation);
  // Sends the lookup of an operation, which must have one. The lookup is a request that is sent
  // first and changes nothing; the request of the operation may use what it answers, by the name
  // `lookup`. Returns the result of the action if the lookup failed, or if its answer says that
  // what is asked for was done already; nullopt if the action goes on.
  boost::asio::awaitable<std::optional<core::ActionResult>> ask_lookup(
      Call& call, const OperationSpec& operation);

  // Sends the request by which the manifest tries connections, and says what the answer means for
  // the credentials and for what they may do.
  boost::asio::awaitable<std::vector<Registry::Check>> try_credentials(const OperationSpec& test);

  // The outcome of one request.
  struct Asked {
    // The answer; nullopt if there is none.
    std::optional<Answer> answer{};
    // What to report if there is no answer.
    core::ActionResult failure{};
    // Where the request went; nullopt if it could not be made.
    std::optional<formats::Origin> origin{};
    // Path and query of the request.
    std::string target{};
    // From when it was sent until it was answered, or failed.
    std::chrono::milliseconds took{};
    // True if the vendor may have acted on it, whatever the answer is.
    bool in_doubt = false;
  };
  // Runs an operation of which the vendor charges what it uses, such as the tokens of a language
  // model. Has the ledger count the most that it may use before it is sent, and afterwards what it
  // did use in place of that. This function and the next one are in manifest_performer_usage.cpp.
  boost::asio::awaitable<core::ActionResult> run_metered(Call& call,
                                                         const OperationSpec& operation);
  // Reads from the answer how much the operation used.
  void read_usage(Call& call, const OperationSpec& operation, const Asked& asked) const;
  // Remembers when the vendor's quota begins anew, where a success has used up the last of it by
  // its header fields or by a rule. The result of a success says how long that takes, so that the
  // whole connection waits.
  void note_quota(const Answer& answer, core::ActionResult& result);
  // A vendor may ask to leave one thing alone for a while, such as a channel or an issue (see
  // LeftAlone), or say with a success that nothing is left of its quota. Returns the throttled
  // result of an action that has to wait for that; nullopt if the action may be sent.
  std::optional<core::ActionResult> if_left_alone(const Call& call,
                                                  const OperationSpec& operation) const;
  // Remembers to leave alone for `wait` what the action is about, after an answer by which the
  // vendor throttles that alone and not the whole connection.
  void leave_alone(const Call& call, const OperationSpec& operation, const Answer& answer,
                   core::Duration wait);
  // True if the answer is a conflict because the vendor is still working on an earlier attempt.
  static bool still_at_it(const Call& call, const OperationSpec& operation, const Asked& asked);
  // Sends one request with the credentials of the connection, as soon as its rate limit allows it.
  // `key_header`: the header field for the key of the action; empty: the key is not sent. `page`:
  // the path and query of the request, if it is not empty, in place of what `spec` renders.
  boost::asio::awaitable<Asked> ask(Call& call, const RequestSpec& spec,
                                    const OperationSpec& operation, std::string key_header,
                                    std::string page);

  // Finds out what became of an attempt whose answer was lost. This function and those down to
  // not_there() are in manifest_performer_find.cpp.
  boost::asio::awaitable<core::ActionResult> read_back(Call& call, const OperationSpec& operation);
  // Looks once for the effect of the attempt, page by page.
  boost::asio::awaitable<core::ActionResult> look(Call& call, const OperationSpec& operation);
  // The result if a page shows the effect, or if the page cannot be read; nullopt if it can be read
  // and does not show the effect.
  std::optional<core::ActionResult> judge_page(const Call& call, const OperationSpec& operation,
                                               const Answer& answer) const;
  // The path and query of the next page; empty if this was the last one. An error if it cannot be
  // told whether there is another one.
  core::Result<std::string> next_page(const Call& call, const Find& find, const Asked& asked) const;
  // The result when the effect is found.
  static core::ActionResult found_effect(const Call& call, const OperationSpec& operation,
                                         const Answer& answer);
  // The result when the effect is not found: it did not happen, or it is too early to tell.
  core::ActionResult not_there(const Call& call, const Find& find) const;

  // Tells Options::on_exchange of a request and its answer.
  void tell_exchange(core::Json exchange, const Answer& answer) const;
  // Adds to a result that is a failure the request that `spec` made and the answer to it, for
  // whoever looks for the cause. RedactingPerformer shortens both.
  void keep_exchange(core::ActionResult& result, const RequestSpec& spec, const Asked& asked) const;
  // The result when a request cannot be rendered.
  core::ActionResult unrendered(const Call& call, const RequestSpec& spec,
                                const core::Error& error) const;

  const Connection& connection_;
  HttpClient& http_;
  const ports::Clock& clock_;
  const Registry::Options& options_;
  RateLimit rate_;
  LeftAlone left_alone_{};
  // When the vendor's quota begins anew (steady time); nullopt: none is known to be used up.
  std::optional<core::Time> quota_begins_{};
  Withheld withheld_;
  AuthSession session_;
};

}  // namespace baton::connectors
