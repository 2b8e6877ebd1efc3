#pragma once

#include "app/api.hpp"
#include "baton/connectors/http_client.hpp"
#include "baton/core/secret.hpp"

#include <boost/asio/io_context.hpp>
#include <string>

namespace baton::app {

// Speaks HTTP to one server, over the connectors' own client. One thread.
class HttpApi final : public Api {
 public:
  // `token` may be empty: the server then says what it thinks of that.
  HttpApi(formats::Url server, core::Secret token);
  core::Result<Answer> call(const Request& request) override;

 private:
  formats::Url server_;
  core::Secret token_;
  boost::asio::io_context io_;
  formats::Egress anywhere_{true, {}};  // whoever calls chose the server
  connectors::HttpClient http_;
};

}  // namespace baton::app
