#pragma once

#include "baton/cel/expression.hpp"
#include "simulator/request.hpp"
#include "simulator/vendor_spec.hpp"

#include <array>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

namespace baton::simulator {

// A vendor's file asks for what cannot be: an expression failed, or gave a value of another type
// than its place needs. The message says where.
class VendorFileWrong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The values of the names that the expressions of one route read, while it answers one request. A
// name without a value so far is null. One thread.
class RouteBindings final : public cel::Bindings {
 public:
  // `where` names the route in messages, and is borrowed.
  RouteBindings(const std::string& where, core::Time now) : where_(where), now_(now) {}

  std::optional<cel::Value> find(std::string_view name) const override;

  // The document's value; null if there is no document.
  core::Json render(const DocumentPtr& document, std::string_view what) const;
  // The same as text; `default_value` if there is no document.
  std::string text(const DocumentPtr& document, std::string_view what,
                   std::string_view default_value = {}) const;
  // The same as a whole number that is not negative.
  std::size_t number(const DocumentPtr& document, std::string_view what,
                     std::size_t default_value) const;
  // Whether the condition holds; `default_value` if there is none.
  bool holds(const ExpressionPtr& condition, std::string_view what, bool default_value) const;

  // The request as expressions see it, and the names in its path.
  core::Json request{}, at{};
  // The record that was read or written, and as it was before.
  core::Json record{}, before{};
  // Whether the last record that was written is a new one.
  core::Json created{};
  // The records that were found, and which part of all of them they are.
  core::Json found{}, page{};
  // The values that the route gives names to.
  core::Json vars{};
  // What the requests of a batch were answered.
  core::Json answers{};
  // Ids that nobody has yet.
  core::Json fresh{};
  // The record of which a condition is asked.
  core::Json item{};
  // The webhook that is being sent, and its secret.
  core::Json message{}, secret{};

  // Where the record that was read stands: its table and its id.
  std::string table{}, id{};

  // The moment at which the request is answered.
  core::Time now() const { return now_; }
  // An error that names the route and a part of it.
  [[noreturn]] void fail(std::string_view what, std::string_view why) const;

 private:
  const std::string& where_;
  core::Time now_;
};

// The request as expressions see it: {method, path, query, headers, origin, body, text, parts}, and
// base64 with `raw`. A body of JSON or of a form is read; of a multipart body `parts` tells the
// names, the files and their sizes.
core::Json seen_by_expressions(const Request& request, bool raw);

// Ids made of a number: {number, id, uuid, hex, tail}, where `tail` is 15 letters and digits. Each
// number gives other ones, always the same.
core::Json fresh_ids(std::uint64_t number);

}  // namespace baton::simulator
