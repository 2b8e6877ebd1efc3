#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/actor.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/identity/principal.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/connector.hpp"
#include "baton/ports/lane_state.hpp"
#include "baton/ports/store.hpp"
#include "baton/telemetry/metrics.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::runtime {

class Feed;
class PlanCache;

// Limits and times of the runtime, with the defaults of the server. config/baton.yaml describes
// those that can be set.
struct Options {
  // Events that are appended in one commit, at most.
  std::size_t turn_events_max = 512;
  // How long a turn steps events while publishers wait for its commit.
  core::Duration turn_budget = std::chrono::milliseconds(10);
  // Open runs that are kept in memory, by number and by bytes, about; others are replayed from
  // their journals when something happens to them.
  std::size_t runs_cached_max = 4'096;
  std::size_t runs_cached_bytes_max = 64'000'000;
  // Events that one from outside may cause through all the runs that follow from it.
  std::int64_t descendants_max = core::kDescendantsMax;
  // How long one wait may read back over the log; what is older is not looked at.
  core::Duration look_back_max = std::chrono::milliseconds(250);
  // Compiled template versions that are kept in memory, beside the active ones.
  std::size_t plans_cached_max = 256;
  // Actions under way, and actions in memory; beyond the second they are read from the outbox when
  // there is room. Of both, a connection takes no more than it leaves free.
  std::size_t actions_in_flight_max = 256;
  std::size_t actions_waiting_max = 20'000;
  // How long one attempt of an action may take when its template does not say.
  core::Duration action_timeout = std::chrono::seconds(30);
  // The longest pause that a vendor may ask for.
  core::Duration retry_after_max = std::chrono::hours(24);
  // How long runs are kept after their end, and events after they were stored.
  core::Duration keep_runs = std::chrono::hours(24 * 90);
  core::Duration keep_events = std::chrono::hours(24 * 30);
  // How often what is past its keeping time is deleted.
  core::Duration housekeeping = std::chrono::minutes(1);
  // Templates are checked on a thread of their own, as the server does; no setting.
  bool template_thread = false;
  // An event is parked when the process ended this often while it was processed, and it comes next
  // again.
  std::size_t process_ends_max = 2;
};

// What became of a template that was published.
struct PublishedTemplate {
  ports::TemplateRow row;   // the version that is active now
  core::Findings findings;  // warnings
  bool unchanged = false;   // the same text was the active version already
};

// What a template that was checked is worth.
struct Checked {
  core::Findings findings;  // errors and warnings
  bool ok = false;          // it has no errors
  std::string name{};       // of the workflow; empty when it is not ok
};

// A stored template that does not pass the checks any more. It starts nothing; its open runs wait,
// and what comes for them is parked, until a Baton that takes it runs again.
struct SetAside {
  std::string name;
  int version = 0;
  std::string cause;
};

// The middle of the server: takes what waits on the bus through turns, performs the actions they
// decide, watches the clock. Owned by app/wiring.cpp; its coroutines live on `executor`, its turns
// on the store's thread.
class Runtime {
 public:
  Runtime(boost::asio::any_io_executor executor, ports::Store& store, bus::Bus& bus,
          ports::Connectors& connectors, ports::Clock& clock, ports::Random& random,
          telemetry::Metrics& metrics, Options options);
  ~Runtime();

  // Loads the active templates, steps the backlog, and takes up the actions that were in flight.
  // Resumes when ready.
  boost::asio::awaitable<void> start();
  // Starts nothing new, waits for what is in flight up to `within`, lets the last turn commit. What
  // is not done is taken up at the next start.
  boost::asio::awaitable<void> drain(core::Duration within);

  // Checks a template against the connections at hand. `file` is the name in findings.
  // Errc::unavailable: too many are being checked, or it takes too long.
  boost::asio::awaitable<core::Result<Checked>> check(std::string yaml, std::string file);
  // Publishes it as a new version. `if_version`: Errc::conflict unless this is the active version
  // (-1: any; 0: none yet). A template with errors is Errc::invalid, with the findings in
  // `findings`; the active version stays. `name`, when not empty, is the one that the workflow must
  // have. `from_file`: kept as the file it came from.
  boost::asio::awaitable<core::Result<PublishedTemplate>> publish_template(
      std::string yaml, std::string file, int if_version, core::Actor actor,
      core::Findings& findings, std::string name = {}, std::string from_file = {});
  // Publishes a file of a folder of templates, and remembers its text: published_from() tells it,
  // so that a file that has not changed is left alone at the next start. `path` is its name in
  // findings, `file` its name within the folder.
  boost::asio::awaitable<core::Result<PublishedTemplate>> publish_file(std::string yaml,
                                                                       std::string path,
                                                                       std::string file,
                                                                       core::Actor actor,
                                                                       core::Findings& findings);
  // Switches a workflow off: nothing starts by it any more, and runs that are open go on. And on
  // again: its newest version, or `version` when it is not 0. Errc::not_found, Errc::conflict.
  boost::asio::awaitable<core::Result<ports::TemplateRow>> retire_template(std::string name,
                                                                           core::Actor actor);
  boost::asio::awaitable<core::Result<ports::TemplateRow>> enable_template(std::string name,
                                                                           int version,
                                                                           core::Actor actor);
  // Any thread.
  std::vector<SetAside> set_aside() const;
  // How long the turn under way has taken; zero when there is none. Any thread.
  core::Duration turn_takes() const;

  // The compiled templates, for readers of runs. Lives as long as this. Any thread.
  PlanCache& plans() const;
  // What live followers are told of. Lives as long as this. On the executor.
  Feed& feed() const;

  // The lanes that wait. On the executor.
  std::vector<ports::LaneState> lanes() const;

  // Why the run, or one of its steps, is where it is: what it waits for, which parts of a condition
  // decide, what comes next.
  boost::asio::awaitable<core::Result<core::Json>> why(core::RunId run, std::string step);

  // Why an event did or did not match a workflow: {"matched", "reason", "explain"} for each
  // trigger.
  boost::asio::awaitable<core::Result<core::Json>> why_event(core::EventId event,
                                                             std::string workflow);

  // Commands. Each is an event on the bus; the result tells whether it was accepted:
  // Errc::not_found, Errc::conflict.
  boost::asio::awaitable<core::Result<bus::Receipt>> retry(core::RunId run, std::string step,
                                                           core::Actor actor);
  boost::asio::awaitable<core::Result<bus::Receipt>> cancel(core::RunId run, std::string reason,
                                                            core::Actor actor);
  // A person says what became of an action of which nothing tells whether it happened: `as` is
  // "succeeded", with its output, "failed", or "resend". The step is unknown, or failed as that.
  boost::asio::awaitable<core::Result<bus::Receipt>> resolve(core::RunId run, std::string step,
                                                             std::string as, core::Json output,
                                                             std::string note, core::Actor actor);
  // `hash`, when not empty, must be the one of what is asked now. Errc::denied: this person may not
  // decide, as identity/policy.hpp says. A decision that this person has taken already is a repeat
  // (Receipt::repeated) and is not kept again.
  boost::asio::awaitable<core::Result<bus::Receipt>> decide(core::RunId run, core::StepRef step,
                                                            bool approve, std::string comment,
                                                            std::string hash,
                                                            identity::Principal by);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::runtime
