#pragma once

#include "baton/cel/expression.hpp"

#include <cstddef>
#include <string>
#include <vector>

// What an expression does with the paths that it reads, for checks that go beyond types. Offsets
// are in bytes of its text. Pure; any thread.
namespace baton::cel {

// One place at which a path is read.
struct Use {
  // {"steps", "ticket", "output", "key"}.
  Path path;
  // Where each part of the path is written.
  std::vector<std::size_t> offsets;
  // The number of leading parts that must be there. The parts behind them may be absent without an
  // error, since they stand behind `.?` or `[?`, or in has().
  std::size_t sure = 0;
};

// A path that is compared with a literal: `path == literal`, `path != literal`, or one literal of
// `path in [literal, …]`.
struct Comparison {
  // The path, on whichever side it stands.
  Path path;
  // The literal; it borrows nothing.
  Value literal;
  // False for !=.
  bool equal = true;
  // Where the literal is written.
  std::size_t offset = 0;
};

// A business calendar that is named by a literal, as in business.is_open(now, "fr").
struct NamedCalendar {
  // The name.
  std::string name;
  // Where the literal is written.
  std::size_t offset = 0;
};

// All paths that are read, in the order of the text; a path that is written twice is there twice.
std::vector<Use> uses(const Expression& expression);
// All comparisons with literals, in the order of the text.
std::vector<Comparison> comparisons(const Expression& expression);
// All business calendars that are named by literals, in the order of the text.
std::vector<NamedCalendar> named_calendars(const Expression& expression);

}  // namespace baton::cel
