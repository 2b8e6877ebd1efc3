#include "connectors/exchange.hpp"

#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

// How much of a URL and of an answer is kept. Messages of vendors are shorter; pages of proxies say
// what they are in their first lines.
constexpr std::size_t kUrlBytesMax = 1'000;
constexpr std::size_t kRequestIdBytesMax = 200;
constexpr std::size_t kBodyToldMax = 4'096;

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

core::Json short_exchange(const std::string& method, std::string url, const Answer* answer,
                          const Redaction& redaction) {
  // What may hold a secret of the connection is cut last, so that no part of one is left. The
  // secrets of other connections are removed later (RedactingPerformer), so that a part of one may
  // stay where the text is cut.
  redaction.redact(url);
  core::Json told{{"method", method}, {"url", core::shortened(url, kUrlBytesMax)}};
  if (answer == nullptr) return told;
  told["status"] = answer->code;
  told["bytes"] = answer->body_bytes;
  if (auto id = answer->request_id; !id.empty()) {
    redaction.redact(id);
    told["request_id"] = core::one_line(id, kRequestIdBytesMax);
  }
  // Bytes that are no text tell a reader nothing, and may hide a secret, as packed ones do.
  if (answer->body.is_null() || answer->is_bytes) return told;
  const auto body =
      answer->body.is_string() ? answer->body.get<std::string>() : core::dump(answer->body);
  const auto begin = core::prefix(body, kBodyToldMax);
  if (begin.size() < body.size()) told["cut"] = true;
  told["body"] = begin;
  return told;
}

}  // namespace baton::connectors
