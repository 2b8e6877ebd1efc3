// Cron expressions, lengths of time and business calendars. The first letter chooses: C, D, or any
// other.
#include "baton/calendar/calendars.hpp"
#include "baton/calendar/cron.hpp"
#include "baton/calendar/time_text.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace baton;
using fuzz::hold;

const core::Time kNow(
    std::chrono::seconds(1'774'744'200));  // half an hour before the clocks change

void cron(std::string_view text) {
  const auto parsed = calendar::Cron::parse(text);
  hold(parsed.cron.has_value() != core::has_errors(parsed.findings), "what is refused is told");
  for (const auto& finding : parsed.findings)
    hold(finding.at.line == 1 && finding.at.column <= text.size() + 1, "a finding is in the text");
  if (!parsed.cron) return;
  for (const auto* name : {"UTC", "Europe/Paris", "Australia/Lord_Howe"}) {
    const auto zone = calendar::Zone::find(name).value();
    auto last = kNow;
    for (int i = 0; i < 5; ++i) {
      const auto next = parsed.cron->next(last, zone);
      if (!next) break;
      hold(*next > last, "time goes on");
      last = *next;
    }
  }
}

void lengths(std::string_view text) {
  const auto span = calendar::parse_span(text);
  if (!span) return;
  const auto again = calendar::parse_span(calendar::to_text(*span));
  hold(again.has_value(), "a length reads what it writes");
  const auto now = calendar::instant_of(kNow);
  const auto zone = calendar::Zone::find("Europe/Paris").value();
  if (span->unit != calendar::Span::Unit::iso) {
    hold(*again == *span, "a length reads the same");
  } else {
    const auto sum = calendar::after(now, span->iso, zone);
    hold(sum.has_value() == calendar::after(now, again->iso, zone).has_value(),
         "a length leads as far");
  }
  if (const auto moment = calendar::Calendars().find("")->add(kNow, *span))
    hold(calendar::start_of(calendar::instant_of(*moment).seconds, "week", zone).has_value(),
         "a week begins");
}

void calendars(std::string_view text) {
  core::Findings findings;
  const auto all = calendar::Calendars::read({{"one.yaml", std::string(text)}}, findings);
  for (const auto& name : all.names()) {
    const auto one = all.find(name);
    hold(one->ever_works(), "a calendar has working time");
    const auto open = one->next_open(kNow);
    if (open) hold(one->is_open(*open), "people work when work begins");
    if (const auto later = one->add_hours(kNow, std::chrono::hours(3))) {
      const auto worked = one->between(kNow, *later);
      hold(!worked || *worked == std::chrono::hours(3), "so much was worked");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Exact input(fuzz::text_of(data, size));
  const auto text = input.view();
  if (text.starts_with('C')) {
    cron(text.substr(1));
  } else if (text.starts_with('D')) {
    lengths(text.substr(1));
  } else {
    calendars(text);
  }
  return 0;
}
