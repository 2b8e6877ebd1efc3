#include "connectors/request_body.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "connectors/adf.hpp"
#include "connectors/asana_html.hpp"
#include "connectors/keys.hpp"
#include "connectors/slack_sections.hpp"

#include <algorithm>
#include <optional>

namespace baton::connectors {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

PartSpec read_part(const formats::FieldReader& at, const cel::Scope& scope) {
  at.allow(keys::kPart);
  PartSpec part;
  part.name = at.required_text("name");
  part.filename = ingress::compile_document(at, "filename", scope);
  part.type = ingress::compile_document(at, "type", scope);
  part.text = ingress::compile_document(at, "text", scope);
  part.base64 = ingress::compile_document(at, "base64", scope);
  if ((part.text == nullptr) == (part.base64 == nullptr))
    at.error("text", "config/excludes", "a part has either \"text\" or \"base64\"");
  return part;
}

Error misfit(std::string message, std::string where) {
  return {Errc::invalid, std::move(message), std::move(where), {}};
}

// Evaluates a document that gives an object of JSON pointers and values.
Result<Json> by_pointer(const ingress::DocumentPtr& document, const ingress::Values& names,
                        const char* what) {
  auto rules = document->render(names);
  if (!rules) return rules.error();
  if (!rules->is_object()) return misfit("expected an object of JSON pointers", what);
  return rules;
}

// The value that a JSON pointer names; null if there is none. "" names the whole body.
Json* member_at(Json& body, const std::string& pointer) {
  if (!pointer.empty() && !pointer.starts_with('/')) return nullptr;
  // Most pointers name members of objects, by names without escapes.
  auto* value = &body;
  for (std::string_view rest = pointer; value->is_object() && !rest.empty();) {
    const auto name = rest.substr(1, rest.find('/', 1) - 1);
    if (name.find('~') != std::string_view::npos) break;
    auto& members = value->get_ref<Json::object_t&>();
    const auto member = members.find(name);
    if (member == members.end()) return nullptr;
    value = &member->second;
    rest.remove_prefix(1 + name.size());
    if (rest.empty()) return value;
  }
  if (pointer.empty()) return value;
  try {
    const Json::json_pointer place(pointer);
    return body.contains(place) ? &body[place] : nullptr;
  } catch (const Json::exception&) {
    return nullptr;  // not a pointer, since a ~ in it escapes nothing
  }
}

Result<void> merge_into(Json& body, Json rules) {
  for (auto& [pointer, members] : rules.get_ref<Json::object_t&>()) {
    if (members.is_null()) continue;
    if (!members.is_object()) return misfit("expected an object to merge", "merge " + pointer);
    auto* target = member_at(body, pointer);
    if (target == nullptr || !target->is_object())
      return misfit("there is no object to merge into", "merge " + pointer);
    for (auto& [name, value] : members.get_ref<Json::object_t&>()) {
      if (!target->emplace(name, std::move(value)).second)
        return misfit("\"" + name + "\" is set by the operation itself", "merge " + pointer);
    }
  }
  return {};
}

Result<void> convert_in(Json& body, Json rules) {
  for (const auto& [pointer, kind] : rules.items()) {
    auto* target = member_at(body, pointer);
    if (target == nullptr || target->is_null()) continue;  // an optional text that is absent
    if (!target->is_string()) return misfit("expected text", "adf " + pointer);
    const auto text = std::move(target->get_ref<std::string&>());
    if (kind == "text")
      *target = adf_of_text(text);
    else if (kind == "markdown")
      *target = adf_of_markdown(text);
    else
      return misfit("a text is read as \"text\" or as \"markdown\"", "adf " + pointer);
  }
  return {};
}

// Writes texts as rich text, each beside where it stood.
Result<void> write_html(Json& body, Json rules) {
  for (const auto& [pointer, name] : rules.items()) {
    const auto slash = pointer.rfind('/');
    if (slash == std::string::npos || !name.is_string())
      return misfit("expected a JSON pointer and the name of a member", "html " + pointer);
    auto* parent = member_at(body, pointer.substr(0, slash));
    if (parent == nullptr || !parent->is_object()) continue;
    auto& members = parent->get_ref<Json::object_t&>();
    const auto text = members.find(std::string_view(pointer).substr(slash + 1));
    if (text == members.end() || text->second.is_null()) continue;  // an optional text
    if (!text->second.is_string()) return misfit("expected text", "html " + pointer);
    auto html = asana_html(text->second.get_ref<const std::string&>());
    if (!html) continue;
    if (!members.emplace(name.get<std::string>(), *std::move(html)).second)
      return misfit("\"" + name.get<std::string>() + "\" is set already", "html " + pointer);
    members.erase(text);
  }
  return {};
}

// Adds texts to lists of blocks.
Result<void> add_sections(Json& body, Json rules) {
  for (const auto& [pointer, text] : rules.items()) {
    if (text.is_null()) continue;
    if (!text.is_string()) return misfit("expected text", "sections " + pointer);
    if (text.get_ref<const std::string&>().empty()) continue;
    auto* list = member_at(body, pointer);
    if (list == nullptr || !list->is_array())
      return misfit("there is no list to add to", "sections " + pointer);
    auto sections = slack_sections(text.get_ref<const std::string&>(),
                                   kSlackBlocksMax - std::min(kSlackBlocksMax, list->size()));
    if (!sections) return sections.error();
    for (auto& section : *sections) list->push_back(std::move(section));
  }
  return {};
}

// What a request may change in its JSON body.
struct JsonChange {
  // The key of the request.
  const char* key;
  // The object of JSON pointers and values that the key has; null: nothing is changed.
  ingress::DocumentPtr BodySpec::*document;
  // Makes the change at each pointer, as its value says.
  Result<void> (*make)(Json& body, Json rules);
};
// In the order in which they are made.
constexpr JsonChange kJsonChanges[] = {{"merge", &BodySpec::merge, merge_into},
                                       {"adf", &BodySpec::adf, convert_in},
                                       {"html", &BodySpec::html, write_html},
                                       {"sections", &BodySpec::sections, add_sections}};

// A name in quotes as browsers write it (HTML, "multipart/form-data encoding algorithm").
std::string quoted_name(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text)
    out += letter == '"'    ? "%22"
           : letter == '\r' ? "%0D"
           : letter == '\n' ? "%0A"
                            : std::string(1, letter);
  return out + '"';
}

