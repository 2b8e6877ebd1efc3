#include "connectors/auth/auth.hpp"

// A key in a header field that the vendor has defined.
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 2> kHeaderManifestKeys{"header", "prefix"};
constexpr std::array<std::string_view, 1> kHeaderKeys{"key"};

void check_header(const formats::FieldReader& at, const AuthSpec& spec) {
  if (spec.text("header").empty())
    at.error("header", "config/missing-key", "auth of kind header needs \"header\"");
}

void read_header_key(const AuthReader& at, Authorization& authorization) {
  authorization.header = at.spec().text("header");
  const auto key = at.secret("key");
  authorization.line = core::Secret(authorization.header + ": " + at.spec().text("prefix") +
                                    std::string(key.reveal()) + "\r\n");
}

}  // namespace

constinit const AuthRow kAuthHeader{.kind = "header",
                                    .manifest_keys = kHeaderManifestKeys,
                                    .check_manifest = check_header,
                                    .keys = kHeaderKeys,
                                    .read = read_header_key,
                                    .apply = apply_line};

}  // namespace baton::connectors
