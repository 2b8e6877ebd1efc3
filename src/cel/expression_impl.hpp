#pragma once

#include "baton/cel/expression.hpp"
#include "cel/ast.hpp"
#include "cel/horizon.hpp"

#include <string>
#include <vector>

namespace baton::cel {

struct Expression::Impl {
  std::string text{};
  Syntax syntax{};
  CompileOptions options{};
  std::vector<Path> reads{};
  NowReads now_reads{};
};

// Evaluates what reads no name: an error there is one whenever the expression is evaluated. And
// estimates what the expression costs when lists are long.
void check_constants(const Expression::Impl& impl, core::Findings& findings);
// The budget that `names` bring, else `own`; the evaluation begins.
Budget& begin_budget(const Names& names, Budget& own, std::size_t cost_max);
// The path that the node is, from a name down: false when part of it is computed or the root is a
// variable of a macro.
bool path_of(const Node& node, Path& path);
// All paths read below the node, shortest form, sorted.
std::vector<Path> reads_of(const Node& node);
// Sorted, and without those that lie below another.
std::vector<Path> shortest(std::vector<Path> paths);

}  // namespace baton::cel
