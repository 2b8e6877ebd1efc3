#include "cel/evaluator.hpp"
#include "cel/member_key.hpp"
#include "cel/numbers.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

// Reads and comparisons of values that are borrowed from JSON, without a Value for each step. Most
// conditions are made of them.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

// A text that is longer is compared by the function of the operator, which pays for it.
constexpr std::size_t kShortBytes = 4'096;

Relation relation_of(std::string_view function) {
  static constexpr std::array<std::pair<std::string_view, Relation>, 6> kRelations{
      {{"_==_", Relation::equal},
       {"_!=_", Relation::not_equal},
       {"_<_", Relation::less},
       {"_<=_", Relation::at_most},
       {"_>_", Relation::greater},
       {"_>=_", Relation::at_least}}};
  const auto* found =
      std::find_if(kRelations.begin(), kRelations.end(),
                   [function](const auto& entry) { return entry.first == function; });
  return found == kRelations.end() ? Relation::none : found->second;
}

class Finder {
 public:
  explicit Finder(Syntax& syntax) : paths_(syntax.name_paths) {}

  void walk(Node& node) {
    if (node.kind == NodeKind::select) node.name_path = path_of(node);
    if (node.kind == NodeKind::call && node.function != nullptr && node.parts.size() == 2)
      node.relation = relation_of(node.text);
    for (auto* part : node.parts) {
      if (part != nullptr) walk(*part);
    }
  }

 private:
  std::int16_t path_of(const Node& node) {
    if (node.kind == NodeKind::name && node.slot < 0) return add({-1, 1, node.text});
    if (node.kind != NodeKind::select || node.optional) return -1;
    const auto parent = path_of(*node.parts[0]);
    if (parent < 0) return -1;
    const auto steps = paths_[static_cast<std::size_t>(parent)].steps + 1;
    return add({parent, static_cast<std::uint16_t>(steps), node.text});
  }

  std::int16_t add(NamePath path) {
    const auto known = std::find_if(paths_.begin(), paths_.end(), [&path](const NamePath& one) {
      return one.parent == path.parent && one.key == path.key;
    });
    const auto index = known - paths_.begin();
    if (known == paths_.end()) {
      if (paths_.size() == kNamePathsMax) return -1;
      paths_.push_back(std::move(path));
    }
    return static_cast<std::int16_t>(index);
  }

  std::vector<NamePath>& paths_;
};

template <class Order>
bool holds(Relation relation, Order order) {
  switch (relation) {
    case Relation::equal: return order == 0;
    case Relation::not_equal: return order != 0;
    case Relation::less: return order < 0;
    case Relation::at_most: return order <= 0;
    case Relation::greater: return order > 0;
    case Relation::at_least: return order >= 0;
    case Relation::none: break;
  }
  return false;
}

bool holds(Relation relation, std::string_view left, std::string_view right) {
  if (relation == Relation::equal) return left == right;
  if (relation == Relation::not_equal) return left != right;
  return holds(relation, left.compare(right) <=> 0);
}

Truth truth_of(bool value) { return value ? Truth::yes : Truth::no; }

// Compares two numbers, booleans or short texts as the functions of the operators do. `neither` for
// all else, also for what is an error.
Truth compare_scalars(Relation relation, const Value& left, const Value& right, Budget& budget) {
  if (left.is_number() && right.is_number())
    return truth_of(holds(relation, compare_numbers(left, right)));
  if (left.kind() != right.kind()) return Truth::neither;
  if (left.is(Kind::boolean)) return truth_of(holds(relation, left.as_bool() <=> right.as_bool()));
  if (!left.is(Kind::string)) return Truth::neither;
  const auto one = left.as_string();
  const auto other = right.as_string();
  if (one.size() + other.size() > kShortBytes || !budget.spend(one.size() / 16))
    return Truth::neither;
  return truth_of(holds(relation, one, other));
}

// The same for what is borrowed from JSON, without a Value for a text. Nothing is spent.
Truth compare_with_literal(Relation relation, const core::Json& json, const Value& literal) {
  if (const auto* text = json.get_ptr<const std::string*>()) {
    if (!literal.is(Kind::string)) return Truth::neither;
    const auto other = literal.as_string();
    if (text->size() + other.size() > kShortBytes) return Truth::neither;
    return truth_of(holds(relation, *text, other));
  }
  if (!json.is_number() || !literal.is_number()) return Truth::neither;
  return truth_of(holds(relation, compare_numbers(Value::borrow(json), literal)));
}

// The steps that such a comparison costs beside those that lead to the value.
std::size_t steps_of(const core::Json& json) {
  const auto* text = json.get_ptr<const std::string*>();
  return 1 + (text == nullptr ? 0 : text->size() / 16);
}

bool only_compares(const Node& node) {
  if (is_joined(node))
    return std::all_of(node.parts.begin(), node.parts.end(),
                       [](const Node* part) { return only_compares(*part); });
  if (node.relation == Relation::none) return node.name_path >= 0;
  return node.parts[0]->name_path >= 0 && node.parts[1]->kind == NodeKind::literal;
}

