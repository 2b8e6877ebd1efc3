#include "templates/windows.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace baton::templates {

namespace {

// The longest time for which a window or a threshold may look back, or rest after it has fired.
constexpr core::Duration kWindowMax = std::chrono::hours(24 * 366);
// The largest `late`. An event that came no later than that after it happened counts by its own
// time. The events of so long are kept for each key, in case an earlier one comes behind them.
constexpr core::Duration kLateMax = std::chrono::hours(24);
// The most events and different values that a window may ask for, the most names in `distinct`, and
// the longest sequence. What is kept for each key grows with all of these.
constexpr int kEventsMax = 1'000;
constexpr int kValuesMax = 100;
constexpr std::size_t kDistinctMax = 5;
constexpr std::size_t kSequenceMax = 10;
// The shortest time over which a threshold may add up events. The engine divides it into up to 56
// parts, and none of them should be shorter than a second.
constexpr core::Duration kOverMin = std::chrono::minutes(1);

Site event_site(Site::Want want) { return {.scope = ScopeKind::counted, .want = want}; }

std::optional<core::Duration> read_length(Reader& reader, const Cursor& cursor,
                                          core::Duration least = {},
                                          core::Duration most = kWindowMax) {
  const auto length = reader.duration(cursor);
  if (!length || (*length <= most && *length >= least)) return length;
  reader.error("limit/range",
               '"' + cursor.key->text + "\": expected " +
                   (*length < least ? "at least " + core::to_text(least)
                                    : "at most " + core::to_text(most)) +
                   ", got " + core::to_text(*length),
               cursor);
  return std::nullopt;
}

std::optional<core::Duration> read_needed_length(Reader& reader, const Reader::Fields& fields,
                                                 std::string_view name, std::string_view what,
                                                 core::Duration least = {}) {
  if (const auto cursor = fields.find(name)) return read_length(reader, *cursor, least);
  reader.error_at_key("syntax/missing-key",
                      '"' + std::string(name) + "\" is missing: expected " + std::string(what),
                      fields.whole(), "add \"" + std::string(name) + ": 7d\"");
  return std::nullopt;
}

std::optional<core::Condition> read_by(Reader& reader, const Reader::Fields& fields) {
  const auto by = fields.find("by");
  return by ? reader.condition(*by, event_site(Site::Want::key)) : std::nullopt;
}

core::Duration read_late(Reader& reader, const Reader::Fields& fields) {
  const auto late = fields.find("late");
  // Other lengths of time are above zero. With this one each event counts at its receipt.
  if (late && late->node->text == "0s") return {};
  const auto length = late ? read_length(reader, *late, {}, kLateMax) : std::nullopt;
  return length.value_or(core::kWindowLate);
}

// The event of a window, from `event`, `from` and `when`. `key`: the word for its type.
core::WindowEvent read_event(Reader& reader, const Reader::Fields& fields, std::string_view key,
                             TriggerPlace& place) {
  core::WindowEvent event;
  auto& where = place.counted.emplace_back();
  where.from = fields.find("from");
  event.from = reader.text_or(fields, "from");
  if (const auto type = fields.find(key)) {
    event.event = reader.event_type(*type, true);
    if (!event.event.empty()) where.event = type;
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"event\" is missing: expected the type of the events that count",
                        fields.whole(), "add \"event: web.content.viewed\"");
  }
  if (const auto when = fields.find("when"))
    event.when = reader.condition(*when, event_site(Site::Want::boolean));
  return event;
}

void misplaced(Reader& reader, const Reader::Fields& fields, std::string_view key,
               const std::string& hint) {
  if (const auto found = fields.find(key))
    reader.error_at_key("syntax/misplaced-key", '"' + std::string(key) + "\" has no meaning here",
                        *found, hint);
}

void read_absent(Reader& reader, const Reader::Fields& fields, bool last, const Cursor& cursor,
                 core::Window& window, TriggerPlace& place) {
  core::Window::Absent absent;
  absent.event = read_event(reader, fields, "absent", place);
  if (const auto length = read_needed_length(reader, fields, "for", "how long it may not come"))
    absent.lasts = *length;
  if (!last || window.events.empty())
    reader.error("window/absent", "what may not come stands last, behind what has to come", cursor,
                 "put it at the end of the sequence");
  window.absent = std::move(absent);
}

void read_sequence(Reader& reader, const Cursor& cursor, core::Window& window,
                   TriggerPlace& place) {
  window.sequence = true;
  if (!reader.expect_list(cursor, "a list of events (\"- event: …\")")) return;
  const auto size = cursor.node->items.size();
  if (size < 2 || size > kSequenceMax)
    reader.error(
        "limit/range",
        "expected 2 to " + std::to_string(kSequenceMax) + " events, got " + std::to_string(size),
        cursor);
  for (std::size_t at = 0; at < std::min(size, kSequenceMax); ++at) {
    const auto item = cursor.item(at);
    const auto fields = reader.fields(item, kWindowEventKeys);
    if (!fields) continue;
    if (fields->has("absent")) {
      misplaced(reader, *fields, "event", "an event has to come, or may not come");
      read_absent(reader, *fields, at + 1 == size, item, window, place);
    } else {
      misplaced(reader, *fields, "for", "it stands beside \"absent\"");
      window.events.push_back(read_event(reader, *fields, "event", place));
    }
  }
}

