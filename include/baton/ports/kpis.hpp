#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// How many events of one day counted for a KPI in one way. include/baton/kpis/definitions.hpp says
// what is counted.
struct KpiRow {
  // The name of the KPI.
  std::string kpi{};
  // When the events were received, as the day since 1970 in UTC.
  std::int64_t day = 0;
  // As what they count: "from", "promoters", …
  std::string what{};
  // How many events.
  std::int64_t count = 0;
  // The sum of the numbers that they brought, in thousandths. It stops at the ends of 64 bits.
  std::int64_t thousandths = 0;
  auto operator<=>(const KpiRow&) const = default;
};

// What was counted of events for KPIs. It is brought up to date in the transaction that steps an
// event.
class Kpis {
 public:
  virtual ~Kpis() = default;

  // The rows of a KPI from the first of these days on and before the second, by day and by what
  // they count as.
  virtual std::vector<KpiRow> kpi_days(std::string_view kpi, std::int64_t from,
                                       std::int64_t to) = 0;
};

// The counts for KPIs inside a transaction, where they can be written.
class KpisTx : public virtual Kpis {
 public:
  // Adds the counts and sums of these to what is stored.
  virtual void add_kpi_days(const std::vector<KpiRow>& rows) = 0;
  // Deletes all rows of a KPI.
  virtual void clear_kpi(std::string_view kpi) = 0;
};

}  // namespace baton::ports
