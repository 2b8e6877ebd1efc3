#pragma once

#include "baton/formats/json_schema.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::formats {

struct JsonSchema::BoundKeyword {
  std::string_view keyword;
  Measure measure;
  Relation relation;
};

// One walk through a value and its schema. As deep as the value, which whoever read it bounds.
class JsonSchema::Walk {
 public:
  // `ask`: null for a value that is about to be sent. It ends after so many misfits.
  Walk(const Ask* ask, std::size_t misfits_max) : ask_(ask), misfits_max_(misfits_max) {}

  void check(const JsonSchema& schema, const core::Json& value);
  std::vector<Misfit> take() { return std::move(found_); }

 private:
  bool written() const { return ask_ != nullptr; }
  // Of a value that goes no further when something is wrong with it: whether nothing is.
  bool check_type(const JsonSchema& schema, const core::Json& value);
  bool check_choice(const JsonSchema& schema, const core::Json& value);
  bool check_bounds(const JsonSchema& schema, Measure measure, const core::Json& measured);

  void check_number(const JsonSchema& schema, const core::Json& value);
  void check_text(const JsonSchema& schema, const std::string& text);
  void check_list(const JsonSchema& schema, const core::Json& value);
  void check_object(const JsonSchema& schema, const core::Json& value);
  void check_member(const JsonSchema& schema, const std::string& name, const core::Json& value);
  void note_unknown(const JsonSchema& schema, const std::string& name);
  void note(Misfit::Kind kind, std::string expected, std::string got = {}, std::string hint = {});

  const Ask* ask_;
  std::size_t misfits_max_;
  Misfit::Path path_{};
  std::vector<Misfit> found_{};
};

}  // namespace baton::formats
