#include "insight/remaining_tables.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace baton::insight {

using core::Duration;
using core::Time;

namespace {

// How many samples of a table its parent counts as.
constexpr double kParentCounts = 20;
// The first runs are not judged: there is nothing to compare them with.
constexpr std::uint32_t kUnjudged = 30;
// How many moments of a run are judged at most.
constexpr std::size_t kJudgedMoments = 5;
// A candidate with less weight changes nothing that is shown.
constexpr double kNoWeight = 1e-4;

using FloatDays = std::chrono::duration<double, std::ratio<86'400>>;

double as_days(Duration length) { return FloatDays(length).count(); }

Duration of_days(double length) {
  // 300 years, more than which no duration of the language is worth forecasting.
  constexpr double kMostDays = 110'000;
  return std::chrono::duration_cast<Duration>(FloatDays(std::clamp(length, 0.0, kMostDays)));
}

const Chain& chain_of(std::size_t candidate) { return kChains[candidate / kMemories]; }
Memory memory_of(std::size_t candidate) { return static_cast<Memory>(candidate % kMemories); }

Samples::Summary summary_of(Samples& samples, Memory memory, const RunSoFar& so_far) {
  if (so_far.floor > 0) return samples.beyond(memory, so_far.now, so_far.floor);
  return samples.summary(memory, so_far.now);
}

// The runs of a level that went on for longer than the run has stood still.
std::uint32_t comparable_in(const Samples& samples, const RunSoFar& so_far) {
  return so_far.floor > 0 ? samples.runs_above(so_far.floor) : samples.runs();
}

// When a run has outlasted all others, nothing but its own age says how long it goes on. Of what
// has lasted for some time, half lasts for twice as long, and a tenth for ten times as long: a tail
// of V. Pareto with the exponent 1. It counts as one run at most, and as less while many of the
// known runs lasted as long.
double part_of_tail(Samples& all, Memory memory, const RunSoFar& so_far) {
  if (so_far.floor <= 0) return 0;
  const double beyond = summary_of(all, memory, so_far).weight;
  const double ended = 1 - beyond / all.summary(memory, so_far.now).weight;
  return ended > 0 ? ended / (beyond + ended) : 0;
}

// How much longer it goes on by that tail, at one of kLevels.
double tail_at(double level, double floor) { return floor * level / (1 - level); }
// The probability, by that tail, that it goes on until `bound`, which is not under `floor`.
double tail_above(double bound, double floor) { return bound > floor ? floor / bound : 1; }

}  // namespace

AtLevels quantiles_of(const RunSoFar& so_far, std::size_t candidate) {
  const auto memory = memory_of(candidate);
  auto out = summary_of(*so_far.row[0], memory, so_far).at;
  if (const double part = so_far.tail[candidate % kMemories]; part > 0)
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += part * (tail_at(kLevels[i], so_far.floor) - out[i]);
  for (const auto level : chain_of(candidate)) {
    if (level == 0 || so_far.row[level] == nullptr) break;
    const auto [weight, at] = summary_of(*so_far.row[level], memory, so_far);
    if (weight <= 0) break;
    const double part = weight / (weight + kParentCounts);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += part * (at[i] - out[i]);
  }
  return out;
}

double share_of(const RunSoFar& so_far, std::size_t candidate, double bound) {
  const auto memory = memory_of(candidate);
  double out = so_far.row[0]->share_above(memory, bound, so_far.floor);
  if (const double part = so_far.tail[candidate % kMemories]; part > 0)
    out += part * (tail_above(bound, so_far.floor) - out);
  for (const auto level : chain_of(candidate)) {
    if (level == 0 || so_far.row[level] == nullptr) break;
    const double weight = summary_of(*so_far.row[level], memory, so_far).weight;
    if (weight <= 0) break;
    const double share = so_far.row[level]->share_above(memory, bound, so_far.floor);
    out += weight / (weight + kParentCounts) * (share - out);
  }
  return out;
}

void Model::Tables::close(Visits visits, Time ended) {
  if (visits.empty()) return;
  const auto moments = moments_of(visits, ended);
  if (closed_ >= kUnjudged) judge(moments);
  ++closed_;
  learn(moments);
  learn_stays(visits, ended);
}

