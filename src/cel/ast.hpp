#pragma once

#include "baton/cel/types.hpp"
#include "baton/cel/value.hpp"
#include "baton/core/finding.hpp"
#include "cel/patterns.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cel {

struct Function;

enum class NodeKind : std::uint8_t {
  literal,  // value
  name,     // text; slot >= 0: a variable of a macro
  select,   // parts[0].text, `.?` when optional
  has,      // has(parts[0].text)
  index,    // parts[0][parts[1]], `[?` when optional
  call,     // text(parts...); when member, parts[0] is the target. Operators are calls of "_+_" and
            // the like
  list,     // [parts...]; optionals says which have `?`
  map,      // {parts[0]: parts[1], ...}; one of `optionals` per entry
  logical_and,  // parts... all joined by &&
  logical_or,
  conditional,    // parts[0] ? parts[1] : parts[2]
  comprehension,  // macro over parts[0] with variables; parts[1] is the filter or null; parts[2]
                  // the body
  message,        // Name{...}, which Baton rejects: text is the name, `fields` and parts its fields
};

enum class Macro : std::uint8_t {
  none,
  all,
  exists,
  exists_one,
  map,
  filter,
  transform_list,
  transform_map,
  transform_map_entry,
  bind,
  opt_map,
  opt_flat_map,
  sort_by,
};

// What a node says, while it is evaluated, of when it may change with `now`.
enum class Tick : std::uint8_t {
  none,
  compares,     // moments that come nearer, or go apart
  reads_field,  // of a moment that moves, as now.getHours()
  unread,       // it moves, and is used in a way of which nothing is known
};

// A node of a compiled expression. Immutable once compiled.
struct Node {
  NodeKind kind = NodeKind::literal;
  Macro macro = Macro::none;
  bool optional = false;
  bool member = false;
  bool leading_dot = false;
  bool reads_now = false;  // it, or a part of it
  Tick tick = Tick::none;
  std::int8_t pace =
      0;  // seconds by which its value moves in a second: 1 of now, -1 of timestamp(…) - now
  std::uint32_t id = 0;      // its number within the expression
  std::uint32_t depth = 1;   // of the tree below it
  std::uint32_t offset = 0;  // of its source, in bytes; with the parentheses around it
  std::uint32_t length = 0;
  std::uint32_t at =
      0;  // where errors about it point: the operator, the dot, the parenthesis of a call
  std::int32_t slot = -1;  // of the macro's first variable, or of the variable this name is
  std::string text{};
  std::vector<std::string> variables{};  // of a macro: one or two
  std::vector<std::string> fields{};     // of a message
  std::vector<Node*> parts{};
  std::vector<bool> optionals{};
  Value value{};
  const Function* function = nullptr;
  Pattern pattern{};  // of matches() with a literal pattern
  Type type{};
};

// What the parser makes: nodes that stay where they are, and the root.
struct Syntax {
  std::deque<Node> nodes{};
  Node* root = nullptr;
  std::int32_t slots = 0;  // how many variables of macros there are at once
};

// Parses; errors in `findings` mean that the tree must not be used.
Syntax parse(std::string_view text, core::Findings& findings);

// The tree in the notation of cel-go's debug output, for conformance tests.
std::string ast_text(const Node& node);

core::Finding finding_at(std::string_view text, std::size_t offset, std::string rule,
                         std::string message, std::string hint = {});

}  // namespace baton::cel
