#include "baton/ingress/cloudevents.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/media.hpp"
#include "ingress/coding.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

Error wrong(std::string attribute, std::string expected) {
  return {Errc::invalid,
          "CloudEvent: attribute '" + attribute + "': " + std::move(expected),
          attribute,
          {}};
}

// True for the name of an attribute: lower-case letters and digits (CloudEvents 1.0.2, section
// 3.1).
bool attribute_name(std::string_view name) {
  return !name.empty() && name.size() <= core::kNameBytesMax && name != "data" &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
         });
}

// The value of a ce-* header field (HTTP binding, section 3.1.3.2): a quoted string is unquoted,
// then percent-decoded once, and must be UTF-8. A percent sign that begins no escape stays.
std::optional<std::string> header_value(std::string_view raw) {
  std::string text;
  if (raw.size() >= 2 && raw.front() == '"' && raw.back() == '"') {
    for (std::size_t at = 1; at + 1 < raw.size(); ++at) {
      if (raw[at] == '\\' && at + 2 < raw.size()) ++at;
      text += raw[at];
    }
  } else {
    text = raw;
  }
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = text[at] == '%' && at + 2 < text.size()
                          ? core::from_hex(std::string_view(text).substr(at + 1, 2))
                          : std::nullopt;
    out += byte ? byte->front() : text[at];
    if (byte) at += 2;
  }
  if (!core::is_utf8(out)) return std::nullopt;
  return out;
}

// An attribute of the JSON format as text. Attributes have types there, and their text is the
// canonical form (section 3.4).
Result<std::string> attribute_text(const std::string& name, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  const bool core_attribute = name == "id" || name == "source" || name == "type" ||
                              name == "specversion" || name == "subject" || name == "time" ||
                              name == "dataschema" || name == "datacontenttype";
  if (core_attribute)
    return wrong(name, "expected a string, got " + std::string(value.type_name()));
  if (value.is_boolean()) return std::string(value.get<bool>() ? "true" : "false");
  if (value.is_number_integer()) return value.dump();
  return wrong(name,
               "expected a string, boolean or integer, got " + std::string(value.type_name()));
}

core::Result<void> check_attributes(const std::map<std::string, std::string>& attributes) {
  std::vector<std::string> missing;
  for (const auto* name : {"specversion", "id", "source", "type"}) {
    const auto found = attributes.find(name);
    if (found == attributes.end() || found->second.empty())
      missing.push_back("'" + std::string(name) + "'");
  }
  if (missing.size() > 1)
    return Error{Errc::invalid,
                 "CloudEvent: the attributes " + core::any_of(missing, " and ") +
                     " are required and may not be empty",
                 missing.front().substr(1, missing.front().size() - 2),
                 {}};
  for (const auto* name : {"specversion", "id", "source", "type"}) {
    const auto found = attributes.find(name);
    if (found == attributes.end() || found->second.empty())
      return wrong(name, "is required and may not be empty");
    if (found->second.size() > core::kNameBytesMax)
      return Error{Errc::too_large,
                   "CloudEvent: attribute '" + std::string(name) + "' is longer than 1024 bytes",
                   name,
                   {}};
  }
  if (attributes.at("specversion") != "1.0") return wrong("specversion", "expected \"1.0\"");
  for (const auto* name : {"subject", "dataschema", "datacontenttype"}) {
    const auto found = attributes.find(name);
    if (found != attributes.end() && found->second.empty())
      return wrong(name, "may be left out, but not be empty");
  }
  return {};
}

Result<CloudEvent> make_event(std::map<std::string, std::string> attributes, Json data,
                              core::Time now) {
  if (auto checked = check_attributes(attributes); !checked) return checked.error();
  CloudEvent made;
  made.event.time = now;
  if (const auto time = attributes.find("time"); time != attributes.end()) {
    const auto parsed = core::parse_rfc3339(time->second);
    if (!parsed) return wrong("time", parsed.error().message);
    made.event.time = *parsed;
  }
  made.event.type = attributes.at("type");
  made.event.source = attributes.at("source");
  made.event.origin = attributes.at("id");
  if (const auto subject = attributes.find("subject"); subject != attributes.end())
    made.event.subject = subject->second;
  made.event.received = now;
  made.event.data = std::move(data);
  made.attributes = std::move(attributes);
  return made;
}

