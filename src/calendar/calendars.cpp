#include "baton/calendar/calendars.hpp"

#include "baton/calendar/words.hpp"
#include "baton/core/text.hpp"
#include "calendar/draft.hpp"

#include <algorithm>
#include <utility>

namespace baton::calendar {

namespace {

using Found = std::map<std::string, std::shared_ptr<const Calendar>, std::less<>>;

// What the default calendar is if no file holds it.
Calendar::Parts built_in() {
  Calendar::Parts parts;
  parts.name = Calendars::kDefault;
  for (std::size_t day = 1; day <= 5; ++day)
    parts.week.at(day) = {{std::chrono::hours(9), std::chrono::hours(17)}};
  return parts;
}

// Joins each draft with those that it builds on.
class Joiner {
 public:
  Joiner(std::map<std::string, CalendarDraft> drafts, core::Findings& findings)
      : drafts_(std::move(drafts)), findings_(findings) {}

  Found run() {
    for (const auto& [name, draft] : drafts_) {
      if (draft.sound)
        join(draft);
      else if (!draft.base.empty())
        (void)parts_of_base(draft, {draft.name});
    }
    return std::move(found_);
  }

 private:
  void fault(const CalendarDraft& draft, const std::string& pointer, std::string rule,
             std::string message, std::string hint = {}) {
    findings_.push_back(
        draft.file.finding(pointer, std::move(rule), std::move(message), std::move(hint)));
  }

  // The parts of a calendar with all that it inherits; nullopt if it has none because of an error,
  // which is reported once, for the calendar in whose file it is.
  std::optional<Calendar::Parts> parts_of(const CalendarDraft& draft,
                                          std::vector<std::string> path) {
    path.push_back(draft.name);
    Calendar::Parts parts;
    if (!draft.base.empty()) {
      auto base = parts_of_base(draft, std::move(path));
      if (!base) return std::nullopt;
      parts = *std::move(base);
    }
    parts.name = draft.name;
    if (draft.zone) parts.zone = *draft.zone;
    for (std::size_t day = 0; day < parts.week.size(); ++day)
      if (draft.week.at(day)) parts.week.at(day) = *draft.week.at(day);
    parts.layers.insert(parts.layers.begin(), draft.layer);
    return parts;
  }

  std::optional<Calendar::Parts> parts_of_base(const CalendarDraft& draft,
                                               std::vector<std::string> path) {
    const bool reported_here = path.size() == 1;
    if (std::find(path.begin(), path.end(), draft.base) != path.end()) {
      path.push_back(draft.base);
      // Each member of the circle reports it in its own file; one that only leads to it does not.
      if (path.front() == draft.base)
        fault(drafts_.at(draft.base), "/base", "calendar/circle",
              "calendars build on one another in a circle: " + core::join(path, " on "));
      return std::nullopt;
    }
    if (const auto found = drafts_.find(draft.base); found != drafts_.end() && found->second.sound)
      return parts_of(found->second, std::move(path));
    if (draft.base == Calendars::kDefault) return built_in();
    std::vector<std::string> names{std::string(Calendars::kDefault)};
    for (const auto& [name, ignored] : drafts_) names.push_back(name);
    if (reported_here)
      fault(draft, "/base", "calendar/unknown-base",
            "there is no calendar \"" + draft.base + "\" to build on, or it holds errors",
            core::did_you_mean(draft.base, names));
    return std::nullopt;
  }

  void join(const CalendarDraft& draft) {
    auto parts = parts_of(draft, {});
    if (!parts) return;
    auto made = std::make_shared<const Calendar>(*std::move(parts));
    if (!made->ever_works())
      return fault(draft, "/calendar", "calendar/no-working-time",
                   "the calendar \"" + draft.name + "\" has no working time",
                   "give it hours: { mon-fri: 09:00-17:00 }");
    if (const auto last = made->last_working_day()) warn_of_end(draft, *last);
    found_[draft.name] = std::move(made);
  }

  void warn_of_end(const CalendarDraft& draft, std::chrono::local_days last) {
    auto finding = draft.file.finding(
        "/calendar", "calendar/working-time-ends",
        "the calendar \"" + draft.name + "\" has no working time after " + day_text(last) +
            ": what is counted by it from then on cannot be counted",
        "give it hours: { mon-fri: 09:00-17:00 }, or special_days without a year, such as 12-24");
    finding.severity = core::Finding::Severity::warning;
    findings_.push_back(std::move(finding));
  }

  std::map<std::string, CalendarDraft> drafts_;
  core::Findings& findings_;
  Found found_;
};

}  // namespace

Calendars::Calendars() {
  calendars_.emplace(kDefault, std::make_shared<const Calendar>(built_in()));
}

Calendars Calendars::read(const std::vector<File>& files, core::Findings& findings) {
  std::map<std::string, CalendarDraft> drafts;
  for (const auto& file : files) {
    auto draft = read_draft(file, findings);
    if (!draft) continue;
    if (const auto first = drafts.find(draft->name); first != drafts.end()) {
      findings.push_back(draft->file.finding(
          "/calendar", "calendar/twice",
          "the calendar \"" + draft->name + "\" is also in " + first->second.file.name()));
      continue;
    }
    auto name = draft->name;
    drafts.emplace(std::move(name), *std::move(draft));
  }
  Calendars out;
  for (auto& [name, calendar] : Joiner(std::move(drafts), findings).run())
    out.calendars_[name] = std::move(calendar);
  return out;
}

std::shared_ptr<const Calendar> Calendars::find(std::string_view name) const {
  const auto found = calendars_.find(name.empty() ? kDefault : name);
  return found == calendars_.end() ? nullptr : found->second;
}

core::Result<std::shared_ptr<const Calendar>> Calendars::named(std::string_view name) const {
  if (auto found = find(name)) return found;
  return core::no_such_name("calendar", name, names());
}

std::vector<std::string> Calendars::names() const {
  std::vector<std::string> out;
  for (const auto& [name, ignored] : calendars_) out.push_back(name);
  return out;
}

}  // namespace baton::calendar
