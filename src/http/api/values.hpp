#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/result.hpp"
#include "baton/core/step_ref.hpp"
#include "http/api/parameter.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The values that a request has in its path and its query.
namespace baton::http {

// The id of an approval or of a task: its run and its step.
struct ApprovalId {
  core::RunId run{};
  core::StepRef step{};
};

// Reads "run_….legal"; nullopt for a text that is no such id.
std::optional<ApprovalId> approval_id(std::string_view text);

// Errc::not_found: nothing has the id that the path names. The same error is given for a text that
// cannot be an id.
core::Error no_such(ValueKind kind);

// The values of a path and a query, each read once and checked against its kind.
class Values {
 public:
  // Reads them. `segments` are the segments of the path for each of `in_path`, still
  // percent-encoded. Errc::not_found for a malformed id in the path. Errc::invalid for a malformed
  // value in the query, for a required one that is missing, and for a parameter that `in_query`
  // does not have: if a misspelt filter were ignored, the answer would show too much.
  static core::Result<Values> read(const Few<Parameter>& in_path,
                                   std::span<const std::string_view> segments,
                                   const Few<Parameter>& in_query, std::string_view query);

  // True if the request has the value, and it is not empty.
  bool has(std::string_view name) const { return find(name) != nullptr; }
  // The value as text; empty when it is not given.
  std::string text(std::string_view name) const;
  // The value as a number; `default_value` when it is not given.
  std::int64_t number(std::string_view name, std::int64_t default_value) const;
  // The value as an id; unset when it is not given.
  template <class Id>
  Id id(std::string_view name) const {
    return Id(number(name, 0));
  }
  // The value as the id of an approval or of a task; unset when it is not given.
  ApprovalId approval(std::string_view name) const;
  // How many items the page is to have: the parameter `limit`, or kPageSizeDefault.
  std::size_t limit() const;

 private:
  struct Value {
    std::string_view name;
    std::string text;         // the text, or the key of the step of an approval
    std::int64_t number = 0;  // the number, the value of an id, or the run of an approval
  };
  static core::Result<Value> in_path(const Parameter& parameter, std::string_view segment);
  static core::Result<Value> in_query(const Parameter& parameter, std::string text);
  const Value* find(std::string_view name) const;

  std::vector<Value> values_;
};

}  // namespace baton::http
