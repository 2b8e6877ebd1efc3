#pragma once

#include "baton/core/secret.hpp"
#include "http/api/services.hpp"

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::http {

// A secret that the handshake of a vendor brought, until it is stored. While this object lives, its
// connection is among the handshakes under way, and another handshake for it is refused, because
// that one must come from a stranger. The object ends with its exchange, also when the client goes
// away before it is answered.
class Handshake {
 public:
  Handshake(std::shared_ptr<Handshakes> under_way, std::string connection, core::Secret secret)
      : under_way_(std::move(under_way)),
        connection_(std::move(connection)),
        secret_(std::move(secret)) {
    under_way_->insert(connection_);
  }
  ~Handshake() { under_way_->erase(connection_); }
  Handshake(const Handshake&) = delete;

  const std::string& connection() const { return connection_; }
  const core::Secret& secret() const { return secret_; }

 private:
  std::shared_ptr<Handshakes> under_way_;
  std::string connection_;
  core::Secret secret_;
};

// The name that takes part among the handshakes under way while the key that encrypts their secrets
// is rotated, so that no handshake begins meanwhile. No connection has an empty name.
inline constexpr std::string_view kKeyRotation{};

// The settings of the store in which these secrets are kept, for every connection.
std::vector<std::string> learned_settings(const Services& services);

// Reads the secrets that handshakes of vendors brought earlier, so that their webhooks can be
// checked. One that was sealed under another key is logged and left out.
boost::asio::awaitable<void> load_learned(Services& services);

}  // namespace baton::http
