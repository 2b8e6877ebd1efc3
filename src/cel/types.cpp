#include "baton/cel/types.hpp"

#include <array>
#include <cctype>
#include <utility>

namespace baton::cel {
namespace {

using TypeKind = Type::Kind;

// The names of types; for a type with parameters, the name before its parentheses.
constexpr std::array<std::pair<std::string_view, TypeKind>, 18> kNames{{
    {"dyn", TypeKind::dyn},
    {"error", TypeKind::error},
    {"null_type", TypeKind::null},
    {"bool", TypeKind::boolean},
    {"int", TypeKind::integer},
    {"uint", TypeKind::unsigned_integer},
    {"double", TypeKind::floating},
    {"string", TypeKind::string},
    {"bytes", TypeKind::bytes},
    {"google.protobuf.Timestamp", TypeKind::timestamp},
    {"timestamp", TypeKind::timestamp},
    {"google.protobuf.Duration", TypeKind::duration},
    {"duration", TypeKind::duration},
    {"type", TypeKind::type},
    {"list", TypeKind::list},
    {"map", TypeKind::map},
    {"optional_type", TypeKind::optional},
    {"wrapper", TypeKind::wrapper},
}};

std::string_view head(TypeKind kind) {
  if (kind == TypeKind::object) return "object";
  for (const auto& [name, known] : kNames) {
    if (known == kind) return name;
  }
  return "dyn";
}

std::size_t parameters_of(TypeKind kind) {
  if (kind == TypeKind::map) return 2;
  return kind == TypeKind::list || kind == TypeKind::optional || kind == TypeKind::wrapper ||
                 kind == TypeKind::type
             ? 1
             : 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  core::Result<Type> whole() {
    auto type = next(0);
    skip();
    if (type && at_ != text_.size()) return fault("the end of the type");
    return type;
  }

 private:
  static constexpr int kDepthMax = 32;  // people do not write types that are nested deeper

  core::Result<Type> next(int depth) {
    skip();
    const auto begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                  text_[at_] == '_' || text_[at_] == '.'))
      ++at_;
    const auto word = text_.substr(begin, at_ - begin);
    Type type;
    if (!named(word, type) || depth > kDepthMax) return fault("a type");
    skip();
    if (at_ < text_.size() && text_[at_] == '(') {
      do {
        ++at_;
        auto parameter = next(depth + 1);
        if (!parameter) return parameter;
        type.parameters.push_back(std::move(*parameter));
        skip();
      } while (at_ < text_.size() && text_[at_] == ',');
      if (at_ == text_.size() || text_[at_] != ')') return fault("')'");
      ++at_;
      if (type.parameters.size() != parameters_of(type.kind)) return fault("other parameters");
    } else {
      type.parameters.resize(type.kind == TypeKind::type ? 0 : parameters_of(type.kind), dyn());
    }
    return type;
  }

  static bool named(std::string_view word, Type& type) {
    for (const auto& [name, kind] : kNames) {
      if (name == word) {
        type.kind = kind;
        return true;
      }
    }
    if (word.size() != 1 || word[0] < 'A' || word[0] > 'Z') return false;
    type.kind = TypeKind::parameter;
    type.name = word;
    return true;
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  core::Error fault(std::string_view expected) const {
    return {core::Errc::invalid,
            "expected " + std::string(expected) + " in \"" + std::string(text_) + "\"",
            "column " + std::to_string(at_ + 1)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool Type::operator==(const Type& other) const {
  if (kind != other.kind || name != other.name) return false;
  if (parameters != other.parameters) return false;
  if (kind != TypeKind::object || members == other.members) return true;
  return members && other.members && *members == *other.members;
}

std::string Type::text() const {
  if (kind == TypeKind::parameter) return name;
  std::string out(head(kind));
  if (parameters.empty()) return out;
  out += '(';
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (i > 0) out += ", ";
    out += parameters[i].text();
  }
  return out += ')';
}

Type dyn() { return {}; }

Type simple(Type::Kind kind) {
  Type type;
  type.kind = kind;
  return type;
}

Type list_of(Type element) {
  auto type = simple(TypeKind::list);
  type.parameters.push_back(std::move(element));
  return type;
}

Type map_of(Type key, Type value) {
  auto type = simple(TypeKind::map);
  type.parameters.push_back(std::move(key));
  type.parameters.push_back(std::move(value));
  return type;
}

Type object_of(std::map<std::string, Type> members) {
  auto type = simple(TypeKind::object);
  type.members = std::make_shared<const std::map<std::string, Type>>(std::move(members));
  return type;
}

core::Result<Type> parse_type(std::string_view text) { return Reader(text).whole(); }

Scope& Scope::declare(std::string name, Type type) {
  names_.insert_or_assign(std::move(name), std::move(type));
  return *this;
}

const Type* Scope::find(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : &found->second;
}

Scope& Scope::declare_result(std::string function, std::string argument, Type type) {
  results_[std::move(function)].insert_or_assign(std::move(argument), std::move(type));
  return *this;
}

const Type* Scope::find_result(std::string_view function, std::string_view argument) const {
  const auto of_function = results_.find(function);
  if (of_function == results_.end()) return nullptr;
  const auto found = of_function->second.find(argument);
  return found == of_function->second.end() ? nullptr : &found->second;
}

std::vector<std::string> Scope::names() const {
  std::vector<std::string> names;
  names.reserve(names_.size());
  for (const auto& [name, type] : names_) names.push_back(name);
  return names;
}

}  // namespace baton::cel
