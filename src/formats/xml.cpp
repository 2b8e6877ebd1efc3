#include "baton/formats/xml.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"

#include <pugixml.hpp>
#include <string>

namespace baton::formats {

namespace {

using core::Errc;
using core::Error;
using core::Json;

std::string_view local(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

Error malformed(std::string message) { return {Errc::invalid, "XML: " + std::move(message)}; }

// Refuses references to entities beyond the five of XML itself. pugixml leaves a reference that it
// does not know in the text, where it would pass for data; it can only stand for something that a
// document type declares, and these are refused.
core::Result<void> check_references(std::string_view text) {
  for (auto at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const auto end = text.find(';', at);
    const auto name =
        end == std::string_view::npos ? std::string_view() : text.substr(at + 1, end - at - 1);
    const bool known = name == "amp" || name == "lt" || name == "gt" || name == "apos" ||
                       name == "quot" || (name.size() > 1 && name.front() == '#');
    if (!known) return malformed("an entity that XML itself does not define");
  }
  return {};
}

core::Result<Json> element(const pugi::xml_node& node, std::size_t depth) {
  if (depth > core::kJsonDepthMax)
    return Error{Errc::too_large,
                 "XML: more than " + std::to_string(core::kJsonDepthMax) + " elements deep"};
  Json object = Json::object();
  for (const auto& attribute : node.attributes()) {
    const auto name = local(attribute.name());
    if (name == "nil" && attribute.as_bool()) return Json();
    if (name == "type") object["@type"] = std::string(local(attribute.value()));
  }
  std::string text;
  bool children = false;
  for (const auto& child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      text += child.value();
    if (child.type() != pugi::node_element) continue;
    children = true;
    auto value = element(child, depth + 1);
    if (!value) return value.error();
    auto& slot = object.get_ref<Json::object_t&>();
    const auto [place, fresh] = slot.try_emplace(std::string(local(child.name())), nullptr);
    if (fresh) {
      place->second = std::move(*value);
      continue;
    }
    // The first repetition makes the list. A value that is a list already is that list, since an
    // element itself never becomes one.
    if (!place->second.is_array()) place->second = Json::array({std::move(place->second)});
    place->second.push_back(std::move(*value));
  }
  if (!children && !object.contains("@type")) return Json(std::move(text));
  if (!children) object["@text"] = std::move(text);
  return object;
}

}  // namespace

core::Result<Json> parse_xml(std::string_view text) {
  if (!core::is_utf8(text) || text.find('\0') != std::string_view::npos)
    return malformed("expected UTF-8 text");
  const auto declaration = text.substr(0, std::min(text.find("?>"), text.size()));
  if (const auto at = declaration.find("encoding=");
      declaration.starts_with("<?xml") && at != std::string_view::npos) {
    const auto named = declaration.substr(at + 10);
    const auto encoding = named.substr(0, named.find_first_of("'\""));
    if (!core::same_no_case(encoding, "utf-8") && !core::same_no_case(encoding, "us-ascii"))
      return Error{Errc::unsupported, "XML: expected the encoding UTF-8"};
  }
  if (text.find("<!DOCTYPE") != std::string_view::npos ||
      text.find("<!ENTITY") != std::string_view::npos) {
    return malformed("a document type declaration is not allowed");
  }
  if (auto checked = check_references(text); !checked) return checked.error();
  pugi::xml_document document;
  const auto parsed = document.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed)
    return malformed(std::string(parsed.description()) + " at byte " +
                     std::to_string(parsed.offset));
  const auto root = document.document_element();
  if (!root) return malformed("expected one element");
  for (const auto& node : document.children()) {
    if (node.type() == pugi::node_doctype)
      return malformed("a document type declaration is not allowed");
    if (node.type() == pugi::node_element && node != root)
      return malformed("expected one root element");
  }
  auto value = element(root, 1);
  if (!value) return value.error();
  Json out = Json::object();
  out[std::string(local(root.name()))] = std::move(*value);
  return out;
}

}  // namespace baton::formats
