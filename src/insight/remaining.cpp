#include "baton/insight/remaining.hpp"

#include "insight/remaining_tables.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace baton::insight {

using core::Duration;
using core::Time;

std::string short_text(Duration length) {
  const double seconds = core::in_seconds(length);
  constexpr double kMinute = 60;
  constexpr double kHour = 60 * kMinute;
  constexpr double kDay = 24 * kHour;
  std::array<char, 32> text{};
  const auto write = [&](const char* format, double value) {
    std::snprintf(text.data(), text.size(), format, value);
    return std::string(text.data());
  };
  if (seconds >= kDay) return write("%.1f d", seconds / kDay);
  if (seconds >= kHour) return write("%.1f h", seconds / kHour);
  if (seconds >= kMinute) return write("%.0f min", seconds / kMinute);
  return write("%.0f s", seconds);
}

std::string words_of(const Contributor& contributor) {
  return contributor.state + ": " + short_text(contributor.extra) +
         " more than the template's median, from " + std::to_string(contributor.runs) + " runs";
}

Model::Model() : Model(Options{}) {}
Model::Model(Options options) : tables_(std::make_unique<Tables>(options)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

void Model::close(Visits visits, Time ended) { tables_->close(visits, ended); }

std::uint32_t Model::closed() const { return tables_->closed(); }

std::size_t Model::clock_faults() const { return tables_->clock_faults(); }

std::optional<Remaining> Model::forecast(Visits visits, Time now, std::optional<Time> due) {
  return tables_->forecast(visits, now, due);
}

}  // namespace baton::insight
