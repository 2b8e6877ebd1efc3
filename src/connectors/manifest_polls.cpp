#include "connectors/manifest_polls.hpp"

#include "baton/core/text.hpp"
#include "connectors/keys.hpp"
#include "connectors/poll.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

using core::Json;

// A shorter time is a mistake: each round is a request, and vendors count them.
constexpr core::Duration kEveryMin = std::chrono::seconds(5);
constexpr core::Duration kEveryMax = std::chrono::hours(24 * 7);
// Figures of advertising are corrected for up to four weeks.
constexpr core::Duration kOverlapMax = std::chrono::hours(24 * 31);

// The names that the input of a poll's operation may read.
cel::Scope poll_scope() { return ingress::scope_of({"since", "connection", "now"}); }

core::Duration poll_duration(const formats::FieldReader& at, std::string_view key,
                             core::Duration default_value, core::Duration least,
                             core::Duration most) {
  if (at.find(key) == nullptr) return default_value;
  const auto text = at.text(key);
  const auto length =
      text == "0" ? core::Result<core::Duration>(core::Duration{}) : core::parse_duration(text);
  if (length && *length >= least && *length <= most) return *length;
  at.error(key, "config/duration",
           "\"" + std::string(key) + "\": expected a duration from " + core::to_text(least) +
               " to " + core::to_text(most) + ", got \"" + core::one_line(text, 60) + "\"",
           "write 1m or 30s");
  return default_value;
}

// The operation must be one that may be repeated: each round asks for the same again.
void check_poll_operation(const formats::FieldReader& at, const Manifest& manifest,
                          PollSpec& spec) {
  spec.operation = at.required_text("operation");
  const auto found = manifest.operations.find(spec.operation);
  if (spec.operation.empty()) return;
  if (found == manifest.operations.end()) {
    std::vector<std::string> names;
    for (const auto& [name, operation] : manifest.operations) names.push_back(name);
    at.error("operation", "ref/unknown-operation",
             "there is no operation \"" + spec.operation + '"',
             core::did_you_mean(spec.operation, names));
    return;
  }
  const auto& operation = found->second;
  if (operation.request.method != "GET" && !operation.safe_to_repeat())
    at.error("operation", "config/poll", "a poll is made of an operation that only reads",
             "an operation with another method than GET says `idempotency: { repeatable: true }`");
  spec.records = at.text("records", operation.pages ? operation.pages->list : std::string());
  if (spec.records.empty())
    at.error("records", "config/missing-key", "\"records\" is missing",
             "it names the list in the output of the operation");
}

// Reports members of `with` that are no inputs of the operation. `operation` may be null.
void check_poll_input(const formats::FieldReader& at, const OperationSpec* operation) {
  const auto* with = at.find("with");
  if (operation == nullptr || with == nullptr || !with->is_object()) return;
  const auto* properties = core::find(operation->declared.input_schema, "properties");
  if (properties == nullptr || !properties->is_object()) return;
  std::vector<std::string> known;
  for (const auto& [name, property] : properties->items()) known.push_back(name);
  for (const auto& [name, value] : with->items()) {
    if (properties->contains(name)) continue;
    auto hint = core::did_you_mean(name, known);
    if (hint.empty()) hint = "the inputs are " + core::join(known);
    at.inner("with").error(name, "ref/unknown-input", "the operation has no input \"" + name + '"',
                           std::move(hint));
  }
}

const OperationSpec* polled_operation(const Manifest& manifest, const PollSpec& spec) {
  const auto found = manifest.operations.find(spec.operation);
  return found == manifest.operations.end() ? nullptr : &found->second;
}

// A time that is the same for each record would hide those that are new.
void check_watermark(const formats::FieldReader& at, const PollSpec& spec) {
  if (!spec.watermark) return;
  const auto reads = spec.watermark->reads();
  const bool of_record = std::any_of(reads.begin(), reads.end(), [](const cel::Path& path) {
    return !path.empty() && path[0] == "item";
  });
  if (!of_record)
    at.error("watermark", "config/poll",
             "\"watermark\" is the same for each record: it reads nothing of `item`",
             "write the time of a record, as ${item.updated_at}");
}

PollSpec read_poll(const formats::FieldReader& at, const Manifest& manifest) {
  at.allow(keys::kPoll);
  PollSpec spec;
  spec.title = at.text("title");
  check_poll_operation(at, manifest, spec);
  spec.every = poll_duration(at, "every", spec.every, kEveryMin, kEveryMax);
  spec.overlap = poll_duration(at, "overlap", spec.overlap, {}, kOverlapMax);
  spec.ordered = at.flag("ordered", spec.ordered);
  spec.whole_list = at.flag("whole_list", spec.whole_list);
  spec.with = ingress::compile_document(at, "with", poll_scope());
  check_poll_input(at, polled_operation(manifest, spec));
  const bool has_watermark = !at.required_text("watermark").empty();
  spec.watermark =
      ingress::compile_document(at, "watermark", ingress::scope_of({"item", "connection"}));
  if (has_watermark) check_watermark(at, spec);
  const auto* decode = at.find("decode");
  spec.events = ingress::sent_events(decode != nullptr ? *decode : Json());
  spec.decoder = ingress::compile_decoder(at.file(), at.pointer("decode"),
                                          decode != nullptr ? *decode : Json(), at.findings());
  return spec;
}

}  // namespace

void read_polls(const formats::FieldReader& at, Manifest& manifest) {
  for (const auto& [name, value] : at.value().items()) {
    if (!keys::is_name(name))
      at.error(name, "config/name", "a poll's name is lower-case letters, digits and _");
    manifest.polls.emplace(
        name, read_poll(formats::FieldReader(at.file(), at.pointer(name), value, at.findings()),
                        manifest));
  }
}

void read_polls(const formats::FieldReader& at, Connection& connection) {
  const auto& known = connection.manifest->polls;
  for (const auto& [name, value] : at.value().items()) {
    const auto spec = known.find(name);
    if (spec == known.end()) {
      std::vector<std::string> names;
      for (const auto& [one, ignored] : known) names.push_back(one);
      at.error(name, "ref/unknown-poll",
               "the connector " + connection.manifest->name + " has no poll \"" + name + '"',
               core::did_you_mean(name, names));
      continue;
    }
    static const Json kAsTheConnectorSays = Json::object();
    const formats::FieldReader one(at.file(), at.pointer(name),
                                   value.is_null() ? kAsTheConnectorSays : value, at.findings());
    one.allow(keys::kConnectionPoll);
    PollSettings settings;
    settings.every = poll_duration(one, "every", spec->second.every, kEveryMin, kEveryMax);
    settings.since = one.text("since");
    if (const auto first = first_since(settings.since, {}); !first)
      one.error("since", "config/time", first.error().message);
    settings.with = ingress::compile_document(one, "with", poll_scope());
    check_poll_input(one, polled_operation(*connection.manifest, spec->second));
    connection.polls.emplace(name, std::move(settings));
  }
}

}  // namespace baton::connectors
