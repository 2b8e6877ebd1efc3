#include "baton/core/encoding.hpp"
#include "connectors/auth/auth.hpp"

// User name and password with every request (RFC 7617).
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 2> kBasicKeys{"username", "password"};

void read_basic(const AuthReader& at, Authorization& authorization) {
  authorization.username = at.account("username");
  authorization.password = at.secret("password");
  const core::Secret pair(std::string(authorization.username.reveal()) + ":" +
                          std::string(authorization.password.reveal()));
  authorization.line =
      core::Secret("Authorization: Basic " + core::to_base64(pair.reveal()) + "\r\n");
}

}  // namespace

constinit const AuthRow kAuthBasic{
    .kind = "basic", .keys = kBasicKeys, .read = read_basic, .apply = apply_line};

}  // namespace baton::connectors
