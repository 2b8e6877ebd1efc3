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
  // The kind of keyword that is not met. `choice`: enum and const. `range`: a bound, multipleOf or
  // uniqueItems. `format`: format and pattern.
  enum class Kind { type, choice, range, format, unknown_member, missing_member };
  // Names of members and indexes of lists, from the whole value down.
  using Path = std::vector<std::string>;

  Kind kind = Kind::type;
  // Leads to what does not fit; for a missing member, to the object that lacks it.
  Path path{};
  // "the type string", "at most 5 characters"; for a member too many or missing, its name.
  std::string expected{};
  // The type that came, or what was measured; may be empty.
  std::string got{};
  // "did you mean \"open\"?"; may be empty.
  std::string hint{};
  // True if a text would have fitted.
  bool takes_text = false;
};

// A misfit as an Errc::invalid: "input/tags/0: expected the type string, got boolean". `value_name`
// is what the whole value is called there.
core::Error to_error(const Misfit& misfit, std::string_view value_name);

// A JSON Schema, read once. It knows the keywords of draft 2020-12 that manifests use: type, enum,
// const, properties, required, additionalProperties, items, and the bounds, pattern and formats of
// values. Other keywords are ignored here and refused by check_json_schema(). Patterns are RE2's,
// which take time linear in the text. Immutable; any thread may use it.
class JsonSchema {
 public:
  // How much is known of a text that stands in a template: its value, that it will be some text, or
  // nothing at all.
  enum class Known { all, text_only, nothing };
  // Answers how much is known of `text`, which stands at `path` and is held to `schema`.
  using Ask = std::function<Known(const std::string& text, const JsonSchema& schema,
                                  const Misfit::Path& path)>;

  // A schema that every value fits.
  JsonSchema() = default;
  // Reads a schema. A keyword whose own value is of the wrong kind is ignored.
  explicit JsonSchema(const core::Json& schema);

  // The first thing that does not fit in a value that is about to be sent; nullopt if all fits. A
  // null member counts as left out. A whole number fits where a text is expected, because it is
  // sent as its digits.
  std::optional<Misfit> misfit(const core::Json& sent) const;
  // All that does not fit in a value that a person wrote in a template. `ask` is called for each
  // text in it, since a text may hold expressions whose values are not known yet.
  std::vector<Misfit> misfits(const core::Json& written, const Ask& ask) const;

  // The names of the types that it takes; empty if it takes any.
  const std::vector<std::string>& types() const { return types_; }

  // The names of the formats that texts can be held to, sorted.
  static const std::vector<std::string>& formats();
  // Why a pattern cannot be used, in words; empty if it can.
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
  // `additionalProperties` is false.
  bool closed_ = false;
};

}  // namespace baton::formats
