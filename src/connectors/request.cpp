#include "connectors/request.hpp"

#include "connectors/uri.hpp"

#include <algorithm>
#include <array>

namespace baton::connectors {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

Error at(Error error, std::string_view where) {
  error.where = std::string(where) + (error.where.empty() ? "" : ": " + error.where);
  return error;
}

Result<std::string> render_path(const RequestSpec& spec, const Values& names) {
  std::string path;
  for (const auto& segment : spec.path) {
    auto text = render_text(*segment, names);
    if (!text) return at(text.error(), "path");
    if (segment->constant()) {
      path.append("/").append(*text);
      continue;
    }
    // An empty or dotted segment would name another resource than the manifest means.
    if (text->empty() || *text == "." || *text == "..")
      return Error{Errc::invalid, "a part of the path is empty or dots", "path", {}};
    path.append("/").append(percent_encode(*text, ":@"));
  }
  return path;
}

// A path with query that the template's author wrote, below the base URL.
Result<std::string> checked_target(std::string text) {
  const bool letters = std::all_of(text.begin(), text.end(), [](char letter) {
    return letter > ' ' && letter < 0x7f && letter != '\\' && letter != '#' && letter != '"' && letter != '<' && letter != '>';
  });
  const auto path = lower(path_of(text));
  bool dots = false;
  for (std::size_t from = 0; from < path.size();) {
    const auto end = std::min(path.find('/', from), path.size());
    const auto segment = std::string_view(path).substr(from, end - from);
    dots |=
        segment == "." || segment == ".." || segment == "%2e" || segment == "%2e%2e" || segment == ".%2e" || segment == "%2e.";
    from = end + 1;
  }
  if (!text.starts_with('/') || text.starts_with("//") || !letters || dots) {
    return Error{Errc::invalid, "expected a path that begins with one /, of printable ASCII, without . and .. segments", "path",
                 "percent-encode other characters"};
  }
  return text;
}

Result<Fields> render_fields(const DocumentPtr& document, const Values& names, std::string_view what) {
  Fields fields;
  if (!document) return fields;
  auto value = document->render(names);
  if (!value) return at(value.error(), what);
  if (value->is_null()) return fields;
  if (!value->is_object())
    return Error{Errc::invalid, std::string("expected an object, got ") + value->type_name(), std::string(what), {}};
  for (const auto& [name, one] : value->items()) {
    if (one.is_null()) continue;
    auto text = scalar_text(one);
    if (!text)
      return Error{Errc::invalid,
                   std::string("expected text, a number or a boolean, got ") + one.type_name(),
                   std::string(what) + "/" + name,
                   {}};
    fields.emplace_back(name, std::move(*text));
  }
  return fields;
}

bool is_token(std::string_view name) {
  return !name.empty() && name.size() <= 256 && std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
  });
}

// These frame the message, or prove who we are: the client and the connection write them.
bool is_ours(std::string_view name) {
  constexpr std::array<std::string_view, 10> kOurs{
      "host",    "content-length", "transfer-encoding", "connection",         "upgrade", "te",
      "trailer", "expect",         "authorization",     "proxy-authorization"};
  return std::any_of(kOurs.begin(), kOurs.end(), [name](auto one) { return equal_no_case(one, name); });
}

core::Result<void> append_field(std::string& head, std::string_view name, std::string_view value) {
  const bool good = std::all_of(value.begin(), value.end(), [](char letter) {
    return static_cast<unsigned char>(letter) >= 0x20 ? letter != 0x7f : letter == '\t';
  });
  if (!is_token(name) || is_ours(name)) return Error{Errc::invalid, "a header of this name cannot be set", "headers", {}};
  if (!good || value.size() > 8192) return Error{Errc::invalid, "a header's value is one line of at most 8 KiB", "headers", {}};
  head.append(name).append(": ").append(value).append("\r\n");
  return {};
}

struct Place {
  Origin origin{};
  std::string target{};
};

Result<Place> render_place(const RequestSpec& spec, const Connection& connection, const Url* base, const Values& names) {
  if (spec.url) {
    auto text = render_text(*spec.url, names);
    if (!text) return at(text.error(), "url");
    if (!text->empty()) {
      auto url = parse_url(*text);
      if (!url) return at(url.error(), "url");
      // Credentials go to the connection's own address only.
      if (base != nullptr && !(url->origin == base->origin))
        return Error{Errc::invalid, "the URL is not at this connection's address " + base->origin.text(), "url", {}};
      if (base == nullptr && !connection.header_lines.empty())
        return Error{Errc::invalid, "this connection has headers or credentials, but no base_url to send them to", "url", {}};
      std::string whole = url->path.empty() ? "/" : url->path;
      if (!url->query.empty()) whole.append(1, '?').append(url->query);
      auto target = checked_target(std::move(whole));
      if (!target) return target.error();
      return Place{std::move(url->origin), std::move(*target)};
    }
  }
  if (base == nullptr) return Error{Errc::invalid, "this connection has no base_url, so the action must name a url", "url", {}};
  if (spec.target) {
    auto text = render_text(*spec.target, names);
    if (!text) return at(text.error(), "path");
    auto target = checked_target(text->empty() ? "/" : std::move(*text));
    if (!target) return target.error();
    return Place{base->origin, base->path + *target};
  }
  auto path = render_path(spec, names);
  if (!path) return path.error();
  return Place{base->origin, base->path + *path};
}

}  // namespace

Result<Rendered> render_request(const RequestSpec& spec, const Connection& connection, const Url* base, const Values& names,
                                std::string_view key_header, std::string_view key) {
  auto place = render_place(spec, connection, base, names);
  if (!place) return place.error();
  const auto query = render_fields(spec.query, names, "query");
  if (!query) return query.error();
  Rendered rendered;
  rendered.origin = std::move(place->origin);
  auto& request = rendered.request;
  request.method = spec.method;
  request.target = std::move(place->target);
  if (!query->empty())
    request.target.append(1, request.target.find('?') == std::string::npos ? '?' : '&').append(form_text(*query));
  const auto headers = render_fields(spec.headers, names, "headers");
  if (!headers) return headers.error();
  bool accept = false;
  bool content_type = false;
  for (const auto& [name, value] : *headers) {
    accept |= equal_no_case(name, "accept");
    content_type |= equal_no_case(name, "content-type");
    if (auto appended = append_field(request.head, name, value); !appended) return appended.error();
  }
  if (!key_header.empty()) {
    if (auto appended = append_field(request.head, key_header, key); !appended) return appended.error();
  }
  if (!accept) request.head += "Accept: application/json\r\n";
  if (spec.json) {
    auto body = spec.json->render(names);
    if (!body) return at(body.error(), "json");
    request.body = core::dump(*body);
    if (!content_type) request.head += "Content-Type: application/json\r\n";
  } else if (spec.form) {
    const auto fields = render_fields(spec.form, names, "form");
    if (!fields) return fields.error();
    request.body = form_text(*fields);
    if (!content_type) request.head += "Content-Type: application/x-www-form-urlencoded\r\n";
  }
  return rendered;
}

}  // namespace baton::connectors
