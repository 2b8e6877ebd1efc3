#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the work is for: a tree of goals and their initiatives. Workflows belong to them, and so do
// the runs and actions of those workflows. Pure; any thread.
namespace baton::goals {

// A goal may be beneath another goal; an initiative is beneath the goal in whose file it stands.
enum class Kind { goal, initiative };
// The word of a kind, "goal".
std::string_view to_text(Kind kind);

// One goal or initiative. Immutable.
struct Node {
  // The name by which templates, and goals beneath it, refer to it.
  std::string name{};
  // Whether it has a file of its own (goal) or stands in the file of its parent (initiative).
  Kind kind = Kind::goal;
  // For people; the name where the file has none.
  std::string title{};
  // For people; may be empty.
  std::string description{};
  // Who answers for it, for people; may be empty.
  std::string owner{};
  // The goal that it is beneath; empty: none.
  std::string parent{};
  // When it should be reached: the end of that day, in UTC.
  std::optional<core::Time> due{};
  // The objects that represent it in other systems: the key of each, by the name of the system.
  std::map<std::string, std::string> links{};
  // The workflows that belong to it without naming a goal of their own.
  std::vector<std::string> workflows{};
  // The names of the KPIs by which it is measured.
  std::vector<std::string> kpis{};
  // How long a run may stand still before it puts the goal at risk.
  core::Duration blocked_for = std::chrono::hours(48);
  // A run that stands still puts the goal at risk only when the goal is due within this time, or
  // has no `due`.
  core::Duration due_within = std::chrono::hours(24 * 14);
};

// All goals and initiatives of a configuration. Immutable.
class Tree {
 public:
  // One file of config/goals.
  struct File {
    // As findings show it.
    std::string name;
    // YAML.
    std::string text;
  };
  // Reads goals from their files, which config/schema/goal.schema.json describes. Mistakes are
  // added to `findings`. A goal that would be beneath itself is an error that names the goals of
  // the circle.
  static Tree read(const std::vector<File>& files, core::Findings& findings);

  // The goal or initiative of that name; nullptr if there is none.
  const Node* find(std::string_view name) const;
  // The same, or Errc::not_found with "did you mean".
  core::Result<const Node*> named(std::string_view name) const;
  // The node to which a run belongs: the one called `goal`, which its template names, or, where it
  // names none, the one that lists its workflow. nullptr if there is no such node.
  const Node* of(std::string_view workflow, std::string_view goal) const;
  // The node that lists this object of another system in its links; nullptr if none does.
  const Node* linked(std::string_view system, std::string_view key) const;
  // A node and all nodes above it, from itself upwards.
  std::vector<const Node*> chain(const Node& node) const;
  // All nodes. Each comes after its parent; nodes of the same parent are sorted by name.
  std::vector<const Node*> nodes() const;
  // The nodes whose parent has this name, sorted by name. With an empty name, the nodes that have
  // no parent.
  std::vector<const Node*> beneath(std::string_view name) const;
  // A warning for each KPI that a goal names and that is not among `known`, except those for which
  // `left_out` is true: their own files have a mistake.
  core::Findings unknown_kpis(const std::vector<std::string>& known,
                              const std::function<bool(std::string_view)>& left_out) const;
  // All names, sorted.
  std::vector<std::string> names() const;
  // True if the configuration has no goal and no initiative.
  bool empty() const { return nodes_.empty(); }

 private:
  std::map<std::string, Node, std::less<>> nodes_{};
  std::map<std::string, std::string, std::less<>> of_workflow_{};
  // The KPIs that are named, each with a finding about the place, which has no words yet.
  std::vector<std::pair<std::string, core::Finding>> kpis_named_{};
};

// A node as the API has it, without its standing: {"name", "kind", "title", …, "parent", "due",
// "links"}.
core::Json to_json(const Node& node);

}  // namespace baton::goals
