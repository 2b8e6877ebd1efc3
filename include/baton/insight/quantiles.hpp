#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Quantiles of what was seen before: of a list at hand, and of a stream that is kept in bounded
// memory. Pure; no member is safe to call from two threads at once.
namespace baton::insight {

// The levels that a forecast names: one time in ten it is over before the first, half of the time
// before the second, nine times in ten before the third.
inline constexpr std::array<double, 3> kLevels{0.1, 0.5, 0.9};
// One value for each of kLevels.
using AtLevels = std::array<double, kLevels.size()>;

// The quantile `level` of values in ascending order, between two of them in proportion. 0 if there
// are none.
double quantile(std::span<const double> sorted, double level);

// The quantiles at ascending levels of values in any order: what quantile() gives of the same
// values in ascending order, without sorting them all. The values are put into another order.
std::array<double, 3> quantiles(std::span<double> values, const std::array<double, 3>& levels);

// The middle of values in any order. 0 if there are none.
double median(std::vector<double> values);

// The median of the distances from `center`, times 1.4826, which makes it the standard deviation
// where the values are normal. 0 if there are none.
double robust_deviation(std::span<const double> values, double center);

// A value and how much it counts.
struct Weighted {
  // The value.
  double value = 0;
  // How much it counts, beside the weights of the others.
  double weight = 1;
};

// The smallest value below or at which at least `level` of the weight lies. The values are put into
// ascending order. `default_value` if there are none.
double weighted_quantile(std::vector<Weighted>& values, double level, double default_value);

// How samples are weighed. `all`: each counts alike. `recent`: the weight of a sample halves with
// each kHalfLife runs that closed after it.
enum class Memory : std::uint8_t { all, recent };
// The number of memories.
inline constexpr std::size_t kMemories = 2;
// In runs. Long enough for a quantile, short enough to follow a process that changed.
inline constexpr double kHalfLife = 150;

// Values of one kind, such as the remaining times of all runs that were where this one is. Holds at
// most 2 * kKept of them: beyond that, neighbours are merged into one that counts for both.
class Samples {
 public:
  // Half of what is kept at most.
  static constexpr std::size_t kKept = 2'048;

  // How much is known, and its quantiles at kLevels.
  struct Summary {
    // In samples; of Memory::recent, the sum of the weights.
    double weight = 0;
    // One quantile for each level.
    AtLevels at{};
  };

  // Adds a value that the run with this number brought. Numbers never go down.
  void add(double value, std::uint32_t run);
  // The number of runs that brought at least one value.
  std::uint32_t runs() const { return runs_; }
  // The number of those whose first value lies above `floor`. Where values are what is left of a
  // run, its first one is its greatest, so that these are the runs that went on for longer.
  std::uint32_t runs_above(double floor) const;
  // The run that brought the newest value.
  std::uint32_t newest() const { return newest_; }

  // The summary of all values, at the time when `now` runs have closed.
  Summary summary(Memory memory, std::uint32_t now);
  // The summary of the values above `floor`, each less `floor`.
  Summary beyond(Memory memory, std::uint32_t now, double floor);
  // The share of the weight that lies above `value`, and above `floor` to begin with: 0 to 1.
  double share_above(Memory memory, double value, double floor);

 private:
  struct Sample {
    float value;
    // In both memories; the recent one as of `base_`.
    std::array<float, kMemories> weight;
    // How many runs it is the first value of.
    float runs;
  };
  struct Fresh {
    float value;
    std::uint32_t run;
    bool first;  // of its run
  };
  void settle();
  void take_in_fresh();
  void merge_neighbours();
  Summary read(Memory memory, std::size_t first, double floor) const;
  std::size_t first_above(double value) const;
  double faded(Memory memory, double weight, std::uint32_t now) const;

  // In ascending order of value.
  std::vector<Sample> sorted_;
  // Added since, in the order in which they came.
  std::vector<Fresh> fresh_;
  std::array<Summary, kMemories> summaries_{};
  std::uint32_t base_ = 0;
  std::uint32_t runs_ = 0;
  std::uint32_t newest_ = 0;
};

}  // namespace baton::insight
