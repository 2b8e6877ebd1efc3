#include "cel/checker.hpp"

#include "baton/core/finding.hpp"
#include "cel/functions.hpp"
#include "cel/type_hints.hpp"

#include <algorithm>
#include <utility>

namespace baton::cel {
namespace {

using TypeKind = Type::Kind;

Type optional_of(Type inner) {
  auto type = simple(TypeKind::optional);
  type.parameters.push_back(std::move(inner));
  return type;
}

Type type_type(Type inner) {
  auto type = simple(TypeKind::type);
  type.parameters.push_back(std::move(inner));
  return type;
}

Type literal_type(const Node& node) {
  switch (node.value.kind()) {
    case Value::Kind::null: return simple(TypeKind::null);
    case Value::Kind::boolean: return simple(TypeKind::boolean);
    case Value::Kind::integer: return simple(TypeKind::integer);
    case Value::Kind::unsigned_integer: return simple(TypeKind::unsigned_integer);
    case Value::Kind::floating: return simple(TypeKind::floating);
    case Value::Kind::string: return simple(TypeKind::string);
    case Value::Kind::bytes: return simple(TypeKind::bytes);
    case Value::Kind::type: return type_type(parse_type(node.value.as_string()).value());
    default: return dyn();
  }
}

// True for a type that fits only types of its own kind and types that are not known.
bool stands_for_itself(const Type& type) {
  switch (type.kind) {
    case TypeKind::dyn:
    case TypeKind::error:
    case TypeKind::null:
    case TypeKind::object:
    case TypeKind::wrapper:
    case TypeKind::parameter: return false;
    default: return true;
  }
}

// False if some argument can never be what the overload takes. Most overloads of an operator end
// here, before any type is copied.
bool may_take(const Overload& overload, const std::vector<Type>& arguments) {
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const auto& wanted = overload.parameters[at];
    const auto& given = arguments[at];
    if (wanted.kind != given.kind && stands_for_itself(wanted) && stands_for_itself(given))
      return false;
  }
  return true;
}

}  // namespace

void Checker::run(Syntax& syntax) {
  check(*syntax.root);
  for (auto& node : syntax.nodes) node.type = unifier_.substitute(node.type, true);
}

void Checker::fault(const Node& node, std::string message, std::string hint) {
  findings_.push_back(finding_at(text_, node.at, "cel/type", std::move(message), std::move(hint)));
}

Type Checker::check(Node& node) {
  node.type = type_of(node);
  return node.type;
}

Type Checker::type_of(Node& node) {
  switch (node.kind) {
    case NodeKind::literal: return literal_type(node);
    case NodeKind::name: return name(node);
    case NodeKind::select: return select(node);
    case NodeKind::has: field(node, check(*node.parts[0])); return simple(TypeKind::boolean);
    case NodeKind::index: return index(node);
    case NodeKind::call: return call(node);
    case NodeKind::list: return list(node);
    case NodeKind::map: return map(node);
    case NodeKind::logical_and:
    case NodeKind::logical_or:
      for (auto* part : node.parts) expect_bool(*part, *part);
      return simple(TypeKind::boolean);
    case NodeKind::conditional: return conditional(node);
    case NodeKind::comprehension: return comprehension(node);
    case NodeKind::message: break;
  }
  return simple(TypeKind::error);
}

void Checker::expect_bool(Node& node, const Node& blamed) {
  const auto type = check(node);
  if (!unifier_.assignable(simple(TypeKind::boolean), type))
    fault(blamed, "expected true or false, got " + shown(type));
}

Type Checker::name(const Node& node) {
  if (node.slot >= 0) return locals_[static_cast<std::size_t>(node.slot)];
  const auto* type = scope_.find(node.text);
  return type == nullptr ? simple(TypeKind::error) : *type;  // the resolver has reported it
}

Type Checker::select(Node& node) {
  const auto target = check(*node.parts[0]);
  auto type = field(node, target);
  return node.optional && type.kind != TypeKind::optional ? optional_of(std::move(type)) : type;
}

Type Checker::field(const Node& node, const Type& given) {
  const auto target = unifier_.substitute(given, false);
  switch (target.kind) {
    case TypeKind::dyn:
    case TypeKind::error: return dyn();
    case TypeKind::parameter: unifier_.assignable(dyn(), target); return dyn();
    case TypeKind::map: return target.parameters[1];
    case TypeKind::object: return member(node, target, node.text);
    case TypeKind::optional: return optional_of(field(node, target.parameters[0]));
    default:
      fault(node, spoken_one(target) + " has no field \"" + node.text + "\"",
            member_hint(node.text));
      return simple(TypeKind::error);
  }
}

