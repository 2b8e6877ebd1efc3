#pragma once

#include "baton/core/result.hpp"
#include "baton/formats/egress.hpp"
#include "baton/formats/http_fields.hpp"
#include "baton/formats/url.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// One request over HTTP/1.1 (RFC 9112), without its origin, which is given beside it.
struct HttpRequest {
  // The method. The view must be of a literal, or of a text that outlives the exchange.
  std::string_view method = "POST";
  // Path and query, percent-encoded already.
  std::string target{};
  // "Name: value\r\n" for each header field. The client itself adds Host and Content-Length.
  std::string head{};
  // The bytes of the body; empty: there is none.
  std::string body{};
  // The longest time that the whole exchange may take, including the wait for an answer.
  std::chrono::milliseconds timeout{30'000};
  // True if sending the request twice does no harm. The client then sends it again by itself when a
  // kept-alive connection turns out to be closed.
  bool repeatable = false;
  // True if a body that comes packed by gzip is unpacked, up to Options::body_bytes_max. Whoever
  // asks so also says Accept-Encoding: gzip in the head.
  bool unpacks = false;
};

// One answer, read whole.
struct HttpResponse {
  // The status code as it was sent.
  int status = 0;
  // The header fields as they were sent, in their order; without Content-Encoding where the body
  // was unpacked.
  formats::Headers headers{};
  // The bytes of the body, put together from its chunks.
  std::string body{};
  // Why the body was not unpacked although that was asked for: Errc::too_large if it would be
  // longer than Options::body_bytes_max, Errc::invalid if it is not what its coding says. The body
  // and the headers are then as they came. nullopt if there was nothing to unpack, or if it was
  // unpacked.
  std::optional<core::Error> not_unpacked{};
  // True for a status from 200 to 299.
  bool is_2xx() const { return status / 100 == 2; }
  // The value of the first field of this name, in upper or lower case; null if there is none.
  const std::string* header(std::string_view name) const {
    return formats::find_header(headers, name);
  }
};

// Why there is no answer, and whether the other side may have acted on the request.
struct HttpFailure {
  // How far the request came.
  enum class Stage {
    refused,     // Nothing was sent: the address is not allowed, or the certificate is not right.
                 // Trying again does not help.
    not_sent,    // The request was not sent whole, so nothing can have happened.
    maybe_sent,  // The request was sent, at least in part, and no whole answer came back.
  };
  // How far this request came.
  Stage stage = Stage::not_sent;
  // One word for programs: "egress_refused", "resolve", "connect", "proxy", "tls", "timeout",
  // "closed", "too_large" or "malformed".
  std::string code{};
  // One sentence for people.
  std::string message{};
};

// The outcome of one exchange: an answer or a failure.
struct HttpOutcome {
  // The answer; nullopt if there is none.
  std::optional<HttpResponse> response{};
  // The reason why there is no answer. It means nothing beside an answer.
  HttpFailure failure{};
  // True if the request was sent twice. The other side may have acted on the first one, while this
  // outcome is that of the second.
  bool in_doubt = false;
};

// A client that keeps HTTP/1.1 connections alive, in one pool per origin. TLS is 1.2 or later, and
// the certificate is checked against the authorities of the system and the name of the host.
// Redirects are not followed: they are answers like any other.
//
// The client lives on one single-threaded executor: it is called there, and destroyed there.
class HttpClient {
 public:
  // The limits of a client, and what it uses.
  struct Options {
    // The longest head of an answer, in bytes.
    std::size_t head_bytes_max = 65'536;
    // The longest body of an answer, in bytes.
    std::size_t body_bytes_max = 1'048'576;
    // How many idle connections are kept for one origin.
    std::size_t idle_per_origin_max = 64;
    // How many pools are kept. Beyond this, pools without a connection are dropped.
    std::size_t origins_max = 256;
    // The longest time for looking up the name, connecting and the TLS handshake together.
    std::chrono::milliseconds connect_timeout{5'000};
    // How long an idle connection is kept. Vendors close theirs after 60 seconds and later, and a
    // request on a connection that was closed meanwhile costs an attempt.
    std::chrono::milliseconds idle_max{30'000};
    // How long the addresses of a name are used before the name is looked up again.
    std::chrono::milliseconds addresses_kept{30'000};
    // The header field User-Agent.
    std::string user_agent = "Baton/" BATON_VERSION;
    // A PEM file with the authorities to trust. Empty: those of the system. If it cannot be read,
    // the first exchange over TLS throws boost::system::system_error.
    std::string ca_file{};
    // Looks up the addresses of a host in place of the system's resolver, for tests. It is called
    // on the thread of the executor. Empty: the system's resolver is used.
    std::function<std::vector<boost::asio::ip::address>(std::string_view host)> resolve{};
  };

  // Makes a client with these options.
  explicit HttpClient(Options options);
  // Makes a client with the default options.
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;

  // Sends one request to `origin` and reads its answer. It never throws for what the network does.
  // `egress` says where the operator allows this connection to go, beyond public addresses over
  // TLS. It is borrowed until the coroutine has resumed.
  boost::asio::awaitable<HttpOutcome> exchange(formats::Origin origin,
                                               const formats::Egress& egress, HttpRequest request);

  // Says that this process listens at `own_port`: from now on no request goes to that port of this
  // machine.
  void never(std::uint16_t own_port);

  // Closes every idle connection and lets go of the executor. Call it, or destroy the client, when
  // no exchange is under way and before the context of the executor ends.
  void stop();

  // The implementation, which no other file names.
  class Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace baton::connectors