// Where the run was at each of its visits, and what was left then. A visit that ended it has
// nothing to tell.
std::vector<Model::Tables::Moment> Model::Tables::moments_of(Visits visits, Time ended) {
  std::vector<Moment> moments;
  moments.reserve(visits.size());
  Walk walk;
  std::vector<Time> entered;
  for (const auto& visit : visits) {
    walk.enter(visit.state, visit.at);
    entered.push_back(walk.entered());
    moments.push_back({walk.keys(), 0});
  }
  const auto end = std::max(ended, walk.entered());
  for (std::size_t i = 0; i < moments.size(); ++i) moments[i].left = as_days(end - entered[i]);
  if (walk.entered() >= end) moments.pop_back();
  return moments;
}

// Compares what would have been forecast with what came, before the run is learned from.
void Model::Tables::judge(const std::vector<Moment>& moments) {
  // The start of a run tells nothing yet about the run.
  if (moments.size() < 2) return;
  const auto all = moments.size() - 1;
  const auto count = std::min(all, kJudgedMoments);
  Score score;
  score.stands_for = static_cast<double>(all) / static_cast<double>(count);
  // Places are shifted from run to run, so that none is favoured.
  constexpr double kGoldenRatio = 0.6180339887498949;
  const double shift = std::fmod(closed_ * kGoldenRatio, 1.0);
  for (std::size_t i = 0; i < count; ++i) {
    const double at = (static_cast<double>(i) + shift) * score.stands_for;
    const auto& moment = moments[1 + std::min(all - 1, static_cast<std::size_t>(at))];
    const auto so_far = run_so_far(moment.keys, 0);
    JudgedMoment judged{{}, moment.left};
    for (std::size_t each = 0; each < kCandidates; ++each) {
      const auto levels = quantiles_of(so_far, each);
      score.loss[each] += pinball_loss(levels, moment.left);
      for (std::size_t level = 0; level < levels.size(); ++level)
        judged.forecast[level] += scores_.weights()[each] * levels[level];
    }
    score.judged.push_back(judged);
  }
  scores_.add(std::move(score), closed_);
}

void Model::Tables::learn(const std::vector<Moment>& moments) {
  make_room();
  const bool full = tables_.size() >= kTablesMax;
  for (const auto& moment : moments) {
    for (const auto key : moment.keys) {
      if (!full) {
        tables_[key].add(moment.left, closed_);
      } else if (const auto found = tables_.find(key); found != tables_.end()) {
        found->second.add(moment.left, closed_);
      }
    }
  }
}

// Forgets tables that hold little, and nothing new.
void Model::Tables::make_room() {
  constexpr std::uint32_t kSweepEvery = 200;
  constexpr auto kOld = static_cast<std::uint32_t>(4 * kHalfLife);
  constexpr std::uint32_t kFewRuns = 3;
  if (tables_.size() < kTablesMax || closed_ - swept_ < kSweepEvery) return;
  swept_ = closed_;
  std::erase_if(tables_, [&](const auto& entry) {
    return entry.second.runs() < kFewRuns && closed_ - entry.second.newest() > kOld;
  });
}

void Model::Tables::learn_stays(Visits visits, Time ended) {
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const auto left = i + 1 < visits.size() ? visits[i + 1].at : ended;
    if (i + 1 == visits.size() && left <= visits[i].at) break;
    auto found = stays_.find(visits[i].state);
    if (found == stays_.end()) {
      if (stays_.size() >= kStatesMax) continue;
      found = stays_.emplace(std::string(visits[i].state), Samples()).first;
    }
    found->second.add(std::max(0.0, as_days(left - visits[i].at)), closed_);
  }
}

RunSoFar Model::Tables::run_so_far(const Keys& keys, double floor) {
  RunSoFar so_far;
  so_far.now = closed_;
  so_far.floor = floor;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto found = tables_.find(keys[i]);
    if (found != tables_.end()) so_far.row[i] = &found->second;
  }
  for (std::size_t i = 0; so_far.row[0] != nullptr && i < kMemories; ++i)
    so_far.tail[i] = part_of_tail(*so_far.row[0], static_cast<Memory>(i), so_far);
  return so_far;
}

