#include "calendar/draft.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "calendar/hours.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton::calendar {

using core::Json;
using formats::FieldReader;

namespace {

constexpr std::size_t kNameBytesMax = 64;
// Dates of one list. A calendar of ten years by single dates has some hundred.
constexpr std::size_t kDatesMax = 1'000;
// Stretches of working time of one day, one for each hour. Whoever counts working time goes through
// all of them, day by day.
constexpr std::size_t kStretchesMax = 24;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

// Reads the parts of one file into a draft.
class DraftReader {
 public:
  DraftReader(CalendarDraft& draft, core::Findings& findings)
      : draft_(draft), root_(draft.file, "", draft.file.value(), findings) {}

  void read() {
    root_.allow({"calendar", "base", "timezone", "hours", "weekend", "holidays", "special_days"});
    draft_.name = name("calendar", root_.required_text("calendar"));
    if (root_.find("base") != nullptr) draft_.base = name("base", root_.text("base"));
    read_zone();
    read_week();
    read_holidays();
    read_special_days();
  }

 private:
  std::string name(std::string_view key, std::string text) {
    if (!text.empty() && !is_name(text))
      root_.error(key, "config/name",
                  "a calendar's name is lower-case letters, digits, _ and -, got \"" +
                      core::one_line(text, 40) + "\"");
    return text;
  }

  void read_zone() {
    if (root_.find("timezone") == nullptr) {
      if (root_.find("base") == nullptr) root_.required_text("timezone");
      return;
    }
    const auto text = root_.required_text("timezone");
    if (text.empty()) return;
    draft_.zone = Zone::find(text);
    if (!draft_.zone) fault(root_.pointer("timezone"), "calendar/zone", no_zone(text));
  }

  void fault(const std::string& pointer, std::string rule, const core::Error& error) {
    root_.findings().push_back(
        draft_.file.finding(pointer, std::move(rule), error.message, error.hint));
  }

  // Calls use(text, pointer) for the text at `pointer`, or for each text of the list there.
  template <class Use>
  void each_text(const Json& value, const std::string& pointer, std::string_view what, Use use) {
    if (value.is_string()) return use(value.get<std::string>(), pointer);
    if (!value.is_array()) return misfit(pointer, what, value);
    std::size_t at = 0;
    for (const auto& item : value) {
      const auto place = pointer + "/" + std::to_string(at++);
      if (item.is_string())
        use(item.get<std::string>(), place);
      else
        misfit(place, what, item);
    }
  }

  void misfit(const std::string& pointer, std::string_view what, const Json& value) {
    root_.findings().push_back(draft_.file.finding(
        pointer, "config/type", "expected " + std::string(what) + ", got " + value.type_name()));
  }

  DayHours read_hours(const Json& value, const std::string& pointer) {
    DayHours out;
    if (value.is_array() && value.size() > kStretchesMax) {
      fault(pointer, "calendar/too-many",
            {core::Errc::invalid,
             "a day has at most " + std::to_string(kStretchesMax) + " stretches of hours, got " +
                 std::to_string(value.size()),
             {},
             "write stretches that follow one another as one"});
      return out;
    }
    each_text(value, pointer, "hours like 09:00-17:30, or a list of them",
              [&](const std::string& text, const std::string& place) {
                const auto hours = parse_hours(text);
                if (!hours) return fault(place, "calendar/hours", hours.error());
                if (!out.empty() && hours->from < out.back().to)
                  return fault(place, "calendar/hours",
                               {core::Errc::invalid,
                                "\"" + text + "\" begins before the hours in front of it end",
                                {},
                                "hours stand in their order and do not overlap"});
                out.push_back(*hours);
              });
    return out;
  }

  void read_week() {
    const auto weekend = read_weekend();
    const auto* hours = root_.find("hours");
    if (hours != nullptr && hours->is_object())
      read_hours_by_day(*hours);
    else if (hours != nullptr)
      read_hours_of_all(*hours, weekend.value_or(std::vector<unsigned>{0, 6}));
    for (const auto day : weekend.value_or(std::vector<unsigned>{})) {
      if (draft_.week.at(day) && !draft_.week.at(day)->empty())
        root_.error("weekend", "calendar/weekend",
                    "a day of the weekend has hours too: remove it here or under \"hours\"");
      draft_.week.at(day) = DayHours{};
    }
  }

