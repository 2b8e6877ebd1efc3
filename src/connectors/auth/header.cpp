#include "baton/core/text.hpp"
#include "baton/formats/http_fields.hpp"
#include "connectors/auth/auth.hpp"

// A key in a header field that the vendor has defined. A connection may name another field than its
// connector, for systems that have no connector of their own.
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 2> kHeaderManifestKeys{"header", "prefix"};
constexpr std::array<std::string_view, 3> kHeaderKeys{"key", "header", "prefix"};

void check_header(const formats::FieldReader& at, const AuthSpec& spec) {
  if (spec.text("header").empty())
    at.error("header", "config/missing-key", "auth of kind header needs \"header\"");
}

void read_header_key(const AuthReader& at, Authorization& authorization) {
  authorization.header = at.plain_text("header");
  const auto prefix = at.plain_text("prefix");
  if (!formats::is_field_name(authorization.header))
    at.error("header", "config/header", "\"header\": expected the name of a header field",
             "write header: X-Api-Key");
  if (core::has_control(prefix))
    at.error("prefix", "config/header", "\"prefix\": expected text of one line");
  const auto key = at.secret("key");
  authorization.line =
      core::Secret(authorization.header + ": " + prefix + std::string(key.reveal()) + "\r\n");
}

}  // namespace

constinit const AuthRow kAuthHeader{.kind = "header",
                                    .manifest_keys = kHeaderManifestKeys,
                                    .check_manifest = check_header,
                                    .keys = kHeaderKeys,
                                    .read = read_header_key,
                                    .apply = apply_line};

}  // namespace baton::connectors
