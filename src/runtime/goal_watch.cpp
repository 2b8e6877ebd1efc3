#include "runtime/goal_watch.hpp"

#include "baton/core/json.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/goals/standing.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/goal_work.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

// The setting that stores the state of each goal: {"refonte-ux": "at_risk"}. Goals that are on
// track are left out.
constexpr std::string_view kGoalsSetting = "goals";
// How often the goals are looked at although no run has changed: a goal becomes at risk when its
// work has stood still for long enough.
constexpr core::Duration kGoalsLooked = std::chrono::minutes(1);
// How many entries of the journal are searched for a run that belongs to a goal. When there are
// more, the goals are looked at without such a search.
constexpr std::size_t kGoalChangesMax = 500;
// How many of the runs that stand in the way of its goal an event names.
constexpr std::size_t kBlockingTold = 10;

constexpr std::string_view kOnTrack = "on_track";

// How bad a stored state is. One that is not known counts as on track.
int badness(std::string_view state) {
  if (state == "off") return 2;
  return state == "at_risk" ? 1 : 0;
}

std::map<std::string, std::string> stored_states(ports::Settings& settings) {
  std::map<std::string, std::string> states;
  const auto json = core::parse_json(settings.setting(kGoalsSetting));
  if (!json || !json->is_object()) return states;
  for (const auto& [name, state] : json->items())
    if (state.is_string()) states[name] = state.get<std::string>();
  return states;
}

// What is directly beneath a goal and not on track.
core::Json in_trouble_beneath(const goals::Tree& tree, const goals::Node& node,
                              const GoalWork& work) {
  core::Json beneath = core::Json::array();
  for (const auto* child : tree.beneath(node.name))
    if (const auto state = work.standing(*child).state; state != goals::State::on_track)
      beneath.push_back(
          {{"name", child->name}, {"title", child->title}, {"state", to_text(state)}});
  return beneath;
}

core::Event goal_at_risk(const goals::Tree& tree, const goals::Node& node,
                         const goals::GoalStanding& standing, const GoalWork& work,
                         const std::string& was, core::Time now) {
  core::Event event;
  event.type = core::kGoalAtRisk;
  event.source = "baton";
  event.subject = node.name;
  event.time = now;
  event.received = now;
  core::Json chain = core::Json::array();
  for (const auto* one : tree.chain(node)) chain.push_back(one->name);
  core::Json blocked_by = core::Json::array();
  for (const auto& each : standing.blocking) {
    if (blocked_by.size() == kBlockingTold) break;
    blocked_by.push_back(goals::to_json(each));
  }
  event.data =
      core::Json{{"goal", node.name},
                 {"kind", to_text(node.kind)},
                 {"title", node.title},
                 {"owner", node.owner},
                 {"due", node.due ? core::Json(core::to_rfc3339(*node.due)) : core::Json()},
                 {"links", node.links},
                 {"chain", std::move(chain)},
                 {"was", was},
                 {"state", to_text(standing.state)},
                 {"sentence", standing.sentence},
                 {"open", standing.open},
                 {"late", standing.late},
                 {"stopped", standing.stopped},
                 {"at_least", standing.at_least},
                 {"blocking", standing.blocking.size()},
                 {"in_the_way", goals::in_the_way(standing.blocking)},
                 {"beneath", in_trouble_beneath(tree, node, work)},
                 {"blocked_by", std::move(blocked_by)}};
  return event;
}

}  // namespace

asio::awaitable<void> GoalWatch::run() {
  return rounds_.run([this] { return pass(); });
}

asio::awaitable<void> GoalWatch::pass() {
  const auto tree = goals_();
  const auto steady = clock_.steady();
  const bool due = tree != tree_ || steady >= look_again_;
  std::int64_t sequence = sequence_;
  bool wanted = due;
  auto ask = [&](ports::Queries& queries) {
    sequence = queries.last_sequence();
    wanted = due || (!tree->empty() && has_cause(queries, *tree));
  };
  co_await store_.read_beside(ask);
  if (wanted) {
    // A run that changes between these reads has an entry after `sequence` in the journal, so that
    // the next pass looks again.
    const auto now = clock_.now();
    GoalWork work(*tree, now);
    for (const auto* node : tree->nodes()) {
      auto read = [&work, node](ports::Queries& queries) { work.read(queries, *node); };
      co_await store_.read_beside(read);
    }
    std::set<core::RunId> damaged;
    auto judge = [&](ports::Queries& queries) {
      // Moved here, so that its many rows are freed on the thread of the store.
      const GoalWork all = std::move(work);
      damaged = all.damaged();
      return look(queries, *tree, all, now);
    };
    auto found = co_await store_.read_beside(judge);
    auto kept = keep(std::move(found));
    co_await std::move(kept);
    tell_damaged(std::move(damaged));
    tree_ = tree;
    look_again_ = steady + kGoalsLooked;
  }
  sequence_ = sequence;
}

bool GoalWatch::has_cause(ports::Queries& queries, const goals::Tree& tree) {
  const auto changes = queries.runs_changed(sequence_, kGoalChangesMax);
  if (changes.size() == kGoalChangesMax) return true;
  std::set<core::RunId> runs;
  for (const auto& change : changes) runs.insert(change.run);
  return std::any_of(runs.begin(), runs.end(), [&](core::RunId id) {
    try {
      const auto row = queries.run(id);
      return row && tree.of(row->workflow, row->goal) != nullptr;
    } catch (const ports::RowDamaged&) {
      return true;  // it may belong to one
    }
  });
}

// Says in the log which runs nothing is known of, when these are others than before.
void GoalWatch::tell_damaged(std::set<core::RunId> damaged) {
  if (damaged == damaged_) return;
  damaged_ = std::move(damaged);
  if (!damaged_.empty()) spdlog::warn("goals are looked at without {}", unreadable_text(damaged_));
}

GoalWatch::Found GoalWatch::look(ports::Settings& settings, const goals::Tree& tree,
                                 const GoalWork& work, core::Time now) {
  Found found;
  const auto before = stored_states(settings);
  for (const auto* node : tree.nodes()) {
    const auto standing = work.standing(*node);
    const std::string state(to_text(standing.state));
    const auto stored = before.find(node->name);
    const std::string was = stored == before.end() ? std::string(kOnTrack) : stored->second;
    if (badness(state) > badness(was))
      found.events.push_back(goal_at_risk(tree, *node, standing, work, was, now));
    if (state != kOnTrack) found.states[node->name] = state;
  }
  found.changed = found.states != before;
  return found;
}

asio::awaitable<void> GoalWatch::keep(Found found) {
  if (!found.changed) co_return;
  const auto text = found.states.empty() ? std::string() : core::dump(core::Json(found.states));
  bus::Together write = [&text](ports::Tx& tx, const std::vector<bus::Receipt>&) {
    tx.set_setting(kGoalsSetting, text);
  };
  auto events = std::move(found.events);
  co_await write_and_tell(store_, bus_, std::move(write), std::move(events));
}

}  // namespace baton::runtime
