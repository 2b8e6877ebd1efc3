#include "baton/views/bottlenecks.hpp"

#include "baton/context/phrase.hpp"
#include "baton/insight/bottleneck.hpp"
#include "baton/insight/flow.hpp"

#include <chrono>
#include <string_view>
#include <tuple>
#include <utility>

namespace baton::views {
namespace {

// The most lengths of one cell and time that are compared.
constexpr std::int64_t kLengthsMax = 2'000;

constexpr context::Phrase kOfWorkflow{"{workflow}: {longer}", "{workflow} : {longer}"};

// What tells one insight::Cell from another: of a step its name and its team, of a hand-off the two
// teams.
struct CellKey {
  std::string workflow{};
  std::string step{};
  std::string team{};
  std::string to{};
  auto operator<=>(const CellKey&) const = default;
};

// How many lengths there were of each class, and how long they took all together.
using Classes = std::map<std::int64_t, insight::FlowSum>;
struct TwoTimes {
  Classes before{};
  Classes now{};
};

CellKey key_of(const ports::FlowRow& row, const std::string& workflow) {
  if (!row.what.starts_with(insight::kFrom)) return {workflow, row.step, row.team, {}};
  return {workflow, {}, row.what.substr(insight::kFrom.size()), row.team};
}

std::int64_t count_of(const Classes& classes) {
  std::int64_t count = 0;
  for (const auto& [ignored, sum] : classes) count += sum.count;
  return count;
}

// The lengths, each as the mean of its class.
std::vector<core::Duration> lengths_in(const Classes& classes) {
  const auto count = count_of(classes);
  const auto taken = std::min(count, kLengthsMax);
  std::vector<core::Duration> lengths;
  std::int64_t passed = 0;
  for (const auto& [ignored, sum] : classes) {
    if (sum.count <= 0) continue;
    passed += sum.count;
    const auto mean = sum.spent / sum.count;
    while (static_cast<std::int64_t>(lengths.size()) < passed * taken / count)
      lengths.push_back(mean);
  }
  return lengths;
}

std::int64_t whole_ms(core::Duration length) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
}

core::Json bottleneck_json(const CellKey& key, const insight::Bottleneck& found,
                           const insight::Cell& cell, context::Language language) {
  const bool hand_off = !key.to.empty();
  return {{"workflow", key.workflow},
          {"kind", hand_off ? "hand_off" : "step"},
          {"step", hand_off ? core::Json() : core::Json(key.step)},
          {"team", key.team},
          {"to_team", hand_off ? core::Json(key.to) : core::Json()},
          {"effect_ms", whole_ms(found.effect)},
          {"effect_low_ms", whole_ms(found.effect_low)},
          {"effect_high_ms", whole_ms(found.effect_high)},
          {"runs_before", found.runs_before},
          {"runs_now", found.runs_now},
          {"p_value", found.p_value},
          {"sentence", filled(kOfWorkflow, language,
                              {{"workflow", key.workflow},
                               {"longer", insight::words_of(found, cell, language)}})}};
}

}  // namespace

core::Json bottlenecks(const BottlenecksAsked& asked,
                       const std::map<std::string, std::vector<ports::FlowRow>>& rows,
                       context::Language language) {
  std::map<CellKey, TwoTimes> times_of;
  for (const auto& [workflow, all] : rows) {
    for (const auto& row : all) {
      if (row.day < asked.before || row.day >= asked.to || row.step.empty()) continue;
      if (row.what != "succeeded" && !row.what.starts_with(insight::kFrom)) continue;
      auto& times = times_of[key_of(row, workflow)];
      auto& sum = (row.day < asked.now ? times.before : times.now)[row.took];
      sum.count += row.count;
      sum.spent += row.spent;
    }
  }
  std::vector<insight::Cell> cells;
  std::vector<const CellKey*> keys;
  for (const auto& [key, times] : times_of) {
    cells.push_back({key.step, key.team, key.to, lengths_in(times.before), lengths_in(times.now)});
    keys.push_back(&key);
  }
  const auto report = insight::find_bottlenecks(cells);
  core::Json items = core::Json::array();
  for (const auto& found : report.found)
    items.push_back(bottleneck_json(*keys[found.cell], found, cells[found.cell], language));
  return {
      {"items", std::move(items)},
      {"next", nullptr},
      {"before",
       {{"from", insight::date_text(asked.before)}, {"to", insight::date_text(asked.now - 1)}}},
      {"now", {{"from", insight::date_text(asked.now)}, {"to", insight::date_text(asked.to - 1)}}},
      {"compared", report.compared},
      {"too_few", report.too_few}};
}

}  // namespace baton::views