Type Checker::member(const Node& node, const Type& object, const std::string& field) {
  if (!object.members) return dyn();
  const auto found = object.members->find(field);
  if (found != object.members->end()) return found->second;
  if (object.may_have_more && (node.optional || node.kind == NodeKind::has)) return dyn();
  std::vector<std::string> known;
  for (const auto& [name, type] : *object.members) known.push_back(name);
  const auto& owner = *node.parts[0];
  const std::string path(text_.substr(owner.offset, owner.length));
  const auto written = text_.substr(node.offset, node.length).rfind(field);
  const auto at = written == std::string_view::npos ? node.at : node.offset + written;
  auto hint = known_members(field, known);
  if (object.may_have_more && core::did_you_mean(field, known).empty())
    hint.append(hint.empty() ? "write " : "; write ")
        .append(path + ".?" + field + " for one that may be there");
  findings_.push_back(finding_at(text_, at, "cel/unknown-field",
                                 "there is no \"" + field + "\" in " + path, std::move(hint)));
  return simple(TypeKind::error);
}

Type Checker::index(Node& node) {
  const auto target = unifier_.substitute(check(*node.parts[0]), false);
  const auto key = check(*node.parts[1]);
  const bool optional = target.kind == TypeKind::optional;
  auto type = element(node, optional ? target.parameters[0] : target, key);
  return (optional || node.optional) && type.kind != TypeKind::error ? optional_of(std::move(type))
                                                                     : type;
}

Type Checker::element(const Node& node, const Type& target, const Type& key) {
  const auto& key_node = *node.parts[1];
  if (target.kind == TypeKind::object && key_node.kind == NodeKind::literal &&
      key_node.value.is(Value::Kind::string)) {
    return member(node, target, std::string(key_node.value.as_string()));
  }
  if (target.is_open()) return dyn();
  auto element = unifier_.fresh();
  if (unifier_.assignable({list_of(element), simple(TypeKind::integer)}, {target, key}))
    return unifier_.substitute(element, false);
  auto key_type = unifier_.fresh();
  if (unifier_.assignable({map_of(key_type, element), key_type}, {target, key}))
    return unifier_.substitute(element, false);
  return no_overload(node, {target, key});
}

Type Checker::no_overload(const Node& node, const std::vector<Type>& arguments) {
  std::vector<Type> types;
  for (const auto& argument : arguments) types.push_back(unifier_.substitute(argument, true));
  if (node.kind == NodeKind::call && types.size() == 2 && compares(node.text)) {
    fault(node, spoken_one(types[0]) + " cannot be compared with " + spoken_one(types[1]),
          overload_hint(text_, node, types));
    return simple(TypeKind::error);
  }
  const bool index = node.kind == NodeKind::index;
  std::string message =
      (index ? std::string("[]") : std::string(spelling(node.text))) + " is not defined for (";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0) message += ", ";
    message += shown(arguments[i]);
  }
  fault(node, message + ")", overload_hint(text_, node, types));
  return simple(TypeKind::error);
}

Type Checker::call(Node& node) {
  std::vector<Type> arguments;
  for (auto* part : node.parts) arguments.push_back(check(*part));
  if (node.function == nullptr) return simple(TypeKind::error);
  if (node.function->variadic) return variadic(node, arguments);
  bool found = false;
  Type result;
  for (const auto& overload : node.function->overloads) {
    if (overload.member != node.member || overload.parameters.size() != arguments.size() ||
        (overload.lenient && options_.strict) || !may_take(overload, arguments))
      continue;
    std::map<std::string, Type> renamed;
    std::vector<Type> parameters;
    for (const auto& parameter : overload.parameters)
      parameters.push_back(unifier_.instantiate(parameter, renamed));
    const auto returned = unifier_.instantiate(overload.result, renamed);
    if (!unifier_.assignable(parameters, arguments)) continue;
    auto type = unifier_.substitute(returned, false);
    result = !found || type == result ? std::move(type) : dyn();
    found = true;
  }
  if (!found) return no_overload(node, arguments);
  const auto* known = known_result(node);
  auto type = known == nullptr ? result : *known;
  return node.optional ? optional_of(std::move(type)) : type;
}

// The type that the scope knows of a call by its first argument; nullptr if it knows none.
const Type* Checker::known_result(const Node& node) const {
  if (node.member || node.parts.empty() || !is_text_literal(*node.parts[0])) return nullptr;
  return scope_.find_result(node.text, node.parts[0]->value.as_string());
}

// The type of math.greatest(1, 2.0, 3u) or math.least(…), of numbers or of one list of numbers. If
// all are of one type, the result is of that type.
Type Checker::variadic(const Node& node, const std::vector<Type>& arguments) {
  std::vector<Type> types = arguments;
  for (auto& type : types) type = unifier_.substitute(type, true);
  if (types.size() == 1 && types[0].kind == TypeKind::list) types = types[0].parameters;
  bool same = true;
  for (const auto& type : types) {
    if (!is_numeric(type) && !type.is_open()) return no_overload(node, arguments);
    same = same && type == types[0];
  }
  return same ? types[0] : dyn();
}