Json bytes_as_json(std::string_view bytes) { return Json{{"data_base64", core::to_base64(bytes)}}; }

// True for a body that is a plain string, although its type is application/json: the JavaScript SDK
// of the CNCF sends strings in this way. A body that begins like JSON and is not JSON is refused.
bool is_bare_text(std::string_view body) {
  const char first = body.front();
  return core::is_utf8(body) && ((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
                                 static_cast<unsigned char>(first) >= 0x80);
}

Result<CloudEvent> from_headers(const Inbound& request, const std::string& content_type,
                                core::Time now) {
  std::map<std::string, std::string> attributes;
  for (const auto& [raw_name, raw_value] : request.headers) {
    auto name = core::lower(raw_name);
    if (!name.starts_with("ce-")) continue;
    name.erase(0, 3);
    // The HTTP binding maps datacontenttype to Content-Type, so a ce- header field of that name
    // would contradict it or repeat it.
    if (!attribute_name(name) || name == "datacontenttype")
      return wrong(std::string(core::prefix(name, 60)),
                   "is no attribute that may stand in a ce- header");
    auto value = header_value(raw_value);
    if (!value) return wrong(name, "expected percent-encoded UTF-8");
    if (!attributes.emplace(name, std::move(*value)).second) return wrong(name, "stands twice");
  }
  if (attributes.empty()) {
    return Error{
        Errc::invalid,
        "expected a CloudEvent: ce-* headers, or Content-Type application/cloudevents+json",
        {},
        "set ce-specversion, ce-id, ce-source and ce-type"};
  }
  if (request.body.empty()) return make_event(std::move(attributes), Json(), now);
  if (!core::is_utf8(content_type)) return wrong("datacontenttype", "expected UTF-8");
  if (!content_type.empty()) attributes["datacontenttype"] = content_type;
  if (content_type.empty() || formats::is_json(formats::media_type(content_type))) {
    auto parsed = core::parse_json(request.body);
    if (!parsed && is_bare_text(request.body))
      return make_event(std::move(attributes), Json(request.body), now);
    if (!parsed) return parsed.error();
    return make_event(std::move(attributes), std::move(*parsed), now);
  }
  const auto type = formats::media_type(content_type);
  const bool text = type.starts_with("text/") || formats::is_xml(type) ||
                    type == "application/x-www-form-urlencoded" || type == "application/yaml" ||
                    type == "application/javascript";
  if (!text || !formats::is_utf8_charset(content_type) || !core::is_utf8(request.body)) {
    return make_event(std::move(attributes), bytes_as_json(request.body), now);
  }
  return make_event(std::move(attributes), Json(request.body), now);
}

// An error about an event of the JSON format, with its place as a JSON pointer. `event`: that of
// the event.
Error in_json(Error error, const std::string& event) {
  const bool in_data = error.where.starts_with('/') || error.where.starts_with("line ");
  const std::string member = in_data ? "data_base64" : error.where;
  error.where = event;
  if (!member.empty()) error.where += "/" + core::pointer_part(member);
  return error;
}

Result<std::vector<CloudEvent>> from_batch(const Json& json, core::Time now) {
  if (!json.is_array())
    return Error{Errc::invalid,
                 "CloudEvents batch: expected a JSON array, got " + std::string(json.type_name())};
  if (json.size() > core::kBatchEventsMax)
    return Error{Errc::too_large, "CloudEvents batch: more than " +
                                      std::to_string(core::kBatchEventsMax) + " events"};
  std::vector<CloudEvent> events;
  events.reserve(json.size());
  for (std::size_t index = 0; index < json.size(); ++index) {
    auto event = read_cloudevent(json[index], now);
    if (!event) return in_json(event.error(), "/" + std::to_string(index));
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace

Result<CloudEvent> read_cloudevent(const Json& json, core::Time now) {
  if (!json.is_object())
    return Error{Errc::invalid,
                 "CloudEvent: expected a JSON object, got " + std::string(json.type_name())};
  const auto* data = core::find(json, "data");
  const auto* base64 = core::find(json, "data_base64");
  if (base64 != nullptr && base64->is_null()) base64 = nullptr;
  if (data != nullptr && base64 != nullptr)
    return wrong("data_base64", "stands beside 'data', but one excludes the other");
  std::map<std::string, std::string> attributes;
  for (const auto& [name, value] : json.items()) {
    if (name == "data" || name == "data_base64" || value.is_null()) continue;
    if (!attribute_name(name))
      return wrong(std::string(core::prefix(name, 60)),
                   "a name is made of lower-case letters and digits");
    auto text = attribute_text(name, value);
    if (!text) return text.error();
    attributes.emplace(name, std::move(*text));
  }
  if (base64 == nullptr)
    return make_event(std::move(attributes), data != nullptr ? *data : Json(), now);
  const auto bytes =
      base64->is_string() ? core::from_base64(base64->get_ref<const std::string&>()) : std::nullopt;
  if (!bytes) return wrong("data_base64", "expected a base64 string");
  const auto type = attributes.find("datacontenttype");
  if (type != attributes.end() && formats::is_json(formats::media_type(type->second))) {
    auto parsed = core::parse_json(*bytes);
    if (!parsed) return parsed.error();
    return make_event(std::move(attributes), std::move(*parsed), now);
  }
  return make_event(std::move(attributes), bytes_as_json(*bytes), now);
}

Result<std::vector<CloudEvent>> read_cloudevents(const Inbound& request, core::Time now) {
  if (const auto checked = check_coding(request); !checked) return checked.error();
  const auto* field = request.header("content-type");
  const std::string content_type = field != nullptr ? *field : std::string();
  const auto type = formats::media_type(content_type);
  if (type.starts_with("application/cloudevents")) {
    const bool one = type == "application/cloudevents+json";
    if (!one && type != "application/cloudevents-batch+json") {
      return Error{Errc::unsupported,
                   "CloudEvents come as application/cloudevents+json, "
                   "application/cloudevents-batch+json or with ce-* headers, not as " +
                       type};
    }
    if (!formats::is_utf8_charset(content_type))
      return Error{Errc::unsupported, "CloudEvents in JSON are UTF-8"};
    const auto json = core::parse_json(request.body);
    if (!json) return json.error();
    if (!one) return from_batch(*json, now);
    auto event = read_cloudevent(*json, now);
    if (!event) return in_json(event.error(), {});
    std::vector<CloudEvent> events;
    events.push_back(std::move(*event));
    return events;
  }
  auto event = from_headers(request, content_type, now);
  if (!event) return event.error();
  std::vector<CloudEvent> events;
  events.push_back(std::move(*event));
  return events;
}

Result<std::vector<core::Event>> parse_cloudevents(const Inbound& request, core::Time now) {
  auto read = read_cloudevents(request, now);
  if (!read) return read.error();
  std::vector<core::Event> events;
  events.reserve(read->size());
  for (auto& one : *read) events.push_back(std::move(one.event));
  return events;
}

Reply cloudevents_handshake(const Inbound& request, const std::vector<std::string>& allowed) {
  Reply reply;
  reply.headers.emplace_back("Allow", "OPTIONS, POST");
  const auto* origin = request.header("webhook-request-origin");
  if (origin == nullptr) return reply;
  const auto granted = std::find_if(allowed.begin(), allowed.end(), [origin](const auto& one) {
    return one == "*" || core::same_no_case(one, *origin);
  });
  if (granted == allowed.end()) return reply;
  reply.headers.emplace_back("WebHook-Allowed-Origin", *granted);
  reply.headers.emplace_back("WebHook-Allowed-Rate", "*");
  return reply;
}

}  // namespace baton::ingress
