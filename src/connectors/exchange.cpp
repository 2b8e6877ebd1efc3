#include "connectors/exchange.hpp"

#include "baton/core/utf8.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

core::Json body_json(const std::string& body) {
  auto read = core::parse_json(body);
  if (read) return std::move(*read);
  if (core::is_utf8(body)) return body;
  return std::to_string(body.size()) + " bytes";
}

}  // namespace

core::Json request_json(const formats::Origin& origin, const HttpRequest& request) {
  core::Json shown{{"method", request.method},
                   {"url", origin.text() + request.target},
                   {"headers", core::Json::object()}};
  const std::string_view head = request.head;
  for (std::size_t from = 0; from < head.size();) {
    const auto end = std::min(head.find("\r\n", from), head.size());
    const auto line = head.substr(from, end - from);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos)
      shown["headers"][std::string(line.substr(0, colon))] = line.substr(colon + 2);
    from = end + 2;
  }
  if (!request.body.empty()) shown["body"] = body_json(request.body);
  return shown;
}

}  // namespace baton::connectors
