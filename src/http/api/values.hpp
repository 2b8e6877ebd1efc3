#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/result.hpp"
#include "baton/core/step_ref.hpp"
#include "http/api/parameter.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a request says in its path and its query.
namespace baton::http {

// Run and step, by which an approval is known.
struct ApprovalId {
  core::RunId run{};
  core::StepRef step{};
};

// There is nothing by the id that the path names; also for an id that could never be one.
core::Error no_such(ValueKind kind);

// The values of a path and a query, each read once and held to its kind.
class Values {
 public:
  // `segments`: what stands in the path, one for each of `in_path`, still percent-encoded. An id in
  // the path that is none is Errc::not_found. In the query it is Errc::invalid, and so is a
  // parameter that `in_query` does not have: a filter that is misspelt and dropped in silence shows
  // too much. A query of which no parameter is expected is not read.
  static core::Result<Values> read(const Few<Parameter>& in_path,
                                   std::span<const std::string_view> segments,
                                   const Few<Parameter>& in_query, std::string_view query);

  // What is not given is empty, unset or `otherwise`.
  bool has(std::string_view name) const { return find(name) != nullptr; }
  std::string text(std::string_view name) const;
  std::int64_t number(std::string_view name, std::int64_t otherwise) const;
  template <class Id>
  Id id(std::string_view name) const {
    return Id(number(name, 0));
  }
  ApprovalId approval(std::string_view name) const;
  // How many items a page may have.
  std::size_t limit() const;

 private:
  struct Value {
    std::string_view name;
    std::string text;         // of an approval: the key of its step
    std::int64_t number = 0;  // of an id: its value; of an approval: its run's
  };
  static core::Result<Value> in_path(const Parameter& parameter, std::string_view segment);
  static core::Result<Value> in_query(const Parameter& parameter, std::string text);
  const Value* find(std::string_view name) const;

  std::vector<Value> values_;
};

}  // namespace baton::http
