#include "cel/resolver.hpp"

#include "cel/functions.hpp"

#include <algorithm>
#include <re2/re2.h>

namespace baton::cel {
namespace {

constexpr std::int64_t kPatternMemoryMax = 1 << 20;  // bytes that RE2 may build

// Names of types that are values: `type(x) == int`.
bool is_type_name(std::string_view name, Type& type) {
  if (name == "dyn" || name == "timestamp" || name == "duration" || name == "wrapper" || name == "error") return false;
  auto parsed = parse_type(name);
  if (!parsed || parsed->kind == Type::Kind::parameter) return false;
  type = std::move(*parsed);
  return true;
}

// The name in the container and in each of those around it: for "a.b" and x: a.b.x, a.x, x.
std::vector<std::string> candidates(std::string_view container, const std::string& name, bool absolute) {
  std::vector<std::string> out;
  while (!absolute && !container.empty()) {
    out.push_back(std::string(container) + "." + name);
    const auto dot = container.rfind('.');
    container = dot == std::string_view::npos ? std::string_view() : container.substr(0, dot);
  }
  out.push_back(name);
  return out;
}

}  // namespace

std::string qualified_name(const Node& node) {
  if (node.kind == NodeKind::name) return node.text;
  if (node.kind != NodeKind::select || node.optional) return {};
  auto prefix = qualified_name(*node.parts[0]);
  return prefix.empty() ? prefix : prefix + "." + node.text;
}

const Node* root_of(const Node& node) {
  if (node.kind == NodeKind::name) return &node;
  return node.kind == NodeKind::select && !node.optional ? root_of(*node.parts[0]) : nullptr;
}

void Resolver::run() { resolve(*syntax_.root); }

void Resolver::fault(const Node& node, std::string rule, std::string message, std::string hint) {
  findings_.push_back(finding_at(text_, node.at, std::move(rule), std::move(message), std::move(hint)));
}

void Resolver::resolve(Node& node) {
  switch (node.kind) {
    case NodeKind::name: return resolve_name(node);
    case NodeKind::select:
      if (!resolve_qualified(node)) resolve(*node.parts[0]);
      return;
    case NodeKind::call: return resolve_call(node);
    case NodeKind::comprehension: return resolve_comprehension(node);
    case NodeKind::message:
      return fault(node, "cel/message", "messages such as " + node.text + "{...} are not part of Baton's language",
                   "write a map: {\"field\": value}");
    default:
      for (auto* part : node.parts) resolve(*part);
  }
}

void Resolver::resolve_comprehension(Node& node) {
  resolve(*node.parts[0]);
  node.slot = static_cast<std::int32_t>(locals_.size());
  for (const auto& variable : node.variables) locals_.push_back(variable);
  syntax_.slots = std::max(syntax_.slots, static_cast<std::int32_t>(locals_.size()));
  if (node.parts[1] != nullptr) resolve(*node.parts[1]);
  resolve(*node.parts[2]);
  locals_.resize(locals_.size() - node.variables.size());
}

bool Resolver::resolve_local(Node& node) {
  if (node.leading_dot) return false;
  for (auto i = locals_.size(); i-- > 0;) {
    if (locals_[i] != node.text) continue;
    node.slot = static_cast<std::int32_t>(i);
    return true;
  }
  return false;
}

bool Resolver::is_local(const Node& node) const {
  return !node.leading_dot && std::find(locals_.begin(), locals_.end(), node.text) != locals_.end();
}

void Resolver::resolve_name(Node& node) {
  if (resolve_local(node) || resolve_qualified(node) || scope_ == nullptr || !options_.check) return;
  auto known = scope_->names();
  known.insert(known.end(), locals_.begin(), locals_.end());
  fault(node, "cel/unknown-name", "there is no name \"" + node.text + "\" here", core::did_you_mean(node.text, known));
}

// Turns a, or a.b.c, into the declared name or the type that it is; the longest that exists wins.
bool Resolver::resolve_qualified(Node& node) {
  const auto* root = root_of(node);
  if (root == nullptr || is_local(*root)) return false;
  const auto name = qualified_name(node);
  for (auto& candidate : candidates(scope_ == nullptr ? std::string_view() : scope_->container, name, root->leading_dot)) {
    if (scope_ == nullptr || scope_->find(candidate) == nullptr) continue;
    node.kind = NodeKind::name;
    node.at = node.offset;
    node.text = std::move(candidate);
    node.parts.clear();
    return true;
  }
  Type type;
  if (!is_type_name(name, type)) return false;
  node.kind = NodeKind::literal;
  node.parts.clear();
  node.text = name;
  node.value = Value::borrowed_type(node.text);
  return true;
}

void Resolver::resolve_call(Node& node) {
  const auto& functions = registry();
  if (node.member) {
    const auto* root = root_of(*node.parts[0]);
    const auto qualified = root != nullptr && !is_local(*root) ? qualified_name(*node.parts[0]) + "." + node.text : std::string();
    const auto* function = qualified.empty() ? nullptr : functions.find(qualified);
    if (function != nullptr) {
      node.text = qualified;
      node.member = false;
      node.parts.erase(node.parts.begin());
    }
  }
  for (auto* part : node.parts) resolve(*part);
  const auto* function = functions.find(node.text);
  const auto arguments = node.parts.size();
  if (function != nullptr && function->takes(node.member, arguments)) {
    node.function = function;
    return compile_pattern(node);
  }
  if (!options_.check) return;
  const auto name = std::string(spelling(node.text));
  if (function == nullptr)
    return fault(node, "cel/unknown-function", "there is no function " + name, core::did_you_mean(name, functions.names()));
  if (!function->takes(node.member)) {
    const auto form = node.member ? "is called as " + name + "(x)" : "is called as x." + name + "()";
    return fault(node, "cel/unknown-function", name + " " + form);
  }
  fault(node, "cel/arguments", name + " does not take " + std::to_string(arguments - (node.member ? 1 : 0)) + " arguments");
}

void Resolver::compile_pattern(Node& node) {
  if (node.text != "matches" || node.parts[1]->kind != NodeKind::literal || !node.parts[1]->value.is(Value::Kind::string)) return;
  const auto text = node.parts[1]->value.as_string();
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(kPatternMemoryMax);
  auto pattern = std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
  if (pattern->ok()) {
    node.pattern = std::move(pattern);
  } else if (options_.check) {
    fault(*node.parts[1], "cel/pattern", "invalid regular expression: " + pattern->error());
  }
}

}  // namespace baton::cel
