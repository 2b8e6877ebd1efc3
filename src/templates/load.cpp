#include "baton/templates/load.hpp"

#include "templates/draft.hpp"

#include <algorithm>
#include <tuple>

namespace baton::templates {

namespace {

// A file that is all wrong needs no longer list than people read.
constexpr std::size_t kFindingsMax = 200;
// A finding quotes what it is about, and that may be a megabyte.
constexpr std::size_t kTextBytesMax = 600;

// Keeps the beginning, which says what is wrong, and the end.
void shorten(std::string& text) {
  if (text.size() <= kTextBytesMax) return;
  const auto inside_character = [&text](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  std::size_t begin = kTextBytesMax / 2;
  std::size_t end = text.size() - kTextBytesMax / 4;
  while (inside_character(begin)) --begin;
  while (inside_character(end)) --end;
  text.replace(begin, end - begin, "…");
}

// Without a clock: no run of this version began earlier.
constexpr core::Time kFirstRun = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

void finish(core::Findings& findings, std::string_view file) {
  std::stable_sort(
      findings.begin(), findings.end(), [](const core::Finding& left, const core::Finding& right) {
        return std::tie(left.at.line, left.at.column) < std::tie(right.at.line, right.at.column);
      });
  if (findings.size() > kFindingsMax) {
    core::Finding more;
    more.rule = "limit/findings";
    more.message = std::to_string(findings.size() - kFindingsMax) + " more findings are not shown";
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
            std::optional<core::Time> now) {
  const formats::Source source(formats::file_text(yaml));
  auto document = yaml::read(source, {.holds = "workflow"});
  if (!document.root) {
    finish(document.findings, file);
    return {std::nullopt, std::move(document.findings)};
  }
  Reader reader(source);
  Draft draft;
  const Cursor root{document.root.get(), nullptr, ""};
  read_workflow(reader, root, draft);
  check_written(reader, root);
  check_needs(reader, draft);
  check_approvals(reader, draft);
  check_expressions(reader, draft, {operations, now.value_or(kFirstRun)});
  check_suspicions(reader, root, draft, operations);
  if (operations != nullptr) check_operations(reader, draft, *operations);
  Loaded loaded;
  loaded.findings = reader.take_findings();
  finish(loaded.findings, file);
  if (!core::has_errors(loaded.findings)) loaded.workflow = std::move(draft.workflow);
  return loaded;
}

}  // namespace baton::templates
