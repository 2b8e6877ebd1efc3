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

// What a node is. `text`, `parts` and so on are members of Node.
enum class NodeKind : std::uint8_t {
  // `value`.
  literal,
  // `text`. With `slot` >= 0 it is a variable of a macro.
  name,
  // The field `text` of parts[0]; `.?` if optional.
  select,
  // has(), of the field `text` of parts[0].
  has,
  // parts[0][parts[1]]; `[?` if optional.
  index,
  // text(parts…). If `member`, parts[0] is the target. Operators are calls of "_+_" and the like.
  // If optional, it reads a fact that may have no value.
  call,
  // [parts…]; `optionals` says which of them have a `?`.
  list,
  // {parts[0]: parts[1], …}; `optionals` has one value for each entry.
  map,
  // All parts, joined by &&.
  logical_and,
  // All parts, joined by ||.
  logical_or,
  // parts[0] ? parts[1] : parts[2].
  conditional,
  // `macro` over parts[0] with `variables`; parts[1] is the filter or null, parts[2] the body.
  comprehension,
  // Name{…}, which Baton refuses: `text` is the name, `fields` and parts are its fields.
  message,
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

// What an evaluation of a node tells about when its value may change with `now`.
enum class Tick : std::uint8_t {
  // Nothing.
  none,
  // It compares moments of which one moves towards or away from the other.
  compares,
  // It reads a field of a moment that moves, as now.getHours() does.
  reads_field,
  // A part of it moves, and is used in a way that does not tell when the value changes.
  unread,
};

// How a comparison wants its two parts to be.
enum class Relation : std::uint8_t { none, equal, not_equal, less, at_most, greater, at_least };

// The way to a value that is read by names alone, as event.data.amount is. Parts of an expression
// that read the same value have the same path, and so have the values on the way to it.
struct NamePath {
  // The path to the map that it is a member of; -1 if it is the value of a name.
  std::int16_t parent = -1;
  // The nodes from the name down to it.
  std::uint16_t steps = 1;
  // The name, or the name of the member.
  std::string key{};
};

// An evaluation keeps what it found by so many paths. Conditions have fewer; a part without a
// path is walked node by node.
inline constexpr std::size_t kNamePathsMax = 16;

// A node of a compiled expression. Immutable once compiled.
struct Node {
  NodeKind kind = NodeKind::literal;
  Macro macro = Macro::none;
  bool optional = false;
  bool member = false;
  bool leading_dot = false;
  // It or a part of it reads `now`.
  bool reads_now = false;
  Tick tick = Tick::none;
  // What a call of "_<_" and the like asks; none for any other node.
  Relation relation = Relation::none;
  // The path to a field, by its index in Syntax::name_paths; -1 if it has none.
  std::int16_t name_path = -1;
  // The seconds by which its value moves in a second: 1 for `now`, -1 for `timestamp(…) - now`.
  std::int8_t pace = 0;
  // Its number within the expression.
  std::uint32_t id = 0;
  // The height of the tree that it is the root of.
  std::uint32_t depth = 1;
  // Its source in bytes, with the parentheses around it.
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  // Where errors about it point: its operator, its dot, the parenthesis of a call.
  std::uint32_t at = 0;
  // The slot of the macro's first variable, or of the variable that this name is.
  std::int32_t slot = -1;
  std::string text{};
  // The one or two variables of a macro.
  std::vector<std::string> variables{};
  // The fields of a message.
  std::vector<std::string> fields{};
  std::vector<Node*> parts{};
  std::vector<bool> optionals{};
  Value value{};
  const Function* function = nullptr;
  // The pattern of matches(), if it is a literal.
  Pattern pattern{};
  Type type{};
};

// True for a text that is written as such in the expression.
inline bool is_text_literal(const Node& node) {
  return node.kind == NodeKind::literal && node.value.is(Value::Kind::string);
}

// True for parts that are joined by && or ||.
inline bool is_joined(const Node& node) {
  return node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or;
}

// True for the name of a function that compares two values, as "_<_" does.
constexpr bool is_comparison(std::string_view name) {
  return name == "_<_" || name == "_<=_" || name == "_>_" || name == "_>=_" || name == "_==_" ||
         name == "_!=_";
}

// What the parser makes.
struct Syntax {
  // All nodes; they do not move.
  std::deque<Node> nodes{};
  Node* root = nullptr;
  // The number of variables of macros that exist at once at most.
  std::int32_t slots = 0;
  // The paths to all that is read by names alone; kNamePathsMax at most.
  std::vector<NamePath> name_paths{};
  // True for a condition that only reads by such paths and compares with literals
  // (decide_plainly).
  bool plain = false;
};

// Parses an expression. If `findings` hold an error, the tree must not be used.
Syntax parse(std::string_view text, core::Findings& findings);

// Sets Syntax::name_paths and Syntax::plain, and name_path and relation of every node.
void find_name_paths(Syntax& syntax);

// The tree in the notation of cel-go's debug output, for conformance tests.
std::string ast_text(const Node& node);

// An error about the text at a byte offset.
core::Finding finding_at(std::string_view text, std::size_t offset, std::string rule,
                         std::string message, std::string hint = {});

}  // namespace baton::cel
