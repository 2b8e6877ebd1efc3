#pragma once

#include "baton/cel/expression.hpp"
#include "baton/cel/facts.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What an expression may come to when only a part of what it reads is known: for checks before
// there is a run.
namespace baton::cel {

// What is known of a value: nothing, all of it, or some of its members.
class Sketch {
 public:
  using Members = std::map<std::string, Sketch, std::less<>>;
  enum class Kind { unknown, value, members };

  Sketch() = default;  // it is there, and nothing more is known
  static Sketch value(core::Json json);
  // `closed`: it has no other members.
  static Sketch map(Members members, bool closed);

  Kind kind() const { return kind_; }
  const core::Json& json() const { return json_; }
  const Members& members() const { return members_; }
  bool closed() const { return closed_; }

 private:
  Kind kind_ = Kind::unknown;
  core::Json json_{};
  Members members_{};
  bool closed_ = false;
};

// A part of an expression, in bytes of its text.
struct Excerpt {
  std::size_t offset = 0;
  std::size_t length = 0;
};

// What a condition, or another expression, may come to in each way in which things may stand. It
// errs on one side only: what it calls impossible is impossible.
class Prospect {
 public:
  // `now`: no evaluation is earlier; without it nothing is known of the time.
  explicit Prospect(const Expression& expression, std::optional<core::Time> now = std::nullopt);
  ~Prospect();
  Prospect(const Prospect&) = delete;
  Prospect& operator=(const Prospect&) = delete;

  // How much an add() takes: the moments that the expression tells apart, times its parts.
  std::size_t cost() const;
  // One more way in which things may stand: what is known of the names, and what parts of
  // conditions come to.
  void add(const Sketch& names, const Assumed& assumed = {});

  // In one of them, at one moment.
  bool may_be_true() const;
  bool may_be_false() const;
  // The smallest parts that are never true, and keep what they are a part of from being so.
  std::vector<Excerpt> never_true() const;
  // Reads of members that are not there, as the offsets of their names. None of them is guarded by
  // has(), `.?` or what decides beside it.
  const std::vector<std::size_t>& missing() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// What a condition may come to in one way, whatever the time is.
struct May {
  bool be_true = true;
  bool be_false = true;
};
May may(const Expression& condition, const Sketch& names, const Assumed& assumed = {});

// Whether some part of it that reads `now` may change as time goes on: `now == now` does not.
bool changes_with_now(const Expression& condition);

}  // namespace baton::cel
