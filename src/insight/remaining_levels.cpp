#include "insight/remaining_levels.hpp"

#include "baton/context/phrase.hpp"
#include "baton/core/split_mix.hpp"
#include "baton/core/text.hpp"
#include "baton/insight/remaining.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

namespace baton::insight {

using core::Duration;
using core::Time;

namespace {

// Each bit of the result depends on each bit of the input.
constexpr std::uint64_t mixed(std::uint64_t value) { return core::split_mix(value); }

constexpr std::uint64_t joined(std::uint64_t one, std::uint64_t other) {
  return mixed(one ^ mixed(other));
}

// FNV-1a: the same on every machine and in every process, which std::hash does not promise.
constexpr std::uint64_t hash_of_state(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
  return mixed(hash);
}

constexpr double kFineRatio = 1.35;
// Three fine bins.
constexpr double kCoarseRatio = kFineRatio * kFineRatio * kFineRatio;

// The bin of a length of time: 0 up to about half an hour, and then each bin is `ratio` times as
// wide as the one before.
std::uint64_t bin_of(Duration length, double ratio) {
  constexpr double kFirstBinDays = 0.02;
  const double in_days = std::chrono::duration<double, std::ratio<86'400>>(length).count();
  if (in_days <= kFirstBinDays) return 0;
  return 1 + static_cast<std::uint64_t>(std::log(in_days / kFirstBinDays) / std::log(ratio));
}

using context::Phrase;

// What runs may have in common, with its words behind "the same".
struct Likeness {
  LevelSet features;
  std::string_view name;
  Phrase words;
};
constexpr std::array<Likeness, 8> kLikenesses{{
    {kState, "step", {"step", "la même étape"}},
    {kBefore | kTwoBefore, "steps_before", {"steps before it", "les mêmes étapes avant elle"}},
    {kVisited, "steps_passed", {"steps passed", "les mêmes étapes franchies"}},
    {kVisits,
     "steps_passed_as_often",
     {"steps passed as often", "les mêmes étapes franchies aussi souvent"}},
    {kCount, "number_of_steps", {"number of steps", "le même nombre d’étapes"}},
    {kElapsed | kElapsedCoarse, "time_elapsed", {"time elapsed", "le même temps écoulé"}},
    {kSince,
     "time_in_step_before",
     {"time in the step before", "le même temps dans l’étape d’avant"}},
    {kWeekday | kDayPart, "time_of_week", {"time of the week", "le même moment de la semaine"}},
}};
constexpr Phrase kAllRunsAlike{"all runs of the template", "toutes les exécutions du modèle"};
constexpr Phrase kRunsAlike{"runs with the same {list}", "les exécutions avec {list}"};
constexpr Phrase kAndAlike{" and ", " et "};

// States beyond this many are alike to the count of states.
constexpr std::uint64_t kCountMost = 12;

}  // namespace

void Walk::enter(std::string_view state, Time at) {
  if (count_ == 0) began_ = entered_ = at;
  const auto now = std::max(at, entered_);
  since_ = now - entered_;
  entered_ = now;
  const auto hash = hash_of_state(state);
  last_ = {hash, last_[0], last_[1]};
  const auto times = ++visits_[hash];
  // Sums, so that the order of the states does not matter.
  if (times == 1) visited_ += hash;
  bag_ += joined(hash, times);
  ++count_;
}

std::uint64_t Walk::feature(Feature feature) const {
  const auto whole_hours =
      std::chrono::floor<std::chrono::hours>(entered_.time_since_epoch()).count();
  switch (feature) {
    case kState: return last_[0];
    case kBefore: return last_[1];
    case kTwoBefore: return last_[2];
    case kVisited: return visited_;
    case kVisits: return bag_;
    case kCount: return std::min(count_, kCountMost);
    case kElapsed: return bin_of(entered_ - began_, kFineRatio);
    case kElapsedCoarse: return bin_of(entered_ - began_, kCoarseRatio);
    case kSince: return bin_of(since_, kCoarseRatio);
    case kWeekday: return static_cast<std::uint64_t>(whole_hours / 24 % 7);
    case kDayPart: return static_cast<std::uint64_t>(whole_hours % 24 / 4);
  }
  return 0;
}

Keys Walk::keys() const {
  constexpr std::size_t kFeatures = 11;
  std::array<std::uint64_t, kFeatures> values{};
  for (std::size_t i = 0; i < kFeatures; ++i) values[i] = feature(static_cast<Feature>(1U << i));
  Keys keys{};
  for (std::size_t level = 0; level < keys.size(); ++level) {
    std::uint64_t key = mixed(kLevelSets[level]);
    for (std::size_t i = 0; i < kFeatures; ++i)
      if ((kLevelSets[level] >> i & 1U) != 0) key = joined(key, values[i]);
    keys[level] = key;
  }
  return keys;
}

std::vector<std::string> alike_in(LevelSet level) {
  std::vector<std::string> alike;
  for (const auto& likeness : kLikenesses)
    if ((level & likeness.features) != 0) alike.emplace_back(likeness.name);
  return alike;
}

std::string level_words(const std::vector<std::string>& alike, context::Language language) {
  std::vector<std::string_view> parts;
  for (const auto& name : alike)
    for (const auto& likeness : kLikenesses)
      if (likeness.name == name) parts.push_back(context::in(likeness.words, language));
  if (parts.empty()) return std::string(context::in(kAllRunsAlike, language));
  auto list = core::any_of(parts, context::in(kAndAlike, language));
  return filled(kRunsAlike, language, {{"list", std::move(list)}});
}

}  // namespace baton::insight
