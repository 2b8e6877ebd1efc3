#include "simulator/route_bindings.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/split_mix.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "baton/formats/form.hpp"

#include <utility>

namespace baton::simulator {

using core::Json;

std::optional<cel::Value> RouteBindings::find(std::string_view name) const {
  if (name == "now") return cel::Value::timestamp(now_);
  const std::array<std::pair<std::string_view, const Json*>, 13> bound{{{"request", &request},
                                                                        {"at", &at},
                                                                        {"record", &record},
                                                                        {"before", &before},
                                                                        {"created", &created},
                                                                        {"found", &found},
                                                                        {"page", &page},
                                                                        {"vars", &vars},
                                                                        {"answers", &answers},
                                                                        {"fresh", &fresh},
                                                                        {"item", &item},
                                                                        {"message", &message},
                                                                        {"secret", &secret}}};
  for (const auto& [known, value] : bound) {
    if (known == name) return cel::Value::borrow(*value);
  }
  return std::nullopt;
}

void RouteBindings::fail(std::string_view what, std::string_view why) const {
  throw VendorFileWrong(where_ + ": " + std::string(what) + ": " + std::string(why));
}

Json RouteBindings::render(const DocumentPtr& document, std::string_view what) const {
  if (!document) return nullptr;
  auto value = document->render(*this);
  if (!value) fail(what, value.error().text());
  return value->is_discarded() ? Json() : std::move(*value);
}

std::string RouteBindings::text(const DocumentPtr& document, std::string_view what,
                                std::string_view default_value) const {
  if (!document) return std::string(default_value);
  const auto value = render(document, what);
  auto text = ingress::scalar_text(value);
  if (!text) fail(what, std::string("expected text, got ") + value.type_name());
  return std::move(*text);
}

std::size_t RouteBindings::number(const DocumentPtr& document, std::string_view what,
                                  std::size_t default_value) const {
  if (!document) return default_value;
  const auto value = render(document, what);
  if (value.is_null()) return default_value;
  if (value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0))
    return value.get<std::size_t>();
  fail(what, "expected a whole number that is not negative, got " + core::dump(value));
}

bool RouteBindings::holds(const ExpressionPtr& condition, std::string_view what,
                          bool default_value) const {
  if (!condition) return default_value;
  const auto evaluation = condition->evaluate(*this);
  if (!evaluation.value) fail(what, evaluation.value.error().text());
  return evaluation.value->is_true();
}

namespace {

// The value of a parameter of a header field: boundary of "multipart/form-data; boundary=x".
std::string header_parameter(std::string_view field, std::string_view name) {
  for (auto rest = field; !rest.empty();) {
    const auto part = core::trim(core::take_part(rest, ';'));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || !core::same_no_case(part.substr(0, equals), name))
      continue;
    return std::string(core::trim(part.substr(equals + 1), "\""));
  }
  return {};
}

// The parts of a multipart body (RFC 2046 section 5.1): names, names of files, sizes, and the text
// of those that are no files.
Json multipart_parts(std::string_view body, const std::string& boundary) {
  Json parts = Json::array();
  const std::string mark = "--" + boundary;
  for (auto at = body.find(mark); at != std::string_view::npos;) {
    const auto begin = at + mark.size();
    const auto end = body.find(mark, begin);
    if (end == std::string_view::npos) break;
    const auto part = body.substr(begin, end - begin);
    at = end;
    const auto head_end = part.find("\r\n\r\n");
    if (head_end == std::string_view::npos || part.size() < head_end + 6) continue;
    const auto content = part.substr(head_end + 4, part.size() - head_end - 6);
    Json one = {{"size", content.size()}};
    for (auto head = part.substr(0, head_end); !head.empty();) {
      const auto line = core::trim(core::take_part(head, '\n'), "\r ");
      if (core::starts_no_case(line, "content-disposition:")) {
        one["name"] = header_parameter(line, "name");
        const auto file = header_parameter(line, "filename");
        if (!file.empty()) one["filename"] = file;
      } else if (core::starts_no_case(line, "content-type:")) {
        one["type"] = std::string(core::trim(line.substr(13)));
      }
    }
    if (!one.contains("filename") && core::is_utf8(content)) one["text"] = std::string(content);
    parts.push_back(std::move(one));
  }
  return parts;
}

}  // namespace

Json seen_by_expressions(const Request& request, bool raw) {
  Json seen = {{"method", request.method},
               {"path", request.path},
               {"query", request.query},
               {"headers", request.headers},
               {"key", request.key()}};
  const auto host = request.headers.find("host");
  seen["host"] = host == request.headers.end() ? "127.0.0.1" : host->second;
  seen["origin"] = "http://" + seen["host"].get<std::string>() + "/" + request.vendor;
  const auto type = request.headers.find("content-type");
  const std::string_view media =
      type == request.headers.end() ? "" : std::string_view(type->second);
  Json body;
  if (core::starts_no_case(media, "multipart/")) {
    seen["parts"] = multipart_parts(request.text, header_parameter(media, "boundary"));
  } else if (core::starts_no_case(media, "application/x-www-form-urlencoded")) {
    body = Json::object();
    if (const auto form = formats::parse_form(request.text)) {
      for (const auto& [name, value] : *form) body[name] = value;
    }
  } else if (!raw) {
    body = Json::parse(request.text, nullptr, false);
    if (body.is_discarded()) body = nullptr;
  }
  seen["body"] = std::move(body);
  if (core::is_utf8(request.text)) seen["text"] = request.text;
  if (raw) seen["base64"] = core::to_base64(request.text);
  return seen;
}

Json fresh_ids(std::uint64_t number) {
  constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz";
  std::uint64_t state = number;
  std::string bytes;
  for (int half = 0; half < 2; ++half) {
    const auto bits = core::split_mix(state);
    for (unsigned shift = 0; shift < 64; shift += 8)
      bytes += static_cast<char>((bits >> shift) & 0xffU);
  }
  const auto hex = core::to_hex(bytes);
  std::string tail;
  for (std::uint64_t rest = core::mix_bits(number); tail.size() < 8; rest /= kLetters.size())
    tail += kLetters[rest % kLetters.size()];
  const auto digits = std::to_string(number);
  tail = (tail + std::string(7, '0')).substr(0, 8) +
         digits.substr(digits.size() < 7 ? 0 : digits.size() - 7);
  tail.resize(15, '0');
  return {{"number", number},
          {"id", digits},
          {"hex", hex},
          {"tail", tail},
          {"uuid", hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-a" +
                       hex.substr(17, 3) + "-" + hex.substr(20, 12)}};
}

}  // namespace baton::simulator
