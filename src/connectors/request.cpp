#include "connectors/request.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/http_fields.hpp"
#include "baton/formats/url.hpp"

#include <algorithm>
#include <span>

namespace baton::connectors {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

// The longest name of a header. Names are a few words, so that a longer one is a mistake.
constexpr std::size_t kFieldNameBytesMax = 256;

Error at(Error error, std::string_view where) {
  error.where = std::string(where) + (error.where.empty() ? "" : ": " + error.where);
  return error;
}

Error bad_path(std::string what) {
  return {Errc::invalid, std::move(what), "path",
          "a path is written in the template or in the manifest; what stands in ${} fills one "
          "segment of it, or one value of its query"};
}

// True for a segment that some server may take for a step to another place, however often it
// decodes it: dots, alone or before a `;`, between slashes or backslashes, control characters, and
// bytes that are no UTF-8.
bool leads_elsewhere(std::string_view segment) {
  constexpr int kDecodedAtMost = 4;
  std::string text(segment);
  for (int round = 0; round < kDecodedAtMost; ++round) {
    if (core::has_control(text) || !core::is_utf8(text)) return true;
    for (std::size_t from = 0; from <= text.size();) {
      const auto end = std::min(text.find_first_of("/\\", from), text.size());
      const auto part = std::string_view(text).substr(from, end - from);
      const auto name = part.substr(0, part.find(';'));
      if (name == "." || name == "..") return true;
      from = end + 1;
    }
    auto decoded = core::percent_decode(text);
    if (!decoded && round == 0) return true;
    if (!decoded || *decoded == text) return false;
    text = std::move(*decoded);
  }
  return true;
}

// The items of a list; a value that is no list is the only item. Valid as long as the value.
std::span<const Json> as_list(const Json& value) {
  if (value.is_array()) return value.get_ref<const Json::array_t&>();
  return {&value, 1};
}

// Adds one segment that is not of the manifest. An empty one, or one of dots, would name another
// resource than the manifest means.
Result<void> append_segment(std::string& path, std::string_view text) {
  const auto segment = core::percent_encode(text, ":@");
  if (text.empty()) return bad_path("a part of the path is empty");
  if (leads_elsewhere(segment))
    return bad_path("the part \"" + std::string(core::prefix(segment, 60)) +
                    "\" of the path is dots, or hides some, or a control character");
  path.append("/").append(segment);
  return {};
}

Result<std::string> render_path(const RequestSpec& spec, const ingress::Values& names) {
  std::string path;
  for (const auto& segment : spec.path) {
    auto value = segment->render(names);
    if (!value) return at(value.error(), "path");
    if (segment->constant()) {
      path.append("/").append(ingress::scalar_text(*value).value_or(std::string()));
      continue;
    }
    // A list is as many segments.
    for (const Json& one : as_list(*value)) {
      auto text = ingress::scalar_text(one);
      if (!text)
        return Error{
            Errc::invalid, std::string("expected text, got ") + one.type_name(), "path", {}};
      if (auto added = append_segment(path, *text); !added) return added.error();
    }
  }
  return path;
}

// Checks a path with query below the base URL.
Result<std::string> checked_target(std::string text) {
  const bool letters = std::all_of(text.begin(), text.end(), [](char letter) {
    return letter > ' ' && letter < 0x7f && letter != '\\' && letter != '#' && letter != '"' &&
           letter != '<' && letter != '>';
  });
  const auto path = formats::path_of(text);
  if (!text.starts_with('/') || !letters)
    return bad_path("expected a path that begins with /, of printable ASCII");
  for (std::size_t from = 1; from <= path.size();) {
    const auto end = std::min(path.find('/', from), path.size());
    const auto segment = path.substr(from, end - from);
    if (segment.empty() && end != path.size()) return bad_path("a segment of the path is empty");
    if (leads_elsewhere(segment))
      return bad_path("a segment of the path is dots, or hides some, or a control character");
    from = end + 1;
  }
  return text;
}

Result<formats::Fields> render_fields(const ingress::DocumentPtr& document,
                                      const ingress::Values& names, std::string_view what) {
  formats::Fields fields;
  if (!document) return fields;
  auto value = document->render(names);
  if (!value) return at(value.error(), what);
  if (value->is_null()) return fields;
  if (!value->is_object())
    return Error{Errc::invalid,
                 std::string("expected an object, got ") + value->type_name(),
                 std::string(what),
                 {}};
  for (const auto& [name, one] : value->items()) {
    // A list means that the field stands several times, which header fields may not.
    const bool several = what != "headers";
    for (const Json& item : several ? as_list(one) : std::span<const Json>(&one, 1)) {
      if (item.is_null()) continue;
      auto text = ingress::scalar_text(item);
      if (!text)
        return Error{Errc::invalid,
                     std::string("expected text, a number or a boolean, got ") + item.type_name(),
                     std::string(what) + "/" + name,
                     {}};
      fields.emplace_back(name, std::move(*text));
    }
  }
  return fields;
}

// True if two names are those of the same header field. Some servers read `_` as `-`.
bool same_field(std::string_view left, std::string_view right) {
  const auto plain = [](std::string_view name) {
    auto text = core::lower(name);
    std::replace(text.begin(), text.end(), '_', '-');
    return text;
  };
  return plain(left) == plain(right);
}

core::Result<void> append_field(std::string& head, std::string_view name, std::string_view value) {
  const bool good = std::all_of(value.begin(), value.end(), [](char letter) {
    return static_cast<unsigned char>(letter) >= 0x20 ? letter != 0x7f : letter == '\t';
  });
  if (name.size() > kFieldNameBytesMax || !formats::is_field_name(name))
    return Error{Errc::invalid, "a header of this name cannot be set", "headers", {}};
  if (!good || value.size() > 8192)
    return Error{Errc::invalid, "a header's value is one line of at most 8 KiB", "headers", {}};
  head.append(name).append(": ").append(value).append("\r\n");
  return {};
}

// Checks that no header field stands twice: neither beside one of ours, nor beside one of the same
// name in other letters.
core::Result<void> check_names(const formats::Fields& headers, const Connection& connection,
                               std::string_view key_header) {
  for (auto field = headers.begin(); field != headers.end(); ++field) {
    const auto& name = field->first;
    const auto same = [&name](const auto& other) { return same_field(name, other); };
    const bool ours =
        formats::is_own_field(name) || (!key_header.empty() && same_field(name, key_header)) ||
        std::any_of(connection.header_names.begin(), connection.header_names.end(), same);
    if (ours)
      return Error{Errc::invalid,
                   "a header of this name cannot be set: it is the connection's",
                   "headers",
                   {}};
    if (std::any_of(headers.begin(), field,
                    [&same](const auto& other) { return same(other.first); }))
      return Error{Errc::invalid, "a header stands twice", "headers", {}};
  }
  return {};
}

struct Destination {
  formats::Origin origin{};
  std::string target{};
};

bool is_below(std::string_view path, std::string_view base) {
  return path.starts_with(base) && (path.size() == base.size() || path[base.size()] == '/');
}

// The path and the query of an absolute URL as they stand in it. A slash at the end of the path is
// a part of the name of what is there, which target_of() leaves out.
std::string target_in(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  url.remove_prefix(std::min(url.find_first_of("/?"), url.size()));
  std::string target(url.starts_with('/') ? "" : "/");
  return target.append(url);
}

// The destination of an absolute URL. Credentials go only to the address of the connection, and
// there only below its base path.
Result<Destination> destination_of(std::string_view text, const Connection& connection,
                                   const formats::Url* base) {
  auto url = formats::parse_url(text);
  if (!url) return at(url.error(), "url");
  if (base != nullptr && !(url->origin == base->origin && is_below(url->path, base->path)))
    return Error{
        Errc::invalid,
        "the URL is not below this connection's address " + base->origin.text() + base->path,
        "url",
        {}};
  if (base == nullptr && !(connection.header_lines.empty() && connection.auth.line.empty()))
    return Error{Errc::invalid,
                 "this connection has headers or credentials, but no base_url to send them to",
                 "url",
                 {}};
  auto target = checked_target(target_in(text));
  if (!target) return target.error();
  return Destination{std::move(url->origin), std::move(*target)};
}

Result<Destination> render_destination(const RequestSpec& spec, const Connection& connection,
                                       const formats::Url* base, const ingress::Values& names) {
  if (spec.url) {
    auto text = ingress::render_text(*spec.url, names);
    if (!text) return at(text.error(), "url");
    if (!text->empty()) return destination_of(*text, connection, base);
  }
  if (base == nullptr)
    return Error{
        Errc::unavailable, "this connection has no base_url, and the action names no url", {}, {}};
  if (spec.target) {
    auto text = ingress::render_text(*spec.target, names);
    if (!text) return at(text.error(), "path");
    auto target = checked_target(text->empty() ? "/" : std::move(*text));
    if (!target) return target.error();
    return Destination{base->origin, base->path + *target};
  }
  auto path = render_path(spec, names);
  if (!path) return path.error();
  return Destination{base->origin, base->path + *path};
}

}  // namespace

