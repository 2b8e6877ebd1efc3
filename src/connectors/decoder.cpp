#include "connectors/decoder.hpp"

#include "baton/connectors/cloudevents.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/limits.hpp"
#include "connectors/crypto.hpp"
#include "connectors/media.hpp"
#include "connectors/uri.hpp"
#include "connectors/xml.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace baton::connectors {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

std::optional<Decoder::Format> format_of(std::string_view type) {
  if (type.empty() || is_json(type)) return Decoder::Format::json;
  if (is_xml(type)) return Decoder::Format::xml;
  if (type == "application/x-www-form-urlencoded") return Decoder::Format::form;
  return std::nullopt;
}

Result<Json> read_form(const std::string& body, const std::string& member) {
  const auto fields = parse_form(body);
  if (!fields) return Error{Errc::invalid, "form: an escape is not % and two hex digits"};
  if (const auto* json = find_field(*fields, member); json != nullptr && !member.empty()) return core::parse_json(*json);
  Json object = Json::object();
  for (const auto& [name, value] : *fields) {
    if (!core::is_utf8(name) || !core::is_utf8(value)) return Error{Errc::invalid, "form: expected UTF-8"};
    if (!object.emplace(name, value).second) return Error{Errc::invalid, "form: a field stands twice"};
  }
  return object;
}

// RFC 3339; Jira's "…+0000"; ServiceNow's "2026-05-04 10:11:10", which is UTC; seconds or milliseconds since 1970.
std::optional<core::Time> lenient_time(const Json& value) {
  if (value.is_number()) {
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < 0 || number >= 253'402'300'800'000) return std::nullopt;  // the year 10000
    const bool milliseconds = number > 1e11;
    return core::Time(core::Duration(static_cast<std::int64_t>(number * (milliseconds ? 1e3 : 1e6))));
  }
  if (!value.is_string()) return std::nullopt;
  std::string text = value.get<std::string>();
  if (const auto parsed = core::parse_rfc3339(text)) return *parsed;
  if (text.size() == 19 && text[10] == ' ') text.push_back('Z');
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  if (text.size() > 23 && (text[text.size() - 5] == '+' || text[text.size() - 5] == '-')) text.insert(text.end() - 2, ':');
  const auto parsed = core::parse_rfc3339(text);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

// What all events of one request share.
struct Source {
  const Inbound& request;
  const HookOptions& options;
  core::Time now;
};

Result<std::string> event_id(const Decoder::Rule& rule, const Values& names, const Source& source, const Json& item,
                             bool one_of_many) {
  if (rule.id) {
    auto id = render_text(*rule.id, names);
    if (!id) return id.error();
    if (id->size() > core::kNameBytesMax) return Error{Errc::too_large, "the delivery id is longer than 1024 bytes"};
    if (!id->empty()) return id;
  }
  if (const auto* id = source.request.header(source.options.id_header); id != nullptr && !id->empty() && !one_of_many) {
    if (id->size() > core::kNameBytesMax) return Error{Errc::too_large, "the delivery id is longer than 1024 bytes"};
    if (!core::is_utf8(*id)) return Error{Errc::invalid, "the delivery id is not UTF-8"};
    return *id;
  }
  if (!source.options.dedup_by_body) return std::string();
  return "sha256:" + to_hex(sha256(one_of_many ? core::dump(item) : source.request.body));
}

Result<core::Event> make_event(const Decoder::Rule& rule, const Values& names, const Source& source, const Json& item,
                               bool one_of_many) {
  core::Event event;
  event.source = source.options.connection;
  event.received = source.now;
  event.time = source.now;
  auto type = render_text(*rule.type, names);
  if (!type) return type.error();
  if (!core::nameable(*type)) return Error{Errc::invalid, "the event's type: expected " + std::string(core::kTypePattern)};
  event.type = std::move(*type);
  auto id = event_id(rule, names, source, item, one_of_many);
  if (!id) return id.error();
  event.origin = std::move(*id);
  if (rule.subject) {
    auto subject = render_text(*rule.subject, names);
    if (!subject) return subject.error();
    event.subject = subject->substr(0, core::kNameBytesMax);
    while (!core::is_utf8(event.subject)) event.subject.pop_back();  // what is left of a character that was cut
  }
  if (rule.time) {
    // A time that cannot be read is no reason to lose the event: it then happened when it came.
    if (const auto value = rule.time->render(names)) event.time = lenient_time(*value).value_or(source.now);
  }
  if (!rule.data) return event;  // the item itself, which the caller need not copy
  auto data = rule.data->render(names);
  if (!data) return data.error();
  event.data = std::move(*data);
  return event;
}

Error not_as_declared(Error error) {
  error.code = error.code == Errc::too_large || error.code == Errc::limited ? error.code : Errc::invalid;
  error.message = "the payload is not as the connector's manifest expects: " + error.message;
  return error;
}

Decoder::Rule compile_rule(const Members& at, const cel::Scope& scope) {
  at.allow({"when", "type", "id", "subject", "time", "data"});
  Decoder::Rule rule;
  const auto document = [&](std::string_view key) -> DocumentPtr {
    const auto* value = at.find(key);
    return value != nullptr ? compile_document(at.file(), at.pointer(key), *value, scope, at.findings()) : nullptr;
  };
  if (const auto* when = at.find("when"))
    rule.when = compile_condition(at.file(), at.pointer("when"), *when, scope, at.findings());
  at.required_text("type");
  rule.type = document("type");
  rule.id = document("id");
  rule.subject = document("subject");
  rule.time = document("time");
  rule.data = document("data");
  return rule;
}

