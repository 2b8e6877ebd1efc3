#include "cel/patterns.hpp"

#include <algorithm>
#include <cstdint>
#include <re2/re2.h>

namespace baton::cel {

namespace {

// The bytes that RE2 may use for one pattern. Matching that would need more goes on within them,
// more slowly.
constexpr std::int64_t kPatternMemoryMax = 1 << 20;
// The patterns that a cache holds, each of up to kPatternMemoryMax. Expressions use one or two.
constexpr std::size_t kPatternsCachedMax = 8;
// What it costs to parse and compile a pattern, as measured, allocation included.
constexpr std::size_t kStepsPerPattern = 200;
constexpr std::size_t kStepsPerByte = 8;
constexpr std::size_t kStepsPerClass = 1'500;  // a class such as \pL has six hundred ranges
constexpr std::size_t kStepsPerInstruction = 8;
// An instruction of a class of letters beyond ASCII: RE2 looks up whether it has made it already.
constexpr std::size_t kStepsPerWideInstruction = 60;
// What it costs to match. RE2 goes through all instructions for each byte once its memory cannot
// hold the states to which the text leads.
constexpr std::size_t kInstructionsPerStep = 16;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

std::size_t parse_cost(std::string_view text) {
  std::size_t classes = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] == '\\' && (text[at + 1] == 'p' || text[at + 1] == 'P')) ++classes;
  }
  return kStepsPerPattern + text.size() * kStepsPerByte + classes * kStepsPerClass;
}

// True if a pattern may hold classes of letters beyond ASCII.
bool is_wide(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (static_cast<unsigned char>(text[at]) > 0x7F) return true;
    if (text[at] != '\\' || at + 1 == text.size()) continue;
    if (text[at + 1] == 'p' || text[at + 1] == 'P' || text[at + 1] == 'x') return true;
  }
  return false;
}

// One that is too large has been made as far as the memory reached.
std::size_t compile_cost(std::string_view text, const core::Result<Pattern>& made) {
  const bool too_large = !made && made.error().code == core::Errc::too_large;
  const auto size = made ? made->size : too_large ? kPatternWorkMax : kPatternSizeMax;
  return size *
         (is_wide(text) && (made || too_large) ? kStepsPerWideInstruction : kStepsPerInstruction);
}

}  // namespace

core::Result<Pattern> compile_pattern(std::string_view text) {
  using core::Errc;
  using core::Error;
  if (text.size() > kPatternBytesMax) {
    return Error{Errc::too_large, "expected a regular expression of at most " +
                                      std::to_string(kPatternBytesMax) + " bytes, got " +
                                      std::to_string(text.size())};
  }
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(kPatternMemoryMax);
  auto compiled = std::make_shared<const re2::RE2>(piece(text), options);
  if (compiled->error_code() == re2::RE2::ErrorPatternTooLarge) {
    return Error{Errc::too_large, "the regular expression is too large: it compiles to more than " +
                                      std::to_string(kPatternSizeMax) + " instructions"};
  }
  if (!compiled->ok()) return Error{Errc::invalid, compiled->error()};
  const auto size = static_cast<std::size_t>(std::max(compiled->ProgramSize(), 1));
  if (size > kPatternSizeMax) {
    return Error{Errc::too_large, "the regular expression is too large: it compiles to " +
                                      std::to_string(size) + " instructions, expected at most " +
                                      std::to_string(kPatternSizeMax)};
  }
  return Pattern{std::move(compiled), size};
}

bool search(const Pattern& pattern, std::string_view text) {
  return re2::RE2::PartialMatch(piece(text), *pattern.compiled);
}

std::size_t search_cost(const Pattern& pattern, std::size_t bytes) {
  return 1 + bytes * (pattern.size + kInstructionsPerStep / 2) / kInstructionsPerStep;
}

core::Result<const Pattern*> PatternCache::find(std::string_view text, Budget& budget) {
  const auto known = std::find_if(entries_.begin(), entries_.end(),
                                  [text](const Entry& entry) { return entry.text == text; });
  if (known != entries_.end()) return &known->pattern;
  // The clock is read before the first pattern too, since the time that it takes counts.
  if (!budget.spend(parse_cost(text)) || !budget.look()) return budget.error();
  auto made = compile_pattern(text);
  const bool paid = budget.spend(compile_cost(text, made));
  if (!made) return made.error();
  if (!paid) return budget.error();
  Entry entry{std::string(text), std::move(*made)};
  if (entries_.size() < kPatternsCachedMax) {
    entries_.push_back(std::move(entry));
    return &entries_.back().pattern;
  }
  auto& slot = entries_[next_++ % kPatternsCachedMax];
  slot = std::move(entry);
  return &slot.pattern;
}

}  // namespace baton::cel
