#include "connectors/decoder.hpp"

#include "baton/connectors/cloudevents.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "connectors/batch.hpp"
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

// Those that stand in a URI as they are (RFC 3986 section 2), but for the percent sign.
constexpr std::string_view kUriLetters = ":/?#[]@!$&'()*+,;=";

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

// A vendor's hook cannot be taught another type, so what no template could name is given a name that one can: characters that
// are none of a name's become _, and so does a name that is missing.
std::string nameable_type(std::string_view sent) {
  std::string out;
  for (const char letter : sent) {
    if (letter == '.' && (out.empty() || out.back() == '.')) out += '_';
    out += letter == '.' || core::nameable(std::string_view(&letter, 1)) ? letter : '_';
  }
  return out.empty() || out.back() == '.' ? out + "_" : out;
}

// The event by such a name; the type as it was sent stands in its data then.
void name_event(core::Event& event, std::string sent) {
  event.type = nameable_type(sent);
  if (event.type == sent) return;
  if (event.data.is_null()) event.data = Json::object();
  if (event.data.is_object()) event.data.emplace("original_type", std::move(sent));
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

// All but its name, for which `sent_type` gets the type as it was sent.
Result<core::Event> make_event(const Decoder::Rule& rule, const Values& names, const Source& source, const Json& item,
                               bool one_of_many, std::string& sent_type) {
  core::Event event;
  event.source = source.options.connection;
  event.received = source.now;
  event.time = source.now;
  auto type = render_text(*rule.type, names);
  if (!type) return type.error();
  if (type->empty() || type->size() > core::kNameBytesMax)
    return Error{Errc::invalid, "the event's type: expected 1 to " + std::to_string(core::kNameBytesMax) + " bytes"};
  sent_type = std::move(*type);
  auto id = event_id(rule, names, source, item, one_of_many);
  if (!id) return id.error();
  event.origin = std::move(*id);
  if (rule.subject) {
    auto subject = render_text(*rule.subject, names);
    if (!subject) return subject.error();
    event.subject = core::prefix(*subject, core::kNameBytesMax);
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

// A body of another kind than its type says: what a form reader makes of JSON, XML or prose is nothing that anybody sent. In a
// form these characters are escaped.
bool is_form_text(std::string_view body) {
  return std::all_of(body.begin(), body.end(), [](char letter) {
    return letter > ' ' && letter < 0x7f && std::string_view("{}<>\"").find(letter) == std::string_view::npos;
  });
}

// Fields may hold any byte. Those that are no text cannot stand in JSON, so an expression does not find them.
Json text_members(const Fields& fields, bool lowered) {
  Json object = Json::object();
  for (const auto& [name, value] : fields)
    if (core::is_utf8(name) && core::is_utf8(value)) object.emplace(lowered ? lower(name) : name, value);
  return object;
}

class Reader {
 public:
  Reader(const Decoder::Part& part, Values& names, const Source& source) : part_(part), names_(names), source_(source) {}

  // The event of `item`, which is moved from. `many`: it is one of several.
  Result<core::Event> read(Json& item, bool many) {
    if (many) names_.bind("item", item);
    const auto rule = std::find_if(part_.rules.begin(), part_.rules.end(),
                                   [this](const auto& one) { return !one.when || holds(*one.when, names_); });
    if (rule == part_.rules.end())
      return Error{Errc::invalid, "the payload is of a kind that the connector's manifest does not know"};
    std::string sent_type;
    auto event = make_event(*rule, names_, source_, item, many, sent_type);
    if (!event) return not_as_declared(event.error());
    if (!rule->data) event->data = std::move(item);
    name_event(*event, std::move(sent_type));
    return event;
  }

  // All events of one element of a batch; what cannot be read of it is one too.
  void read_element(Json& element, std::vector<core::Event>& events) {
    names_.bind("item", element);
    if (is_unreadable(element)) return events.push_back(unreadable(element, {}));
    if (!part_.split) return read_part(element, events);
    auto split = part_.split->render(names_);
    if (!split) return events.push_back(unreadable(element, not_as_declared(split.error())));
    if (!split->is_array()) return read_part(*split, events);
    for (auto& part : *split) read_part(part, events);
  }

 private:
  void read_part(Json& part, std::vector<core::Event>& events) {
    auto event = read(part, true);
    events.push_back(event ? std::move(*event) : unreadable(part, event.error()));
  }

  core::Event unreadable(const Json& item, const Error& error) const {
    core::Event event;
    event.type = source_.options.connection + ".unreadable";
    event.source = source_.options.connection;
    event.received = event.time = source_.now;
    event.data = is_unreadable(item) ? describe_unreadable(item) : Json{{"cause", error.message}, {"part", item}};
    event.origin = "sha256:" + to_hex(sha256(core::dump(item)));
    return event;
  }

  const Decoder::Part& part_;
  Values& names_;
  const Source& source_;
};

}  // namespace

bool Decoder::reads_batches() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.each != nullptr; });
}

