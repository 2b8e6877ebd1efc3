#include "baton/calendar/duration.hpp"
#include "baton/cel/expression.hpp"
#include "baton/core/text.hpp"
#include "templates/partial_template.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <bitset>
#include <utility>
#include <vector>

// How long things should take: `sla` of a step, and `due` of a workflow.
namespace baton::templates {

namespace {

using core::kSlaMarks;

Site clock_site(const core::Step& step) { return {.scope = ScopeKind::clock, .step = step.name}; }

// A mark is a length of time, or a mapping of one and of what happens then.
std::optional<core::Sla::Mark> read_mark(Reader& reader, const Cursor& cursor,
                                         const core::Step& step, MarkPlace& place) {
  core::Sla::Mark mark;
  place.after = cursor;
  if (cursor.node->is_map()) {
    const auto fields = reader.fields(cursor, kSlaMarkKeys);
    if (const auto begins = fields->find("step")) {
      mark.step = reader.text(*begins, "the name of a step");
      if (!mark.step.empty()) place.step = begins;
    }
    if (const auto notice = fields->find("notice");
        notice && !reader.text(*notice, "a sentence, as text").empty()) {
      auto site = clock_site(step);
      site.want = Site::Want::text;
      mark.notice = reader.rendered(*notice, std::move(site));
    }
    const auto after = fields->find("after");
    if (!after) {
      reader.error_at_key("syntax/missing-key",
                          "\"after\" is missing: expected how long the step may take, as 3bd",
                          cursor, "add \"after: 3bd\"");
      return std::nullopt;
    }
    place.after = *after;
  }
  const auto length = reader.span(place.after);
  if (!length) return std::nullopt;
  mark.after = *length;
  return mark;
}

void read_pause(Reader& reader, const Cursor& cursor, core::Step& step) {
  auto site = clock_site(step);
  site.want = Site::Want::boolean;
  step.sla->pause_while = reader.condition(cursor, site);
  if (!step.sla->pause_while) return;
  cel::CompileOptions options;
  options.compile_patterns = false;
  const auto compiled =
      cel::Expression::compile(step.sla->pause_while->text, nullptr, options).expression;
  if (!compiled || !compiled->reads_now()) return;
  reader.error("sla/now",
               "the clock pauses when something changes in the run, and not by the time of day",
               cursor, "count in business time instead, as 3bd or 6bh");
}

// The length that two marks can be compared by; nullopt if only a calendar can tell.
std::optional<std::pair<int, std::int64_t>> comparable(const core::Span& span) {
  if (span.unit == core::Span::Unit::business_days) return std::pair(1, span.half_days);
  if (span.unit == core::Span::Unit::business_hours) return std::pair(2, span.length.count());
  const auto elapsed = calendar::elapsed(span);
  return elapsed ? std::optional(std::pair(0, elapsed->count())) : std::nullopt;
}

void check_order_of_marks(const core::Sla& sla, std::vector<MarkMisfit>& misfits) {
  std::optional<std::size_t> last;
  for (std::size_t at = 0; at < kSlaMarks; ++at) {
    if (!sla.marks[at]) continue;
    const auto before = last ? comparable(sla.marks[*last]->after) : std::nullopt;
    const auto here = comparable(sla.marks[at]->after);
    if (before && here && before->first == here->first && before->second >= here->second)
      misfits.push_back({at,
                         '"' + std::string(core::kSlaMarkNames[at]) + "\" (" +
                             calendar::to_text(sla.marks[at]->after) + ") does not come after \"" +
                             std::string(core::kSlaMarkNames[*last]) + "\" (" +
                             calendar::to_text(sla.marks[*last]->after) + ')',
                         "the order is goal, due, late"});
    last = at;
  }
}

// Finds a mark that is never missed, because the step fails before that.
void check_timeout(const core::Step& step, std::vector<MarkMisfit>& misfits) {
  if (!step.timeout || std::holds_alternative<core::DoAction>(step.verb)) return;
  const auto timeout = calendar::elapsed(*step.timeout);
  for (std::size_t at = 0; at < kSlaMarks; ++at) {
    const auto& mark = step.sla->marks[at];
    const auto after = mark ? calendar::elapsed(mark->after) : std::nullopt;
    if (!timeout || !after || *after < *timeout) continue;
    misfits.push_back({at,
                       "the step fails after " + core::to_text(*timeout) + ", before \"" +
                           std::string(core::kSlaMarkNames[at]) + "\" is missed",
                       "give it less time, or raise \"timeout\""});
  }
}

// Which steps come to their end only after which others: a step that needs another, and one that a
// mark of another begins, directly or through others. Found by Warshall's algorithm.
class Endings {
 public:
  explicit Endings(const PartialTemplate& partial) : rows_(partial.workflow.steps.size()) {
    const auto& steps = partial.workflow.steps;
    for (std::size_t at = 0; at < steps.size(); ++at) {
      for (const auto& need : steps[at].needs)
        if (const auto found = partial.find_step(need)) rows_[at].set(*found);
      for (std::size_t mark = 0; steps[at].sla && mark < kSlaMarks; ++mark) {
        const auto& of = steps[at].sla->marks[mark];
        if (!of || of->step.empty()) continue;
        if (const auto begun = partial.find_step(of->step)) rows_[*begun].set(at);
      }
    }
    for (std::size_t middle = 0; middle < rows_.size(); ++middle) {
      for (auto& row : rows_)
        if (row.test(middle)) row |= rows_[middle];
    }
  }
  // Whether the one step ends after the other, or is the other.
  bool after(std::size_t step, std::size_t other) const {
    return step == other || rows_[step].test(other);
  }

