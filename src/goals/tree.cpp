#include "baton/goals/tree.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/yaml_file.hpp"
#include "goals/reader.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace baton::goals {
namespace {

constexpr core::EnumText<Kind, 2> kKindText{{"goal", "initiative"}};

// A file, and where it names each of its nodes.
struct ReadFile {
  formats::YamlFile yaml;
  std::vector<ReadNode> nodes;
};

using Nodes = std::map<std::string, Node, std::less<>>;

// What a node is beneath, as far as there is such a goal: from the node on, up to the first that
// was there before. The last is there twice if the way goes round.
std::vector<std::string> way_up(const Nodes& nodes, const std::string& from) {
  std::vector<std::string> way{from};
  std::set<std::string> seen{from};
  for (auto at = nodes.find(from); at != nodes.end() && !at->second.parent.empty();
       at = nodes.find(way.back())) {
    way.push_back(at->second.parent);
    if (!seen.insert(way.back()).second) break;
  }
  return way;
}

void check_parents(const std::vector<ReadFile>& files, Nodes& nodes, core::Findings& findings) {
  std::vector<std::string> names;
  for (const auto& [name, node] : nodes) names.push_back(name);
  std::set<std::string> told;
  for (const auto& file : files) {
    const auto& goal = file.nodes.front().node;
    if (goal.parent.empty()) continue;
    const auto parent = nodes.find(goal.parent);
    if (parent == nodes.end()) {
      auto hint = core::did_you_mean(goal.parent, names);
      if (hint.empty()) hint = "each goal is a file of config/goals";
      findings.push_back(file.yaml.finding(
          "/parent", "goal/unknown-parent",
          "there is no goal \"" + core::one_line(goal.parent, 64) + "\"", std::move(hint)));
      nodes.at(goal.name).parent.clear();
      continue;
    }
    const auto way = way_up(nodes, goal.name);
    if (way.back() != goal.name || way.size() < 2) continue;
    if (std::any_of(way.begin(), way.end(), [&](const auto& one) { return told.contains(one); }))
      continue;
    told.insert(way.begin(), way.end());
    std::string text;
    for (const auto& one : way) text += (text.empty() ? "" : " → ") + one;
    findings.push_back(file.yaml.finding("/parent", "goal/cycle",
                                         "a goal cannot be beneath itself: " + text,
                                         "remove one of these parents"));
  }
}

}  // namespace

std::string_view to_text(Kind kind) { return kKindText.of(kind); }

Tree Tree::read(const std::vector<File>& files, core::Findings& findings) {
  Tree tree;
  std::vector<ReadFile> read;
  std::map<std::string, std::string> file_of;  // by the name of the node
  std::map<std::pair<std::string, std::string>, std::string> node_of_link;
  const auto twice = [&findings](const formats::YamlFile& yaml, const std::string& pointer,
                                 std::string rule, std::string message) {
    findings.push_back(yaml.finding(pointer, std::move(rule), std::move(message)));
  };
  for (const auto& file : files) {
    auto yaml = formats::YamlFile::read(file.text, file.name, findings);
    if (!yaml) continue;
    auto nodes = read_goal(*yaml, findings);
    if (nodes.empty()) continue;
    for (const auto& [node, pointer] : nodes) {
      const auto [first, is_new] = file_of.try_emplace(node.name, file.name);
      if (!is_new) {
        twice(*yaml, pointer, "goal/twice",
              "\"" + node.name + "\" is also named in " + first->second);
        continue;
      }
      for (const auto& link : node.links) {
        const auto [other, fresh] = node_of_link.try_emplace(link, node.name);
        if (!fresh)
          twice(*yaml, pointer, "goal/link-twice",
                link.first + " " + link.second + " stands for \"" + other->second + "\" as well");
      }
      for (const auto& workflow : node.workflows) {
        const auto [other, fresh] = tree.of_workflow_.try_emplace(workflow, node.name);
        if (!fresh)
          twice(*yaml, pointer, "goal/workflow-twice",
                "the workflow \"" + core::one_line(workflow, 64) + "\" belongs to \"" +
                    other->second + "\" as well");
      }
      const std::string base = node.kind == Kind::initiative ? pointer : "";
      for (std::size_t at = 0; at < node.kpis.size(); ++at)
        tree.kpis_named_.emplace_back(node.kpis[at],
                                      yaml->finding(base + "/kpis/" + std::to_string(at), "", ""));
      tree.nodes_.emplace(node.name, node);
    }
    if (file_of.at(nodes.front().node.name) == file.name)
      read.push_back({*std::move(yaml), std::move(nodes)});
  }
  check_parents(read, tree.nodes_, findings);
  return tree;
}

