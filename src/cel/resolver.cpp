#include "cel/resolver.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "cel/functions.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::cel {
namespace {

// True for the name of a type that may be used as a value, as in `type(x) == int`.
bool is_type_name(std::string_view name, Type& type) {
  if (name == "dyn" || name == "timestamp" || name == "duration" || name == "wrapper" ||
      name == "error")
    return false;
  auto parsed = parse_type(name);
  if (!parsed || parsed->kind == Type::Kind::parameter) return false;
  type = std::move(*parsed);
  return true;
}

// The names that a name may stand for, in the container and in each one around it: a.b.x, a.x and x
// for the name x in "a.b". An absolute name stands for itself only.
std::vector<std::string> candidates(std::string_view container, const std::string& name,
                                    bool absolute) {
  std::vector<std::string> out;
  while (!absolute && !container.empty()) {
    out.push_back(std::string(container) + "." + name);
    const auto dot = container.rfind('.');
    container = dot == std::string_view::npos ? std::string_view() : container.substr(0, dot);
  }
  out.push_back(name);
  return out;
}

// What to write in place of a function that other languages have; empty if the name is not known.
std::string_view other_word_hint(std::string_view name) {
  static constexpr std::string_view kAsJson =
      "a value that is one ${…} keeps its shape; json.encode(x) is the text of its JSON";
  static constexpr std::string_view kFromJson =
      "what was sent as JSON can be read at once: event.data.field; json.parse(x) reads a text";
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 44> kWords{{
      {"now", "now is a moment: write it without ()"},
      {"today",
       "now is the moment: now.getDate(\"Europe/Paris\"), now.getDayOfWeek() and the like read its "
       "day"},
      {"not", "write ! before what must not hold"},
      {"date", "write timestamp(\"2026-12-01T00:00:00Z\")"},
      {"datetime", "write timestamp(\"2026-12-01T00:00:00Z\")"},
      {"len", "write size(x)"},
      {"length", "write size(x)"},
      {"count", "write size(x)"},
      {"lower", "write text.lower(x)"},
      {"toLowerCase", "write text.lower(x)"},
      {"upper", "write text.upper(x)"},
      {"toUpperCase", "write text.upper(x)"},
      {"includes", "write x.contains(\"part\"), or \"part\" in x for a list"},
      {"number", "write double(x) or int(x)"},
      {"parseInt", "write int(x)"},
      {"parseFloat", "write double(x)"},
      {"float", "write double(x)"},
      {"str", "write string(x)"},
      {"toString", "write string(x)"},
      {"String", "write string(x)"},
      {"decode", kFromJson},
      {"currency", "write money(x, \"EUR\")"},
      {"json", kAsJson},
      {"toJSON", kAsJson},
      {"toJson", kAsJson},
      {"stringify", kAsJson},
      {"fromJSON", kFromJson},
      {"parseJson", kFromJson},
      {"slugify", "write text.slug(x)"},
      {"truncate", "write text.cut(x, 80)"},
      {"urlencode", "write url.encode(x)"},
      {"encodeURIComponent", "write url.encode(x)"},
      {"sha256", "write hash.sha256(x)"},
      {"isEmpty", "write size(x) == 0"},
      {"empty", "write size(x) == 0"},
      {"isNull", "write x == null, or !has(x) for what may be absent"},
      {"exists", "write has(x), or list.exists(item, item == …)"},
      {"defined", "write has(x)"},
      {"coalesce", "write x.?field.orValue(…)"},
      {"default", "write x.?field.orValue(…)"},
      {"success", "ask steps.NAME.status == \"succeeded\", for each step that it needs"},
      {"failure", "ask steps.NAME.status == \"failed\", with \"on_error: continue\" at that step"},
      {"always", "a step that needs others begins when they have ended: leave the condition out"},
      {"cancelled", "a run that is cancelled does nothing more"},
  }};
  const auto* known = std::find_if(kWords.begin(), kWords.end(),
                                   [name](const auto& word) { return word.first == name; });
  return known == kWords.end() ? std::string_view() : known->second;
}

// What to write in place of a function that its family, such as "text", does not have.
std::string family_hint(const std::string& qualified) {
  const auto& functions = function_table();
  const auto dot = qualified.rfind('.');
  if (const auto hint = other_word_hint(std::string_view(qualified).substr(dot + 1)); !hint.empty())
    return std::string(hint);
  if (auto hint = core::did_you_mean(qualified, functions.names()); !hint.empty()) return hint;
  std::vector<std::string> family;
  for (auto& name : functions.names())
    if (name.starts_with(std::string_view(qualified).substr(0, dot + 1)))
      family.push_back(std::move(name));
  return family.empty() ? "" : "there are " + core::any_of(family, " and ");
}

void make_text(Node& node, std::string text) {
  node.kind = NodeKind::literal;
  node.parts.clear();
  node.text = std::move(text);
  node.value = Value::borrowed_string(node.text);
}

void make_call(Node& node, std::string_view function, std::vector<Node*> parts) {
  node.kind = NodeKind::call;
  node.text = function;
  node.parts = std::move(parts);
  node.function = function_table().find(function);
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
  findings_.push_back(
      finding_at(text_, node.at, std::move(rule), std::move(message), std::move(hint)));
}

void Resolver::resolve(Node& node) {
  switch (node.kind) {
    case NodeKind::name: return resolve_name(node);
    case NodeKind::select:
      if (!resolve_fact(node) && !resolve_qualified(node)) resolve(*node.parts[0]);
      return;
    case NodeKind::index:
      resolve_fact(node);
      for (auto* part : node.parts) resolve(*part);
      return;
    case NodeKind::has:
      if (!resolve_fact_test(node)) resolve(*node.parts[0]);
      return;
    case NodeKind::call: return resolve_call(node);
    case NodeKind::comprehension: return resolve_comprehension(node);
    case NodeKind::message:
      return fault(node, "cel/message",
                   "messages such as " + node.text + "{...} are not part of Baton's language",
                   "write a map: {\"field\": value}");
    default:
      for (auto* part : node.parts) resolve(*part);
  }
}

// True for `facts`, which the scope does not declare.
bool Resolver::is_facts(const Node& node) const {
  return node.kind == NodeKind::name && node.text == "facts" && !node.leading_dot &&
         !is_local(node) && (scope_ == nullptr || scope_->find("facts") == nullptr);
}

// True for facts.budget.
bool Resolver::names_fact(const Node& node) const {
  return node.kind == NodeKind::select && !node.optional && is_facts(*node.parts[0]);
}

// Turns facts.budget["EMEA"] and facts.budget.EMEA into fact("budget", "EMEA"), and facts.?freeze
// into fact("freeze"); false for anything else. Behind `.?` and `[?` the call stays optional.
bool Resolver::resolve_fact(Node& node) {
  auto& of = *node.parts[0];
  if (node.kind == NodeKind::select && node.optional && is_facts(of)) {
    make_text(of, node.text);
    make_call(node, "fact", {&of});
    return true;
  }
  if (!names_fact(of)) return false;
  auto* key = node.kind == NodeKind::index ? node.parts[1] : of.parts[0];
  if (node.kind != NodeKind::index) make_text(*key, node.text);
  make_text(of, of.text);
  make_call(node, "fact", {&of, key});
  return true;
}

// Turns has(facts.budget.EMEA) and has(facts.freeze) into the question whether what resolve_fact()
// makes of facts.budget.?EMEA and facts.?freeze is there; false for anything else.
bool Resolver::resolve_fact_test(Node& node) {
  auto& of = *node.parts[0];
  if (!names_fact(of) && !is_facts(of)) return false;
  auto& read = syntax_.nodes.emplace_back();
  read.kind = NodeKind::select;
  read.optional = true;
  read.id = static_cast<std::uint32_t>(syntax_.nodes.size() - 1);
  read.offset = node.offset;
  read.length = node.length;
  read.at = node.at;
  read.depth = node.depth;
  read.text = node.text;
  read.parts = {&of};
  resolve_fact(read);
  make_call(node, "hasValue", {&read});
  node.member = true;
  ++node.depth;
  return true;
}

// Turns `"EMEA" in facts.budget` into the question whether facts.budget[?"EMEA"] is there; false
// for anything else.
bool Resolver::resolve_fact_in(Node& node) {
  if (node.text != "@in" || node.parts.size() != 2 || !names_fact(*node.parts[1])) return false;
  auto& of = *node.parts[1];
  auto& name = *of.parts[0];
  make_text(name, of.text);
  make_call(of, "fact", {&name, node.parts[0]});
  of.optional = true;
  make_call(node, "hasValue", {&of});
  node.member = true;
  return true;
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

bool Resolver::followed_by_member(const Node& node) const {
  const auto end = node.offset + node.length;
  return end < text_.size() && (text_[end] == '.' || text_[end] == '[');
}

void Resolver::resolve_name(Node& node) {
  if (resolve_local(node) || resolve_qualified(node) || scope_ == nullptr || !options_.check)
    return;
  auto known = scope_->names();
  known.insert(known.end(), locals_.begin(), locals_.end());
  auto hint = core::did_you_mean(node.text, known);
  if (hint.empty() && node.text == "event" && scope_->find("trigger") != nullptr)
    hint = "write trigger, or read an input";
  if (hint.empty() && node.text == "now" && !known.empty())
    hint = "here there is " + core::any_of(known, " and ") + " alone, and no time";
  if (hint.empty() && !followed_by_member(node))
    hint = "a text needs quotes: \"" + node.text + "\"";
  fault(node, "cel/unknown-name", "there is no name \"" + node.text + "\" here", std::move(hint));
}

// Turns a, or a chain such as a.b.c, into the declared name or the type that it stands for; false
// if it stands for none. The scope's container is searched from the inside out.
bool Resolver::resolve_qualified(Node& node) {
  const auto* root = root_of(node);
  if (root == nullptr || is_local(*root)) return false;
  const auto name = qualified_name(node);
  for (auto& candidate : candidates(scope_ == nullptr ? std::string_view() : scope_->container,
                                    name, root->leading_dot)) {
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

// True for what stands before the dot in names of functions, such as "math", unless it is a name.
bool Resolver::is_family(const std::string& name) const {
  if (name.empty() || (scope_ != nullptr && scope_->find(name) != nullptr)) return false;
  const auto names = function_table().names();
  return std::any_of(names.begin(), names.end(), [&name](const std::string& function) {
    return function.size() > name.size() && function.starts_with(name) &&
           function[name.size()] == '.';
  });
}

// True for text.contains(x) where it is not known which names there are: text may be one.
bool Resolver::may_be_method(const Node& node) const {
  const auto* function = function_table().find(node.text);
  return scope_ == nullptr && function != nullptr && function->takes(true, node.parts.size());
}

void Resolver::resolve_call(Node& node) {
  resolve_fact_in(node);
  const auto& functions = function_table();
  if (node.member) {
    const auto* root = root_of(*node.parts[0]);
    const auto qualified = root != nullptr && !is_local(*root)
                               ? qualified_name(*node.parts[0]) + "." + node.text
                               : std::string();
    const auto* function = qualified.empty() ? nullptr : functions.find(qualified);
    if (function != nullptr) {
      node.text = qualified;
      node.member = false;
      node.parts.erase(node.parts.begin());
    } else if (options_.check && !may_be_method(node) &&
               is_family(qualified_name(*node.parts[0]))) {
      for (std::size_t i = 1; i < node.parts.size(); ++i) resolve(*node.parts[i]);
      return fault(node, "cel/unknown-function", "there is no function " + qualified,
                   family_hint(qualified));
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
  if (function == nullptr) {
    auto hint = std::string(other_word_hint(name));
    if (hint.empty()) hint = core::did_you_mean(name, functions.names());
    return fault(node, "cel/unknown-function", "there is no function " + name, std::move(hint));
  }
  if (!function->takes(node.member)) {
    const auto form =
        node.member ? "is called as " + name + "(x)" : "is called as x." + name + "()";
    return fault(node, "cel/unknown-function", name + " " + form);
  }
  fault(node, "cel/arguments",
        name + " does not take " + core::counted(arguments - (node.member ? 1 : 0), "argument"));
}

void Resolver::compile_pattern(Node& node) {
  if (!options_.compile_patterns || node.text != "matches" ||
      node.parts[1]->kind != NodeKind::literal || !node.parts[1]->value.is(Value::Kind::string))
    return;
  auto& allowance = *options_.patterns;
  if (allowance.left == 0) return;  // reported already
  auto pattern = baton::cel::compile_pattern(node.parts[1]->value.as_string());
  const bool too_large = !pattern && pattern.error().code == core::Errc::too_large;
  if (too_large) (void)allowance.take(kPatternWorkMax);
  if (pattern && !allowance.take(pattern->size)) {
    return fault(*node.parts[1], "cel/pattern",
                 "the regular expressions here are too large together: they compile to more than " +
                     std::to_string(PatternAllowance::kMax) + " instructions");
  }
  if (pattern) {
    node.pattern = std::move(*pattern);
  } else if (options_.check) {
    const bool invalid = pattern.error().code == core::Errc::invalid;
    fault(*node.parts[1], "cel/pattern",
          (invalid ? "invalid regular expression: " : "") + pattern.error().message);
  }
}

}  // namespace baton::cel
