#include "baton/templates/load.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/utf8.hpp"
#include "templates/partial_template.hpp"

#include <algorithm>
#include <tuple>

namespace baton::templates {

namespace {

// How many findings of one file are kept. Nobody reads a longer list.
constexpr std::size_t kFindingsMax = 200;
// How long each text of a finding may be. A finding quotes what it is about, which may be as long
// as the file.
constexpr std::size_t kTextBytesMax = 600;

// Cuts out the middle of a text that is too long. What is wrong stands at its beginning.
void shorten(std::string& text) {
  if (text.size() <= kTextBytesMax) return;
  std::size_t begin = kTextBytesMax / 2;
  std::size_t end = text.size() - kTextBytesMax / 4;
  while (core::utf8::continues(text[begin])) --begin;
  while (core::utf8::continues(text[end])) --end;
  text.replace(begin, end - begin, "…");
}

// Taken as the earliest time of a run when the caller gives none: no run of Baton began before it.
constexpr core::Time kFirstRun = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

void finish(core::Findings& findings, std::string_view file) {
  std::stable_sort(
      findings.begin(), findings.end(), [](const core::Finding& left, const core::Finding& right) {
        return std::tie(left.at.line, left.at.column) < std::tie(right.at.line, right.at.column);
      });
  if (findings.size() > kFindingsMax) {
    core::Finding more;
    more.rule = "limit/findings";
    more.message =
        core::counted(findings.size() - kFindingsMax, "more finding is", "more findings are") +
        " not shown";
    more.at = findings[kFindingsMax].at;
    findings.resize(kFindingsMax);
    findings.push_back(std::move(more));
  }
  for (auto& finding : findings) {
    finding.file = file;
    shorten(finding.message);
    shorten(finding.hint);
    shorten(finding.pointer);
  }
}

}  // namespace

Loaded load(std::string_view yaml, std::string_view file, const core::Operations* operations,
            std::optional<core::Time> now, const Outside& outside) {
  const formats::Source source(formats::file_text(yaml));
  auto document = yaml::read(source, {.holds = "workflow"});
  if (!document.root) {
    finish(document.findings, file);
    return {std::nullopt, std::move(document.findings)};
  }
  Reader reader(source);
  for (auto& finding : document.findings) reader.add(std::move(finding));
  PartialTemplate partial;
  const Cursor root{document.root.get(), nullptr, ""};
  read_workflow(reader, root, partial);
  check_written(reader, root);
  check_schedules(reader, partial);
  check_needs(reader, partial);
  check_on_failure(reader, partial);
  check_approvals(reader, partial);
  check_slas(reader, partial);
  const Around around{operations, now.value_or(kFirstRun), outside.calendars, outside.routes,
                      outside.facts};
  check_expressions(reader, partial, around);
  check_suspicions(reader, root, partial, operations);
  check_runs(reader, partial, around);
  if (operations != nullptr) check_operations(reader, partial, around);
  if (outside.calendars != nullptr) check_calendars(reader, partial, *outside.calendars);
  if (outside.routes != nullptr) check_routes(reader, partial, *outside.routes);
  if (outside.goals != nullptr)
    check_goal(reader, root, partial, *outside.goals, outside.goal_required);
  Loaded loaded;
  loaded.findings = reader.take_findings();
  finish(loaded.findings, file);
  if (!core::has_errors(loaded.findings)) loaded.workflow = std::move(partial.workflow);
  return loaded;
}

}  // namespace baton::templates
