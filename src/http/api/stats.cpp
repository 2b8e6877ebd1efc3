#include "baton/views/stats.hpp"

#include "baton/views/run.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/run_lanes.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

// What the overview shows: figures that are kept beside the runs, and the runs that stand still.
namespace baton::http {
namespace {

using std::chrono::minutes;

// The most intervals of one answer.
constexpr std::int64_t kIntervalsMax = 1'000;
// With how many days before the figures are compared.
constexpr int kUsualDays = 7;
// How long after its end the figures of a time may still change.
constexpr core::Duration kSettled = std::chrono::hours(1);
// How many runs of one kind are looked at for what stands still.
constexpr std::size_t kStandingMax = 200;
// How many events are counted, at most, since each is gone over.
constexpr std::int64_t kEventsCounted = 5'000;
// When more came in the last minute, those of this shorter time are counted instead, and taken as
// many times over as it fits into a minute.
constexpr std::chrono::seconds kShortTime(3);
// How long a run that has failed is of interest.
constexpr core::Duration kFailedLately = std::chrono::hours(24);

core::Result<core::Time> moment_asked(const Values& values, const char* name,
                                      core::Time default_value) {
  const std::string text = values.text(name);
  if (text.empty()) return default_value;
  auto moment = core::parse_rfc3339(text);
  if (moment) return moment;
  return core::Error{
      core::Errc::invalid, moment.error().message, std::string("query parameter ") + name, {}};
}

// The time that is asked for, in whole intervals. It ends with the interval of `to`.
core::Result<views::StatsAsked> stats_asked(const Values& values, core::Time now) {
  const auto to = moment_asked(values, "to", now);
  if (!to) return to.error();
  const auto from = moment_asked(values, "from", *to - std::chrono::hours(24));
  if (!from) return from.error();
  const auto quarters = (values.number("step", 30) + 14) / 15;
  const core::Duration step = ports::kQuarter * quarters;
  const auto intervals = (*to - *from + step - core::Duration(1)) / step;
  if (intervals < 1 || intervals > kIntervalsMax)
    return core::Error{core::Errc::invalid,
                       "expected from before to, and at most " + std::to_string(kIntervalsMax) +
                           " steps between them",
                       "query parameter from",
                       {}};
  const auto since_epoch = to->time_since_epoch();
  const core::Time end(step * ((since_epoch + step - core::Duration(1)) / step));
  return views::StatsAsked{end - step * intervals, end, step};
}

// The figures of a time that is one interval; null when nothing is known of it.
core::Json figures_of(ports::Runs& queries, const views::StatsAsked& then, core::Time now,
                      PastFigures& past) {
  const bool over = then.to + kSettled < now;
  if (auto kept = over ? past.find(then.from, then.to) : std::nullopt) return *std::move(kept);
  const auto tallies = queries.run_tallies(then.from, then.to);
  core::Json figures;
  if (!tallies.empty()) {
    figures = views::stats(then, tallies, 0);
    figures.erase("intervals");
  }
  if (over) past.keep(then.from, then.to, figures);
  return figures;
}

// The figures of the same time on the days before, on average; null when there are none.
core::Json usual(ports::Runs& queries, const views::StatsAsked& asked, core::Time now,
                 PastFigures& past) {
  std::int64_t days = 0, succeeded = 0, failed = 0, within = 0, with_length = 0;
  for (int day = 1; day <= kUsualDays; ++day) {
    const core::Duration ago = std::chrono::hours(24 * day);
    const views::StatsAsked then{asked.from - ago, asked.to - ago, asked.to - asked.from};
    const auto figures = figures_of(queries, then, now, past);
    if (figures.is_null()) continue;
    ++days;
    succeeded += figures.at("succeeded").get<std::int64_t>();
    failed += figures.at("failed").get<std::int64_t>();
    if (figures.at("within_95").is_null()) continue;
    ++with_length;
    within += figures.at("within_95").get<std::int64_t>();
  }
  if (days == 0) return {};
  return {{"days", days},
          {"succeeded", succeeded / days},
          {"failed", failed / days},
          {"within_95", with_length > 0 ? core::Json(within / with_length) : core::Json()}};
}

// How many events come in a minute: those of the last one, or of a shorter time as many times over.
std::int64_t events_a_minute(ports::EventLog& queries, core::Time now) {
  const auto since = [&queries, now](core::Duration ago) {
    return queries.events_since(core::EventId(core::first_id_of(now - ago)), kEventsCounted);
  };
  const std::int64_t events = since(minutes(1));
  if (events < kEventsCounted) return events;
  return std::max(events, since(kShortTime) * (minutes(1) / kShortTime));
}

// How many runs there are of each status, as far as it is known. Those that are failing count among
// the failed, too.
core::Json by_status(const std::vector<ports::RunCount>& counts) {
  core::Json json = core::Json::object();
  std::int64_t failing = 0;
  for (const ports::RunCount& each : counts) {
    if (!each.status) continue;
    core::Json& sum = json[std::string(core::to_text(*each.status))];
    sum = (sum.is_null() ? 0 : sum.get<std::int64_t>()) + each.runs;
    if (each.failing) failing += each.runs;
  }
  json["failing"] = failing;
  return json;
}

std::vector<ports::RunRow> of_status(ports::Runs& queries, const char* status,
                                     core::RunId after = {}) {
  ports::RunFilter filter;
  filter.terms = {{ports::RunTerm::Of::status, status}};
  filter.after = after;
  filter.limit = kStandingMax;
  return queries.runs(filter);
}

// The runs that stand still, the one that has stood shortest first.
std::vector<ports::RunRow> standing_still(ports::Runs& queries, core::Time now) {
  std::vector<ports::RunRow> all = queries.runs_unknown(kStandingMax);
  const auto add = [&all](std::vector<ports::RunRow> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  add(of_status(queries, "failed"));
  add(of_status(queries, "paused"));
  std::erase_if(all, [now](const ports::RunRow& run) {
    return run.ended_at && now - *run.ended_at > kFailedLately;
  });
  std::stable_sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
    return left.updated_at > right.updated_at;
  });
  std::set<core::RunId> seen;
  std::erase_if(all, [&seen](const ports::RunRow& run) { return !seen.insert(run.id).second; });
  return all;
}

}  // namespace

Answered show_stats(Services& services, Asked& asked) {
  const core::Time now = services.parts.clock.now();
  const auto wanted = stats_asked(asked.values, now);
  if (!wanted) co_return wanted.error();
  auto read = [&wanted = *wanted, now, &past = services.past](ports::Queries& queries) {
    const auto counts = queries.counts();
    core::Json json = views::stats(
        wanted, queries.run_tallies(wanted.from, std::max(now, wanted.to) + ports::kQuarter),
        counts.runs_open);
    json["usual"] = usual(queries, wanted, now, past);
    json["runs"] = by_status(queries.run_counts());
    json["approvals_open"] = counts.approvals_open;
    json["events_last_minute"] = events_a_minute(queries, now);
    return json;
  };
  const core::Json body = co_await services.parts.store.read(read);
  co_return json(body);
}

Answered list_attention(Services& services, Asked& asked) {
  const ports::Clock& clock = services.parts.clock;
  auto read = [&clock, limit = asked.values.limit()](ports::Queries& queries) {
    const auto runs = standing_still(queries, clock.now());
    core::Json items = core::Json::array();
    for (const ports::RunRow& run : runs) {
      if (items.size() == limit) break;
      items.push_back(views::run(run, clock));
    }
    return items;
  };
  core::Json items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

}  // namespace baton::http