std::string target_of(const formats::Url& url) {
  std::string whole = url.path.empty() ? "/" : url.path;
  if (!url.query.empty()) whole.append(1, '?').append(url.query);
  return whole;
}

void append_query(std::string& target, std::string_view members) {
  target.append(1, target.find('?') == std::string::npos ? '?' : '&').append(members);
}

void set_in_query(std::string& target, std::string_view member) {
  const auto name_of = [](std::string_view part) {
    const auto name = part.substr(0, part.find('='));
    return core::percent_decode(name, true).value_or(std::string(name));
  };
  const auto name = name_of(member);
  std::string kept(formats::path_of(target));
  auto rest = formats::query_of(target);
  while (!rest.empty()) {
    const auto part = core::take_part(rest, '&');
    if (!core::same_no_case(name_of(part), name)) append_query(kept, part);
  }
  append_query(kept, member);
  target = std::move(kept);
}

Result<std::string> target_below(std::string_view link, const formats::Url& base) {
  const auto url = formats::parse_url(link);
  if (!url) return url.error();
  if (!(url->origin == base.origin))
    return Error{Errc::invalid, "the next page is at another address", "link", {}};
  if (!is_below(url->path, base.path))
    return Error{Errc::invalid, "the next page is not below the base URL", "link", {}};
  return checked_target(target_in(link));
}

