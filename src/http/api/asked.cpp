#include "http/api/asked.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/media.hpp"
#include "http/api/endpoint.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

// A body whose type is not named is taken for YAML too.
bool may_be_yaml(std::string_view content_type) {
  const auto type = formats::media_type(content_type);
  return type.empty() || formats::is_yaml(type);
}

// What is wrong with the body of a request to an endpoint that takes none: whoever writes
// {"version": 3} there, and not in the query, would get another version, and would not be told.
// Some clients send an empty object all the same.
std::optional<core::Error> needless(const Endpoint& endpoint, std::string_view body) {
  constexpr std::string_view kSpace = " \t\r\n";
  body = core::trim(body, kSpace);
  if (body.starts_with('{') && body.ends_with('}') && body.size() > 1)
    body = core::trim(body.substr(1, body.size() - 2), kSpace);
  if (endpoint.method == "GET" || body.empty()) return std::nullopt;
  const auto known = names_of(endpoint.in_query);
  return core::Error{
      core::Errc::invalid, "this takes no body", "body",
      known.empty() ? "leave the body out" : "write it in the query: " + core::any_of(known)};
}

}  // namespace

core::Result<Asked> Asked::read(const Exchange& exchange) {
  const Endpoint& endpoint = *exchange.endpoint;
  Asked asked{exchange.request, exchange.principal, exchange.peer};
  auto values =
      Values::read(endpoint.in_path, exchange.segments, endpoint.in_query, exchange.request.query);
  if (!values) return values.error();
  asked.values = *std::move(values);
  if (endpoint.body.is == Body::none)
    if (auto mistake = needless(endpoint, exchange.request.body)) return *std::move(mistake);
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
