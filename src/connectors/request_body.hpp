#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/formats/field_reader.hpp"
#include "baton/ingress/expressions.hpp"

#include <string>
#include <vector>

// The bodies of requests besides plain JSON and forms. Pure; any thread.
namespace baton::connectors {

// One part of a body of media type multipart/form-data (RFC 7578).
struct PartSpec {
  // The name of the field.
  std::string name{};
  // The name of the file; null: the part is a field and no file.
  ingress::DocumentPtr filename{};
  // The media type; null: text/plain, or application/octet-stream for a file.
  ingress::DocumentPtr type{};
  // The content as text. A part has either this or `base64`; the other one is null.
  ingress::DocumentPtr text{};
  // The content in base64.
  ingress::DocumentPtr base64{};
};

// What changes a JSON body, or stands in its place.
struct BodySpec {
  // An object by JSON pointer: its members are added to the object at that place. Null: none.
  ingress::DocumentPtr merge{};
  // `text` or `markdown` by JSON pointer: the text at that place becomes a document of Atlassian's
  // format. Null: none.
  ingress::DocumentPtr adf{};
  // The name of a member by JSON pointer: the text there, where it has lines of a context, becomes
  // rich text of Asana's under that name, beside where it stood. Null: none.
  ingress::DocumentPtr html{};
  // A text by JSON pointer: its sections are added to the list at that place, as blocks of a
  // message of Slack. Null: none.
  ingress::DocumentPtr sections{};
  // The parts of a multipart body. Empty: the body is another one.
  std::vector<PartSpec> parts{};
  // A list of such parts: {name, filename, type, text or base64}. Null: the body is another one.
  ingress::DocumentPtr part_list{};
  // {base64 or text, type}: the bytes of the body and their media type. Null: the body is another
  // one.
  ingress::DocumentPtr raw{};

  // True if the body is multipart or raw.
  bool replaces_json() const { return !parts.empty() || part_list != nullptr || raw != nullptr; }
};

// Reads `merge`, `adf`, `html`, `sections`, `multipart` and `raw` of a request. Mistakes are
// findings.
BodySpec read_body(const formats::FieldReader& at, const cel::Scope& scope);

// Adds members to a JSON body and converts its texts. Errors (invalid): a member that would be
// added is there already, a pointer names nothing that could take it, or a value has another type.
core::Result<void> finish_json(const BodySpec& spec, const ingress::Values& names,
                               core::Json& body);

// A body that is not JSON.
struct RawBody {
  // Its bytes.
  std::string bytes{};
  // Its Content-Type.
  std::string type{};
};
// Makes the body that `multipart` or `raw` describes. Errors (invalid): an expression failed, or
// its value does not fit.
core::Result<RawBody> render_raw(const BodySpec& spec, const ingress::Values& names);

}  // namespace baton::connectors
