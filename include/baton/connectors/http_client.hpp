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

struct HttpRequest {
  std::string_view method = "POST";  // a literal
  std::string target{};              // path and query, already encoded
  std::string head{};  // "Name: value\r\n" for each field beyond Host and Content-Length
  std::string body{};
  std::chrono::milliseconds timeout{30'000};  // for all of it, waiting for an answer included
  bool repeatable =
      false;  // sending it twice is harmless: a stale kept-alive connection may be tried again
};

struct HttpResponse {
  int status = 0;
  formats::Headers headers{};
  std::string body{};
  const std::string* header(std::string_view name) const {
    return formats::find_header(headers, name);
  }
};

// What went wrong below HTTP, and how far it came: whether the other side may have acted on the
// request.
struct HttpFailure {
  enum class Stage {
    refused,   // the egress guard, or a certificate that is not right: it will not get better by
               // itself
    not_sent,  // no connection, or it closed before the request was out: nothing can have happened
    maybe_sent,  // all or part of the request was sent and no answer came back whole
  };
  Stage stage = Stage::not_sent;
  std::string code{};  // "egress_refused", "resolve", "connect", "tls", "timeout", "closed",
                       // "too_large", "malformed"
  std::string message{};
};

struct HttpOutcome {
  std::optional<HttpResponse> response{};
  HttpFailure failure{};  // when there is no response
  bool in_doubt = false;  // it was sent twice: the vendor may have acted on the first, and this is
                          // what became of the second
};

// Kept-alive HTTP/1.1 connections, one pool per origin. TLS is verified against the system's
// authorities and the host name, 1.2 or later. Redirects are answers like any other. One thread:
// every call comes from the same single-threaded executor, on which the client also lives and dies;
// a coroutine is borrowed until it has resumed.
class HttpClient {
 public:
  struct Options {
    std::size_t head_bytes_max = 65'536;  // of an answer
    std::size_t body_bytes_max = 1'048'576;
    std::size_t idle_per_origin_max = 64;
    std::size_t origins_max = 256;  // pools that no connection owns are dropped beyond this
    std::chrono::milliseconds connect_timeout{5'000};  // name, TCP and TLS together
    std::chrono::milliseconds idle_max{
        30'000};  // vendors close after 60 s and more; a stale one costs a failed attempt
    std::chrono::milliseconds addresses_kept{30'000};  // how long a resolved name is believed
    std::string user_agent = "Baton/" BATON_VERSION;
    std::string ca_file{};  // instead of the system's authorities
    // In place of the system's resolver, for tests: addresses of a name. Called on the executor's
    // thread.
    std::function<std::vector<boost::asio::ip::address>(std::string_view host)> resolve{};
  };

  explicit HttpClient(Options options);
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;

  // One request and its answer; never throws for what the network does. `egress`: where the
  // operator said that this connection may go beyond public addresses over TLS.
  boost::asio::awaitable<HttpOutcome> exchange(formats::Origin origin,
                                               const formats::Egress& egress, HttpRequest request);

  // This process listens at this port: no request goes there.
  void never(std::uint16_t own_port);

  // Closes every idle connection and lets go of the executor. Must be called (or the client
  // destroyed) before the executor's context goes, once no exchange is under way.
  void stop();

  class Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace baton::connectors
