#include "store/record/standing_text.hpp"

#include "baton/core/json.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace baton::store {
namespace {

using core::Json;
using core::Standing;

// The texts of a standing, by the names under which they are stored.
constexpr std::array<std::pair<const char*, std::string Standing::*>, 5> kTexts{
    {{"title", &Standing::title},
     {"who", &Standing::who},
     {"code", &Standing::code},
     {"cause", &Standing::cause},
     {"connection", &Standing::connection}}};

std::int64_t number_at(const Json& json, std::string_view name, std::int64_t default_value) {
  const Json* value = core::find(json, name);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>()
                                                        : default_value;
}

// Appends a member behind those that are there.
void add(std::string& text, std::string_view name, const Json& value) {
  text.append(",\"").append(name).append("\":");
  core::append(text, value);
}

}  // namespace

// It is written by hand, since each commit of a run writes it.
std::string standing_text(const ports::RunRow& row) {
  const Standing& standing = row.standing;
  std::string text = "{\"split\":[";
  text.reserve(160);
  for (const core::Duration part :
       {row.split.queue, row.split.work, row.split.people, row.split.backoff})
    text.append(std::to_string(part.count())).append(",");
  text.back() = ']';
  if (row.spends_on != core::SpentOn::queue) add(text, "on", to_text(row.spends_on));
  if (standing.kind != core::StandingKind::none) add(text, "kind", to_text(standing.kind));
  for (const auto& [name, member] : kTexts)
    if (!(standing.*member).empty()) add(text, name, standing.*member);
  if (!standing.step.empty()) add(text, "step", standing.step.name);
  if (standing.step.has_item()) add(text, "item", standing.step.item);
  if (standing.due)
    add(text, standing.due_on_wall ? "at" : "due", standing.due->time_since_epoch().count());
  if (standing.attempt > 0) add(text, "attempt", standing.attempt);
  if (standing.since) add(text, "since", standing.since->time_since_epoch().count());
  if (row.due) add(text, row.due_on_wall ? "ends_at" : "ends", row.due->time_since_epoch().count());
  if (row.late) add(text, "late", true);
  return text + '}';
}

bool read_standing(std::string_view text, ports::RunRow& row) {
  const Json json = Json::parse(text, nullptr, false);
  const auto kind = core::standing_kind(core::text_at(json, "kind", "none"));
  const auto on = core::spent_on(core::text_at(json, "on", "queue"));
  const Json* split = core::find(json, "split");
  if (!kind || !on || split == nullptr || !split->is_array() || split->size() != 4) return false;
  Standing& standing = row.standing;
  standing.kind = *kind;
  row.spends_on = *on;
  for (const auto& [name, member] : kTexts) standing.*member = core::text_at(json, name);
  standing.step = {core::text_at(json, "step"),
                   static_cast<int>(number_at(json, "item", core::StepRef::kNoItem))};
  standing.due_on_wall = core::find(json, "at") != nullptr;
  if (standing.due_on_wall || core::find(json, "due") != nullptr)
    standing.due =
        core::Time(core::Duration(number_at(json, standing.due_on_wall ? "at" : "due", 0)));
  standing.attempt = static_cast<int>(number_at(json, "attempt", 0));
  if (core::find(json, "since") != nullptr)
    standing.since = core::Time(core::Duration(number_at(json, "since", 0)));
  row.due_on_wall = core::find(json, "ends_at") != nullptr;
  if (row.due_on_wall || core::find(json, "ends") != nullptr)
    row.due = core::Time(core::Duration(number_at(json, row.due_on_wall ? "ends_at" : "ends", 0)));
  row.late = core::find(json, "late") != nullptr;
  core::Duration* const parts[] = {&row.split.queue, &row.split.work, &row.split.people,
                                   &row.split.backoff};
  for (std::size_t at = 0; at < split->size(); ++at) {
    const Json& value = split->at(at);
    if (!value.is_number_integer()) return false;
    *parts[at] = core::Duration(value.get<std::int64_t>());
  }
  return true;
}

}  // namespace baton::store