std::string Decoder::taken() const {
  std::string out;
  for (const auto& part : parts_) {
    const auto* name = part.format == Format::json   ? "application/json"
                       : part.format == Format::form ? "application/x-www-form-urlencoded"
                       : part.format == Format::xml  ? "text/xml"
                                                     : "CloudEvents";
    out += (out.empty() ? "" : ", ") + std::string(name);
  }
  return out;
}

Result<const Decoder::Part*> Decoder::choose(const Inbound& request, const HookOptions& options) const {
  const auto* field = request.header("content-type");
  const auto format = options.body == "json" ? Format::json : format_of(field != nullptr ? media_type(*field) : std::string());
  const auto part = std::find_if(parts_.begin(), parts_.end(), [&](const Part& one) {
    return one.format == Format::cloudevents || (format && one.format == *format);
  });
  if (part == parts_.end())
    return Error{Errc::unsupported, "Content-Type: this hook does not take such a body; it takes " + taken(), "content-type", {}};
  if (options.body.empty() && field != nullptr && !is_utf8_charset(*field))
    return Error{Errc::unsupported, "Content-Type: expected charset UTF-8", "content-type", {}};
  if (part->format == Format::form && !is_form_text(request.body))
    return Error{Errc::unsupported, "Content-Type: the body is called a form and is none; this hook takes " + taken(),
                 "content-type", "send JSON as application/json, or say `body: json` in the connection's webhook"};
  return &*part;
}

Result<Decoder::Body> Decoder::read(const Inbound& request, const HookOptions& options) const {
  if (const auto* coding = request.header("content-encoding"); coding != nullptr && !equal_no_case(*coding, "identity")) {
    return Error{Errc::unsupported, "Content-Encoding: expected none", "content-encoding", {}};
  }
  const auto part = choose(request, options);
  if (!part) return part.error();
  if ((*part)->format == Format::cloudevents) return Body{Json(), *part};
  auto json = (*part)->format == Format::json  ? (*part)->each ? parse_batch(request.body) : core::parse_json(request.body)
               : (*part)->format == Format::xml ? parse_xml(request.body)
                                               : read_form(request.body, (*part)->member);
  if (!json) return json.error();
  return Body{std::move(*json), *part};
}

Result<std::vector<core::Event>> Decoder::events(Body body, const Inbound& request, const HookOptions& options,
                                                 core::Time now) const {
  if (body.part->format == Format::cloudevents) {
    auto events = parse_cloudevents(request, now);
    if (!events) return events.error();
    // The hook vouches for the sender, so it names the source; what the sender calls itself stays in the id. There, a space ends
    // it: one of its own is escaped, so that no two pairs are one id.
    for (auto& event : *events) {
      event.origin = percent_encode(event.source, kUriLetters) + " " + event.origin;
      event.source = options.connection;
      name_event(event, std::move(event.type));
    }
    return events;
  }
  const Json headers = text_members(request.headers, true);
  const Json query = text_members(parse_form(query_of(request.target)).value_or(Fields{}), false);
  const Json connection{{"name", options.connection}};
  const Source source{request, options, now};
  Values names;
  names.bind("body", body.json).bind("headers", headers).bind("query", query).bind("connection", connection);
  Reader reader(*body.part, names, source);
  std::vector<core::Event> events;
  if (!body.part->each) {
    auto event = reader.read(body.json, false);
    if (!event) return event.error();
    events.push_back(std::move(*event));
    return events;
  }
  auto found = body.part->each->render(names);
  if (!found) return not_as_declared(found.error());
  auto items = found->is_array() ? std::move(*found) : found->is_null() ? Json::array() : Json::array({std::move(*found)});
  for (std::size_t at = 0; at < items.size() && events.size() <= core::kBatchEventsMax; ++at) {
    const Json index = at;
    names.bind("index", index);
    reader.read_element(items[at], events);
  }
  if (events.size() > core::kBatchEventsMax)
    return Error{Errc::too_large, "more than " + std::to_string(core::kBatchEventsMax) + " events in one request"};
  return events;
}

}  // namespace baton::connectors
