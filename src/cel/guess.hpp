#pragma once

#include "baton/cel/possible_values.hpp"
#include "baton/cel/prospect.hpp"
#include "cel/ast.hpp"
#include "cel/functions.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace baton::cel {

// What an evaluation may come to.
struct Guess {
  // The possible outcomes, as bits. kOther is every value that is no boolean.
  static constexpr std::uint8_t kTrue = 1;
  static constexpr std::uint8_t kFalse = 2;
  static constexpr std::uint8_t kError = 4;
  static constexpr std::uint8_t kOther = 8;
  static constexpr std::uint8_t kCondition = kTrue | kFalse | kError;
  // The least and the greatest value of a whole number.
  using Range = std::pair<std::int64_t, std::int64_t>;

  // Which outcomes are possible.
  std::uint8_t may = kTrue | kFalse | kError | kOther;
  // The value, or the error, if it is known.
  std::optional<Value> exact{};
  // What is known of the members, if it is a map.
  const Sketch* members = nullptr;
  // It is an optional, and the members are those of its value.
  bool optional = false;
  // It is a whole number of this range.
  std::optional<Range> range{};

  static Guess of(Value value);
  static Guess of(const Sketch& sketch);
  static Guess one_of(std::uint8_t may);
  static Guess between(Range range);
  // The outcomes of && (with `absorbing` false) or || (true), from those of its parts.
  static Guess joined(const std::vector<std::uint8_t>& parts, bool absorbing);
  bool is_error() const { return may == kError; }
};

// Evaluates an expression with what is known. Where the outcome of a part is not certain, it goes
// on with all outcomes that the part may have.
class Guesser {
 public:
  // What nodes come to, by their id.
  using Overrides = std::map<std::uint32_t, Guess>;

  // The nodes in `overrides` are not evaluated. All arguments outlive the guesser.
  Guesser(const Expression::Impl& impl, const Sketch& names, const Overrides& overrides);
  // Sets what nodes come to if nothing else is known of them. It outlives the guesser.
  void assume(const Overrides& assumed) { assumed_ = &assumed; }

  Guess run(const Node& root) { return guess(root); }
  // The possible outcomes of each node, by its id; 0 if the evaluation cannot have come to it.
  const std::vector<std::uint8_t>& seen() const { return seen_; }
  // The offsets of the names of members that were read and are missing.
  const std::vector<std::size_t>& missing() const { return missing_; }

 private:
  Guess guess(const Node& node);
  Guess dispatch(const Node& node);
  Guess name(const Node& node) const;
  Guess select(const Node& node);
  Guess index(const Node& node);
  Guess has(const Node& node);
  Guess member(const Node& node, const Guess& target, const std::string& name);
  Guess absent(const Node& node, const std::string& name);
  Guess call(const Node& node);
  Guess or_else(const Node& node);
  Guess apply(const Node& node, const std::vector<Guess>& arguments);
  Guess made(const Node& node);
  Guess logical(const Node& node, bool absorbing);
  Guess conditional(const Node& node);
  Guess comprehension(const Node& node);
  Guess quantify(const Node& node, const Value& list, bool absorbing);
  Guess optional_map(const Node& node, const Guess& target);
  Guess unknown(const Node& node) const;

  const Expression::Impl& impl_;
  const Sketch& names_;
  const Overrides& overrides_;
  const Overrides* assumed_ = nullptr;
  Budget budget_;
  PatternCache patterns_;
  std::vector<Guess> locals_;
  std::vector<std::uint8_t> seen_;
  std::vector<std::size_t> missing_;
};

// The assumed values, by the id of the nodes that they are the values of.
Guesser::Overrides overrides_of(const Expression::Impl& impl, const Assumed& assumed);
// The range of a function that reads a field of a timestamp, as getHours() does; nullopt for any
// other function.
std::optional<Guess::Range> field_range(std::string_view function);
// The outcome of a comparison if one side is a whole number of which only the range is known;
// nullopt for any other comparison.
std::optional<Guess> compare_ranges(std::string_view function, const Guess& left,
                                    const Guess& right);

}  // namespace baton::cel
