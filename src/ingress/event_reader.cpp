#include "ingress/event_reader.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/media.hpp"
#include "baton/formats/money.hpp"
#include "baton/ingress/cloudevents.hpp"
#include "ingress/batch.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

// The characters besides letters and digits that stand in a URI unescaped (RFC 3986 section 2).
constexpr std::string_view kUriLetters = ":/?#[]@!$&'()*+,;=";

// The value of the name `under` for an item that is in none of the lists.
const Json kNoList = "";

// A type that templates can name. A vendor cannot be told to send another type, so characters that
// a name cannot have become _, and so does a part that is empty.
std::string nameable_type(std::string_view sent) {
  if (core::nameable(sent)) return std::string(sent);
  std::string out;
  for (const char letter : sent) {
    if (letter == '.' && (out.empty() || out.back() == '.')) out += '_';
    out += letter == '.' || core::nameable(std::string_view(&letter, 1)) ? letter : '_';
  }
  return out.empty() || out.back() == '.' ? out + "_" : out;
}

// Keeps the type as it was sent in the data of an event whose type had to be changed.
void note_original_type(core::Event& event, std::string sent) {
  if (event.type == sent) return;
  if (event.data.is_null()) event.data = Json::object();
  if (event.data.is_object()) event.data.emplace("original_type", std::move(sent));
}

// What one event is made of.
struct Matter {
  const Json& item;
  bool one_of_many;
  const Json& around;  // the element that the item is a part of, or null
};

// A digest of an item. Items that are the same in different elements have different digests.
std::string digest(const Json& item, const Json& around) {
  return "sha256:" + core::sha256_hex(around.is_null() ? core::dump(item)
                                                       : core::dump(around) + core::dump(item));
}

Result<std::string> event_id(const Decoder::Rule& rule, const Values& names,
                             const Delivery& delivery, const Matter& matter) {
  if (rule.id) {
    auto id = render_text(*rule.id, names);
    if (!id) return id.error();
    if (id->size() > core::kNameBytesMax)
      return Error{Errc::too_large, "the delivery id is longer than 1024 bytes"};
    if (!id->empty()) return id;
  }
  if (const auto* id = delivery.request.header(delivery.options.id_header);
      id != nullptr && !id->empty() && !matter.one_of_many) {
    if (id->size() > core::kNameBytesMax)
      return Error{Errc::too_large, "the delivery id is longer than 1024 bytes"};
    if (!core::is_utf8(*id)) return Error{Errc::invalid, "the delivery id is not UTF-8"};
    return *id;
  }
  const auto& member = delivery.options.id_member;
  if (const auto* id = member.empty() ? nullptr : core::find(matter.item, member)) {
    auto text = scalar_text(*id);
    if (text && text->size() > core::kNameBytesMax)
      return Error{Errc::too_large, "the delivery id is longer than 1024 bytes"};
    if (text && !text->empty()) return *std::move(text);
  }
  if (!delivery.options.dedup_by_body) return std::string();
  return matter.one_of_many ? digest(matter.item, matter.around)
                            : "sha256:" + core::sha256_hex(delivery.request.body);
}

// The text of a number that a vendor sent as a number or as a text; nullopt if it is none.
std::optional<std::string> number_text(const Json& given, const char* key) {
  const auto* value = core::find(given, key);
  return value != nullptr ? scalar_text(*value) : std::nullopt;
}

// {minor_units, currency} of what a rule says about an amount. Null where the vendor says no
// currency, and where the amount cannot be told exactly.
Json exact_money(const Json& given) {
  const auto currency = core::text_at(given, "currency");
  std::optional<std::int64_t> units;
  if (const auto amount = number_text(given, "amount"))
    units = formats::minor_units(*amount, currency);
  else if (const auto micros = number_text(given, "micros"))
    units = formats::minor_units_of_micros(*micros, currency);
  else if (const auto minor = number_text(given, "minor_units"))
    units = formats::minor_units_as_sent(*minor, currency);
  return units ? Json{{"minor_units", *units}, {"currency", currency}} : Json();
}

// What a rule says about amounts: {currency, amount}, or several of these by their member. Null if
// it says nothing, or if that cannot be rendered.
Json said_money(const Decoder::Rule& rule, const Values& names) {
  if (!rule.money) return {};
  auto rendered = rule.money->render(names);
  return rendered && rendered->is_object() ? *std::move(rendered) : Json();
}

// Adds `money`, or the members that a rule names, to the data of an event. What is not exact is
// left out.
void add_money(const Json& said, Json& data) {
  if (!said.is_object() || !data.is_object()) return;
  const auto add = [&data](const std::string& member, const Json& given) {
    if (auto money = exact_money(given); !money.is_null()) data[member] = std::move(money);
  };
  if (said.contains("currency") || said.contains("amount")) return add("money", said);
  for (const auto& [member, given] : said.items()) add(member, given);
}

