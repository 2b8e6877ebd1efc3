#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Decision tables. A table is given some values; it finds the row that applies to them, and gives
// what that row says. Workflows use tables to decide who is asked, and by when. Pure; any thread.
namespace baton::routing {

// One of the values that a table is given: its name is the key of Table::Parts::inputs.
struct Input {
  // The types that an input may have.
  enum class Type { string, number, integer, boolean };
  // The type of its values; fits() says which those are.
  Type type = Type::string;
  // The values of `enum:`; empty means any value of the type.
  std::vector<core::Json> allowed{};
  // The least number that is allowed; unset: any.
  std::optional<double> min{};
  // The greatest number that is allowed; unset: any.
  std::optional<double> max{};
  // What it means, for people; may be empty.
  std::string description{};
};

// The word of a type: "string", "number", "integer" or "boolean".
std::string_view name(Input::Type type);
// True if an input of this type can have the value. 3.0 is an integer too.
bool fits(Input::Type type, const core::Json& value);
// Why the input of this name cannot have the value (Errc::invalid); nullopt if it can.
std::optional<core::Error> unfit(const std::string& name, const Input& input,
                                 const core::Json& value);

// What a row asks of one input. Each member that is set must hold; with no member set any value
// passes. A value that is no number fails every bound.
struct Test {
  // If not empty, the value is one of these.
  std::vector<core::Json> one_of{};
  // The value is none of these.
  std::vector<core::Json> none_of{};
  // The number is this or more.
  std::optional<double> at_least{};
  // The number is more than this. A file sets at most one of `at_least` and `above`.
  std::optional<double> above{};
  // The number is this or less.
  std::optional<double> at_most{};
  // The number is less than this. A file sets at most one of `at_most` and `below`.
  std::optional<double> below{};

  // True if no member is set, so that every value passes.
  bool any() const;
  // True if the value passes. For the checks of a table, null stands for every text that the table
  // does not name.
  bool passes(const core::Json& value) const;
};

// One row of a table.
struct Row {
  // Decisions name the row by it: the name that the file gives, or else its place, "row 3".
  std::string name;
  // What it asks, by the name of the input. An input that has no test here may have any value.
  std::map<std::string, Test, std::less<>> tests{};
  // The tests as the file writes them: an object.
  core::Json when{};
  // What the row gives: an object of names and values.
  core::Json then{};
};

// One table. Immutable.
class Table {
 public:
  // Which of the rows whose tests all pass are taken.
  enum class Take {
    // The first of them.
    first,
    // All of them, perhaps none.
    all,
    // The only one: no two rows fit the same values.
    unique,
  };
  // What a table is made of.
  struct Parts {
    // The name by which workflows refer to it.
    std::string name{};
    // What it is for, for people; may be empty.
    std::string description{};
    // Which rows are taken: the key under which the file has its rows.
    Take take = Take::first;
    // What the table is given, by name.
    std::map<std::string, Input, std::less<>> inputs{};
    // In the order of the file.
    std::vector<Row> rows{};
  };
  // A table of parts that Routes::read() has checked: every test is about one of the inputs.
  explicit Table(Parts parts) : parts_(std::move(parts)) {}

  // The name by which workflows refer to it.
  const std::string& name() const { return parts_.name; }
  // What it is for, for people; may be empty.
  const std::string& description() const { return parts_.description; }
  // Which of the rows whose tests all pass are taken.
  Take take() const { return parts_.take; }
  // What the table is given, by name. A call must give all of them, and nothing else.
  const std::map<std::string, Input, std::less<>>& inputs() const { return parts_.inputs; }
  // The rows in the order of the file, which is the order in which they are tried.
  const std::vector<Row>& rows() const { return parts_.rows; }

  // The rows that apply to `values`, an object of input names and values: one row, or for Take::all
  // any number. They live as long as the table. Errc::invalid if an input is missing, unknown or
  // cannot have its value, and Errc::not_found if no row applies although the table takes one.
  core::Result<std::vector<const Row*>> choose(const core::Json& values) const;
  // The Errc::invalid that choose() would return for these values; nullopt if it accepts them. Its
  // place is the JSON pointer of the input among them.
  std::optional<core::Error> unfit(const core::Json& values) const;
  // What a call of route() in an expression gives: the `then` of the row, with the name of the row
  // as its member `row`; for Take::all a list of such objects. The errors are those of choose().
  core::Result<core::Json> answer(const core::Json& values) const;

 private:
  Parts parts_;
};

// Errc::invalid: this is none of the inputs that a call of the table gives. The hint says which one
// is meant, or which there are.
core::Error no_such_input(const Table& table, const std::string& name);

// The word of the key under which the rows of such a table stand: "first", "all" or "unique".
std::string_view name(Table::Take take);

// The member of an answer that names the row.
inline constexpr std::string_view kRowMember = "row";

}  // namespace baton::routing
