#pragma once

#include "baton/cel/expression.hpp"

#include <cstddef>
#include <string>
#include <vector>

// What an expression does with the paths it reads, for checks that go beyond types. Offsets are in
// bytes of its text.
namespace baton::cel {

// A path that is read, each time it is written.
struct Use {
  Path path;                         // {"steps", "ticket", "output", "key"}
  std::vector<std::size_t> offsets;  // beside `path`: where each part is written
  // Parts from here on may be absent without an error: they stand behind `.?` or `[?`, or in has().
  // path.size(): none may.
  std::size_t sure = 0;
};

// A path that is compared with a literal: `path == literal`, `path != literal`, or `path in
// [literal, …]`, one for each literal.
struct Comparison {
  Path path;
  Value literal;
  bool equal = true;       // false: !=
  std::size_t offset = 0;  // of the literal
};

// Both in the order of the text. What they return borrows nothing.
std::vector<Use> uses(const Expression& expression);
std::vector<Comparison> comparisons(const Expression& expression);

}  // namespace baton::cel
