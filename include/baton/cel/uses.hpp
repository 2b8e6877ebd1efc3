#pragma once

#include "baton/cel/expression.hpp"

#include <cstddef>
#include <map>
#include <optional>
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
  // error, since they stand behind `.?` or `[?`, in has(), or in a text as in "said" in context.
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

// An input that a call of route() gives, by a key that is written as a text.
struct GivenInput {
  // Where the key is written.
  std::size_t offset = 0;
  // The value, if it is a literal; it borrows nothing.
  std::optional<Value> literal{};
  // Where the value is written.
  std::size_t value_offset = 0;
};

// A decision table that is named by a literal, as in route("legal-review", {"amount": 5}).
struct NamedRoute {
  // The name.
  std::string name;
  // Where the literal is written.
  std::size_t offset = 0;
  // What the call gives, by name; nullopt if that is not written as a map with texts as keys.
  std::optional<std::map<std::string, GivenInput>> given{};
};

// A fact that is named by a literal, as in fact("budget", inputs.region) or facts.team.ads.
struct NamedFact {
  // The name.
  std::string name;
  // Where it is written.
  std::size_t offset = 0;
  // A key stands behind it.
  bool keyed = false;
  // That key, if it is a literal too.
  std::optional<std::string> key{};
};

// All paths that are read, in the order of the text; a path that is written twice is there twice.
std::vector<Use> uses(const Expression& expression);
// All comparisons with literals, in the order of the text.
std::vector<Comparison> comparisons(const Expression& expression);
// All business calendars that are named by literals, in the order of the text.
std::vector<NamedCalendar> named_calendars(const Expression& expression);
// All decision tables that are named by literals, in the order of the text.
std::vector<NamedRoute> named_routes(const Expression& expression);
// All facts that are named by literals, in the order of the text.
std::vector<NamedFact> named_facts(const Expression& expression);

}  // namespace baton::cel
