#include "cel/parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::cel {
namespace {

// A macro by its name and the number of arguments behind the target.
struct Form {
  std::string_view name;
  std::size_t arguments;
  Macro macro;
  std::size_t variables;
  bool filtered;
};

constexpr std::array<Form, 20> kForms{{
    {"all", 2, Macro::all, 1, false},
    {"all", 3, Macro::all, 2, false},
    {"exists", 2, Macro::exists, 1, false},
    {"exists", 3, Macro::exists, 2, false},
    {"exists_one", 2, Macro::exists_one, 1, false},
    {"exists_one", 3, Macro::exists_one, 2, false},
    {"existsOne", 2, Macro::exists_one, 1, false},
    {"existsOne", 3, Macro::exists_one, 2, false},
    {"map", 2, Macro::map, 1, false},
    {"map", 3, Macro::map, 1, true},
    {"filter", 2, Macro::filter, 1, false},
    {"transformList", 3, Macro::transform_list, 2, false},
    {"transformList", 4, Macro::transform_list, 2, true},
    {"transformMap", 3, Macro::transform_map, 2, false},
    {"transformMap", 4, Macro::transform_map, 2, true},
    {"transformMapEntry", 3, Macro::transform_map_entry, 2, false},
    {"transformMapEntry", 4, Macro::transform_map_entry, 2, true},
    {"optMap", 2, Macro::opt_map, 1, false},
    {"optFlatMap", 2, Macro::opt_flat_map, 1, false},
    {"sortBy", 2, Macro::sort_by, 1, false},
}};

}  // namespace

Node* Parser::expand(Node* call) {
  if (!call->member)
    return call->text == "has" && call->parts.size() == 1 ? expand_has(call) : call;
  const auto arguments = call->parts.size() - 1;
  const auto& target = *call->parts[0];
  if (call->text == "bind" && arguments == 3 && target.kind == NodeKind::name &&
      target.text == "cel") {
    call->parts.erase(call->parts.begin());
    std::swap(call->parts[0], call->parts[1]);  // the range of cel.bind(x, init, body) is init
    return expand_comprehension(call, Macro::bind, 1, false);
  }
  for (const auto& form : kForms) {
    if (form.name == call->text && form.arguments == arguments)
      return expand_comprehension(call, form.macro, form.variables, form.filtered);
  }
  return call;
}

Node* Parser::expand_has(Node* call) {
  auto* argument = call->parts[0];
  if (argument->kind != NodeKind::select || argument->optional) {
    const auto source = [this](const Node& node) {
      return std::string(text_.substr(node.offset, node.length));
    };
    std::string hint;
    const bool member = argument->kind == NodeKind::index && !argument->optional &&
                        !argument->parts[1]->value.is(Value::Kind::integer);
    if (member)
      hint = "write " + source(*argument->parts[1]) + " in " + source(*argument->parts[0]);
    fault(argument->at, "cel/macro", "has() expects a field such as event.data.amount",
          std::move(hint));
    return call;
  }
  auto* node = make(NodeKind::has, call->offset, call->at, argument->parts);
  node->text = argument->text;
  return node;
}

bool Parser::variable_of(const Node& argument, std::vector<std::string>& variables) {
  if (argument.kind != NodeKind::name || argument.leading_dot) {
    fault(argument.at, "cel/macro", "expected the name of a variable");
    return false;
  }
  if (argument.text == "__result__") {
    fault(argument.at, "cel/macro",
          "__result__ cannot be the name of a variable: the macro uses it");
    return false;
  }
  if (std::find(variables.begin(), variables.end(), argument.text) != variables.end()) {
    fault(argument.at, "cel/macro", "the two variables of a macro need different names");
    return false;
  }
  variables.push_back(argument.text);
  return true;
}

// The parts of the call are the range, the variables, the filter if there is one, and the body.
Node* Parser::expand_comprehension(Node* call, Macro macro, std::size_t variables, bool filtered) {
  auto& parts = call->parts;
  for (std::size_t i = 1; i <= variables; ++i) {
    if (!variable_of(*parts[i], call->variables)) return call;
  }
  call->kind = NodeKind::comprehension;
  call->macro = macro;
  parts = {parts[0], filtered ? parts[variables + 1] : nullptr, parts.back()};
  return call;
}

}  // namespace baton::cel