Result<ReadyRequest> render_request(const RequestSpec& spec, const Connection& connection,
                                    const formats::Url* base, const ingress::Values& names,
                                    std::string_view key_header, std::string_view key) {
  auto destination = render_destination(spec, connection, base, names);
  if (!destination) return destination.error();
  const auto query = render_fields(spec.query, names, "query");
  if (!query) return query.error();
  ReadyRequest rendered;
  rendered.origin = std::move(destination->origin);
  auto& request = rendered.request;
  request.method = spec.method;
  request.target = std::move(destination->target);
  if (!query->empty()) append_query(request.target, formats::form_text(*query));
  const auto headers = render_fields(spec.headers, names, "headers");
  if (!headers) return headers.error();
  if (auto checked = check_names(*headers, connection, key_header); !checked)
    return checked.error();
  constexpr std::size_t kUsualHeadBytes = 512;
  request.head.reserve(kUsualHeadBytes);
  bool accept = false;
  bool content_type = false;
  for (const auto& [name, value] : *headers) {
    accept |= core::same_no_case(name, "accept");
    content_type |= core::same_no_case(name, "content-type");
    if (auto appended = append_field(request.head, name, value); !appended) return appended.error();
  }
  if (!key_header.empty()) {
    if (auto appended = append_field(request.head, key_header, key); !appended)
      return appended.error();
  }
  if (!accept)
    request.head.append("Accept: ")
        .append(spec.bytes_answer ? "*/*"
                : spec.xml_answer ? "application/xml"
                                  : "application/json")
        .append("\r\n");
  // A file is wanted as it lies there, and may lie there packed.
  request.unpacks = !spec.bytes_answer;
  request.head.append("Accept-Encoding: ")
      .append(request.unpacks ? "gzip" : "identity")
      .append("\r\n");
  if (spec.json) {
    auto body = spec.json->render(names);
    if (!body) return at(body.error(), "json");
    if (auto finished = finish_json(spec.body, names, *body); !finished)
      return at(finished.error(), "json");
    request.body = core::dump(*body);
    if (!content_type) request.head += "Content-Type: application/json\r\n";
  } else if (spec.form) {
    const auto fields = render_fields(spec.form, names, "form");
    if (!fields) return fields.error();
    request.body = formats::form_text(*fields);
    if (!content_type) request.head += "Content-Type: application/x-www-form-urlencoded\r\n";
  } else if (spec.body.replaces_json()) {
    auto body = render_raw(spec.body, names);
    if (!body) return body.error();
    request.body = std::move(body->bytes);
    if (!content_type) request.head += "Content-Type: " + body->type + "\r\n";
  }
  return rendered;
}

}  // namespace baton::connectors