Result<std::string> content_of(const ingress::DocumentPtr& text, const ingress::DocumentPtr& base64,
                               const ingress::Values& names) {
  auto rendered = ingress::render_text(text ? *text : *base64, names);
  if (!rendered || text) return rendered;
  auto bytes = core::from_base64(*rendered);
  if (!bytes) return misfit("this is no base64", "base64");
  return std::move(*bytes);
}

// One part as it is sent. `filename`: nullopt for a part that is a field and no file; `type`: empty
// for the usual media type.
Result<std::string> part_text(std::string_view name, const std::optional<std::string>& filename,
                              std::string type, std::string_view content) {
  std::string head = "Content-Disposition: form-data; name=" + quoted_name(name);
  if (filename) {
    if (filename->empty() || filename->find('\0') != std::string::npos)
      return misfit("a file needs a name", "filename");
    head += "; filename=" + quoted_name(*filename);
  }
  if (core::has_control(type)) return misfit("a media type is one line", "type");
  if (type.empty()) type = filename ? "application/octet-stream" : "text/plain; charset=utf-8";
  return head + "\r\nContent-Type: " + type + "\r\n\r\n" + std::string(content) + "\r\n";
}

Result<std::string> render_part(const PartSpec& part, const ingress::Values& names) {
  std::optional<std::string> filename;
  if (part.filename) {
    auto name = ingress::render_text(*part.filename, names);
    if (!name) return name.error();
    filename = std::move(*name);
  }
  std::string type;
  if (part.type) {
    auto said = ingress::render_text(*part.type, names);
    if (!said) return said.error();
    type = std::move(*said);
  }
  auto content = content_of(part.text, part.base64, names);
  if (!content) return content.error();
  return part_text(part.name, filename, std::move(type), *content);
}

// A part that an expression has made.
Result<std::string> part_of(const Json& part) {
  const auto* text = core::find(part, "text");
  const auto* base64 = core::find(part, "base64");
  const auto* content = text != nullptr ? text : base64;
  const auto name = core::text_at(part, "name");
  if (name.empty() || core::has_control(name)) return misfit("a part needs a name", "name");
  if (content == nullptr || !content->is_string() || (text != nullptr && base64 != nullptr))
    return misfit("a part has either \"text\" or \"base64\"", "text");
  std::optional<std::string> filename;
  if (part.contains("filename")) filename = core::text_at(part, "filename");
  auto type = core::text_at(part, "type");
  const auto& given = content->get_ref<const std::string&>();
  if (text != nullptr) return part_text(name, filename, std::move(type), given);
  const auto bytes = core::from_base64(given);
  if (!bytes) return misfit("this is no base64", "base64");
  return part_text(name, filename, std::move(type), *bytes);
}

Error of_part(const Error& error, const std::string& which) {
  return {error.code, error.message, "multipart " + which + " " + error.where, {}};
}

