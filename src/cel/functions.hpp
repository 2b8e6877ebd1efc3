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

class Bindings;

// One call, as a native function sees it.
struct Call {
  const Node& node;
  Budget& meter;
  PatternCache& patterns;
  bool strict;
  // The text of the whole expression.
  std::string_view text{};
  // What the evaluation reads; null where only the arguments are known.
  const Bindings* names = nullptr;
};

// Computes a call from arguments of which none is an error. The result may be one.
using Native = Value (*)(const Call& call, const Value* arguments, std::size_t count);

// One signature of a function.
struct Overload {
  // The target of a member function is the first parameter.
  std::vector<Type> parameters;
  Type result;
  bool member = false;
  // Baton's own, and not of the CEL specification; refused in strict mode.
  bool lenient = false;
};

struct Function {
  std::string name;
  Native native = nullptr;
  std::vector<Overload> overloads;
  // Takes any number of numbers, or a list of them: math.greatest and math.least.
  bool variadic = false;
  // Its argument is evaluated only if its target is absent: or, orValue.
  bool lazy = false;
  // Its value depends on more than its arguments: it asks something of Outside.
  bool outside = false;
  // True if it may be called as a member, or as a function; with that many arguments.
  bool takes(bool member) const;
  bool takes(bool member, std::size_t count) const;
};

// The functions by name.
class FunctionTable {
 public:
  // A signature is written "string, int -> bool". "m " before it makes it a member of its first
  // parameter, "b " allows both forms, and "~ " makes it lenient.
  void add(std::string name, Native native, std::initializer_list<std::string_view> signatures,
           bool variadic = false);
  const Function* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, Function, std::less<>> functions_;
};

// All functions that expressions may call. Built once, then only read; any thread.
const FunctionTable& function_table();

// Each adds the functions of one file.
void add_operators(FunctionTable& table);
void add_conversions(FunctionTable& table);
void add_texts(FunctionTable& table);
void add_moments(FunctionTable& table);
void add_text_extension(FunctionTable& table);
void add_format(FunctionTable& table);
void add_math(FunctionTable& table);
void add_lists(FunctionTable& table);
void add_optionals(FunctionTable& table);
void add_encodings(FunctionTable& table);
void add_text_functions(FunctionTable& table);
void add_money(FunctionTable& table);
void add_times(FunctionTable& table);
void add_business(FunctionTable& table);
void add_routes(FunctionTable& table);
void add_facts(FunctionTable& table);

// Errors that several functions return. The evaluator adds the place in the expression.
Value failure(core::Errc code, std::string message);
// The same for an error that another room returned: its hint stands behind its message.
Value failure(const core::Error& error);
// A text that does not have the form of `type`: "a double", "JSON".
Value unreadable(const Value& value, std::string_view type);
Value no_overload(const Call& call, const Value* arguments, std::size_t count);
Value over_limit(const Call& call);
// The name of a function as people write it: "_+_" is "+", other names are unchanged.
std::string_view spelling(std::string_view function);

// Pays for reading a text once. False if the budget is used up.
inline bool spend_reading(const Call& call, const Value& text) {
  return call.meter.spend(1 + text.as_string().size() / 16);
}

// The steps that it costs to walk a value: one for each value in it and one for sixteen bytes of
// text. Counting stops just above `max`, because a list that holds another one many times is small
// in memory and endless to walk.
std::size_t weight(const Value& value, std::size_t max);
// True for two values of one type that has an order: bool, numbers, string, bytes, timestamp,
// duration.
bool has_order(const Value& left, const Value& right);
// Their order, if they have one.
std::partial_ordering order(const Value& left, const Value& right);
// The steps that it costs to sort so many values. Comparisons of texts are paid for as they happen.
std::size_t sort_cost(std::size_t count);
// True if `left` stands before `right` in a sort. False if the budget is used up, so that the sort
// soon ends.
bool sorts_before(Budget& budget, const Value& left, const Value& right);

}  // namespace baton::cel
