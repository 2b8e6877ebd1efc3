#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Decision tables: which row of a table applies to some values, and what that row gives. Workflows
// find by them who is asked, and by when. Pure; any thread.
namespace baton::routing {

// What a table is told under one name.
struct Input {
  // What kind of value it is.
  enum class Type { string, number, integer, boolean };
  Type type = Type::string;
  // The values of `enum:`; empty means any value of the type.
  std::vector<core::Json> allowed{};
  // The least and the greatest number; unset: there is none.
  std::optional<double> min{};
  std::optional<double> max{};
  // For people; may be empty.
  std::string description{};
};

// The word of a type: "string", "number", "integer" or "boolean".
std::string_view name(Input::Type type);
// True if an input of this type can have the value.
bool fits(Input::Type type, const core::Json& value);
// What is wrong with a value of the input of this name; nullopt if nothing is.
std::optional<core::Error> unfit(const std::string& name, const Input& input,
                                 const core::Json& value);

// What a row asks of one input. With no member set it takes any value.
struct Test {
  // If not empty, the value is one of these.
  std::vector<core::Json> one_of{};
  // The value is none of these.
  std::vector<core::Json> none_of{};
  // Bounds of a number.
  std::optional<double> at_least{};
  std::optional<double> above{};
  std::optional<double> at_most{};
  std::optional<double> below{};

  // True if every value passes.
  bool any() const;
  // True if the value passes. Null stands for a text that is not named anywhere.
  bool passes(const core::Json& value) const;
};

// One row of a table.
struct Row {
  // By which decisions name it: the name that the file gives, or its place, "row 3".
  std::string name;
  // What it asks, by the name of the input. An input that is not there may have any value.
  std::map<std::string, Test, std::less<>> tests{};
  // The same as the file writes it: an object.
  core::Json when{};
  // What it gives: an object of names and values.
  core::Json then{};
};

// One table. Immutable.
class Table {
 public:
  // Which of the rows that fit are taken.
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
    // By which workflows mean it.
    std::string name{};
    // For people; may be empty.
    std::string description{};
    Take take = Take::first;
    // By name.
    std::map<std::string, Input, std::less<>> inputs{};
    // In the order of the file.
    std::vector<Row> rows{};
  };
  explicit Table(Parts parts) : parts_(std::move(parts)) {}

  const std::string& name() const { return parts_.name; }
  const std::string& description() const { return parts_.description; }
  Take take() const { return parts_.take; }
  const std::map<std::string, Input, std::less<>>& inputs() const { return parts_.inputs; }
  const std::vector<Row>& rows() const { return parts_.rows; }

  // The rows that apply to these values, an object: one, or for Take::all any number. Errc::invalid
  // when a value is missing, unknown or of another type than its input, and Errc::not_found when no
  // row applies where one must.
  core::Result<std::vector<const Row*>> choose(const core::Json& values) const;
  // What is wrong with the values; nullopt if choose() takes them.
  std::optional<core::Error> unfit(const core::Json& values) const;
  // What expressions get: for Take::all a list with an object for each row, else the object of the
  // row. Beside what the row gives, the object names it as `row`.
  core::Result<core::Json> answer(const core::Json& values) const;

 private:
  Parts parts_;
};

// The word of the key under which the rows of such a table stand: "first", "all" or "unique".
std::string_view name(Table::Take take);

// The member of an answer that names the row.
inline constexpr std::string_view kRowMember = "row";

}  // namespace baton::routing
