#include "baton/core/encoding.hpp"
#include "connectors/auth/auth.hpp"
#include "connectors/request.hpp"

// A key as a member of the query, for vendors that accept it nowhere else: the signature in the
// address of a workflow of Microsoft Teams, and the secret of Google's Measurement Protocol.
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 1> kQueryManifestKeys{"parameter"};
constexpr std::array<std::string_view, 2> kQueryKeys{"key", "parameter"};

void check_query(const formats::FieldReader& at, const AuthSpec& spec) {
  if (spec.text("parameter").empty())
    at.error("parameter", "config/missing-key", "auth of kind query needs \"parameter\"");
}

void read_query_key(const AuthReader& at, Authorization& authorization) {
  const auto key = at.secret("key");
  authorization.line = core::Secret(core::percent_encode(at.plain_text("parameter")) + "=" +
                                    core::percent_encode(key.reveal()));
}

void apply_query(const Authorization& authorization, const AccessToken& /*token*/,
                 HttpRequest& request) {
  set_in_query(request.target, authorization.line.reveal());
}

}  // namespace

constinit const AuthRow kAuthQuery{.kind = "query",
                                   .manifest_keys = kQueryManifestKeys,
                                   .check_manifest = check_query,
                                   .keys = kQueryKeys,
                                   .read = read_query_key,
                                   .apply = apply_query};

}  // namespace baton::connectors
