#pragma once

#include "baton/core/json.hpp"
#include "connectors/expressions.hpp"

#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// The JSON Schema of an operation's input, read once. The keywords of draft 2020-12 that manifests
// use: type, enum, const, properties, required, additionalProperties, items, and the bounds,
// pattern and formats of values; check_schema() refuses the others. A null member counts as left
// out, and a whole number fits where text is expected: it is sent as its digits. Any thread.
class InputSchema {
 public:
  InputSchema() = default;  // whatever there is fits it
  explicit InputSchema(const core::Json& schema);

  // What does not fit, with its place below `input`; nullopt: nothing.
  std::optional<core::Error> misfit(const core::Json& input) const;

  static const std::vector<std::string>& formats();  // that texts can be held to
  static std::string pattern_problem(
      const std::string& pattern);  // why no text can be held to it; empty: it can

 private:
  using Misfit = std::optional<core::Error>;
  struct Bound {
    std::string keyword;
    double limit;
  };

  static void read_bounds(const core::Json& schema,
                          std::initializer_list<std::string_view> keywords,
                          std::vector<Bound>& bounds);
  void read_members(const core::Json& schema);
  Misfit check(const core::Json& value) const;
  Misfit check_type(const core::Json& value) const;
  Misfit check_number(double value) const;
  static Misfit check_bounds(const std::vector<Bound>& bounds, double measure, const char* what);
  Misfit check_text(const core::Json& value) const;
  Misfit check_list(const core::Json& value) const;
  Misfit check_object(const core::Json& value) const;

  std::vector<std::string> types_{};  // none: any
  std::optional<core::Json> allowed_{};
  std::optional<core::Json> constant_{};
  std::vector<Bound> of_numbers_{}, of_texts_{}, of_lists_{}, of_objects_{};
  std::optional<double> multiple_of_{};
  bool unique_items_ = false;
  std::string format_{};
  std::string pattern_{};
  ExpressionPtr matches_{};
  std::vector<std::string> required_{};
  std::map<std::string, InputSchema, std::less<>> properties_{};
  std::shared_ptr<const InputSchema> additional_{};
  std::shared_ptr<const InputSchema> items_{};
  bool closed_ = false;  // additionalProperties: false
};

}  // namespace baton::connectors
