#include "cel/unify.hpp"

#include <utility>

namespace baton::cel {
namespace {

using TypeKind = Type::Kind;

// True for types whose values may be null.
bool nullable(const Type& type) {
  switch (type.kind) {
    case TypeKind::null:
    case TypeKind::timestamp:
    case TypeKind::duration:
    case TypeKind::optional:
    case TypeKind::object:
    case TypeKind::wrapper: return true;
    default: return false;
  }
}

bool is_nullable_base(const Type& wrapper, const Type& type) {
  return wrapper.kind == TypeKind::wrapper && wrapper.parameters[0] == type;
}

bool less_or_equally_specific(const Type& left, const Type& right) {
  if (left.is_open() || left.kind == TypeKind::parameter) return true;
  if (right.is_open() || right.kind == TypeKind::parameter) return false;
  if (is_nullable_base(left, right)) return true;
  if (right.kind == TypeKind::null && nullable(left)) return true;
  if (left.kind != right.kind) return false;
  if (left.kind == TypeKind::type || left.kind == TypeKind::object) return true;
  for (std::size_t i = 0; i < left.parameters.size(); ++i) {
    if (!less_or_equally_specific(left.parameters[i], right.parameters[i])) return false;
  }
  return true;
}

const Type& most_general(const Type& left, const Type& right) {
  return less_or_equally_specific(left, right) ? left : right;
}

}  // namespace

bool is_numeric(const Type& type) {
  return type.kind == TypeKind::integer || type.kind == TypeKind::unsigned_integer ||
         type.kind == TypeKind::floating;
}

Type Unifier::fresh() {
  auto type = simple(TypeKind::parameter);
  type.name = "_var" + std::to_string(next_++);
  return type;
}

Type Unifier::instantiate(const Type& type, std::map<std::string, Type>& renamed) {
  if (type.kind == TypeKind::parameter) {
    auto found = renamed.find(type.name);
    if (found == renamed.end()) found = renamed.emplace(type.name, fresh()).first;
    return found->second;
  }
  auto out = type;
  for (auto& parameter : out.parameters) parameter = instantiate(parameter, renamed);
  return out;
}

bool Unifier::assignable(const Type& to, const Type& from) {
  bound_before_.clear();
  if (fits(to, from)) return true;
  undo();
  return false;
}

bool Unifier::assignable(const std::vector<Type>& to, const std::vector<Type>& from) {
  if (to.size() != from.size()) return false;
  bound_before_.clear();
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (fits(to[i], from[i])) continue;
    undo();
    return false;
  }
  return true;
}

void Unifier::set(const std::string& parameter, Type type) {
  const auto [bound, fresh] = bindings_.try_emplace(parameter);
  bound_before_.emplace_back(parameter,
                             fresh ? std::nullopt : std::optional(std::move(bound->second)));
  bound->second = std::move(type);
}

void Unifier::undo() {
  for (auto change = bound_before_.rbegin(); change != bound_before_.rend(); ++change) {
    if (change->second)
      bindings_[change->first] = std::move(*change->second);
    else
      bindings_.erase(change->first);
  }
  bound_before_.clear();
}

bool Unifier::occurs(const Type& parameter, const Type& within) const {
  if (within.kind == TypeKind::parameter) {
    if (within.name == parameter.name) return true;
    const auto bound = bindings_.find(within.name);
    return bound != bindings_.end() && occurs(parameter, bound->second);
  }
  for (const auto& part : within.parameters) {
    if (occurs(parameter, part)) return true;
  }
  return false;
}

// Lets `parameter` stand for `type`; `had` becomes true if it stood for a type before.
bool Unifier::bind(const Type& type, const Type& parameter, bool& had) {
  had = true;
  if (type == parameter) return true;
  const auto bound = bindings_.find(parameter.name);
  if (bound != bindings_.end()) {
    const auto before = bound->second;
    if (!fits(type, before)) return false;
    auto general = most_general(type, before);
    if (!occurs(parameter, general)) set(parameter.name, std::move(general));
    return true;
  }
  had = false;
  if (occurs(parameter, type)) return false;
  set(parameter.name, type);
  return true;
}

// An object fits a map of strings to dyn, and such a map fits an object.
bool Unifier::fits_map(const Type& to, const Type& from) {
  if (to.kind == TypeKind::object && from.kind == TypeKind::object) return true;
  const auto& map = to.kind == TypeKind::map ? to : from;
  const auto& object = to.kind == TypeKind::map ? from : to;
  if (map.kind != TypeKind::map || object.kind != TypeKind::object) return false;
  return fits(map.parameters[0], simple(TypeKind::string)) && fits(map.parameters[1], dyn());
}

bool Unifier::fits(const Type& to, const Type& from) {
  bool had = false;
  if (from.kind == TypeKind::parameter) {
    if (bind(to, from, had)) return true;
    if (had) return false;
  }
  if (to.kind == TypeKind::parameter) return bind(from, to, had);
  if (to.is_open() || from.is_open()) return true;
  if (to.kind == TypeKind::null) return nullable(from);
  if (from.kind == TypeKind::null) return nullable(to);
  if (to.kind == TypeKind::object || from.kind == TypeKind::object) return fits_map(to, from);
  if (to.kind == TypeKind::wrapper || from.kind == TypeKind::wrapper) {
    const auto& inner = to.kind == TypeKind::wrapper ? to.parameters[0] : to;
    return fits(inner, from.kind == TypeKind::wrapper ? from.parameters[0] : from);
  }
  if (to.kind != from.kind) return false;
  if (to.kind == TypeKind::type) return true;
  for (std::size_t i = 0; i < to.parameters.size(); ++i) {
    if (!fits(to.parameters[i], from.parameters[i])) return false;
  }
  return true;
}

Type Unifier::join(const Type& left, const Type& right) {
  if (assignable(left, right)) return most_general(left, right);
  return dyn();
}

Type Unifier::substitute(const Type& type, bool free_to_dyn) const {
  if (type.kind == TypeKind::parameter) {
    const auto bound = bindings_.find(type.name);
    if (bound != bindings_.end()) return substitute(bound->second, free_to_dyn);
    return free_to_dyn ? dyn() : type;
  }
  auto out = type;
  for (auto& parameter : out.parameters) parameter = substitute(parameter, free_to_dyn);
  return out;
}

}  // namespace baton::cel