  std::optional<std::vector<unsigned>> read_weekend() {
    const auto* value = root_.find("weekend");
    if (value == nullptr) return std::nullopt;
    std::vector<unsigned> out;
    each_text(*value, root_.pointer("weekend"), "days like sat, or a list of them",
              [&](const std::string& text, const std::string& place) {
                const auto days = weekdays_of(text);
                if (days.empty()) unknown_day(text, place);
                out.insert(out.end(), days.begin(), days.end());
              });
    return out;
  }

  void unknown_day(const std::string& text, const std::string& place) {
    const std::vector<std::string> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    auto hint = core::did_you_mean(text, days);
    if (hint.empty()) hint = "the days are " + core::join(days);
    fault(
        place, "calendar/weekday",
        {core::Errc::invalid,
         "expected days of the week like mon or mon-fri, got \"" + core::one_line(text, 40) + "\"",
         {},
         std::move(hint)});
  }

  void read_hours_of_all(const Json& value, const std::vector<unsigned>& weekend) {
    const auto hours = read_hours(value, root_.pointer("hours"));
    for (unsigned day = 0; day < 7; ++day)
      if (std::find(weekend.begin(), weekend.end(), day) == weekend.end())
        draft_.week.at(day) = hours;
  }

  void read_hours_by_day(const Json& value) {
    const auto map = root_.inner("hours");
    for (const auto& [key, hours] : value.items()) {
      const auto days = weekdays_of(key);
      if (days.empty()) unknown_day(key, map.pointer(key));
      const auto read = read_hours(hours, map.pointer(key));
      for (const auto day : days) {
        if (draft_.week.at(day))
          map.error(key, "calendar/weekday", "a day of \"" + key + "\" has hours already");
        draft_.week.at(day) = read;
      }
    }
  }

  std::optional<DateRule> read_date(const std::string& text, const std::string& place) {
    auto rule = DateRule::parse(text);
    if (rule) return *std::move(rule);
    fault(place, "calendar/date", rule.error());
    return std::nullopt;
  }

  void read_holidays() {
    const auto* value = root_.find("holidays");
    if (value == nullptr) return;
    each_text(*value, root_.pointer("holidays"), "a date like 12-25, or a list of them",
              [&](const std::string& text, const std::string& place) {
                if (draft_.layer.holidays.size() == kDatesMax) return;
                if (auto rule = read_date(text, place))
                  draft_.layer.holidays.push_back(*std::move(rule));
              });
    if (value->size() > kDatesMax) too_many("holidays");
  }

  void read_special_days() {
    if (root_.find("special_days") == nullptr) return;
    const auto map = root_.inner("special_days");
    if (map.value().size() > kDatesMax) return too_many("special_days");
    for (const auto& [key, value] : map.value().items()) {
      const auto place = map.pointer(key);
      auto hours = read_hours(value, place);
      if (value.is_array() && value.empty())
        map.error(key, "calendar/hours", "\"" + key + "\" has no hours",
                  "a day without work stands under \"holidays\"");
      if (auto rule = read_date(key, place))
        draft_.layer.special_days.emplace_back(*std::move(rule), std::move(hours));
    }
  }

  void too_many(std::string_view key) {
    root_.error(
        key, "calendar/too-many",
        "\"" + std::string(key) + "\" holds more than " + std::to_string(kDatesMax) + " dates",
        "put some of them into a calendar that this one builds on");
  }

  CalendarDraft& draft_;
  FieldReader root_;
};

}  // namespace

std::optional<CalendarDraft> read_draft(const Calendars::File& file, core::Findings& findings) {
  auto yaml = formats::YamlFile::read(file.text, file.name, findings);
  if (!yaml) return std::nullopt;
  core::Findings own;
  CalendarDraft draft{*std::move(yaml)};
  DraftReader(draft, own).read();
  draft.sound = !core::has_errors(own);
  findings.insert(findings.end(), std::make_move_iterator(own.begin()),
                  std::make_move_iterator(own.end()));
  return draft;
}

}  // namespace baton::calendar
