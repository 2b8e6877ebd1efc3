#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The form of a task: which values people fill in, and what each of them may be. Pure; any thread.
namespace baton::core {

// Fields of one form. People fill it in at one sitting.
inline constexpr std::size_t kFormFieldsMax = 50;
// A text that has no `max_length` of its own, in characters: some four pages.
inline constexpr int kFormTextMax = 10'000;
// Items of a list that has no `max_length` of its own.
inline constexpr int kFormItemsMax = 100;

// One field of a form.
struct FormField {
  // What kind of value it takes. A list is one of texts.
  enum class Type { string, number, integer, boolean, list };
  // What a text has to look like. `lines`: several lines. `uri`: begins with http:// or https://.
  // `date`: 2026-05-04. `date_time`: RFC 3339.
  enum class Format { any, lines, uri, email, date, date_time };

  // The name under which its value is kept.
  std::string name;
  // What kind of value it takes.
  Type type = Type::string;
  // What a text has to look like.
  Format format = Format::any;
  // What people see before it; empty: they see the name.
  std::string label{};
  // What helps them to fill it in; may be empty.
  std::string description{};
  // A value must be given.
  bool required = false;
  // The values of `enum:`; empty means any value of the type. Of a list: what its items may be.
  std::vector<Json> allowed{};
  // The smallest number; unset: any.
  std::optional<double> minimum{};
  // The greatest number; unset: any.
  std::optional<double> maximum{};
  // The fewest characters of a text, or items of a list; unset: any, even none.
  std::optional<int> min_length{};
  // The most characters of a text, or items of a list; unset: kFormTextMax or kFormItemsMax.
  std::optional<int> max_length{};
  // What is taken when nothing is given; null: nothing.
  Json default_value{};
};

// The fields of a form, in the order in which people see them.
using Form = std::vector<FormField>;

// The words for the types, in their order: "string", "number", …
inline constexpr std::array<std::string_view, 5> kFormTypes{"string", "number", "integer",
                                                            "boolean", "list"};
// The words for the formats, in their order; that of Format::any is empty.
inline constexpr std::array<std::string_view, 6> kFormFormats{"",      "lines", "uri",
                                                              "email", "date",  "date-time"};

// The form as a transition and the API have it: a list of {"name", "type", …}. Members that say
// nothing are left out. These names are stored for ever.
Json to_json(const Form& form);
// Reads what to_json() writes. A type or a format of a newer Baton is read as a text of any look.
Form form_of(const Json& json);

// Why a value does not fit the field, for people; empty if it fits. Null never fits.
std::string unfit(const FormField& field, const Json& value);

// What is wrong with the values that somebody gives: Errc::invalid for each field that is missing
// or does not fit, and for each value that the form does not ask for. `where` is the JSON pointer
// of the value, "/url". Empty if all is right.
std::vector<Error> unfit(const Form& form, const Json& values);

// The values of the fields of a form, with the defaults of those that are missing. A null counts as
// missing. A field that is missing and has no default is left out.
Json filled_in(const Form& form, const Json& values);

}  // namespace baton::core
