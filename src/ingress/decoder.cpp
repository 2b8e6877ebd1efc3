#include "ingress/decoder.hpp"

#include "baton/cel/reading.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/media.hpp"
#include "baton/formats/url.hpp"
#include "baton/formats/xml.hpp"
#include "ingress/batch.hpp"
#include "ingress/coding.hpp"
#include "ingress/event_reader.hpp"

#include <algorithm>
#include <iterator>

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

std::optional<Decoder::Format> format_of(std::string_view type) {
  if (type.empty() || formats::is_json(type)) return Decoder::Format::json;
  if (formats::is_xml(type)) return Decoder::Format::xml;
  if (type == "application/x-www-form-urlencoded") return Decoder::Format::form;
  return std::nullopt;
}

Result<Json> read_form(const std::string& body, const std::string& member) {
  const auto fields = formats::parse_form(body);
  if (!fields) return Error{Errc::invalid, "form: an escape is not % and two hex digits"};
  if (const auto* json = formats::find_field(*fields, member); json != nullptr && !member.empty())
    return core::parse_json(*json);
  Json object = Json::object();
  for (const auto& [name, value] : *fields) {
    if (!core::is_utf8(name) || !core::is_utf8(value))
      return Error{Errc::invalid, "form: expected UTF-8"};
    if (!object.emplace(name, value).second)
      return Error{Errc::invalid, "form: a field stands twice"};
  }
  return object;
}

// False for a body that is no form although its media type says so, such as JSON, XML or prose:
// these have characters that are escaped in a form.
bool is_form_text(std::string_view body) {
  return std::all_of(body.begin(), body.end(), [](char letter) {
    return letter > ' ' && letter < 0x7f &&
           std::string_view("{}<>\"").find(letter) == std::string_view::npos;
  });
}

// Those fields that expressions read, as members of an object. `from` is the name by which
// expressions read the fields, "headers" or "query", and `reads` has all paths that expressions
// read. With `lowered`, names are put into lower case. Fields that are no UTF-8 cannot stand in
// JSON, and are left out.
Json text_members(const formats::Fields& fields, bool lowered, std::string_view from,
                  const std::vector<cel::Path>& reads) {
  Json object = Json::object();
  const bool none = std::none_of(reads.begin(), reads.end(),
                                 [from](const cel::Path& path) { return path[0] == from; });
  if (none) return object;
  for (const auto& [sent, value] : fields) {
    const auto name = lowered ? core::lower(sent) : sent;
    const bool is_read = std::any_of(reads.begin(), reads.end(), [&](const cel::Path& path) {
      return path[0] == from && (path.size() == 1 || path[1] == name);
    });
    if (is_read && core::is_utf8(name) && core::is_utf8(value)) object.emplace(name, value);
  }
  return object;
}

// The list in the body that the expression under `each` names, such as ${body.events}. It is used
// where it stands, so that it is not copied. Null if the expression does more than name a member of
// the body, or if there is no list.
Json* list_in_body(const cel::Document& each, Json& body) {
  const auto whole = each.whole();
  const auto* reading = whole ? whole->reading() : nullptr;
  if (reading == nullptr || reading->name != "body") return nullptr;
  auto* list = &body;
  const bool found = reading->follow(list) == cel::Reading::Outcome::found;
  return found && list->is_array() ? list : nullptr;
}

void add_reads(std::vector<cel::Path>& reads, const DocumentPtr& document) {
  if (!document) return;
  auto more = document->reads();
  std::move(more.begin(), more.end(), std::back_inserter(reads));
}

void add_reads(std::vector<cel::Path>& reads, const Decoder::Rule& rule) {
  if (rule.when) reads.insert(reads.end(), rule.when->reads().begin(), rule.when->reads().end());
  for (const auto* document :
       {&rule.type, &rule.id, &rule.subject, &rule.time, &rule.data, &rule.money, &rule.decision})
    add_reads(reads, *document);
}

}  // namespace

Decoder::Decoder(std::vector<Part> parts) : parts_(std::move(parts)) {
  for (auto& part : parts_) {
    add_reads(reads_, part.each);
    std::vector<cel::Path> of_items;
    for (const auto& split : part.splits) add_reads(of_items, split.items);
    for (const auto& rule : part.rules) add_reads(of_items, rule);
    part.reads_body = std::any_of(of_items.begin(), of_items.end(),
                                  [](const cel::Path& path) { return path[0] == "body"; });
    std::move(of_items.begin(), of_items.end(), std::back_inserter(reads_));
  }
  std::erase_if(reads_,
                [](const cel::Path& path) { return path[0] != "headers" && path[0] != "query"; });
  std::sort(reads_.begin(), reads_.end());
  reads_.erase(std::unique(reads_.begin(), reads_.end()), reads_.end());
}

bool Decoder::reads_batches() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) {
    return part.each != nullptr || part.format == Format::cloudevents;
  });
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

