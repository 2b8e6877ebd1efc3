#include "http/api/asked.hpp"

#include "http/api/endpoint.hpp"

#include <utility>
#include <vector>

namespace baton::http {
namespace {

// YAML goes by several names; none at all is taken for it too.
bool is_yaml(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  if (type.empty()) return true;
  for (const std::string_view known :
       {"application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml"})
    if (same_name(type, known)) return true;
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