// The data of an event. What is read last is its item, which the name `item_name` stands for: parts
// of it are moved to the data, unless it is still needed.
Result<Json> event_data(const Decoder::Rule& rule, const Values& names, std::string_view item_name,
                        Json& item, bool needed) {
  constexpr auto kInPlace = boost::system::in_place_value;
  if (!rule.data)
    return needed ? Result<Json>(kInPlace, item) : Result<Json>(kInPlace, std::move(item));
  const auto money = said_money(rule, names);
  auto data = needed ? rule.data->render(names) : rule.data->render_last(names, item_name, item);
  if (data) add_money(money, *data);
  return data;
}

// Makes an event without its type and its data; `sent_type` gets the type as it was sent.
Result<core::Event> make_event(const Decoder::Rule& rule, const Values& names,
                               const Delivery& delivery, const Matter& matter,
                               std::string& sent_type) {
  core::Event event;
  event.source = delivery.options.connection;
  event.received = delivery.now;
  event.time = delivery.now;
  auto type = render_text(*rule.type, names);
  if (!type) return type.error();
  if (type->empty() || type->size() > core::kNameBytesMax)
    return Error{Errc::invalid, "the event's type: expected 1 to " +
                                    std::to_string(core::kNameBytesMax) + " bytes"};
  sent_type = std::move(*type);
  auto id = event_id(rule, names, delivery, matter);
  if (!id) return id.error();
  event.origin = std::move(*id);
  if (rule.subject) {
    auto subject = render_text(*rule.subject, names);
    if (!subject) return subject.error();
    event.subject = core::prefix(*subject, core::kNameBytesMax);
  }
  if (rule.time) {
    // An event whose time cannot be read is not lost: its time is then when it came.
    if (const auto value = rule.time->render(names))
      event.time = lenient_time(*value).value_or(delivery.now);
  }
  return event;
}

// The decision of an event; nullopt if it is not whole: then the event decides nothing.
std::optional<ApprovalAnswer> read_decision(const cel::Document& document, const Values& names) {
  const auto rendered = document.render(names);
  if (!rendered) return std::nullopt;
  const auto* approve = core::find(*rendered, "approve");
  ApprovalAnswer decision{core::text_at(*rendered, "approval"),   core::text_at(*rendered, "hash"),
                          approve != nullptr && *approve == true, core::text_at(*rendered, "who"),
                          core::text_at(*rendered, "team"),       {}};
  const bool whole = approve != nullptr && approve->is_boolean() && !decision.approval.empty() &&
                     !decision.hash.empty() && !decision.who.empty();
  return whole ? std::optional(std::move(decision)) : std::nullopt;
}

// Checks what the log would refuse, because it would refuse the whole batch for it.
core::Result<void> check_columns(const core::Event& event) {
  if (event.type.starts_with("baton."))
    return Error{Errc::invalid, "types that begin with \"baton.\" are Baton's own"};
  for (const auto& [text, what] : {std::pair<const std::string&, const char*>(event.type, "type"),
                                   {event.origin, "id"},
                                   {event.subject, "subject"}}) {
    if (text.size() > core::kNameBytesMax)
      return Error{Errc::too_large, "the event's " + std::string(what) + " is longer than " +
                                        std::to_string(core::kNameBytesMax) + " bytes"};
    if (core::has_control(text) || !core::is_utf8(text))
      return Error{Errc::invalid, "the event's " + std::string(what) +
                                      ": expected UTF-8 without control characters"};
  }
  return {};
}

core::Event unreadable(const Delivery& delivery, const Json& item, const Error& error,
                       const Json& around = {}) {
  core::Event event;
  event.type = delivery.options.connection + ".unreadable";
  event.source = delivery.options.connection;
  event.received = event.time = delivery.now;
  event.data = is_unreadable(item) ? describe_unreadable(item)
                                   : Json{{"cause", error.message}, {"part", item}};
  event.origin = digest(item, around);
  return event;
}

// An event whose source is the connection, because the hook vouches for the sender. The source that
// the sender names goes into the id, before a space. A space of its own is escaped, so that
// different pairs of source and id never make the same id.
core::Event hooked(core::Event event, const Delivery& delivery) {
  event.origin = core::percent_encode(event.source, kUriLetters) + " " + event.origin;
  event.source = delivery.options.connection;
  auto sent_type = std::exchange(event.type, nameable_type(event.type));
  note_original_type(event, std::move(sent_type));
  return event;
}

core::Event cloudevent_of(const Json& element, const Delivery& delivery) {
  if (is_unreadable(element)) return unreadable(delivery, element, {});
  auto read = read_cloudevent(element, delivery.now);
  if (!read) return unreadable(delivery, element, read.error());
  auto event = hooked(std::move(read->event), delivery);
  const auto fits = check_columns(event);
  return fits ? event : unreadable(delivery, element, fits.error());
}

