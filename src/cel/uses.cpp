#include "baton/cel/uses.hpp"

#include "cel/expression_impl.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace baton::cel {
namespace {

class UseCollector {
 public:
  explicit UseCollector(std::string_view text) : text_(text) {}
  std::vector<Use> found;

  // Recurses as deep as the expression is nested, which the parser has bounded.
  void walk(const Node& node) {
    if (node.kind == NodeKind::name || node.kind == NodeKind::select ||
        node.kind == NodeKind::index || node.kind == NodeKind::has) {
      Use use;
      bool open = true;
      bool sure = true;
      if (chain(node, use, open, sure)) found.push_back(std::move(use));
      return;
    }
    if (asks_for_member(node)) return walk_member_test(node);
    for (const auto* part : node.parts)
      if (part != nullptr) walk(*part);
  }

 private:
  // True for "name" in object, which asks what has(object.name) asks. Of a map whose members have
  // no names of their own, and of a list, it asks for a value.
  static bool asks_for_member(const Node& node) {
    return node.kind == NodeKind::call && node.text == "@in" && node.parts.size() == 2 &&
           is_text_literal(*node.parts[0]) && node.parts[1]->type.kind == Type::Kind::object;
  }

  void walk_member_test(const Node& node) {
    Use use;
    bool open = true;
    bool sure = true;
    if (!chain(*node.parts[1], use, open, sure)) return;
    if (open) {
      use.path.emplace_back(node.parts[0]->value.as_string());
      use.offsets.push_back(node.parts[0]->offset);
    }
    found.push_back(std::move(use));
  }

  // Adds the part that `node` selects. `sure` becomes false if that part may be absent.
  void add(const Node& node, std::string part, Use& use, bool& sure) const {
    sure = sure && !node.optional && node.kind != NodeKind::has;
    const auto last = text_.substr(node.offset, node.length).rfind(part);
    use.offsets.push_back(last == std::string_view::npos ? node.at : node.offset + last);
    use.path.push_back(std::move(part));
    if (sure) use.sure = use.path.size();
    if (node.kind == NodeKind::has)
      use.sure = 1;  // has() is false if any part of its path is missing
  }

  // Adds the parts of a chain of names, fields and indexes. False if it does not begin with a name.
  // `open` becomes false at the first part that is computed; no part is added then.
  bool chain(const Node& node, Use& use, bool& open, bool& sure) {
    if (node.kind == NodeKind::name) {
      if (node.slot < 0) add(node, node.text, use, sure);
      return node.slot < 0;
    }
    if (node.kind == NodeKind::select || node.kind == NodeKind::has) {
      const bool rooted = chain(*node.parts[0], use, open, sure);
      if (rooted && open) add(node, node.text, use, sure);
      return rooted;
    }
    if (node.kind != NodeKind::index) {
      walk(node);
      return false;
    }
    const bool rooted = chain(*node.parts[0], use, open, sure);
    const auto& key = *node.parts[1];
    if (!is_text_literal(key)) {
      walk(key);
      open = false;
    } else if (rooted && open) {
      add(node, std::string(key.value.as_string()), use, sure);
    }
    return rooted;
  }

