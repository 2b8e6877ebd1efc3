#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/possible_values.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What an expression may come to if only a part of what it reads is known. For checks of a template
// before there is a run. One thread at a time.
namespace baton::cel {

// What is known of a value: nothing, all of it, or some of its members.
class Sketch {
 public:
  // What is known of each member, by name.
  using Members = std::map<std::string, Sketch, std::less<>>;
  // How much is known.
  enum class Kind { unknown, value, members };

  // A value that is there, and of which nothing more is known.
  Sketch() = default;
  // A value of which all is known.
  static Sketch value(core::Json json);
  // A map of which some members are known; with `closed` it has no others.
  static Sketch map(Members members, bool closed);

  // How much is known; it says which of the following is meaningful.
  Kind kind() const { return kind_; }
  // The value, if all of it is known.
  const core::Json& json() const { return json_; }
  // The known members of a map.
  const Members& members() const { return members_; }
  // True if a map has no other members.
  bool closed() const { return closed_; }

 private:
  Kind kind_ = Kind::unknown;
  core::Json json_{};
  Members members_{};
  bool closed_ = false;
};

// A part of an expression, in bytes of its text.
struct Excerpt {
  // Where it begins.
  std::size_t offset = 0;
  // How long it is.
  std::size_t length = 0;
};

// What a condition, or another expression, may come to in any of several states of the world that
// add() describes. It errs on one side only: what it calls impossible is impossible.
class Prospect {
 public:
  // No evaluation will be earlier than `now`; without it nothing is known of the time. `expression`
  // must outlive the prospect.
  explicit Prospect(const Expression& expression, std::optional<core::Time> now = std::nullopt);
  ~Prospect();
  Prospect(const Prospect&) = delete;
  Prospect& operator=(const Prospect&) = delete;

  // How much work one add() is: the moments that the expression tells apart, times its parts.
  std::size_t cost() const;
  // Adds one state of the world: what is known of the names, and the values that parts of
  // conditions are assumed to have.
  void add(const Sketch& names, const Assumed& assumed = {});

  // True if it may be true in one of these states, at some moment.
  bool may_be_true() const;
  // The smallest parts that are never true and for that reason keep the whole from being true.
  std::vector<Excerpt> never_true() const;
  // Reads of members that are missing, as the sorted offsets of the members' names. A read that is
  // guarded by has(), by `.?` or by another part that decides is not among them.
  const std::vector<std::size_t>& missing() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// What a condition may come to.
struct May {
  bool be_true = true;
  bool be_false = true;
};

// What a condition may come to in one state of the world, whatever the time is.
May may(const Expression& condition, const Sketch& names, const Assumed& assumed = {});

// True if a part of it may change as time goes on. That it reads `now` is not enough: `now == now`
// does not change.
bool changes_with_now(const Expression& condition);

}  // namespace baton::cel
