#include "templates/http_inputs.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/http_fields.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

bool takes_an_address(const core::Operation& operation) {
  const auto* properties = core::find(operation.input_schema, "properties");
  const auto has = [properties](std::string_view name) {
    return properties != nullptr && core::find(*properties, name) != nullptr;
  };
  return has("path") && has("url") && has("headers") && has("query");
}

// The text before its first expression; all of it when there is none.
std::string_view written(std::string_view text) { return text.substr(0, text.find("${")); }

void check_url(Reader& reader, const Cursor& cursor) {
  const std::string_view text = cursor.node->text;
  const auto start = written(text);
  if (start.empty() && !text.empty()) return;  // the address is known only at run time
  const auto scheme_end = start.find("://");
  const auto scheme =
      core::lower(start.substr(0, scheme_end == std::string_view::npos ? 0 : scheme_end));
  const bool whole = start.size() == text.size();
  if (scheme_end == std::string_view::npos && !whole &&
      start.find_first_of(" /") == std::string_view::npos)
    return;
  const auto blank = text.substr(0, start.size()).find_first_of(" \t\n") != std::string_view::npos;
  const auto host =
      scheme_end == std::string_view::npos ? std::string_view() : start.substr(scheme_end + 3);
  const bool no_host = whole && (host.empty() || host.front() == '/');
  if ((scheme == "https" || scheme == "http") && !blank && !no_host) return;
  reader.error(
      "type/url",
      "expected an address that begins with https:// or http://, got " + describe(*cursor.node),
      cursor,
      text.starts_with('/') ? "write it as \"path\", below the connection's base_url"
                            : "as https://example.com/orders");
}

void check_path(Reader& reader, const Cursor& cursor) {
  const std::string_view text = cursor.node->text;
  if (text.starts_with("${")) {
    return reader.error(
        "type/path",
        "a path begins with /: it is written here, and each ${…} in it fills one segment", cursor,
        "as path: \"/orders/${trigger.data.id}\"; `query` takes parameters, `url` an address that "
        "a vendor sent");
  }
  if (!text.starts_with('/')) {
    const bool url = text.find("://") != std::string_view::npos;
    return reader.error("type/path",
                        "expected a path that begins with /, got " + describe(*cursor.node), cursor,
                        url ? "write it as \"url\"" : "as /" + std::string(text));
  }
  auto path = written(text);
  path = path.substr(0, path.find_first_of("?#"));
  for (std::size_t from = 1; from <= path.size();) {
    const auto end = std::min(path.find('/', from), path.size());
    const auto segment = path.substr(from, end - from);
    const bool closed = end != path.size() || path.size() == text.size();
    const bool dots = closed && (segment == "." || segment == "..");
    if (dots || (segment.empty() && end != path.size()))
      return reader.error("type/path",
                          dots ? "a segment of the path is dots, which leads elsewhere"
                               : "a segment of the path is empty",
                          cursor, "write the path that is meant");
    from = end + 1;
  }
}

bool is_of_the_connection(std::string_view name, bool keyed) {
  auto plain = core::lower(name);
  std::replace(plain.begin(), plain.end(), '_', '-');
  return formats::is_own_field(name) || (keyed && plain == "idempotency-key");
}

// A header is one line: a value with a line break, which the next line might continue, would be
// refused when it is sent.
void check_header_line(Reader& reader, const Cursor& header) {
  const auto& name = header.key->text;
  if (!formats::is_field_name(name)) {
    return reader.error_at_key(
        "type/header",
        "\"" + name + "\" is no name of a header: expected letters, digits and \"-\"", header,
        "as X-Request-Id");
  }
  if (header.node->text.find_first_of("\r\n") == std::string::npos) return;
  reader.error("type/header", "the header \"" + name + "\" has a line break: a header is one line",
               header,
               header.node->text.find('\n') + 1 == header.node->text.size()
                   ? "write >- or |- , which end without a line break"
                   : "");
}

void check_headers(Reader& reader, const Cursor& headers, bool keyed) {
  for (const auto& entry : headers.node->entries) {
    const auto& name = entry.key->text;
    check_header_line(reader, headers.member(entry));
    if (!is_of_the_connection(name, keyed)) continue;
    const bool proof = core::lower(name).find("authorization") != std::string::npos;
    reader.error_at_key(
        "type/header", "the header \"" + name + "\" cannot be set here: it is the connection's own",
        headers.member(entry),
        proof ? "give the connection \"auth\" in connections.yaml" : "remove it");
  }
}

void check_query(Reader& reader, const Cursor& query) {
  for (const auto& entry : query.node->entries) {
    const auto member = query.member(entry);
    const auto& items = member.node->items;
    const bool nested = std::any_of(items.begin(), items.end(),
                                    [](const auto& item) { return !item->is_scalar(); });
    if (!member.node->is_map() && !nested) continue;
    reader.error("type/query",
                 "\"" + entry.key->text +
                     "\": expected a text, a number, true or false, or a list of them, got " +
                     describe(*member.node),
                 member, "write each parameter by itself, as \"" + entry.key->text + "[b]\": 1");
  }
}

// Checks an operation whose inputs are not known, but whose name says that it is plain HTTP: a path
// that is nothing but an expression would be refused when it is sent.
void check_all_data(Reader& reader, const core::DoAction& action, const Cursor& with) {
  if (!core::is_http_operation(action.operation)) return;
  for (const auto& entry : with.node->entries)
    if (entry.key->text == "path" && entry.value->text.starts_with("${"))
      check_path(reader, with.member(entry));
}

void check_one_address(Reader& reader, const Cursor& with) {
  const auto* url = with.node->find("url");
  const auto* path = with.node->find("path");
  if (url == nullptr || path == nullptr) return;
  for (const auto& entry : with.node->entries)
    if (entry.key->text == "path")
      reader.error_at_key("type/path",
                          "expected either \"path\" or \"url\", got both: the url would be taken",
                          with.member(entry), "remove one of the two");
}

void check_https(Reader& reader, const Cursor& url, const std::string& connection) {
  if (!core::starts_no_case(url.node->text, "http://")) return;
  reader.warning("suspicious/never",
                 "\"" + connection + "\" sends nothing by plain http: the step would fail", url,
                 "write https://; or list the network of a system of your own in the connection's "
                 "allow_private");
}

}  // namespace

void check_http_inputs(Reader& reader, const core::DoAction& action, const Cursor& with,
                       const core::Operations& operations) {
  if (!with.node->is_map()) return;
  const auto& operation = operations.at(action.connection).at(action.operation);
  if (!takes_an_address(operation)) return check_all_data(reader, action, with);
  check_one_address(reader, with);
  const bool keyed = !action.operation.starts_with("get");
  for (const auto& entry : with.node->entries) {
    const auto member = with.member(entry);
    const auto& name = entry.key->text;
    const bool text = member.node->kind == yaml::Node::Kind::string;
    if (name == "url" && text) check_url(reader, member);
    if (name == "url" && text && operations.https_only.contains(action.connection))
      check_https(reader, member, action.connection);
    if (name == "path" && text) check_path(reader, member);
    if (name == "headers" && member.node->is_map()) check_headers(reader, member, keyed);
    if (name == "query" && member.node->is_map()) check_query(reader, member);
  }
}

}  // namespace baton::templates
