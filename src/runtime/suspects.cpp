#include "runtime/suspects.hpp"

#include "baton/core/own_events.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace baton::runtime {

namespace {

// The setting that names the event that comes next, and how often it did: "evt_… 1".
constexpr std::string_view kStepping = "stepping";
// How many events are suspects. It is more than a turn processes within its budget, so that the
// event at which a turn was cut off is among them.
constexpr std::size_t kSuspectsMax = 500;

struct Mark {
  core::EventId event{};
  std::size_t times = 0;
};

Mark read_mark(ports::Settings& tx) {
  const auto text = tx.setting(kStepping);
  const auto space = text.find(' ');
  const auto event = core::EventId::parse(std::string_view(text).substr(0, space));
  Mark mark;
  if (!event || space == std::string::npos) return mark;
  mark.event = *event;
  std::from_chars(text.data() + space + 1, text.data() + text.size(), mark.times);
  return mark;
}

}  // namespace

void Suspects::appended(const core::Event& event) {
  if (event.type != core::kStepDue || passed_ >= kSuspectsMax) return;
  const auto due = core::parse_rfc3339(core::text_at(event.data, "due"));
  if (due && *due <= began_) until_ = std::max(until_, event.id);
}

Suspects::Next Suspects::next(ports::SettingsTx& tx, core::EventId event) {
  marking_ = marked_;
  if (marked_ == event) return Next::step;
  const auto found = read_mark(tx);
  const auto times = found.event == event ? found.times : 0;
  if (times >= ends_max_) return Next::park;
  mark(tx, event, times + 1);
  return Next::mark;
}

void Suspects::passed(ports::SettingsTx& tx, std::optional<core::EventId> following) {
  if (++passed_ >= kSuspectsMax || !following || *following > until_) {
    until_ = {};
    marking_ = {};
    return forget(tx);
  }
  mark(tx, *following, 1);
}

void Suspects::forget(ports::SettingsTx& tx) { tx.set_setting(kStepping, {}); }

void Suspects::mark(ports::SettingsTx& tx, core::EventId event, std::size_t times) {
  tx.set_setting(kStepping, event.text() + " " + std::to_string(times));
  marking_ = event;
}

}  // namespace baton::runtime