  std::string_view text_;
};

void compare(const Node& path_node, const Node& literal, bool equal,
             std::vector<Comparison>& found) {
  Path path;
  if (literal.kind != NodeKind::literal || !path_of(path_node, path)) return;
  found.push_back({std::move(path), literal.value.own(), equal, literal.offset});
}

void collect_comparisons(const Node& node, std::vector<Comparison>& found) {
  for (const auto* part : node.parts)
    if (part != nullptr) collect_comparisons(*part, found);
  if (node.kind != NodeKind::call || node.parts.size() != 2) return;
  const auto& left = *node.parts[0];
  const auto& right = *node.parts[1];
  if (node.text == "_==_" || node.text == "_!=_") {
    compare(left, right, node.text == "_==_", found);
    compare(right, left, node.text == "_==_", found);
  }
  if (node.text != "@in" || right.kind != NodeKind::list) return;
  for (const auto* literal : right.parts) compare(left, *literal, true, found);
}

// The place of the calendar's name among the arguments of a business function: behind the others.
std::size_t place_of_calendar(std::string_view function) {
  const bool of_one = function == "business.is_open" || function == "business.next_open";
  return of_one ? 1 : 2;
}

// What a map gives by keys that are texts; nullopt if another key, or a value that may be absent,
// is among them.
std::optional<std::map<std::string, GivenInput>> given_inputs(const Node& map) {
  if (map.kind != NodeKind::map) return std::nullopt;
  std::map<std::string, GivenInput> given;
  for (std::size_t at = 0; at < map.optionals.size(); ++at) {
    const auto& key = *map.parts[2 * at];
    const auto& value = *map.parts[2 * at + 1];
    if (map.optionals[at] || !is_text_literal(key)) return std::nullopt;
    GivenInput input{key.offset, std::nullopt, value.offset};
    if (value.kind == NodeKind::literal) input.literal = value.value.own();
    given.emplace(key.value.as_string(), std::move(input));
  }
  return given;
}

}  // namespace

std::vector<NamedCalendar> named_calendars(const Expression& expression) {
  std::vector<NamedCalendar> found;
  for (const auto& node : expression.impl().syntax.nodes) {
    if (node.kind != NodeKind::call || !node.text.starts_with("business.")) continue;
    const auto place = place_of_calendar(node.text);
    if (place >= node.parts.size() || !is_text_literal(*node.parts[place])) continue;
    const auto& literal = *node.parts[place];
    found.push_back({std::string(literal.value.as_string()), literal.offset});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const NamedCalendar& left, const NamedCalendar& right) {
                     return left.offset < right.offset;
                   });
  return found;
}

std::vector<NamedRoute> named_routes(const Expression& expression) {
  std::vector<NamedRoute> found;
  for (const auto& node : expression.impl().syntax.nodes) {
    if (node.kind != NodeKind::call || node.text != "route" || node.parts.size() != 2 ||
        !is_text_literal(*node.parts[0]))
      continue;
    const auto& literal = *node.parts[0];
    found.push_back(
        {std::string(literal.value.as_string()), literal.offset, given_inputs(*node.parts[1])});
  }
  std::stable_sort(found.begin(), found.end(), [](const NamedRoute& left, const NamedRoute& right) {
    return left.offset < right.offset;
  });
  return found;
}

std::vector<NamedFact> named_facts(const Expression& expression) {
  std::vector<NamedFact> found;
  for (const auto& node : expression.impl().syntax.nodes) {
    if (node.kind != NodeKind::call || node.text != "fact" || node.parts.empty() ||
        !is_text_literal(*node.parts[0]))
      continue;
    const auto& literal = *node.parts[0];
    NamedFact fact{std::string(literal.value.as_string()), literal.offset, node.parts.size() > 1};
    if (fact.keyed && is_text_literal(*node.parts[1]))
      fact.key.emplace(node.parts[1]->value.as_string());
    found.push_back(std::move(fact));
  }
  std::stable_sort(found.begin(), found.end(), [](const NamedFact& left, const NamedFact& right) {
    return left.offset < right.offset;
  });
  return found;
}

std::vector<Use> uses(const Expression& expression) {
  UseCollector collector(expression.text());
  collector.walk(*expression.impl().syntax.root);
  std::stable_sort(collector.found.begin(), collector.found.end(),
                   [](const Use& left, const Use& right) {
                     return left.offsets.front() < right.offsets.front();
                   });
  return std::move(collector.found);
}

std::vector<Comparison> comparisons(const Expression& expression) {
  std::vector<Comparison> found;
  collect_comparisons(*expression.impl().syntax.root, found);
  std::stable_sort(found.begin(), found.end(), [](const Comparison& left, const Comparison& right) {
    return left.offset < right.offset;
  });
  return found;
}

}  // namespace baton::cel
