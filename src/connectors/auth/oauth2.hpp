#pragma once

#include "connectors/auth/auth.hpp"

#include <array>
#include <string>
#include <string_view>

namespace baton::connectors {

// The hosts at which only programs on a person's own machine answer, as URLs have them.
inline constexpr std::array<std::string_view, 3> kLoopbackHosts{"127.0.0.1", "::1", "localhost"};

// What the kind oauth2 knows of a connection. URLs may be paths below the base URL of the
// connection.
struct Oauth2Credentials final : Credentials {
  // client_credentials or refresh_token.
  std::string flow{};
  // The token endpoint.
  std::string token_url{};
  // The page on which a person logs in; empty: the vendor has none.
  std::string authorize_url{};
  // The device authorization endpoint (RFC 8628 section 3.1); empty: the vendor has none.
  std::string device_url{};
  // The scope that is asked for; may be empty.
  std::string scope{};
  // The member of the answer that names the base URL of requests; may be empty.
  std::string base_url_member{};
  // Who we are at the vendor.
  core::Secret client_id{};
  core::Secret client_secret{};
  // The refresh token that the configuration names; and the name of the stored secret that has it,
  // empty if none has.
  core::Secret refresh_token{};
  std::string refresh_secret{};

  core::Secret declared_refresh_token() const override { return refresh_token; }
};

}  // namespace baton::connectors