Result<const Decoder::Part*> Decoder::choose(const Inbound& request,
                                             const DecodeOptions& options) const {
  const auto* field = request.header("content-type");
  const auto format =
      options.body == "json"
          ? Format::json
          : format_of(field != nullptr ? formats::media_type(*field) : std::string());
  const auto part = std::find_if(parts_.begin(), parts_.end(), [&](const Part& one) {
    return one.format == Format::cloudevents || (format && one.format == *format);
  });
  if (part == parts_.end())
    return Error{Errc::unsupported,
                 "Content-Type: this hook does not take such a body; it takes " + taken(),
                 "content-type",
                 {}};
  if (options.body.empty() && field != nullptr && !formats::is_utf8_charset(*field))
    return Error{Errc::unsupported, "Content-Type: expected charset UTF-8", "content-type", {}};
  if (part->format == Format::form && !is_form_text(request.body))
    return Error{Errc::unsupported,
                 "Content-Type: the body is called a form and is none; this hook takes " + taken(),
                 "content-type",
                 "send JSON as application/json, or say `body: json` in the connection's webhook"};
  return &*part;
}

Result<Decoder::Body> Decoder::read(const Inbound& request, const DecodeOptions& options) const {
  if (const auto checked = check_coding(request); !checked) return checked.error();
  const auto part = choose(request, options);
  if (!part) return part.error();
  if ((*part)->format == Format::cloudevents) return Body{Json(), *part};
  auto json = (*part)->format == Format::json
                  ? (*part)->each ? parse_batch(request.body, (*part)->splits.empty() ? 1 : 2)
                                  : core::parse_json(request.body)
              : (*part)->format == Format::xml ? formats::parse_xml(request.body)
                                               : read_form(request.body, (*part)->member);
  if (!json) return json.error();
  return Body{std::move(*json), *part};
}

Result<Decoder::Decoded> Decoder::events(Body body, const Inbound& request,
                                         const DecodeOptions& options, core::Time now) const {
  const Delivery delivery{request, options, now};
  if (body.part->format == Format::cloudevents) {
    auto events = events_of_cloudevents(delivery);
    if (!events) return events.error();
    return Decoded{*std::move(events), {}};
  }
  const Json headers = text_members(request.headers, true, "headers", reads_);
  const Json query = text_members(
      formats::parse_form(formats::query_of(request.target)).value_or(formats::Fields{}), false,
      "query", reads_);
  Json connection = Json::object();
  connection["name"] = options.connection;
  if (!options.settings.is_null()) connection["settings"] = options.settings;
  Values names;
  names.bind("connection", connection)
      .bind("query", query)
      .bind("headers", headers)
      .bind("body", body.json);
  EventReader reader(*body.part, names, delivery);
  Decoded decoded;
  auto& events = decoded.events;
  if (!body.part->each) {
    auto event = reader.read_one(body.json);
    if (!event) return event.error();
    events.push_back(std::move(*event));
    decoded.decision = reader.take_decision();
    return decoded;
  }
  // What an event holds of its item is moved out of the item, unless the item is still needed: the
  // list stands in the body, and the rules read the body again for the next item.
  Json made;
  auto* items = list_in_body(*body.part->each, body.json);
  const bool needed = items != nullptr && body.part->reads_body;
  if (items == nullptr) {
    auto found = body.part->each->render(names);
    if (!found) return not_as_declared(found.error());
    made = found->is_array()  ? std::move(*found)
           : found->is_null() ? Json::array()
                              : Json::array({std::move(*found)});
    items = &made;
  }
  events.reserve(std::min(items->size(), core::kBatchEventsMax + 1));
  for (std::size_t at = 0; at < items->size() && events.size() <= core::kBatchEventsMax; ++at) {
    const Json index = at;
    names.bind("index", index);
    reader.read_element((*items)[at], needed, events);
  }
  if (events.size() > core::kBatchEventsMax)
    return Error{Errc::too_large,
                 "more than " + std::to_string(core::kBatchEventsMax) + " events in one request"};
  return decoded;
}

Result<std::vector<core::Event>> Decoder::records(Json records, const DecodeOptions& options,
                                                  core::Time now) const {
  const auto part = std::find_if(parts_.begin(), parts_.end(),
                                 [](const Part& one) { return one.format == Format::json; });
  if (part == parts_.end())
    return Error{Errc::unsupported, "the rules for records read no JSON", "decode", {}};
  auto decoded = events({std::move(records), &*part}, Inbound{}, options, now);
  if (!decoded) return decoded.error();
  return std::move(decoded->events);
}

Result<std::vector<core::Event>> decode_records(const Decoder& decoder, Json records,
                                                const DecodeOptions& options, core::Time now) {
  return decoder.records(std::move(records), options, now);
}

}  // namespace baton::ingress