// Compares what is read by names alone with a literal. `steps` grows by what that costs; it says
// nothing after `neither`.
Truth compare_found(const Node& node, FoundValues& values, std::size_t& steps) {
  const auto path = node.parts[0]->name_path;
  const auto* json = values.at(path);
  if (json == nullptr) return Truth::neither;
  steps += values.steps(path) + steps_of(*json);
  return compare_with_literal(node.relation, *json, node.parts[1]->value);
}

// Evaluates the nodes of a plain condition, as Evaluator::truth() does.
class PlainWalk {
 public:
  PlainWalk(const Bindings& names, const Syntax& syntax) : values_(names, syntax.name_paths) {}

  Truth truth(const Node& node) {
    if (is_joined(node)) return joined(node, node.kind == NodeKind::logical_or);
    if (node.relation == Relation::none) return read(node);
    ++steps_;
    return compare_found(node, values_, steps_);
  }
  std::size_t steps() const { return steps_; }

 private:
  Truth joined(const Node& node, bool absorbing) {
    ++steps_;
    const auto deciding = truth_of(absorbing);
    for (const auto* part : node.parts) {
      const auto found = truth(*part);
      if (found == deciding || found == Truth::neither) return found;
    }
    return truth_of(!absorbing);
  }

  Truth read(const Node& node) {
    const auto* json = values_.at(node.name_path);
    const auto* value = json == nullptr ? nullptr : json->get_ptr<const bool*>();
    if (value == nullptr) return Truth::neither;
    steps_ += values_.steps(node.name_path);
    return truth_of(*value);
  }

  FoundValues values_;
  std::size_t steps_ = 0;
};

}  // namespace

void find_name_paths(Syntax& syntax) {
  Finder(syntax).walk(*syntax.root);
  syntax.plain = only_compares(*syntax.root);
}

Truth decide_plainly(const Syntax& syntax, const Bindings& names, Budget& budget) {
  PlainWalk walk(names, syntax);
  const auto found = walk.truth(*syntax.root);
  if (found == Truth::neither || walk.steps() > budget.left()) return Truth::neither;
  return budget.spend(walk.steps()) ? found : Truth::neither;
}

const core::Json* FoundValues::at(std::int16_t path) {
  const auto index = static_cast<std::size_t>(path);
  if ((followed_ & (1U << index)) != 0) return found_[index];
  followed_ |= 1U << index;
  const auto& wanted = paths_[index];
  if (wanted.parent < 0) {
    const auto value = names_.find(wanted.key);
    const bool borrowed = value && value->is(Kind::map);
    return found_[index] = borrowed ? value->json() : nullptr;
  }
  const auto* map = at(wanted.parent);
  const auto* object = map == nullptr ? nullptr : map->get_ptr<const core::Json::object_t*>();
  return found_[index] = object == nullptr ? nullptr : member_of(*object, wanted.key);
}

// The value of a part: literals and variables of macros where they are, any other in `held`.
const Value& Evaluator::operand(const Node& node, Value& held) {
  const bool literal = node.kind == NodeKind::literal;
  const bool variable = node.kind == NodeKind::name && node.slot >= 0;
  if ((literal || variable) && meter_.spend(1))
    return literal ? node.value : locals_[static_cast<std::size_t>(node.slot)];
  const bool member = node.kind == NodeKind::select && node.name_path < 0 && !node.optional;
  if (!member || !meter_.spend(1)) return held = value_of(node);
  Value target_held;
  return held = field(node, operand(*node.parts[0], target_held));
}

// Compares what is read by names alone with a literal, as most conditions do; `neither` for all
// else, and when too much was spent.
Truth Evaluator::compare_quickly(const Node& node) {
  if (node.parts[0]->name_path < 0 || node.parts[1]->kind != NodeKind::literal)
    return Truth::neither;
  std::size_t steps = 0;
  const auto found = compare_found(node, values_, steps);
  if (found == Truth::neither) return found;
  return meter_.spend(steps) ? found : Truth::neither;
}

// A comparison. Two scalars are compared here, and all else by the function of the operator.
Truth Evaluator::compare(const Node& node, Value& other) {
  if (const auto found = compare_quickly(node); found != Truth::neither) return found;
  Value left_held;
  Value right_held;
  const auto& left = operand(*node.parts[0], left_held);
  const auto& right = left.is_error() ? left : operand(*node.parts[1], right_held);
  if (right.is_error()) {
    other = right;
    return Truth::neither;
  }
  const auto found = compare_scalars(node.relation, left, right, meter_);
  if (found != Truth::neither) return found;
  const std::array<Value, 2> arguments{left, right};
  other = invoke(node, arguments.data(), arguments.size());
  if (!other.is(Kind::boolean)) return Truth::neither;
  return truth_of(other.as_bool());
}

}  // namespace baton::cel
