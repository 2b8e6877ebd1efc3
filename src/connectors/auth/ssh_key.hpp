#pragma once

#include "connectors/auth/auth.hpp"

namespace baton::connectors {

// What an account of an SSH server signs in with besides its name.
struct SshKeyCredentials final : Credentials {
  // The private key, in the form of OpenSSH or PEM.
  core::Secret key{};
  // What the key is encrypted with; empty: it is not.
  core::Secret passphrase{};
};

}  // namespace baton::connectors