Decoder::Part compile_part(const Members& at) {
  at.allow({"body", "member", "each", "events"});
  Decoder::Part part;
  const std::vector<std::string> formats{"json", "form", "xml", "cloudevents"};
  const auto format = at.required_text("body");
  const auto found = std::find(formats.begin(), formats.end(), format);
  if (found == formats.end() && !format.empty())
    at.error("body", "config/enum", "unknown body \"" + format + "\"", core::did_you_mean(format, formats));
  if (found != formats.end()) part.format = static_cast<Decoder::Format>(found - formats.begin());
  part.member = at.text("member");
  auto scope = scope_of({"body", "headers", "query", "connection"});
  if (const auto* each = at.find("each")) {
    part.each = compile_document(at.file(), at.pointer("each"), *each, scope, at.findings());
    scope.declare("item", cel::dyn());
    scope.declare("index", cel::dyn());
  }
  const auto* events = at.find("events");
  if (part.format == Decoder::Format::cloudevents) return part;
  if (events == nullptr || !events->is_array() || events->empty()) {
    at.error("events", "config/type", "\"events\": expected a list of at least one rule");
    return part;
  }
  for (std::size_t index = 0; index < events->size(); ++index) {
    part.rules.push_back(compile_rule(
        Members(at.file(), at.pointer("events") + "/" + std::to_string(index), (*events)[index], at.findings()), scope));
  }
  return part;
}

}  // namespace

std::shared_ptr<const Decoder> Decoder::compile(const YamlFile& file, const std::string& pointer, const Json& value,
                                                core::Findings& findings) {
  if (!value.is_array() || value.empty()) {
    findings.push_back(file.finding(pointer, "config/type", "\"decode\": expected a list of at least one part"));
    return nullptr;
  }
  const auto before = findings.size();
  std::vector<Part> parts;
  for (std::size_t index = 0; index < value.size(); ++index) {
    parts.push_back(compile_part(Members(file, pointer + "/" + std::to_string(index), value[index], findings)));
  }
  const bool failed = std::any_of(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(),
                                  [](const auto& finding) { return finding.severity == core::Finding::Severity::error; });
  return failed ? nullptr : std::make_shared<const Decoder>(std::move(parts));
}

Result<Decoder::Body> Decoder::read(const Inbound& request) const {
  if (const auto* coding = request.header("content-encoding"); coding != nullptr && !equal_no_case(*coding, "identity")) {
    return Error{Errc::unsupported, "Content-Encoding: expected none", "content-encoding", {}};
  }
  const auto* field = request.header("content-type");
  const auto type = field != nullptr ? media_type(*field) : std::string();
  const auto format = format_of(type);
  const auto part = std::find_if(parts_.begin(), parts_.end(), [&](const Part& one) {
    return one.format == Format::cloudevents || (format && one.format == *format);
  });
  if (part == parts_.end())
    return Error{Errc::unsupported, "Content-Type: this hook does not take such a body", "content-type", {}};
  if (field != nullptr && !is_utf8_charset(*field))
    return Error{Errc::unsupported, "Content-Type: expected charset UTF-8", "content-type", {}};
  if (part->format == Format::cloudevents) return Body{Json(), &*part};
  auto json = part->format == Format::json  ? core::parse_json(request.body)
              : part->format == Format::xml ? parse_xml(request.body)
                                            : read_form(request.body, part->member);
  if (!json) return json.error();
  return Body{std::move(*json), &*part};
}

Result<std::vector<core::Event>> Decoder::events(Body body, const Inbound& request, const HookOptions& options,
                                                 core::Time now) const {
  if (body.part->format == Format::cloudevents) {
    auto events = parse_cloudevents(request, now);
    if (!events) return events.error();
    // The hook vouches for the sender, so it names the source; what the sender calls itself stays in the id.
    for (auto& event : *events) {
      event.origin = event.source + " " + event.origin;
      event.source = options.connection;
    }
    return events;
  }
  // Fields may hold any byte. Those that are no text cannot stand in JSON, so an expression does not find them.
  Json headers = Json::object();
  for (const auto& [name, value] : request.headers)
    if (core::is_utf8(name) && core::is_utf8(value)) headers.emplace(lower(name), value);
  Json query = Json::object();
  if (const auto fields = parse_form(query_of(request.target))) {
    for (const auto& [name, value] : *fields)
      if (core::is_utf8(name) && core::is_utf8(value)) query.emplace(name, value);
  }
  const Json connection{{"name", options.connection}};
  Values names;
  names.bind("body", body.json).bind("headers", headers).bind("query", query).bind("connection", connection);
  Json items;
  if (body.part->each) {
    auto found = body.part->each->render(names);
    if (!found) return not_as_declared(found.error());
    items = found->is_array() ? std::move(*found) : found->is_null() ? Json::array() : Json::array({std::move(*found)});
    if (items.size() > core::kBatchEventsMax)
      return Error{Errc::too_large, "more than " + std::to_string(core::kBatchEventsMax) + " events in one request"};
  }
  const Source source{request, options, now};
  const bool many = body.part->each != nullptr;
  const std::size_t count = many ? items.size() : 1;
  std::vector<core::Event> events;
  events.reserve(count);
  for (std::size_t at = 0; at < count; ++at) {
    const Json index = at;
    if (many) names.bind("item", items[at]).bind("index", index);
    const auto rule = std::find_if(body.part->rules.begin(), body.part->rules.end(),
                                   [&names](const Rule& one) { return !one.when || holds(*one.when, names); });
    if (rule == body.part->rules.end())
      return Error{Errc::invalid, "the payload is of a kind that the connector's manifest does not know"};
    Json& item = many ? items[at] : body.json;
    auto event = make_event(*rule, names, source, item, many);
    if (!event) return not_as_declared(event.error());
    if (!rule->data) event->data = std::move(item);
    events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace baton::connectors
