#pragma once

#include "baton/formats/json_schema.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::formats {

// A keyword that bounds values: what it measures, and how that compares with the keyword's number.
struct JsonSchema::BoundKeyword {
  std::string_view keyword;
  Measure measure;
  Relation relation;
};

// One walk through a value and its schema. It recurses as deep as the value is nested, which the
// reader of the value has bounded.
class JsonSchema::Walk {
 public:
  // `ask` is null for a value that is about to be sent. The walk ends after `misfits_max` misfits.
  Walk(const Ask* ask, std::size_t misfits_max) : ask_(ask), misfits_max_(misfits_max) {}

  // Notes all in `value` that does not fit.
  void check(const JsonSchema& schema, const core::Json& value);
  // What was noted.
  std::vector<Misfit> take() { return std::move(found_); }

 private:
  // True for a value of a template, in which a text may hold expressions.
  bool written() const { return ask_ != nullptr; }
  // These note at most one misfit and return whether the value fits. After a misfit the value is
  // not looked at further.
  bool check_type(const JsonSchema& schema, const core::Json& value);
  bool check_choice(const JsonSchema& schema, const core::Json& value);
  // False if a text in a value of a template may still become another one.
  bool is_known(const core::Json& value);
  bool check_bounds(const JsonSchema& schema, Measure measure, const core::Json& measured);

  void check_number(const JsonSchema& schema, const core::Json& value);
  void check_text(const JsonSchema& schema, const std::string& text);
  void check_list(const JsonSchema& schema, const core::Json& value);
  void check_object(const JsonSchema& schema, const core::Json& value);
  // Notes each keyword of a JSON Schema that nothing would be held to.
  void check_schema(const core::Json& schema);
  void check_inner_schema(const core::Json& schema, const std::string& keyword);
  void check_member(const JsonSchema& schema, const std::string& name, const core::Json& value);
  void note_unknown(const JsonSchema& schema, const std::string& name);
  void note(Misfit::Kind kind, std::string expected, std::string got = {}, std::string hint = {});

  const Ask* ask_;
  std::size_t misfits_max_;
  Misfit::Path path_{};
  std::vector<Misfit> found_{};
};

}  // namespace baton::formats