Result<std::vector<core::Event>> events_of_batch(const Delivery& delivery) {
  const auto json = parse_batch(delivery.request.body);
  if (!json) return json.error();
  if (!json->is_array())
    return Error{Errc::invalid,
                 "CloudEvents batch: expected a JSON array, got " + std::string(json->type_name())};
  if (json->size() > core::kBatchEventsMax)
    return Error{Errc::too_large,
                 "more than " + std::to_string(core::kBatchEventsMax) + " events in one request"};
  std::vector<core::Event> events;
  events.reserve(json->size());
  for (const auto& element : *json) events.push_back(cloudevent_of(element, delivery));
  return events;
}

}  // namespace

std::optional<core::Time> lenient_time(const Json& value) {
  if (value.is_number()) {
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < 0 || number >= 253'402'300'800'000)
      return std::nullopt;  // it is after the year 9999
    const bool milliseconds = number > 1e11;
    return core::Time(
        core::Duration(static_cast<std::int64_t>(number * (milliseconds ? 1e3 : 1e6))));
  }
  if (!value.is_string()) return std::nullopt;
  std::string text = value.get<std::string>();
  if (const auto parsed = core::parse_rfc3339(text)) return *parsed;
  if (text.size() == 19 && text[10] == ' ') text.push_back('Z');
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  if (text.size() > 23 && (text[text.size() - 5] == '+' || text[text.size() - 5] == '-'))
    text.insert(text.end() - 2, ':');
  const auto parsed = core::parse_rfc3339(text);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

Error not_as_declared(Error error) {
  error.code =
      error.code == Errc::too_large || error.code == Errc::limited ? error.code : Errc::invalid;
  error.message = "the payload is not as the connector's manifest expects: " + error.message;
  return error;
}

Result<std::vector<core::Event>> events_of_cloudevents(const Delivery& delivery) {
  const auto* type = delivery.request.header("content-type");
  // A sender that speaks the whole CloudEvents protocol understands a 400 for a bad batch. A vendor
  // that proves itself in another way does not, so the good events of its batch are accepted.
  const bool batch = type != nullptr &&
                     formats::media_type(*type) == "application/cloudevents-batch+json" &&
                     !delivery.options.whole_batches;
  if (batch && formats::is_utf8_charset(*type)) return events_of_batch(delivery);
  auto events = parse_cloudevents(delivery.request, delivery.now);
  if (!events) return events.error();
  for (auto& event : *events) event = hooked(std::move(event), delivery);
  return events;
}

Result<core::Event> EventReader::read(Json& item, bool many, bool needed) {
  if (many) names_.bind("item", item);
  const auto rule = std::find_if(part_.rules.begin(), part_.rules.end(), [this](const auto& one) {
    return !one.when || holds(*one.when, names_);
  });
  if (rule == part_.rules.end())
    return Error{Errc::invalid,
                 "the payload is of a kind that the connector's manifest does not know"};
  std::string sent_type;
  auto event = make_event(*rule, names_, delivery_, {item, many, around_}, sent_type);
  if (!event) return not_as_declared(event.error());
  event->type = nameable_type(sent_type);
  if (many) {
    if (const auto fits = check_columns(*event); !fits) return fits.error();
  }
  if (rule->decision) decision_ = read_decision(*rule->decision, names_);
  auto data = event_data(*rule, names_, many ? "item" : "body", item, needed);
  if (!data) return not_as_declared(data.error());
  event->data = std::move(*data);
  note_original_type(*event, std::move(sent_type));
  return event;
}

Result<core::Event> EventReader::read_one(Json& body) { return read(body, false, false); }

void EventReader::read_element(Json& element, bool needed, std::vector<core::Event>& events) {
  names_.bind("item", element);
  if (is_unreadable(element)) return events.push_back(unreadable(delivery_, element, {}));
  if (part_.splits.empty() || !element.is_object()) return read_part(element, needed, events);
  around_ = element;
  for (const auto& split : part_.splits) around_.erase(split.under.get_ref<const std::string&>());
  names_.bind("element", around_);
  const auto before = events.size();
  for (const auto& split : part_.splits) read_split(split, element, events);
  names_.bind("under", kNoList);
  if (events.size() == before) read_part(element, needed, events);
  for (const auto& member : around_) {
    for (const auto& one : member.is_array() ? member : Json::array())
      if (is_unreadable(one)) events.push_back(unreadable(delivery_, one, {}, around_));
  }
  around_ = nullptr;
}

void EventReader::read_split(const Decoder::Split& split, const Json& element,
                             std::vector<core::Event>& events) {
  names_.bind("item", element).bind("under", split.under);
  auto items = split.items->render(names_);
  if (!items)
    return events.push_back(unreadable(delivery_, element, not_as_declared(items.error())));
  if (items->is_null()) return;
  if (!items->is_array()) return read_part(*items, false, events);
  for (auto& item : *items) read_part(item, false, events);
}

void EventReader::read_part(Json& part, bool needed, std::vector<core::Event>& events) {
  if (is_unreadable(part)) return events.push_back(unreadable(delivery_, part, {}, around_));
  auto event = read(part, true, needed);
  if (!event) return events.push_back(unreadable(delivery_, part, event.error(), around_));
  events.push_back(std::move(*event));
}

}  // namespace baton::ingress