 private:
  std::vector<std::bitset<core::kStepsMax>> rows_;
};

void check_step_of_mark(Reader& reader, const PartialTemplate& partial, const Endings& endings,
                        std::size_t at, std::size_t mark) {
  const auto& steps = partial.workflow.steps;
  const auto& place = *partial.places[at].marks[mark].step;
  const auto& name = place.node->text;
  const auto found = partial.find_step(name);
  if (!found)
    return reader.error("ref/unknown-step", "there is no step \"" + name + "\" to begin", place,
                        core::did_you_mean(name, partial.step_names()));
  if (steps[*found].on_failure != steps[at].on_failure)
    return reader.error("ref/on-failure",
                        '"' + name + "\" cannot begin by a mark of \"" + steps[at].name +
                            "\": the steps of on_failure begin when all others have ended",
                        place);
  const auto& needs = steps[*found].needs;
  const bool needs_it = std::any_of(needs.begin(), needs.end(), [&](const std::string& need) {
    const auto index = partial.find_step(need);
    return index && endings.after(*index, at);
  });
  if (*found == at) {
    reader.error("sla/circle", "a step cannot begin by a mark of its own", place);
  } else if (needs_it) {
    reader.error("sla/circle",
                 '"' + name + "\" needs \"" + steps[at].name +
                     "\" to have ended, and is to begin while it still goes on",
                 place, "remove the need");
  } else if (endings.after(at, *found)) {
    reader.error("sla/circle",
                 '"' + steps[at].name + "\" ends after \"" + name +
                     "\", which would begin while it still goes on",
                 place, "begin a step that \"" + steps[at].name + "\" does not need");
  }
}

}  // namespace

void read_sla(Reader& reader, const Cursor& cursor, core::Step& step, StepPlace& place) {
  const auto fields = reader.fields(cursor, kSlaKeys);
  if (!fields) return;
  if (syntax_of(step.verb).instant && !step.each) {
    reader.error_at_key("syntax/misplaced-key",
                        "\"sla\" has no meaning here: the step ends as soon as it begins", cursor,
                        "remove it");
    return;
  }
  step.sla.emplace();
  for (std::size_t at = 0; at < kSlaMarks; ++at) {
    if (const auto mark = fields->find(core::kSlaMarkNames[at]))
      step.sla->marks[at] = read_mark(reader, *mark, step, place.marks[at]);
  }
  if (std::none_of(core::kSlaMarkNames.begin(), core::kSlaMarkNames.end(),
                   [&](std::string_view name) { return fields->has(name); }))
    reader.error_at_key("syntax/missing-key",
                        "expected how long the step should take: \"goal\", \"due\" or \"late\"",
                        cursor, "add \"due: 3bd\"");
  if (const auto pause = fields->find("pause_while")) read_pause(reader, *pause, step);
  step.sla->calendar = read_calendar(reader, *fields, place.sla_calendar);
}

void read_run_due(Reader& reader, const Cursor& cursor, core::Template& workflow) {
  core::RunDue due;
  if (cursor.node->kind == yaml::Node::Kind::string && holds_expression(cursor.node->text)) {
    due.value = reader.rendered(cursor, {.scope = ScopeKind::context, .want = Site::Want::due});
  } else {
    due.length = reader.span(cursor);
    if (!due.length) return;
  }
  workflow.due = std::move(due);
}

std::vector<MarkMisfit> misfits_of(const core::Step& step) {
  std::vector<MarkMisfit> misfits;
  check_order_of_marks(*step.sla, misfits);
  check_timeout(step, misfits);
  return misfits;
}

void check_slas(Reader& reader, const PartialTemplate& partial) {
  const auto& steps = partial.workflow.steps;
  if (std::none_of(steps.begin(), steps.end(), [](const auto& step) { return step.sla; })) return;
  const Endings endings(partial);
  for (std::size_t at = 0; at < steps.size(); ++at) {
    if (!steps[at].sla) continue;
    for (const auto& misfit : misfits_of(steps[at]))
      reader.error("limit/range", misfit.message, partial.places[at].marks[misfit.mark].after,
                   misfit.hint);
    for (std::size_t mark = 0; mark < kSlaMarks; ++mark)
      if (partial.places[at].marks[mark].step)
        check_step_of_mark(reader, partial, endings, at, mark);
  }
}

}  // namespace baton::templates