void read_distinct(Reader& reader, const Cursor& cursor, core::Window& window) {
  if (!reader.expect_map(cursor, "a mapping of names to values of the event")) return;
  const auto& entries = cursor.node->entries;
  if (entries.size() > kDistinctMax)
    reader.error("limit/range",
                 "expected at most " + std::to_string(kDistinctMax) + " names, got " +
                     std::to_string(entries.size()),
                 cursor);
  for (std::size_t at = 0; at < std::min(entries.size(), kDistinctMax); ++at) {
    const auto member = cursor.member(entries[at]);
    if (!is_name(member.key->text))
      reader.error_at_key(
          "syntax/name",
          '"' + member.key->text + "\" is no name: expected a-z, then a-z, 0-9 or \"_\"", member);
    if (auto value = reader.condition(member, event_site(Site::Want::key)))
      window.distinct.push_back({member.key->text, std::move(*value)});
  }
}

// A number of events, or for some names of `distinct` a number of different values.
void read_at_least(Reader& reader, const Cursor& cursor, core::Window& window) {
  if (!cursor.node->is_map()) {
    window.at_least = reader.whole_number(cursor, 1, kEventsMax).value_or(0);
    return;
  }
  std::vector<std::string> names;
  for (const auto& distinct : window.distinct) names.push_back(distinct.name);
  for (const auto& entry : cursor.node->entries) {
    const auto member = cursor.member(entry);
    const auto found = std::find(names.begin(), names.end(), member.key->text);
    if (found == names.end()) {
      reader.error_at_key("ref/unknown-value", "\"distinct\" has no \"" + member.key->text + '"',
                          member, core::did_you_mean(member.key->text, names));
      continue;
    }
    auto& distinct = window.distinct[static_cast<std::size_t>(found - names.begin())];
    distinct.at_least = reader.whole_number(member, 1, kValuesMax).value_or(0);
  }
}

void read_counted(Reader& reader, const Reader::Fields& fields, core::Window& window,
                  TriggerPlace& place) {
  window.events.push_back(read_event(reader, fields, "event", place));
  if (const auto distinct = fields.find("distinct")) read_distinct(reader, *distinct, window);
  if (const auto at_least = fields.find("at_least")) {
    const auto told = reader.findings_count();
    read_at_least(reader, *at_least, window);
    const bool any =
        window.at_least > 0 || std::any_of(window.distinct.begin(), window.distinct.end(),
                                           [](const auto& each) { return each.at_least > 0; });
    if (!any && reader.findings_count() == told)
      reader.error_at_key("syntax/missing-key", "expected how many there have to be", *at_least,
                          "write at_least: 3, or at_least: { person: 3 }");
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"at_least\" is missing: expected how many there have to be",
                        fields.whole(), "add \"at_least: 3\"");
  }
}

using Aggregate = core::Threshold::Aggregate;

Aggregate read_aggregate(Reader& reader, const Reader::Fields& fields, Aggregate unless_given) {
  const auto cursor = fields.find("aggregate");
  const auto index = cursor ? reader.one_of(*cursor, core::kAggregateNames) : std::nullopt;
  return index ? static_cast<Aggregate>(*index) : unless_given;
}

int read_events_needed(Reader& reader, const Reader::Fields& fields) {
  constexpr int kNeededMax = 1'000'000;
  const auto cursor = fields.find("at_least");
  return cursor ? reader.whole_number(*cursor, 1, kNeededMax).value_or(1) : 1;
}

void read_baseline(Reader& reader, const Cursor& cursor, core::Threshold& threshold) {
  const auto fields = reader.fields(cursor, kBaselineKeys);
  if (!fields) return;
  core::Threshold::Baseline baseline;
  baseline.aggregate = read_aggregate(reader, *fields, threshold.aggregate);
  baseline.at_least = read_events_needed(reader, *fields);
  const auto over =
      read_needed_length(reader, *fields, "over", "the time that tells what is usual", kOverMin);
  if (!over) return;
  baseline.over = *over;
  if (threshold.over > core::Duration{} && *over <= threshold.over)
    reader.error_at_key("limit/range",
                        "what is usual is told by a longer time (" + core::to_text(*over) +
                            ") than " + core::to_text(threshold.over),
                        cursor, "raise \"over\"");
  threshold.baseline = baseline;
}

