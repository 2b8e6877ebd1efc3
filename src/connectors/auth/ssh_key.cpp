#include "connectors/auth/ssh_key.hpp"

// A key pair, for servers that are signed in to by SSH (RFC 4252 section 7).
namespace baton::connectors {

namespace {

constexpr std::array<std::string_view, 3> kSshKeys{"username", "key", "passphrase"};

void read_ssh_key(const AuthReader& at, Authorization& authorization) {
  auto read = std::make_shared<SshKeyCredentials>();
  authorization.username = at.account("username");
  read->key = at.key("key");
  if (at.has("passphrase")) read->passphrase = at.secret("passphrase");
  authorization.works_with = std::move(read);
}

}  // namespace

constinit const AuthRow kAuthSshKey{.kind = "ssh_key", .keys = kSshKeys, .read = read_ssh_key};

}  // namespace baton::connectors
