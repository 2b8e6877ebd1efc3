#pragma once

#include "app/api.hpp"
#include "baton/connectors/http_client.hpp"
#include "baton/core/secret.hpp"

#include <boost/asio/io_context.hpp>
#include <string>
#include <string_view>

namespace baton::app {

// The JSON of an answer; null when it is none, which exports and empty answers are not. An error
// when it is said to be JSON and cannot be read, so that nobody takes it for an empty one.
core::Result<core::Json> json_in(std::string_view content_type, std::string_view body);

// Calls one server over HTTP, with the HTTP client of the connectors room. Blocks the thread that
// calls it; one thread.
class HttpApi final : public Api {
 public:
  // With an empty `token`, requests are sent without one.
  HttpApi(formats::Url server, core::Secret token);
  core::Result<ApiAnswer> call(const ApiRequest& request) override;

 private:
  formats::Url server_;
  core::Secret token_;
  boost::asio::io_context io_;
  formats::Egress anywhere_{true, {}};  // the user chose the server, so any address is allowed
  connectors::HttpClient http_;
};

}  // namespace baton::app
