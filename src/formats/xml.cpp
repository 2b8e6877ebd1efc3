#include "baton/formats/xml.hpp"

#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <system_error>

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

Error malformed(std::string message, std::size_t at) {
  return malformed(std::move(message) + " at byte " + std::to_string(at));
}

// What begins and ends a part of a text in which neither & nor < has a meaning.
struct Literal {
  std::string_view begin;
  std::string_view end;
};
constexpr std::array<Literal, 3> kLiterals{{{"<![CDATA[", "]]>"}, {"<!--", "-->"}, {"<?", "?>"}}};

// True for a code point that a text in XML 1.0 may have, also by a reference (its production Char).
bool is_char(std::uint32_t point) {
  if (point < 0x20) return point == '\t' || point == '\n' || point == '\r';
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  return !surrogate && point != 0xfffe && point != 0xffff && point <= 0x10ffff;
}

// True for the digits of a reference such as &#65; or &#x41; that name a character.
bool names_character(std::string_view digits) {
  const bool hex = digits.starts_with('x');
  if (hex) digits.remove_prefix(1);
  std::uint32_t point = 0;
  const auto [end, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), point, hex ? 16 : 10);
  const bool whole = problem == std::errc() && end == digits.data() + digits.size();
  return whole && is_char(point);
}

// Refuses references to entities beyond the five of XML itself, and those to characters that XML
// does not have. pugixml leaves a reference that it does not know in the text, where it would pass
// for data; it can only stand for something that a document type declares, and these are refused.
core::Result<void> check_reference(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 5> kEntities{"amp", "lt", "gt", "apos", "quot"};
  const auto rest = text.substr(at);
  const auto end = rest.find(';');
  const auto name = end == std::string_view::npos ? std::string_view() : rest.substr(1, end - 1);
  if (name.starts_with('#') && !names_character(name.substr(1)))
    return malformed("a reference to a character that XML does not have", at);
  if (!name.starts_with('#') && !core::is_one_of(name, kEntities))
    return malformed("an entity that XML itself does not define", at);
  return {};
}

// Refuses control characters other than tabs and line breaks, and the two code points that are no
// characters, which pugixml accepts as they stand. The text is UTF-8.
core::Result<void> check_characters(std::string_view text) {
  constexpr std::array<std::string_view, 2> kNonCharacters{"\xef\xbf\xbe",
                                                           "\xef\xbf\xbf"};  // U+FFFE, U+FFFF
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool none = byte == 0xef && core::is_one_of(text.substr(at, 3), kNonCharacters);
    if (none || !is_char(byte)) return malformed("a character that XML does not have", at);
  }
  return {};
}

// Refuses references that name nothing and document type declarations, which pugixml accepts.
core::Result<void> check_markup(std::string_view text) {
  for (std::size_t at = 0; (at = text.find_first_of("&<", at)) != std::string_view::npos; ++at) {
    const auto rest = text.substr(at);
    if (rest.front() == '&') {
      if (auto checked = check_reference(text, at); !checked) return checked;
      continue;
    }
    if (rest.starts_with("<!DOCTYPE") || rest.starts_with("<!ENTITY"))
      return malformed("a document type declaration is not allowed", at);
    const auto literal =
        std::find_if(kLiterals.begin(), kLiterals.end(),
                     [rest](const Literal& one) { return rest.starts_with(one.begin); });
    if (literal != kLiterals.end())
      at = std::min(text.find(literal->end, at + literal->begin.size()), text.size() - 1);
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
  if (auto checked = check_characters(text); !checked) return checked.error();
  const auto declaration = text.substr(0, std::min(text.find("?>"), text.size()));
  if (const auto at = declaration.find("encoding=");
      declaration.starts_with("<?xml") && at != std::string_view::npos) {
    const auto named = declaration.substr(at + 10);
    const auto encoding = named.substr(0, named.find_first_of("'\""));
    if (!core::same_no_case(encoding, "utf-8") && !core::same_no_case(encoding, "us-ascii"))
      return Error{Errc::unsupported, "XML: expected the encoding UTF-8"};
  }
  if (auto checked = check_markup(text); !checked) return checked.error();
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
