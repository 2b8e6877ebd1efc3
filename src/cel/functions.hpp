#pragma once

#include "baton/cel/budget.hpp"
#include "baton/cel/types.hpp"
#include "baton/cel/value.hpp"
#include "cel/ast.hpp"
#include "cel/patterns.hpp"

#include <compare>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cel {

// One call, as a native function sees it.
struct Call {
  const Node& node;
  Budget& meter;
  PatternCache& patterns;
  bool strict;
  std::string_view text{};  // of the whole expression
};

// Computes a call from arguments of which none is an error. The result may be one.
using Native = Value (*)(const Call& call, const Value* arguments, std::size_t count);

struct Overload {
  std::vector<Type> parameters;  // a member's target is the first
  Type result;
  bool member = false;
  bool lenient = false;  // Baton's own, not of the specification
};

struct Function {
  std::string name;
  Native native = nullptr;
  std::vector<Overload> overloads;
  bool variadic = false;  // math.greatest and math.least: any number of numbers, or a list of them
  bool lazy = false;      // or, orValue: the argument is evaluated only when the target is absent
  bool takes(bool member) const;
  bool takes(bool member, std::size_t count) const;
};

class Registry {
 public:
  // A signature is "string, int -> bool"; with "m " before it a member of its first parameter, with
  // "b " both forms, with "~ " only outside strict mode.
  void add(std::string name, Native native, std::initializer_list<std::string_view> signatures,
           bool variadic = false);
  const Function* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, Function, std::less<>> functions_;
};

// All functions there are. Built once, then only read.
const Registry& registry();

void add_operators(Registry& registry);
void add_conversions(Registry& registry);
void add_texts(Registry& registry);
void add_moments(Registry& registry);
void add_text_extension(Registry& registry);
void add_format(Registry& registry);
void add_math(Registry& registry);
void add_lists(Registry& registry);
void add_optionals(Registry& registry);

// Errors that several functions give. The evaluator adds where.
Value failure(core::Errc code, std::string message);
Value no_overload(const Call& call, const Value* arguments, std::size_t count);
Value over_limit(const Call& call);
// An operator as people write it ("_+_" is "+"), other names as they are.
std::string_view spelling(std::string_view function);

// Pays for reading a text once. False: the budget is used up.
inline bool spend_reading(const Call& call, const Value& text) {
  return call.meter.spend(1 + text.as_string().size() / 16);
}

// How many values and sixteenths of text there are in it: what it costs to walk it. Counts no
// further than just above `max`, as a value that holds another one often is small in memory and
// endless to walk.
std::size_t weight(const Value& value, std::size_t max);
// The order of two values of one type that has an order: bool, numbers, string, bytes, timestamp,
// duration.
bool has_order(const Value& left, const Value& right);
std::partial_ordering order(const Value& left, const Value& right);
// What it costs to sort so many values, without the bytes of texts: those are paid for as they are
// compared.
std::size_t sort_cost(std::size_t count);
// The order of a sort. False when the budget is used up, which ends the sort soon.
bool sorts_before(Budget& budget, const Value& left, const Value& right);

}  // namespace baton::cel