const Node* Tree::find(std::string_view name) const {
  const auto found = nodes_.find(name);
  return found == nodes_.end() ? nullptr : &found->second;
}

core::Result<const Node*> Tree::named(std::string_view name) const {
  if (const auto* found = find(name)) return found;
  return core::no_such_name("goal", name, names(),
                            "there are none: goals are files of config/goals");
}

const Node* Tree::of(std::string_view workflow, std::string_view goal) const {
  if (!goal.empty())
    if (const auto* named = find(goal)) return named;
  const auto listed = of_workflow_.find(workflow);
  return listed == of_workflow_.end() ? nullptr : find(listed->second);
}

const Node* Tree::linked(std::string_view system, std::string_view key) const {
  for (const auto& [name, node] : nodes_) {
    const auto link = node.links.find(std::string(system));
    if (link != node.links.end() && link->second == key) return &node;
  }
  return nullptr;
}

std::vector<const Node*> Tree::chain(const Node& node) const {
  std::vector<const Node*> chain{&node};
  while (!chain.back()->parent.empty() && chain.size() <= nodes_.size()) {
    const auto* parent = find(chain.back()->parent);
    if (parent == nullptr) break;
    chain.push_back(parent);
  }
  return chain;
}

std::vector<const Node*> Tree::beneath(std::string_view name) const {
  std::vector<const Node*> found;
  for (const auto& [ignored, node] : nodes_)
    if (node.parent == name) found.push_back(&node);
  return found;
}

std::vector<const Node*> Tree::nodes() const {
  std::vector<const Node*> found;
  const std::function<void(std::string_view)> add = [&](std::string_view name) {
    for (const auto* node : beneath(name)) {
      found.push_back(node);
      if (found.size() <= nodes_.size()) add(node->name);
    }
  };
  add("");
  return found;
}

core::Findings Tree::unknown_kpis(const std::vector<std::string>& known,
                                  const std::function<bool(std::string_view)>& left_out) const {
  core::Findings findings;
  for (const auto& [name, place] : kpis_named_) {
    if (std::find(known.begin(), known.end(), name) != known.end() || left_out(name)) continue;
    auto finding = place;
    finding.severity = core::Finding::Severity::warning;
    finding.rule = "ref/unknown-kpi";
    finding.message = "there is no KPI \"" + core::one_line(name, 64) + "\"";
    finding.hint = core::did_you_mean(name, known);
    if (finding.hint.empty()) finding.hint = "KPIs are files of config/kpis";
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<std::string> Tree::names() const {
  std::vector<std::string> names;
  for (const auto& [name, node] : nodes_) names.push_back(name);
  return names;
}

core::Json to_json(const Node& node) {
  core::Json links = core::Json::object();
  for (const auto& [system, key] : node.links) links[system] = key;
  const core::Json parent = node.parent.empty() ? core::Json() : core::Json(node.parent);
  return {{"name", node.name},
          {"kind", to_text(node.kind)},
          {"title", node.title},
          {"description", node.description},
          {"owner", node.owner},
          {"parent", parent},
          {"due", node.due ? core::Json(core::to_rfc3339(*node.due)) : core::Json()},
          {"links", std::move(links)},
          {"workflows", node.workflows},
          {"kpis", node.kpis}};
}

}  // namespace baton::goals