Result<std::vector<std::string>> render_parts(const BodySpec& spec, const ingress::Values& names) {
  std::vector<std::string> parts;
  for (const auto& one : spec.parts) {
    auto part = render_part(one, names);
    if (!part) return of_part(part.error(), one.name);
    parts.push_back(std::move(*part));
  }
  if (!spec.part_list) return parts;
  const auto list = spec.part_list->render(names);
  if (!list) return list.error();
  if (!list->is_array() || list->empty()) return misfit("expected a list of parts", "multipart");
  for (std::size_t index = 0; index < list->size(); ++index) {
    auto part = part_of((*list)[index]);
    if (!part) return of_part(part.error(), std::to_string(index));
    parts.push_back(std::move(*part));
  }
  return parts;
}

// Makes a multipart body. The boundary is a digest of the parts: it is the same at every attempt,
// and it cannot stand in a part, because no text holds its own digest.
RawBody body_of_parts(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += part;
  constexpr std::size_t kBoundaryDigits = 40;
  const auto boundary = "baton-" + core::sha256_hex(all).substr(0, kBoundaryDigits);
  RawBody body;
  for (const auto& part : parts) body.bytes += "--" + boundary + "\r\n" + part;
  body.bytes += "--" + boundary + "--\r\n";
  body.type = "multipart/form-data; boundary=" + boundary;
  return body;
}

// Reports pointers of `merge`, `adf`, `html` and `sections` that are none.
void check_pointers(const formats::FieldReader& at, const char* key) {
  const auto* rules = at.find(key);
  if (rules == nullptr || !rules->is_object()) return;
  for (const auto& [pointer, value] : rules->items()) {
    if (pointer.empty() || pointer.starts_with('/')) continue;
    auto meant = "/" + pointer;
    std::replace(meant.begin(), meant.end(), '.', '/');
    at.inner(key).error(pointer, "config/pointer",
                        "expected a JSON pointer, which begins with /, got \"" + pointer + '"',
                        "write " + meant);
  }
}

}  // namespace

BodySpec read_body(const formats::FieldReader& at, const cel::Scope& scope) {
  BodySpec spec;
  bool changes = false;
  for (const auto& change : kJsonChanges) {
    spec.*change.document = ingress::compile_document(at, change.key, scope);
    check_pointers(at, change.key);
    changes = changes || spec.*change.document != nullptr;
  }
  spec.raw = ingress::compile_document(at, "raw", scope);
  const auto* parts = at.find("multipart");
  const bool computed = parts != nullptr && parts->is_string();
  if (computed) spec.part_list = ingress::compile_document(at, "multipart", scope);
  if (parts != nullptr && !computed && (!parts->is_array() || parts->empty()))
    at.error("multipart", "config/type", "\"multipart\": expected a list of parts");
  for (std::size_t index = 0; parts != nullptr && parts->is_array() && index < parts->size();
       ++index) {
    spec.parts.push_back(read_part(
        formats::FieldReader(at.file(), at.pointer("multipart") + "/" + std::to_string(index),
                             (*parts)[index], at.findings()),
        scope));
  }
  if (changes && at.find("json") == nullptr)
    at.error("json", "config/missing-key",
             "\"merge\", \"adf\", \"html\" and \"sections\" change what \"json\" gives");
  const int bodies = (at.find("json") != nullptr ? 1 : 0) + (at.find("form") != nullptr ? 1 : 0) +
                     (parts != nullptr ? 1 : 0) + (spec.raw ? 1 : 0);
  if (bodies > 1)
    at.error("json", "config/excludes",
             "a request has one of \"json\", \"form\", \"multipart\" and \"raw\"");
  return spec;
}

Result<void> finish_json(const BodySpec& spec, const ingress::Values& names, Json& body) {
  for (const auto& change : kJsonChanges) {
    const auto& document = spec.*change.document;
    if (!document) continue;
    auto rules = by_pointer(document, names, change.key);
    if (!rules) return rules.error();
    if (auto changed = change.make(body, *std::move(rules)); !changed) return changed.error();
  }
  return {};
}

Result<RawBody> render_raw(const BodySpec& spec, const ingress::Values& names) {
  if (!spec.raw) {
    const auto parts = render_parts(spec, names);
    if (!parts) return parts.error();
    return body_of_parts(*parts);
  }
  const auto value = spec.raw->render(names);
  if (!value) return value.error();
  const auto* text = core::find(*value, "text");
  const auto* base64 = core::find(*value, "base64");
  const auto* content = text != nullptr ? text : base64;
  if (content == nullptr || !content->is_string() || (text != nullptr && base64 != nullptr))
    return misfit("expected either \"text\" or \"base64\"", "raw");
  RawBody body{content->get<std::string>(),
               core::text_at(*value, "type", "application/octet-stream")};
  if (core::has_control(body.type)) return misfit("a media type is one line", "raw type");
  if (base64 != nullptr) {
    auto bytes = core::from_base64(body.bytes);
    if (!bytes) return misfit("this is no base64", "raw base64");
    body.bytes = std::move(*bytes);
  }
  return body;
}

}  // namespace baton::connectors
