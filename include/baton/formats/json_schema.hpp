#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace baton::formats {

// One thing in a value that does not fit its schema.
struct Misfit {
  enum class Kind { type, choice, range, format, unknown_member, missing_member };
  using Path = std::vector<std::string>;  // member names and indexes, from the whole value down

  Kind kind = Kind::type;
  Path path{};             // to what does not fit; of a missing member: to the object that lacks it
  std::string expected{};  // "the type string", "at most 5 characters"; or the name of the member
  std::string got{};       // its type, or what was measured; may be empty
  std::string hint{};      // "did you mean \"open\"?"; may be empty
  bool takes_text = false;  // a text would fit here
};

// A misfit as an error, "input/tags/0: expected the type string, got boolean", where `value_name`
// is what the whole value is called.
core::Error to_error(const Misfit& misfit, std::string_view value_name);

// A JSON Schema, read once. The keywords of draft 2020-12 that manifests use: type, enum, const,
// properties, required, additionalProperties, items, and the bounds, pattern and formats of values;
// check_json_schema() refuses the others. Patterns are RE2's, which take time linear in the text.
// Any thread.
class JsonSchema {
 public:
  // How much is known of a text that stands in a template: all, that it will be a text, or nothing.
  enum class Known { all, text_only, nothing };
  using Ask = std::function<Known(const std::string& text, const JsonSchema& schema,
                                  const Misfit::Path& path)>;

  JsonSchema() = default;  // whatever there is fits it
  explicit JsonSchema(const core::Json& schema);

  // The first thing that does not fit in a value that is about to be sent. A null member counts as
  // left out, and a whole number fits where a text is expected: it is sent as its digits.
  std::optional<Misfit> misfit(const core::Json& sent) const;
  // All that does not fit in a value that a person wrote. `ask` is called for each text in it.
  std::vector<Misfit> misfits(const core::Json& written, const Ask& ask) const;

  // The names of the types that it takes; none: any.
  const std::vector<std::string>& types() const { return types_; }

  // The formats that texts can be held to.
  static const std::vector<std::string>& formats();
  // Why no text can be held to a pattern; empty: it can.
  static std::string pattern_problem(const std::string& pattern);

 private:
  class Walk;
  enum class Measure : std::uint8_t { number, length, items, members };
  enum class Relation : std::uint8_t { at_least, at_most, above, below };
  struct BoundKeyword;
  struct Bound {
    Measure measure;
    Relation relation;
    core::Json limit;
  };

  static const std::vector<BoundKeyword>& bound_keywords();
  void read_members(const core::Json& schema);

  std::vector<std::string> types_{};
  std::optional<core::Json> allowed_{};
  std::optional<core::Json> constant_{};
  std::vector<Bound> bounds_{};
  std::optional<core::Json> multiple_of_{};
  bool unique_items_ = false;
  std::string format_{};
  std::string pattern_{};
  std::shared_ptr<const re2::RE2> matches_{};
  std::vector<std::string> required_{};
  std::map<std::string, JsonSchema, std::less<>> properties_{};
  std::shared_ptr<const JsonSchema> additional_{};
  std::shared_ptr<const JsonSchema> items_{};
  bool closed_ = false;  // additionalProperties: false
};

}  // namespace baton::formats