void read_bound(Reader& reader, const Cursor& cursor, core::Threshold& threshold) {
  constexpr double kMost = std::numeric_limits<double>::max();
  constexpr double kTimesMax = 1'000'000;
  if (!cursor.node->is_map()) {
    threshold.bound = reader.number(cursor, -kMost, kMost).value_or(0);
    return;
  }
  const auto fields = reader.fields(cursor, kBoundKeys);
  threshold.bound = 1;
  if (const auto times = fields->find("times"))
    threshold.bound = reader.number(*times, 1e-6, kTimesMax).value_or(1);
  if (const auto of = fields->find("of")) {
    read_baseline(reader, *of, threshold);
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"of\" is missing: expected what the number is compared with", cursor,
                        "add \"of: { aggregate: avg, over: 14d }\"");
  }
}

void read_bounds(Reader& reader, const Reader::Fields& fields, core::Threshold& threshold) {
  const auto above = fields.find("above");
  const auto below = fields.find("below");
  if (above && below)
    reader.error_at_key("syntax/two-keys", "expected either \"above\" or \"below\", got both",
                        *below, "write a trigger for each");
  if (!above && !below)
    reader.error_at_key("syntax/missing-key",
                        "expected the bound that it passes: \"above\" or \"below\"", fields.whole(),
                        "add \"above: 100\"");
  threshold.above = above.has_value();
  if (above || below) read_bound(reader, above ? *above : *below, threshold);
}

// Warns of a `below` that reads as if it were meant for events that stay away.
void check_below(Reader& reader, const Reader::Fields& fields, const core::Threshold& threshold) {
  const auto below = fields.find("below");
  const bool of_events = threshold.aggregate == Aggregate::count ||
                         threshold.aggregate == Aggregate::rate ||
                         threshold.aggregate == Aggregate::sum;
  // One without an event or a time has its finding already.
  if (!below || threshold.above || !of_events || threshold.event.event.empty() ||
      threshold.over <= core::Duration{})
    return;
  const auto& type = threshold.event.event;
  const auto over = core::to_text(threshold.over);
  std::string message =
      "a threshold is asked only when an event comes: that events stay away never makes it fire";
  if (threshold.at_least <= 1) message += ", and the first event of a key may be below already";
  reader.warning_at_key("suspicious/below", std::move(message), *below,
                        "to notice that events stay away, write window: { sequence: [{ event: " +
                            type + " }, { absent: " + type + ", for: " + over +
                            " }], within: " + over + " }; at_least: 3 waits for so many events");
}

}  // namespace

void read_window(Reader& reader, const Cursor& cursor, core::Trigger& trigger,
                 TriggerPlace& place) {
  const auto fields = reader.fields(cursor, kWindowKeys);
  if (!fields) return;
  core::Window window;
  if (const auto sequence = fields->find("sequence")) {
    for (const std::string_view key : {"event", "from", "when"})
      misplaced(reader, *fields, key, "it stands in each event of the sequence");
    for (const std::string_view key : {"distinct", "at_least"})
      misplaced(reader, *fields, key, "a sequence counts no events: remove it");
    read_sequence(reader, *sequence, window, place);
  } else {
    read_counted(reader, *fields, window, place);
  }
  window.by = read_by(reader, *fields);
  if (const auto within =
          read_needed_length(reader, *fields, "within", "how far apart the events may be"))
    window.within = *within;
  if (const auto again = fields->find("again_after"))
    window.again_after = read_length(reader, *again);
  window.late = read_late(reader, *fields);
  trigger.window = std::move(window);
}

void read_threshold(Reader& reader, const Cursor& cursor, core::Trigger& trigger,
                    TriggerPlace& place) {
  const auto fields = reader.fields(cursor, kThresholdKeys);
  if (!fields) return;
  core::Threshold threshold;
  threshold.event = read_event(reader, *fields, "event", place);
  threshold.by = read_by(reader, *fields);
  if (const auto value = fields->find("value"))
    threshold.value = reader.condition(*value, event_site(Site::Want::number));
  threshold.aggregate =
      read_aggregate(reader, *fields, threshold.value ? Aggregate::avg : Aggregate::count);
  threshold.at_least = read_events_needed(reader, *fields);
  const auto over = read_needed_length(reader, *fields, "over",
                                       "the time over which events are aggregated", kOverMin);
  if (over) threshold.over = *over;
  read_bounds(reader, *fields, threshold);
  check_below(reader, *fields, threshold);
  const auto reads_value = [](Aggregate kind) {
    return kind != Aggregate::count && kind != Aggregate::rate;
  };
  const bool needs_value = reads_value(threshold.aggregate) ||
                           (threshold.baseline && reads_value(threshold.baseline->aggregate));
  if (const auto value = fields->find("value"); value && !needs_value)
    reader.warning_at_key("suspicious/unused",
                          "\"value\" is not read: events are counted, and not their numbers",
                          *value, "remove it, or write aggregate: sum");
  if (needs_value && !fields->has("value"))
    reader.error_at_key("syntax/missing-key",
                        "\"value\" is missing: expected the number of an event", cursor,
                        "add \"value: event.data.amount\", or write aggregate: count");
  if (const auto again = fields->find("again_after"))
    threshold.again_after = read_length(reader, *again);
  threshold.late = read_late(reader, *fields);
  trigger.threshold = std::move(threshold);
}

}  // namespace baton::templates
