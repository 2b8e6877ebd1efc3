#pragma once

#include "baton/cel/budget.hpp"
#include "baton/core/result.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

// Regular expressions of matches(): bounded in length and in what they compile to, and paid for by
// both.
namespace baton::cel {

// A longer pattern is a program, not a rule that a person reads.
inline constexpr std::size_t kPatternBytesMax = 1'024;
// Instructions it may compile to: at worst, matching a byte takes them all.
inline constexpr std::size_t kPatternSizeMax = 4'096;

struct Pattern {
  std::shared_ptr<const re2::RE2> compiled;
  std::size_t size = 0;  // in instructions
};

// Errors say what is wrong with the pattern, without quoting it.
core::Result<Pattern> compile_pattern(std::string_view text);

// Whether a part of the text matches.
bool search(const Pattern& pattern, std::string_view text);
// The steps that a search in so many bytes costs, whatever they are.
std::size_t search_cost(const Pattern& pattern, std::size_t bytes);

// The patterns that one evaluation has compiled, so that a list of a thousand texts compiles one
// pattern once.
class PatternCache {
 public:
  // Compiled now or before. An error when it is no pattern, or when the budget is used up.
  core::Result<const Pattern*> find(std::string_view text, Budget& budget);

 private:
  struct Entry {
    std::string text;
    Pattern pattern;
  };
  std::vector<Entry> entries_;
  std::size_t next_ = 0;  // the one that makes room, when there is none
};

}  // namespace baton::cel
