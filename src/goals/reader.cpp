#include "goals/reader.hpp"

#include "baton/core/days.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/field_reader.hpp"

#include <algorithm>
#include <array>

namespace baton::goals {

using core::Json;
using formats::FieldReader;

namespace {

// A goal with more initiatives than this is better cut into several goals.
constexpr std::size_t kInitiativesMax = 100;
// The words that the API has for something else.
constexpr std::array<std::string_view, 2> kReserved{"backlog", "orphans"};

bool is_node_name(std::string_view text) {
  return formats::is_settings_name(text) && !core::is_one_of(text, kReserved);
}

std::string shown_value(const Json& value) { return core::one_line(core::dump(value), 60); }

// Reads what goals and initiatives have in common.
class NodeReader {
 public:
  NodeReader(const FieldReader& fields, Node& node) : fields_(fields), node_(node) {}

  void read() {
    node_.title = fields_.text("title", node_.name);
    node_.description = fields_.text("description");
    node_.owner = fields_.text("owner");
    read_due();
    read_links();
    read_names("workflows", "workflows", node_.workflows);
    read_names("kpis", "KPIs", node_.kpis);
    read_at_risk();
  }

 private:
  void read_due() {
    const auto* due = fields_.find("due");
    if (due == nullptr) return;
    const auto day = core::parse_day(due->is_string() ? due->get<std::string>() : std::string());
    if (!day)
      return fields_.error("due", "goal/due",
                           "expected a date as 2026-12-31, got " + shown_value(*due));
    node_.due = *day + std::chrono::hours(24);
  }

  void read_links() {
    const auto links = fields_.inner("links");
    for (const auto& [system, key] : links.value().items()) {
      const auto text = key.is_string() ? key.get<std::string>() : std::string();
      if (text.empty() || core::has_control(text)) {
        links.error(
            system, "goal/link",
            "expected the key of an object in " + core::one_line(system, 40) + ", got " +
                shown_value(key),
            key.is_string() ? "write it as that system shows it" : "write it as a text: \"1209\"");
        continue;
      }
      node_.links[system] = text;
    }
  }

  void read_names(const char* key, const std::string& of, std::vector<std::string>& into) {
    const auto* list = fields_.find(key);
    if (list == nullptr) return;
    const bool texts =
        list->is_array() &&
        std::all_of(list->begin(), list->end(), [](const auto& one) { return one.is_string(); });
    if (!texts)
      return fields_.error(key, "config/type",
                           "expected a list of names of " + of + ", got " + shown_value(*list));
    for (const auto& one : *list) into.push_back(one.get<std::string>());
  }

  void read_length(const FieldReader& from, const char* key, core::Duration& into) {
    const auto* value = from.find(key);
    if (value == nullptr) return;
    const auto length = value->is_string()
                            ? core::parse_duration(value->get<std::string>())
                            : core::Result<core::Duration>(core::Error{core::Errc::invalid, ""});
    if (!length)
      return from.error(key, "goal/length",
                        "expected a length of time as 2d or 36h, got " + shown_value(*value));
    into = *length;
  }

  void read_at_risk() {
    if (fields_.find("at_risk") == nullptr) return;
    const auto at_risk = fields_.inner("at_risk");
    at_risk.allow({"blocked_for", "due_within"});
    read_length(at_risk, "blocked_for", node_.blocked_for);
    read_length(at_risk, "due_within", node_.due_within);
  }

  const FieldReader& fields_;
  Node& node_;
};

std::string name_fault(std::string_view what, std::string_view name) {
  return std::string(what) +
         "'s name is lower-case letters, digits, - and _, begins with a letter and is not " +
         core::any_of(kReserved) + ", got \"" + core::one_line(name, 40) + "\"";
}

void read_initiatives(const FieldReader& root, const Node& goal, std::vector<ReadNode>& found) {
  if (root.find("initiatives") == nullptr) return;
  const auto initiatives = root.inner("initiatives");
  if (initiatives.value().size() > kInitiativesMax)
    return root.error("initiatives", "config/size",
                      "expected at most " + std::to_string(kInitiativesMax) + " initiatives");
  for (const auto& [name, ignored] : initiatives.value().items()) {
    if (!is_node_name(name))
      initiatives.error(name, "config/name", name_fault("an initiative", name));
    const auto fields = initiatives.inner(name);
    fields.allow({"title", "description", "owner", "due", "links", "workflows", "kpis", "at_risk"});
    Node node;
    node.name = name;
    node.kind = Kind::initiative;
    node.parent = goal.name;
    node.blocked_for = goal.blocked_for;
    node.due_within = goal.due_within;
    NodeReader(fields, node).read();
    found.push_back({std::move(node), initiatives.pointer(name)});
  }
}

}  // namespace

std::vector<ReadNode> read_goal(const formats::YamlFile& file, core::Findings& findings) {
  const FieldReader root(file, "", file.value(), findings);
  root.allow({"goal", "title", "description", "owner", "parent", "due", "links", "workflows",
              "kpis", "at_risk", "initiatives"});
  Node node;
  node.name = root.required_text("goal");
  if (node.name.empty()) return {};
  if (!is_node_name(node.name)) root.error("goal", "config/name", name_fault("a goal", node.name));
  node.parent = root.text("parent");
  NodeReader(root, node).read();
  std::vector<ReadNode> found{{node, "/goal"}};
  read_initiatives(root, node, found);
  return found;
}

}  // namespace baton::goals
