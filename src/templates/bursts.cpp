#include "baton/core/own_events.hpp"
#include "templates/partial_template.hpp"

// Triggers for which not every event starts a run of its own: `debounce` and `throttle`.
namespace baton::templates {

namespace {

// The longest time in which events are held back or counted. The events have to be kept as long.
constexpr core::Duration kBurstMax = std::chrono::hours(24);
// The most runs that a throttle lets through; a larger limit is hardly one.
constexpr int kThrottleLimitMax = 10'000;

std::optional<core::Condition> read_key(Reader& reader, const Reader::Fields& fields) {
  if (const auto key = fields.find("key"))
    return reader.condition(*key, {.scope = ScopeKind::trigger, .want = Site::Want::key});
  reader.error_at_key("syntax/missing-key",
                      "\"key\" is missing: expected what tells bursts apart, as event.data.id",
                      fields.whole(), "add \"key: event.data.id\"");
  return std::nullopt;
}

// A length of time up to a day.
std::optional<core::Duration> read_length(Reader& reader, const Reader::Fields& fields,
                                          std::string_view name) {
  const auto cursor = fields.find(name);
  if (!cursor) return std::nullopt;
  const auto length = reader.duration(*cursor);
  if (!length || *length <= kBurstMax) return length;
  reader.error("limit/range",
               '"' + std::string(name) + "\": expected at most " + core::to_text(kBurstMax) +
                   ", got " + core::to_text(*length),
               *cursor);
  return std::nullopt;
}

void missing(Reader& reader, const Reader::Fields& fields, std::string_view name,
             std::string_view example) {
  if (fields.has(name)) return;
  reader.error_at_key(
      "syntax/missing-key", '"' + std::string(name) + "\" is missing: expected a length of time",
      fields.whole(), "add \"" + std::string(name) + ": " + std::string(example) + '"');
}

void read_debounce(Reader& reader, const Cursor& cursor, core::Trigger& trigger) {
  const auto fields = reader.fields(cursor, kDebounceKeys);
  if (!fields) return;
  auto key = read_key(reader, *fields);
  missing(reader, *fields, "quiet", "30s");
  const auto quiet = read_length(reader, *fields, "quiet");
  const auto at_most = read_length(reader, *fields, "at_most");
  if (quiet && at_most && *at_most < *quiet)
    reader.error_at_key("limit/range",
                        "the whole time (" + core::to_text(*at_most) +
                            ") is shorter than the quiet one (" + core::to_text(*quiet) + ")",
                        cursor, "raise \"at_most\"");
  if (key && quiet) trigger.debounce = core::Debounce{std::move(*key), *quiet, at_most};
}

void read_throttle(Reader& reader, const Cursor& cursor, core::Trigger& trigger) {
  const auto fields = reader.fields(cursor, kThrottleKeys);
  if (!fields) return;
  auto key = read_key(reader, *fields);
  missing(reader, *fields, "per", "1h");
  const auto per = read_length(reader, *fields, "per");
  int limit = 1;
  if (const auto given = fields->find("limit"))
    limit = reader.whole_number(*given, 1, kThrottleLimitMax, "write how many runs, as limit: 3")
                .value_or(limit);
  if (key && per) trigger.throttle = core::Throttle{std::move(*key), limit, *per};
}

}  // namespace

void read_bursts(Reader& reader, const Reader::Fields& fields, core::Trigger& trigger) {
  const auto debounce = fields.find("debounce");
  const auto throttle = fields.find("throttle");
  for (const auto& burst : {debounce, throttle}) {
    if (burst && (trigger.schedule || trigger.event == core::kWindowFired))
      reader.error_at_key(
          "syntax/misplaced-key",
          '"' + burst->key->text + "\" has no meaning here: expected it beside \"event\"", *burst,
          "remove it");
  }
  if (debounce && throttle)
    reader.error_at_key("syntax/two-keys", "expected either \"debounce\" or \"throttle\", got both",
                        *throttle, "keep one of them");
  if (debounce) read_debounce(reader, *debounce, trigger);
  if (throttle) read_throttle(reader, *throttle, trigger);
}

}  // namespace baton::templates
