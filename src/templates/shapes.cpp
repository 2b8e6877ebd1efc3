#include "templates/shapes.hpp"

#include "baton/core/text.hpp"
#include "templates/taken.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

namespace {

using core::Json;

// "it has a, b or c", with the first twenty names.
std::string listed(std::vector<std::string> names) {
  constexpr std::size_t kShownMax = 20;
  const bool more = names.size() > kShownMax;
  if (more) names.resize(kShownMax);
  return "it has " + core::any_of(names) + (more ? ", and others" : "");
}

bool is_text(const Json& value) {
  return value.is_string() && !holds_expression(value.get_ref<const std::string&>());
}

}  // namespace

Shapes::Fault missing_member(const cel::Path& path, std::size_t part,
                             const std::vector<std::string>& known) {
  std::string owner = path[0];
  for (std::size_t at = 1; at < part; ++at) owner += '.' + path[at];
  auto hint = core::did_you_mean(path[part], known);
  if (hint.empty()) hint = known.empty() ? "it is empty" : listed(known);
  return {part, owner + " has no \"" + path[part] + '"', std::move(hint)};
}

std::optional<Shapes::Fault> follow_value(const cel::Path& path, std::size_t part,
                                          const Json& written) {
  const Json* value = &written;
  for (; part < path.size(); ++part) {
    if (value->is_object()) {
      const auto found = value->find(path[part]);
      if (found == value->end()) {
        std::vector<std::string> known;
        for (const auto& [name, member] : value->items()) known.push_back(name);
        return missing_member(path, part, known);
      }
      value = &*found;
      continue;
    }
    if (!is_text(*value) && !value->is_number() && !value->is_boolean()) return std::nullopt;
    const std::string what = value->is_string()   ? "a text"
                             : value->is_number() ? "a number"
                                                  : "true or false";
    auto fault = missing_member(path, part, {});
    fault.message = path[part - 1] + " is " + what + ", and has no \"" + path[part] + '"';
    fault.hint.clear();
    return fault;
  }
  return std::nullopt;
}

std::optional<Shapes::Fault> Shapes::fault(const cel::Path& path, const Site& site) const {
  if (path.size() < 3) return std::nullopt;
  if (auto fault = fault_of_data(path, site)) return fault;
  if (path[0] == "steps") return fault_of_step(path);
  if (path[0] == "context") {
    const auto& values = partial_.workflow.context.values.value;
    const auto found = values.find(path[1]);
    return found == values.end() ? std::nullopt : follow_value(path, 2, *found);
  }
  return std::nullopt;
}

// Checks only what lies below a member of the output. Readings::check_output() checks the member
// itself.
std::optional<Shapes::Fault> Shapes::fault_of_step(const cel::Path& path) const {
  const auto step = partial_.find_step(path[1]);
  if (!step || path[2] != "output" || path.size() < 5) return std::nullopt;
  if (partial_.workflow.steps[*step].each) return std::nullopt;
  const auto& verb = partial_.workflow.steps[*step].verb;
  const auto fault = syntax_of(verb).output_fault;
  return fault != nullptr ? fault(verb, path) : std::nullopt;
}

const Shapes::Names* Shapes::data_of(const std::string& connection, const std::string& type) const {
  if (operations_ == nullptr) return nullptr;
  const auto found = operations_->data_members.find(connection);
  if (found == operations_->data_members.end()) return nullptr;
  const auto members = found->second.find(type);
  return members == found->second.end() ? nullptr : &members->second;
}

// Checks a member of an event's data. The event may have been taken by several triggers, so all
// members that any of their event types has are accepted.
std::optional<Shapes::Fault> Shapes::fault_of_data(const cel::Path& path, const Site& site) const {
  const auto event = taken_event(partial_, site, path);
  const auto part = event.part + 1;
  if (part >= path.size() || path[event.part] != "data") return std::nullopt;
  Names known;
  for (const auto& taken : event.by) {
    const auto* members = data_of(taken.from, taken.event);
    if (members == nullptr) return std::nullopt;
    known.insert(known.end(), members->begin(), members->end());
  }
  if (known.empty() || std::find(known.begin(), known.end(), path[part]) != known.end())
    return std::nullopt;
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  return missing_member(path, part, known);
}

}  // namespace baton::templates
