#include "runtime/detector_watch.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/days.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/text.hpp"
#include "baton/insight/flow.hpp"
#include "baton/insight/rework.hpp"
#include "baton/runtime/kpi_figures.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/detector_events.hpp"
#include "runtime/kpi_counts.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;
using detectors::Figure;

namespace {

// The setting that says how far each detector has come: {"ctr": {"series", "to"}}, where "series"
// tells which series it is, and "to" is an event or a day. Of a detector of events also {"last":
// {KEY: the last event that this series took a value from}, "evicted": how many series gave way}.
constexpr std::string_view kDetectorsSetting = "detectors";
// How many events of a detector are read in one pass.
constexpr std::size_t kEventsAPass = 100;
// How many values of a series are kept, and taken by a new process.
constexpr std::size_t kValuesKept = 2'000;
// The most series of one detector.
constexpr std::size_t kSeriesMax = 200;
// How many days of a KPI are read in one pass.
constexpr std::int64_t kDaysAPass = 50;
// The most series that are held in memory.
constexpr std::size_t kSeriesHeldMax = 500;
// A day is over for its figures so long after its end.
constexpr core::Duration kDayOver = std::chrono::hours(1);
// An alarm about something longer ago than this, or than two periods, is stored and not told.
constexpr core::Duration kStillTold = std::chrono::hours(72);

core::Json stored_progress(ports::Settings& settings) {
  auto json = core::parse_json(settings.setting(kDetectorsSetting));
  return json && json->is_object() ? *std::move(json) : core::Json::object();
}

std::int64_t integer_at(const core::Json& json, std::string_view name) {
  const auto* value = core::find(json, name);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

// The values of the days of a workflow, from its rows of these days.
std::vector<ports::SeriesValueRow> values_of_days(const detectors::Definition& detector,
                                                  const std::vector<ports::FlowRow>& rows) {
  struct Day {
    std::int64_t some = 0;
    std::int64_t all = 0;
    core::Duration spent{};
  };
  std::map<std::int64_t, Day> days;
  for (const auto& row : rows) {
    auto& day = days[row.day];
    const bool whole = row.step.empty();
    const bool failed = whole && row.what == "failed";
    const bool succeeded = whole && row.what == "succeeded";
    const auto count = [&](bool is_some, bool is_one) {
      if (is_some) day.some += row.count;
      if (is_one) day.all += row.count;
    };
    if (detector.figure == Figure::error_rate) count(failed, failed || succeeded);
    if (detector.figure == Figure::rework_rate) {
      const auto rework = insight::rework(row.what, row.count);
      day.some += rework.sent_back;
      day.all += rework.of;
    }
    if (detector.figure == Figure::took && succeeded) {
      day.all += row.count;
      day.spent += row.spent;
    }
  }
  constexpr double kHour = 3'600;
  std::vector<ports::SeriesValueRow> values;
  for (const auto& [day, sums] : days) {
    if (sums.all == 0) continue;
    ports::SeriesValueRow value;
    value.detector = detector.name;
    value.at = insight::begin_of_day(day);
    if (detector.figure == Figure::took) {
      value.value = core::in_seconds(sums.spent) / static_cast<double>(sums.all) / kHour;
    } else {
      value.value = static_cast<double>(std::min(sums.some, sums.all));
      value.trials = sums.all;
    }
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace

asio::awaitable<void> DetectorWatch::run() {
  return rounds_.run([this]() -> asio::awaitable<void> { co_await pass(); });
}

asio::awaitable<bool> DetectorWatch::pass() {
  const auto defined = detectors_();
  if (defined->all().empty()) co_return false;
  core::Json progress;
  bool more = false;
  auto read = [&](ports::Queries& queries) { return read_all(queries, *defined, progress, more); };
  auto found = co_await store_.read_beside(read);
  auto reads = std::make_shared<std::vector<Read>>(std::move(found));
  // The definitions are borrowed by what was read.
  auto compute = [this, defined, reads, progress, now = clock_.now()] {
    return take(*reads, progress, now);
  };
  auto outcome = co_await workshop_.surely(std::move(compute));
  if (!outcome) co_return true;
  try {
    auto keeping = keep(*std::move(outcome));
    co_await std::move(keeping);
  } catch (...) {
    series_.clear();  // they are ahead of what is stored
    throw;
  }
  co_return more;
}

std::vector<DetectorWatch::Read> DetectorWatch::read_all(ports::Queries& queries,
                                                         const detectors::Definitions& detectors,
                                                         core::Json& progress, bool& more) {
  progress = stored_progress(queries);
  if (series_.size() > kSeriesHeldMax) series_.clear();
  std::vector<Read> reads;
  for (const auto& [name, detector] : detectors.all())
    reads.push_back(read_one(queries, detector, progress, more));
  return reads;
}

DetectorWatch::Read DetectorWatch::read_one(ports::Queries& queries,
                                            const detectors::Definition& detector,
                                            const core::Json& progress, bool& more) {
  Read read;
  read.detector = &detector;
  const auto* stored = core::find(progress, detector.name);
  const auto* last = stored == nullptr ? nullptr : core::find(*stored, "last");
  read.anew = stored == nullptr || core::text_at(*stored, "series") != detector.digest ||
              detector.of_events() != (last != nullptr);
  if (!read.anew) {
    read.to = integer_at(*stored, "to");
    read.evicted = integer_at(*stored, "evicted");
    if (last != nullptr)
      for (const auto& [key, ignored] : last->items())
        read.last[key] = core::EventId(integer_at(*last, key));
  }
  if (detector.kpi) {
    read_kpi(queries, read, more);
  } else if (detector.of_events()) {
    read_events(queries, read, more);
  } else {
    read_figures(queries, read);
  }
  look_up_past(queries, read);
  return read;
}

void DetectorWatch::read_events(ports::EventLog& queries, Read& read, bool& more) {
  const auto& detector = *read.detector;
  ports::EventFilter filter;
  filter.type = detector.event;
  filter.after = core::EventId(std::max<std::int64_t>(read.to, 1));
  filter.limit = kEventsAPass;
  const auto [events, damaged] = readable_events(queries, filter);
  more = more || damaged || events.size() == kEventsAPass;
  for (const auto& event : events) {
    read.to = event.id.value();
    const auto measured = detectors::measure(detector, event, event.to_json());
    if (!measured) {
      warn(detector, event, measured.error());
      continue;
    }
    if (!*measured) continue;
    const auto& one = **measured;
    read.values.push_back({detector.name, one.key, one.at, event.id, one.value,
                           static_cast<std::int64_t>(one.trials)});
  }
  if (!damaged) return;
  spdlog::warn("detector {} leaves out the event {}: its row is damaged", detector.name,
               damaged.text());
  read.to = damaged.value();
}

std::int64_t DetectorWatch::last_day_over() const {
  return insight::day_of(clock_.now() - kDayOver) - 1;
}

void DetectorWatch::warn(const detectors::Definition& detector, const core::Event& event,
                         const core::Error& error) {
  const auto left_out = warnings_.next(detector.name, clock_.steady());
  if (!left_out) return;
  const auto others =
      *left_out == 0
          ? std::string()
          : "; " + core::counted(*left_out, "warning before it was", "warnings before it were") +
                " left out";
  spdlog::warn("detector {}: event {}: {}{}", detector.name, event.id.text(), error.message,
               others);
}

// Up to the last day that is over.
void DetectorWatch::read_figures(ports::Flows& queries, Read& read) const {
  const auto last = last_day_over();
  const auto from = std::max(read.to + 1, last - core::kFigureDaysKept + 1);
  if (from > last) return;
  const auto& detector = *read.detector;
  const bool of_steps = detector.figure == Figure::rework_rate;
  read.values =
      values_of_days(detector, queries.flow({detector.workflow, from, last + 1, !of_steps}));
  read.to = last;
}

// Reads nothing while the events of the KPI are counted anew, since its days are not complete then.
void DetectorWatch::read_kpi(ports::Queries& queries, Read& read, bool& more) {
  const auto& detector = *read.detector;
  if (!KpiCounts::is_whole(queries, *detector.kpi)) return;
  const auto last = last_day_over();
  const auto from = std::max(read.to + 1, last - core::kFigureDaysKept + 1);
  if (from > last) return;
  const auto to = std::min(last, from + kDaysAPass - 1);
  KpiFigures figures(queries, plans_, to);
  const auto value = figures.of(*detector.kpi, {from - detectors::days_before(detector), to + 1});
  const std::map<std::int64_t, kpis::Point> points(value.days.begin(), value.days.end());
  bool begun = !read.anew && !queries.series_keys(detector.name, 1).empty();
  for (auto day = from; day <= to; ++day) {
    const auto measured = detectors::measure(detector, day, points);
    // A series begins with its first value that is not zero: before, there was nothing to measure.
    begun = begun || (measured && (measured->value > 0 || measured->trials > 0));
    if (!measured || !begun) continue;
    read.values.push_back({detector.name,
                           {},
                           measured->at,
                           {},
                           measured->value,
                           static_cast<std::int64_t>(measured->trials)});
  }
  read.to = to;
  more = more || to < last;
}

// Reads what is stored of series that are not in memory.
void DetectorWatch::look_up_past(ports::Detections& queries, Read& read) {
  const auto& name = read.detector->name;
  for (const auto& value : read.values) {
    if (read.anew || series_.contains({name, value.key}) || read.past.contains(value.key)) continue;
    read.past[value.key] = queries.series_values(name, value.key, kValuesKept);
  }
}

// On the thread of the workshop.
DetectorWatch::Outcome DetectorWatch::take(std::vector<Read>& reads, core::Json progress,
                                           core::Time now) {
  Outcome outcome;
  for (auto& read : reads) {
    const auto& detector = *read.detector;
    if (read.anew) {
      std::erase_if(series_, [&](const auto& one) { return one.first.first == detector.name; });
      outcome.cleared.push_back(detector.name);
    }
    for (const auto& [key, values] : read.past) {
      auto& series = series_.try_emplace({detector.name, key}, detector).first->second;
      for (const auto& value : values) series.take(value);
    }
    take_values(read, now, outcome);
    core::Json reached{{"series", detector.digest}, {"to", read.to}};
    if (detector.of_events()) {
      reached["last"] = core::Json::object();
      for (const auto& [key, event] : read.last) reached["last"][key] = event.value();
      reached["evicted"] = read.evicted;
    }
    auto& stored = progress[detector.name];
    outcome.changed = outcome.changed || stored != reached;
    stored = reached;
  }
  outcome.progress = std::move(progress);
  return outcome;
}

void DetectorWatch::take_values(Read& read, core::Time now, Outcome& outcome) {
  const auto& detector = *read.detector;
  for (const auto& value : read.values) {
    if (detector.of_events() && !read.last.contains(value.key)) make_room(read, value.key, outcome);
    auto& series = series_.try_emplace({detector.name, value.key}, detector).first->second;
    auto taken = series.take(value);
    if (!taken) continue;
    if (detector.of_events()) read.last[value.key] = value.event;
    outcome.series.insert({detector.name, value.key});
    if (taken->anomaly) {
      auto detail = alarm_detail(detector, value.key, *taken->anomaly);
      const auto still = std::max(kStillTold, 2 * detector.per);
      if (now - taken->anomaly->at <= still)
        outcome.events.push_back(detector_alarm(detector, detail, now));
      outcome.alarms.push_back({detector.name, value.key, taken->anomaly->at, core::dump(detail)});
    }
    auto& row = taken->row;
    std::tuple place{row.detector, row.key, row.at, row.event};
    outcome.values.insert_or_assign(std::move(place), std::move(row));
  }
}

// Forgets the series whose last event is the oldest if there is no room for a new one. The choice
// depends on nothing but the events and their order, so that a process that begins again makes the
// same one.
void DetectorWatch::make_room(Read& read, const std::string& key, Outcome& outcome) {
  if (read.last.size() < kSeriesMax) return;
  const auto& name = read.detector->name;
  const auto oldest = std::min_element(
      read.last.begin(), read.last.end(),
      [](const auto& left, const auto& right) { return left.second < right.second; });
  if (too_many_.insert(name).second)
    spdlog::warn("detector {} has more than {} series: \"{}\" took the place of \"{}\"", name,
                 kSeriesMax, core::one_line(key, 80), core::one_line(oldest->first, 80));
  const SeriesKey gone{name, oldest->first};
  series_.erase(gone);
  outcome.series.erase(gone);
  std::erase_if(outcome.values, [&gone](const auto& value) {
    return value.second.detector == gone.first && value.second.key == gone.second;
  });
  outcome.dropped.insert(gone);
  read.last.erase(oldest);
  ++read.evicted;
}

asio::awaitable<void> DetectorWatch::keep(Outcome outcome) {
  if (!outcome.changed) co_return;
  bus::Together write = [&outcome](ports::Tx& tx, const std::vector<bus::Receipt>&) {
    for (const auto& name : outcome.cleared) tx.clear_detector(name);
    for (const auto& [detector, key] : outcome.dropped) tx.drop_series(detector, key);
    for (const auto& [place, row] : outcome.values) tx.put_series_value(row);
    for (const auto& [detector, key] : outcome.series) tx.trim_series(detector, key, kValuesKept);
    for (const auto& alarm : outcome.alarms) tx.put_detection(alarm);
    tx.set_setting(kDetectorsSetting, core::dump(outcome.progress));
  };
  auto events = std::move(outcome.events);
  co_await write_and_tell(store_, bus_, std::move(write), std::move(events));
}

std::int64_t series_evicted(ports::Settings& settings, const detectors::Definition& detector) {
  const auto progress = stored_progress(settings);
  const auto* stored = core::find(progress, detector.name);
  if (stored == nullptr || core::text_at(*stored, "series") != detector.digest) return 0;
  return integer_at(*stored, "evicted");
}

}  // namespace baton::runtime
