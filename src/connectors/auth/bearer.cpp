#include "connectors/auth/auth.hpp"

// A bearer token that does not end (RFC 6750).
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 1> kBearerKeys{"token"};

void read_bearer(const AuthReader& at, Authorization& authorization) {
  const auto token = at.secret("token");
  authorization.line =
      core::Secret("Authorization: Bearer " + std::string(token.reveal()) + "\r\n");
}

}  // namespace

constinit const AuthRow kAuthBearer{
    .kind = "bearer", .keys = kBearerKeys, .read = read_bearer, .apply = apply_line};

}  // namespace baton::connectors
