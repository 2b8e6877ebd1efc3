#pragma once

#include "baton/cel/facts.hpp"
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
  static constexpr std::uint8_t kTrue = 1;
  static constexpr std::uint8_t kFalse = 2;
  static constexpr std::uint8_t kError = 4;
  static constexpr std::uint8_t kOther = 8;
  static constexpr std::uint8_t kCondition = kTrue | kFalse | kError;
  using Range = std::pair<std::int64_t, std::int64_t>;

  std::uint8_t may = kTrue | kFalse | kError | kOther;
  std::optional<Value> exact{};     // it is this one, which may be an error
  const Sketch* members = nullptr;  // it is a map of which some members are known
  bool optional = false;            // an optional that holds these members
  std::optional<Range> range{};     // a whole number, from and to

  static Guess of(Value value);
  static Guess of(const Sketch& sketch);
  static Guess one_of(std::uint8_t may);
  static Guess between(Range range);
  // What && (absorbing false) and || make of what their parts may be.
  static Guess joined(const std::vector<std::uint8_t>& parts, bool absorbing);
  bool is_error() const { return may == kError; }
};

// Evaluates with what is known. One that is not certain of a part goes on with all that the part
// may be.
class Guesser {
 public:
  using Overrides = std::map<std::uint32_t, Guess>;  // node id -> what it comes to

  // `overrides` and `names` outlive the guesser.
  Guesser(const Expression::Impl& impl, const Sketch& names, const Overrides& overrides);
  // What parts come to of which nothing else is known. It outlives the guesser.
  void assume(const Overrides& assumed) { assumed_ = &assumed; }

  Guess run(const Node& root) { return guess(root); }
  // By node id: what each may have come to, 0 where it was not reached.
  const std::vector<std::uint8_t>& seen() const { return seen_; }
  // Offsets of the names of members that were read and are not there.
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
  Guess otherwise(const Node& node);
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

// What is assumed, by the nodes of an expression that ask for it.
Guesser::Overrides overrides_of(const Expression::Impl& impl, const Assumed& assumed);
// The lowest and highest value that a function reads of a timestamp, as getHours(); nullopt for any
// other function.
std::optional<Guess::Range> field_range(std::string_view function);
// What is compared, when one side is a whole number of which only the range is known.
std::optional<Guess> compare_ranges(std::string_view function, const Guess& left,
                                    const Guess& right);

}  // namespace baton::cel
