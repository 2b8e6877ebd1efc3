#include "http/api/inbound.hpp"

#include <cstddef>

namespace baton::http {

void fill(ingress::Inbound& inbound, const Exchange& exchange, const TrustedProxies& trusted) {
  const Request& request = exchange.request;
  inbound.method = request.method;
  // A client may write the absolute form, with the host (RFC 9112 section 3.2.2), which is the same
  // request. Senders sign path and query.
  inbound.target = request.target.starts_with('/') ? request.target : request.path;
  const auto mark = request.target.find_first_of("?#");
  const bool has_query = mark != std::string_view::npos && request.target[mark] == '?';
  if (has_query && !request.target.starts_with('/'))  // also one that is empty
    inbound.target.append("?").append(request.query);
  inbound.body = request.body;
  inbound.headers.resize(request.fields.size());
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    inbound.headers[i].first = request.fields[i].name;
    inbound.headers[i].second = request.fields[i].value;
  }
  inbound.client = client_of(trusted, exchange.peer, request);
  inbound.certificate = client_certificate(trusted, exchange.peer, request);
}

void put(Response& response, const ingress::Reply& reply) {
  response.clear();
  response.status = reply.status;
  response.content_type = reply.content_type;
  for (const auto& [name, value] : reply.headers) response.add(name, value);
  response.body = reply.body;
}

}  // namespace baton::http
