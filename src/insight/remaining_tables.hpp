#pragma once

#include "baton/insight/quantiles.hpp"
#include "baton/insight/remaining.hpp"
#include "insight/remaining_levels.hpp"
#include "insight/remaining_scores.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace baton::insight {

// The tables that a run falls into, one for each of kLevelSets; null where there is none yet.
using Row = std::array<Samples*, kLevelSets.size()>;

// What a run has in common with the runs of the tables: where it is, and what is already over.
struct RunSoFar {
  Row row{};
  // The runs that have closed.
  std::uint32_t now = 0;
  // How many days have passed since the last visit. Shorter remaining times are ruled out.
  double floor = 0;
  // By memory: how much the tail counts beside the runs that lasted longer than `floor`, out of 1.
  std::array<double, kMemories> tail{};
};

// The quantiles of one candidate, shrunk from the widest level to the narrowest.
AtLevels quantiles_of(const RunSoFar& so_far, std::size_t candidate);
// The probability, by one candidate, that more than `days` remain as of the last visit.
double share_of(const RunSoFar& so_far, std::size_t candidate, double days);

// What Model keeps.
class Model::Tables {
 public:
  explicit Tables(Options options) : scores_(options.level_max) {}

  void close(Visits visits, core::Time ended);
  std::optional<Remaining> forecast(Visits visits, core::Time now, std::optional<core::Time> due);
  std::uint32_t closed() const { return closed_; }

 private:
  struct Moment {
    Keys keys;
    double left;
  };
  std::vector<Moment> moments_of(Visits visits, core::Time ended);
  void judge(const std::vector<Moment>& moments);
  void learn(const std::vector<Moment>& moments);
  void learn_stays(Visits visits, core::Time ended);
  void make_room();
  RunSoFar run_so_far(const Keys& keys, double floor);
  // A level of a chain, and how its samples are weighed.
  struct Narrowest {
    std::size_t level;
    Memory memory;
    // True if a narrower level of the chain has too few runs.
    bool widened;
  };
  Narrowest narrowest(const RunSoFar& so_far) const;
  double share_as_long(const RunSoFar& so_far) const;
  void name_level(const RunSoFar& so_far, Remaining& out) const;
  std::vector<Contributor> contributors(Visits visits, core::Time now);

  std::unordered_map<std::uint64_t, Samples> tables_;
  // How long runs stay in each state, in days.
  std::map<std::string, Samples, std::less<>> stays_;
  Scores scores_;
  std::uint32_t closed_ = 0;
  std::uint32_t swept_ = 0;
};

}  // namespace baton::insight
