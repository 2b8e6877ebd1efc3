#pragma once

#include "baton/core/result.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace baton::app {

// Waits on loopback for the browser that a vendor sends back after a log-in (RFC 8252 section 7.3).
// It answers that one request and no other path. One thread.
class RedirectListener {
 public:
  // Begins to listen on 127.0.0.1. `port` 0 takes any free one. Errc::unavailable: the port is
  // taken.
  static core::Result<RedirectListener> open(std::uint16_t port);
  ~RedirectListener();
  RedirectListener(RedirectListener&&) noexcept;

  // The URL that the vendor is to send the browser to.
  std::string url() const;
  // The parameters of the request for url(), decoded. Errc::timeout when none has come `within` so
  // long. Requests for other paths, as browsers make them for an icon, are answered 404.
  core::Result<std::map<std::string, std::string>> wait(std::chrono::milliseconds within);

 private:
  class Impl;
  explicit RedirectListener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace baton::app
