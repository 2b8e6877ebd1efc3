#include "http/api/asked.hpp"

#include "baton/core/text.hpp"
#include "http/api/endpoint.hpp"

#include <utility>
#include <vector>

namespace baton::http {
namespace {

// True for the media types by which YAML is known (RFC 9512 names the first), and for no type at
// all.
bool is_yaml(std::string_view type) {
  type = core::trim(type.substr(0, type.find(';')));
  if (type.empty()) return true;
  for (const std::string_view known :
       {"application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml"})
    if (core::same_no_case(type, known)) return true;
  return false;
}

}  // namespace

core::Result<Asked> Asked::read(const Exchange& exchange) {
  const Endpoint& endpoint = *exchange.endpoint;
  Asked asked{exchange.request, exchange.principal, exchange.peer};
  auto values =
      Values::read(endpoint.in_path, exchange.segments, endpoint.in_query, exchange.request.query);
  if (!values) return values.error();
  asked.values = *std::move(values);
  if (endpoint.body.is == Body::yaml && !is_yaml(exchange.request.field("Content-Type")))
    return core::Error{core::Errc::unsupported, "expected Content-Type: application/yaml", {}, {}};
  if (endpoint.body.is == Body::json) {
    std::vector<core::Error> mistakes;
    asked.body = Members::read(exchange.request.body, endpoint.body.members, mistakes);
    if (!mistakes.empty()) return mistakes.front();
  }
  return asked;
}

}  // namespace baton::http
