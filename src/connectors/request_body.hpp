#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/formats/field_reader.hpp"
#include "baton/ingress/expressions.hpp"

#include <string>
#include <vector>

// What a request carries beside plain JSON and forms. Pure; any thread.
namespace baton::connectors {

// One part of a body of media type multipart/form-data (RFC 7578).
struct PartSpec {
  std::string name{};
  ingress::DocumentPtr filename{};  // null: a field, no file
  ingress::DocumentPtr type{};      // null: text/plain, for a file application/octet-stream
  ingress::DocumentPtr text{};      // either this
  ingress::DocumentPtr base64{};    // or this
};

// How a body is finished, or what it is instead of JSON and a form.
struct BodySpec {
  ingress::DocumentPtr merge{};   // JSON pointer: an object, whose members are added there
  ingress::DocumentPtr adf{};     // JSON pointer: `text` or `markdown`, as which the text is read
  std::vector<PartSpec> parts{};  // multipart; null members are left out
  ingress::DocumentPtr raw{};     // { base64 or text, type }: bytes as they are

  bool replaces_json() const { return !parts.empty() || raw != nullptr; }
};

// `merge`, `adf`, `multipart` and `raw` of a request.
BodySpec read_body(const formats::FieldReader& at, const cel::Scope& scope);

// Merges and converts, as the specification says. Fails when a member that is to be added is there
// already, when what a pointer names is not there to take it, or when a value is of another type.
core::Result<void> finish_json(const BodySpec& spec, const ingress::Values& names,
                               core::Json& body);

// A body that is no JSON, with its Content-Type.
struct RawBody {
  std::string bytes{};
  std::string type{};
};
// Of `multipart` or `raw`.
core::Result<RawBody> render_raw(const BodySpec& spec, const ingress::Values& names);

}  // namespace baton::connectors