Type Checker::optional_inner(const Node& node, const Type& given) {
  const auto type = unifier_.substitute(given, false);
  if (type.kind == TypeKind::optional) return type.parameters[0];
  if (!type.is_open() && type.kind != TypeKind::parameter)
    fault(node, "expected an optional, got " + shown(type));
  return dyn();
}

Type Checker::list(Node& node) {
  if (node.parts.empty()) return list_of(unifier_.fresh());
  Type element;
  for (std::size_t i = 0; i < node.parts.size(); ++i) {
    auto type = check(*node.parts[i]);
    if (node.optionals[i]) type = optional_inner(*node.parts[i], type);
    element = i == 0 ? std::move(type) : unifier_.join(element, type);
  }
  return list_of(std::move(element));
}

Type Checker::map(Node& node) {
  if (node.parts.empty()) {
    auto key = unifier_.fresh();
    return map_of(std::move(key), unifier_.fresh());
  }
  Type key;
  Type value;
  for (std::size_t i = 0; i < node.optionals.size(); ++i) {
    auto key_type = check(*node.parts[2 * i]);
    auto value_type = check(*node.parts[2 * i + 1]);
    if (node.optionals[i]) value_type = optional_inner(*node.parts[2 * i + 1], value_type);
    key = i == 0 ? std::move(key_type) : unifier_.join(key, key_type);
    value = i == 0 ? std::move(value_type) : unifier_.join(value, value_type);
  }
  return map_of(std::move(key), std::move(value));
}

Type Checker::conditional(Node& node) {
  const auto condition = check(*node.parts[0]);
  const auto chosen = check(*node.parts[1]);
  const auto otherwise = check(*node.parts[2]);
  const auto shared = unifier_.fresh();
  if (unifier_.assignable({simple(TypeKind::boolean), shared, shared},
                          {condition, chosen, otherwise}))
    return unifier_.substitute(shared, false);
  fault(node, "expected a condition, and two values of one type, got (" + shown(condition) + ", " +
                  shown(chosen) + ", " + shown(otherwise) + ")");
  return simple(TypeKind::error);
}

// The types of a macro's variables. If there is one variable, `value` is its type.
void Checker::range_types(const Node& node, const Type& given, Type& key, Type& value) {
  const auto range = unifier_.substitute(given, false);
  const bool two = node.variables.size() == 2;
  key = dyn();
  value = dyn();
  switch (range.kind) {
    case TypeKind::list:
      key = simple(TypeKind::integer);
      value = range.parameters[0];
      return;
    case TypeKind::map:
      key = range.parameters[0];
      value = two ? range.parameters[1] : key;
      return;
    case TypeKind::object:
      key = simple(TypeKind::string);
      value = two ? dyn() : key;
      return;
    case TypeKind::parameter: unifier_.assignable(dyn(), range); return;
    case TypeKind::dyn:
    case TypeKind::error: return;
    default: fault(*node.parts[0], "expected a list or map to walk over, got " + shown(range));
  }
}

Type Checker::comprehension(Node& node) {
  const auto range = check(*node.parts[0]);
  Type key;
  Type value;
  if (node.macro == Macro::bind) {
    value = range;
  } else if (node.macro == Macro::opt_map || node.macro == Macro::opt_flat_map) {
    value = optional_inner(*node.parts[0], range);
  } else {
    range_types(node, range, key, value);
  }
  const auto depth = locals_.size();
  if (node.variables.size() == 2) locals_.push_back(key);
  locals_.push_back(value);
  if (node.parts[1] != nullptr) expect_bool(*node.parts[1], node);
  const bool quantifier = node.macro == Macro::all || node.macro == Macro::exists;
  const bool predicate =
      quantifier || node.macro == Macro::exists_one || node.macro == Macro::filter;
  if (predicate) expect_bool(*node.parts[2], quantifier ? *node.parts[2] : node);
  const auto body = predicate ? simple(TypeKind::boolean) : check(*node.parts[2]);
  locals_.resize(depth);
  if (node.macro == Macro::filter) return list_of(value);
  if (node.macro == Macro::sort_by) return unifier_.substitute(range, false);
  return comprehension_result(node, key, body);
}

Type Checker::comprehension_result(Node& node, const Type& key, const Type& body) {
  switch (node.macro) {
    case Macro::map:
    case Macro::transform_list: return list_of(body);
    case Macro::transform_map: return map_of(key, body);
    case Macro::transform_map_entry: {
      auto entry_key = unifier_.fresh();
      auto entry = map_of(std::move(entry_key), unifier_.fresh());
      if (!unifier_.assignable(entry, body))
        fault(*node.parts[2], "transformMapEntry expects a map, got " + shown(body));
      return unifier_.substitute(entry, false);
    }
    case Macro::bind: return body;
    case Macro::opt_map: return optional_of(body);
    case Macro::opt_flat_map: return optional_of(optional_inner(*node.parts[2], body));
    default: return simple(TypeKind::boolean);
  }
}

}  // namespace baton::cel
