#include "app/doctor_connections.hpp"

#include "app/connections.hpp"
#include "app/system.hpp"
#include "app/words.hpp"
#include "baton/core/json.hpp"
#include "baton/core/text.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace baton::app {
namespace {

namespace fs = std::filesystem;

// How to mend what a connection lacks, from the words of its reason.
std::string how_to_mend(const std::string& reason) {
  const bool file = reason.find("the file ") != std::string::npos;
  const bool variable = reason.find(" is not set") != std::string::npos;
  std::string what;
  if (file) what = "write the file, which is read as soon as it is there";
  if (variable)
    what += std::string(what.empty() ? "" : "; ") + "set the variable and restart the server";
  return what.empty() ? "put the file right and reload the server (SIGHUP)" : what;
}

// The connections of the shipped file that nobody has begun to set up. They are told of in one
// line: nobody means to use all of them.
class NotSetUp {
 public:
  // `config`: where the files are. When they are not as shipped, each connection is told of.
  explicit NotSetUp(const Config& config) {
    std::error_code failed;
    const bool none = !fs::is_directory(config.config_dir, failed);
    if (none || connections_as_shipped(config.config_dir)) needed_ = variables_needed_as_shipped();
  }

  // Takes a connection that lacks all that it needs for its actions. False: it is to be told of.
  bool takes(const std::string& name, const connectors::Registry::State& state) {
    const auto needed = needed_.find(name);
    if (needed == needed_.end() || state.faulty || state.active) return false;
    if (needed->second == 0 || not_set_in(state.reason) < needed->second) return false;
    names_.push_back(name);
    return true;
  }
  // The same for a webhook beside actions that need nothing.
  bool takes_webhook(const std::string& name, const connectors::Registry::State& state) {
    const auto needed = needed_.find(name);
    if (needed == needed_.end() || state.faulty || needed->second > 0) return false;
    if (not_set_in(state.hook_reason) == 0) return false;
    names_.push_back("webhook " + name);
    return true;
  }

  void tell(Checks& checks) const {
    if (names_.empty()) return;
    checks.push_back(
        {"connections", Health::remark, "not set up: " + core::join(names_),
         "baton connectors ls says what each lacks; take those that you do not use out "
         "of connections.yaml"});
  }

 private:
  // How many variables a reason says are not set.
  static std::size_t not_set_in(std::string_view reason) {
    constexpr std::string_view kNotSet = " is not set";
    std::size_t count = 0;
    for (auto at = reason.find(kNotSet); at != std::string_view::npos;
         at = reason.find(kNotSet, at + kNotSet.size()))
      ++count;
    return count;
  }

  std::map<std::string, std::size_t> needed_;  // empty: each connection is told of
  std::vector<std::string> names_;
};

// Adds what is to be said of a connection whose state the registry or a running server has told.
void check_connection(Checks& checks, const std::string& name,
                      const connectors::Registry::State& state, NotSetUp& not_set_up) {
  if (state.acts && not_set_up.takes(name, state)) return;
  if (!state.acts) {
    checks.push_back(
        {"connection " + name, Health::good, state.connector + ", which only listens"});
  } else if (state.active) {
    checks.push_back({"connection " + name, Health::good,
                      state.base_url.empty() ? state.connector + ", without an address of its own"
                                             : state.connector + " at " + state.base_url});
  } else {
    checks.push_back({"connection " + name, Health::remark, "inactive: " + state.reason,
                      "its actions are held until then; " + how_to_mend(state.reason)});
  }
  if (!state.listening && !state.hook_reason.empty() && !not_set_up.takes_webhook(name, state))
    checks.push_back({"webhook " + name, Health::remark, "closed: " + state.hook_reason,
                      "it answers 503 until then; " + how_to_mend(state.hook_reason)});
  if (state.listening && state.scheme == "none")
    checks.push_back({"webhook " + name, Health::remark, "takes unsigned requests (scheme none)",
                      "choose a scheme with a signature where the sender has one"});
}

// Adds the states that the connections have with the variables of this terminal.
void check_states(Checks& checks, const connectors::Registry& registry, const Config& config) {
  if (!registry.names().empty())
    checks.push_back({"environment", Health::good,
                      "no server answers: connections are checked with this terminal's variables"});
  NotSetUp not_set_up(config);
  for (const std::string& name : registry.names())
    if (const auto state = registry.state(name)) check_connection(checks, name, *state, not_set_up);
  not_set_up.tell(checks);
}

}  // namespace

std::optional<core::Operations> check_connections(Checks& checks, const Config& config,
                                                  const Environment& environment, bool served) {
  const fs::path file = config.config_dir / "connections.yaml";
  std::error_code failed;
  if (!fs::is_directory(config.config_dir, failed)) {
    checks.push_back({"connections", Health::remark,
                      "no folder " + config.config_dir.string() + ": those of the program are used",
                      "baton init writes files to edit"});
  } else if (!fs::exists(file, failed)) {
    checks.push_back({"connections", Health::remark, "no " + file.string(),
                      "name the systems to act on there; docs/guides/connectors.md shows how"});
  }
  const SystemClock clock;
  const auto loaded = read_connections(config.config_dir, environment, clock);
  add_findings(checks, "connections", loaded.findings);
  if (!loaded.registry) return std::nullopt;
  if (!served) check_states(checks, *loaded.registry, config);
  return loaded.registry->operations();
}

void check_connections_of_server(Checks& checks, Shell& shell, const Config& config) {
  const core::Json page = shell.get("/api/v1/connections");
  const core::Json* items = core::find(page, "items");
  if (!items || !items->is_array()) return;
  NotSetUp not_set_up(config);
  for (const core::Json& item : *items) {
    connectors::Registry::State state;
    state.connector = core::text_at(item, "connector");
    state.acts = flag_at(item, "acts");
    state.active = core::text_at(item, "state") == "ready";
    state.reason = core::text_at(item, "reason");
    state.listening = flag_at(item, "listening");
    state.hook_reason = core::text_at(item, "hook_reason");
    state.faulty = flag_at(item, "faulty");
    state.scheme = core::text_at(item, "scheme");
    state.base_url = core::text_at(item, "base_url");
    check_connection(checks, core::text_at(item, "name"), state, not_set_up);
  }
  not_set_up.tell(checks);
}

}  // namespace baton::app
