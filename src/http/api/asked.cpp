#include "http/api/asked.hpp"

#include "baton/formats/media.hpp"
#include "http/api/endpoint.hpp"

#include <utility>
#include <vector>

namespace baton::http {
namespace {

// A body whose type is not named is taken for YAML too.
bool may_be_yaml(std::string_view content_type) {
  const auto type = formats::media_type(content_type);
  return type.empty() || formats::is_yaml(type);
}

}  // namespace

core::Result<Asked> Asked::read(const Exchange& exchange) {
  const Endpoint& endpoint = *exchange.endpoint;
  Asked asked{exchange.request, exchange.principal, exchange.peer};
  auto values =
      Values::read(endpoint.in_path, exchange.segments, endpoint.in_query, exchange.request.query);
  if (!values) return values.error();
  asked.values = *std::move(values);
  if (endpoint.body.is == Body::yaml && !may_be_yaml(exchange.request.field("Content-Type")))
    return core::Error{core::Errc::unsupported, "expected Content-Type: application/yaml", {}, {}};
  if (endpoint.body.is == Body::json) {
    std::vector<core::Error> mistakes;
    asked.body = Members::read(exchange.request.body, endpoint.body.members, mistakes);
    if (!mistakes.empty()) return mistakes.front();
  }
  return asked;
}

}  // namespace baton::http