std::optional<Remaining> Model::Tables::forecast(Visits visits, Time now, std::optional<Time> due) {
  if (visits.empty() || closed_ == 0) return std::nullopt;
  Walk walk;
  for (const auto& visit : visits) walk.enter(visit.state, visit.at);
  const double since = std::max(0.0, as_days(now - walk.entered()));
  auto so_far = run_so_far(walk.keys(), since);
  if (so_far.row[0] == nullptr) return std::nullopt;
  const double factor = std::pow(scores_.level(), share_as_long(so_far));
  const double floor = since / factor;
  if (floor != since) so_far = run_so_far(walk.keys(), floor);
  Remaining out;
  AtLevels blend{};
  double late = 0;
  const double days_to_due = due ? (as_days(*due - now) + since) / factor : 0;
  for (std::size_t i = 0; i < kCandidates; ++i) {
    const double weight = scores_.weights()[i];
    if (weight < kNoWeight) continue;
    const auto levels = quantiles_of(so_far, i);
    for (std::size_t level = 0; level < levels.size(); ++level)
      blend[level] += weight * levels[level];
    if (due) late += weight * share_of(so_far, i, days_to_due);
  }
  const auto left = scores_.calibrated(blend, factor);
  for (std::size_t i = 0; i < left.size(); ++i) out.left[i] = of_days(left[i]);
  if (due) out.late = *due < now ? 1.0 : std::clamp(late, 0.0, 1.0);
  // Only runs that went on for longer than this one has are named as those it was learned from.
  so_far.floor = std::max(since, floor);
  name_level(so_far, out);
  out.contributors = contributors(visits, now);
  return out;
}

// The narrowest level of the best chain that has enough runs, or the level of all runs. Of a run
// that stands still, only those count that went on for longer.
Model::Tables::Narrowest Model::Tables::narrowest(const RunSoFar& so_far) const {
  const auto& weights = scores_.weights();
  const auto best =
      static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  Narrowest out{0, memory_of(best), false};
  for (const auto next : chain_of(best)) {
    if (next == 0) break;
    if (so_far.row[next] == nullptr || comparable_in(*so_far.row[next], so_far) < kComparable) {
      out.widened = true;
      break;
    }
    out.level = next;
  }
  return out;
}

// How many of the runs like it went on for as long as this one stands still, out of 1, by weight.
// When few did, these are the slow ones already: what the newest runs took longer must not be
// counted once more.
double Model::Tables::share_as_long(const RunSoFar& so_far) const {
  if (so_far.floor <= 0) return 1;
  const auto at = narrowest(so_far);
  auto& samples = *so_far.row[at.level];
  const double all = samples.summary(at.memory, so_far.now).weight;
  return all > 0 ? samples.beyond(at.memory, so_far.now, so_far.floor).weight / all : 1;
}

// Says which runs the forecast rests on.
void Model::Tables::name_level(const RunSoFar& so_far, Remaining& out) const {
  const auto at = narrowest(so_far);
  out.widened = at.widened;
  out.runs = comparable_in(*so_far.row[at.level], so_far);
  out.alike = alike_in(kLevelSets[at.level]);
  out.too_few = so_far.row[0]->runs() < kComparable;
}

std::vector<Contributor> Model::Tables::contributors(Visits visits, Time now) {
  // What is not much longer than usual is not worth a sentence.
  constexpr double kMuchLonger = 0.05;
  constexpr std::size_t kNamed = 2;
  std::map<std::string_view, double> extra;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    const auto found = stays_.find(visits[i].state);
    if (found == stays_.end() || found->second.runs() < kComparable) continue;
    const auto left = i + 1 < visits.size() ? visits[i + 1].at : now;
    const double usual = found->second.summary(Memory::all, closed_).at[1];
    const double more = std::max(0.0, as_days(left - visits[i].at)) - usual;
    // The stay that is not over yet may be shorter than usual so far: that says nothing.
    if (i + 1 < visits.size() || more > 0) extra[visits[i].state] += more;
  }
  std::vector<Contributor> out;
  for (const auto& [state, more] : extra) {
    auto& samples = stays_.find(state)->second;
    if (more <= kMuchLonger * samples.summary(Memory::all, closed_).at[1] || more <= 0) continue;
    out.push_back({std::string(state), of_days(more), samples.runs()});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& one, const auto& other) { return one.extra > other.extra; });
  if (out.size() > kNamed) out.resize(kNamed);
  return out;
}

}  // namespace baton::insight
