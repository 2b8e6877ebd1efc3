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

// The regular expressions of matches(). Their length and the program to which they compile are
// bounded, and an evaluation pays for both.
namespace baton::cel {

// The length of a pattern. A longer one is a program, and not a rule that a person reads.
inline constexpr std::size_t kPatternBytesMax = 1'024;
// The instructions to which a pattern may compile. At worst, every byte takes all of them.
inline constexpr std::size_t kPatternSizeMax = 4'096;
// The instructions that RE2 makes at most before it finds that a pattern is too large for its
// memory.
inline constexpr std::size_t kPatternWorkMax = 11'000;

struct Pattern {
  std::shared_ptr<const re2::RE2> compiled;
  // The number of its instructions.
  std::size_t size = 0;
};

// Compiles a pattern. Errors say what is wrong with it, without quoting it.
core::Result<Pattern> compile_pattern(std::string_view text);

// True if a part of the text matches.
bool search(const Pattern& pattern, std::string_view text);
// The steps that a search in a text of so many bytes costs at worst.
std::size_t search_cost(const Pattern& pattern, std::size_t bytes);

// The patterns that one evaluation has compiled. With it, a search in each of a thousand texts
// compiles its pattern once.
class PatternCache {
 public:
  // The compiled pattern, from the cache or compiled now. An error if it is no pattern, or if the
  // budget is used up. It is valid until the next call.
  core::Result<const Pattern*> find(std::string_view text, Budget& budget);

 private:
  struct Entry {
    std::string text;
    Pattern pattern;
  };
  std::vector<Entry> entries_;
  // The entry that is replaced next once the cache is full.
  std::size_t next_ = 0;
};

}  // namespace baton::cel
