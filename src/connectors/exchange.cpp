#include "connectors/exchange.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <utility>

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
  return core::counted(body.size(), "byte");
}

std::string* text_in(core::Json& object, const char* name) {
  const auto found = object.find(name);
  const bool is_text = found != object.end() && found->is_string();
  return is_text ? &found->get_ref<std::string&>() : nullptr;
}

// Removes the secrets from the beginning of a body, and leaves that. Of a body that may be long, no
// more is searched than is needed: the beginning, and as much behind it as a secret may take that
// begins in it. The end of what is searched may be the beginning of a secret, which redact() does
// not find, so it is left out as well. Returns true if the body was longer.
bool shorten_body(std::string& body, const Redaction& secrets) {
  const auto doubtful = secrets.doubtful_bytes();
  std::string begin(core::prefix(body, kBodyToldMax + doubtful));
  const bool has_more = begin.size() < body.size();
  secrets.redact(begin);
  const auto sure = has_more ? begin.size() - std::min(begin.size(), doubtful) : begin.size();
  body = core::prefix(begin, std::min(sure, kBodyToldMax));
  return has_more || body.size() < begin.size();
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

core::Json whole_exchange(const std::string& method, std::string url, const Answer* answer,
                          const Redaction& redaction) {
  redaction.redact(url);
  core::Json told{{"method", method}, {"url", std::move(url)}};
  if (answer == nullptr) return told;
  told["status"] = answer->code;
  told["bytes"] = answer->body_bytes;
  if (auto id = answer->request_id; !id.empty()) {
    redaction.redact(id);
    told["request_id"] = std::move(id);
  }
  // Bytes that are no text tell a reader nothing, and may hide a secret, as packed ones do.
  if (answer->body.is_null() || answer->is_bytes) return told;
  told["body"] =
      answer->body.is_string() ? answer->body.get<std::string>() : core::dump(answer->body);
  return told;
}

void shorten_exchange(core::Json& exchange, const Redaction& others) {
  if (!exchange.is_object()) return;
  bool cut = false;
  if (auto* body = text_in(exchange, "body")) cut = shorten_body(*body, others);
  if (cut) exchange["cut"] = true;
  others.redact(exchange);
  if (auto* url = text_in(exchange, "url")) *url = core::shortened(*url, kUrlBytesMax);
  if (auto* id = text_in(exchange, "request_id")) *id = core::one_line(*id, kRequestIdBytesMax);
}

}  // namespace baton::connectors
