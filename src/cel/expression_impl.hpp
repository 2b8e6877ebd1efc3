#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/reading.hpp"
#include "cel/ast.hpp"
#include "cel/horizon.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::cel {

struct Expression::Impl {
  std::string text{};
  Syntax syntax{};
  CompileOptions options{};
  std::vector<Path> reads{};
  NowReads now_reads{};
  std::optional<Reading> reading{};
};

// What the expression reads if it does nothing else; nullopt if it computes something.
std::optional<Reading> reading_of(const Syntax& syntax);

// Evaluates the parts that read no name, because an error there occurs in every evaluation. With
// CompileOptions::estimate it also estimates what the expression costs if lists are long.
void check_constants(const Expression::Impl& impl, core::Findings& findings);
// True if it asks for something outside (Outside): facts, routes or business calendars.
bool asks_outside(const Expression::Impl& impl);
// Begins an evaluation with the budget that `names` bring, or else with one that it makes in `own`,
// and returns it.
Budget& begin_budget(const Bindings& names, std::optional<Budget>& own, std::size_t cost_max);
// Sets `path` to the path that a node reads, from a name down. False if a part of it is computed or
// optional, or if its root is a variable of a macro.
bool path_of(const Node& node, Path& path);
// All paths that a node and its parts read, as shortest() leaves them.
std::vector<Path> reads_of(const Node& node);
// The paths sorted, without those that lie below another one.
std::vector<Path> shortest(std::vector<Path> paths);

}  // namespace baton::cel
