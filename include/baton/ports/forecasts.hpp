#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::ports {

// The forecast of an open run. It is kept beside the run and made again while the run goes on. It
// is deleted a moment after the run has ended, so a reader has to check that the run is open.
struct ForecastRow {
  // The run.
  core::RunId run{};
  // RunRow::revision of the run that it was made of.
  std::int64_t revision = 0;
  // When it was made, in wall time.
  core::Time made_at{};
  // The probability that the run ends after its due time, 0 to 1; unset if it has none.
  std::optional<double> late{};
  // It was called at risk, and has not been taken back since: insight::at_risk().
  bool at_risk = false;
  // When the run ends, at insight::kLevels, in wall time.
  std::array<core::Time, 3> ends{};
  // All that is told of it: a JSON object, as views::forecast() makes it, without "run".
  std::string detail{};
  bool operator==(const ForecastRow&) const = default;
};

// Forecasts of open runs.
class Forecasts {
 public:
  virtual ~Forecasts() = default;

  // The forecast of a run; nullopt when there is none.
  virtual std::optional<ForecastRow> forecast(core::RunId run) = 0;
  // The runs behind this one that a forecast is kept of, in the order of their ids.
  virtual std::vector<core::RunId> forecast_runs(core::RunId after, std::size_t limit) = 0;
};

// The forecasts inside a transaction, where they can be written.
class ForecastsTx : public virtual Forecasts {
 public:
  // Keeps a forecast, in place of the one before.
  virtual void put_forecast(const ForecastRow& row) = 0;
  // Deletes what is kept of a run, if there is anything.
  virtual void delete_forecast(core::RunId run) = 0;
};

}  // namespace baton::ports
