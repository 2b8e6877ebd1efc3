#pragma once

#include "baton/cel/expression.hpp"
#include "cel/ast.hpp"

#include <string>
#include <vector>

namespace baton::cel {

struct Expression::Impl {
  std::string text{};
  Syntax syntax{};
  CompileOptions options{};
  std::vector<Path> reads{};
};

// The path that the node is, from a name down: false when part of it is computed or the root is a variable of a macro.
bool path_of(const Node& node, Path& path);
// All paths read below the node, shortest form, sorted.
std::vector<Path> reads_of(const Node& node);
// Sorted, and without those that lie below another.
std::vector<Path> shortest(std::vector<Path> paths);

}  // namespace baton::cel
