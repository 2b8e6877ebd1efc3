#include "baton/core/version_number.hpp"
#include "templates/verbs/verb.hpp"

#include <array>
#include <utility>

namespace baton::templates {

namespace {

// Reads "site-build" or "site-build@3". False if it is neither.
bool read_target(std::string_view text, core::RunWorkflow& run) {
  const auto at = text.find('@');
  const auto name = text.substr(0, at);
  if (!is_workflow_name(name)) return false;
  run.workflow = name;
  if (at == std::string_view::npos) return true;
  const auto version = core::parse_version(text.substr(at + 1));
  run.version = version.value_or(0);
  return version.has_value();
}

core::Verb read_run(Reader& reader, const Cursor& cursor, const Reader::Fields& step_fields,
                    const core::Step& step, StepPlace& place) {
  core::RunWorkflow run;
  run.with.value = core::Json::object();
  const auto name = reader.text(cursor, "the name of a workflow, as \"site-build\"");
  if (!name.empty()) {
    if (read_target(name, run)) {
      place.action = cursor;
    } else {
      reader.error("syntax/name",
                   "\"" + name +
                       "\" is no name of a workflow: expected one as \"site-build\", or with its "
                       "version \"site-build@3\"",
                   cursor);
    }
  }
  if (const auto with = step_fields.find("with");
      with && reader.expect_map(*with, "a mapping of the workflow's inputs")) {
    auto site = rendered_site(step);
    if (step_fields.has("each")) site.scope = ScopeKind::item;
    run.with = reader.rendered(*with, std::move(site));
    place.with = with;
  }
  if (const auto detach = step_fields.find("detach")) run.detach = reader.yes(*detach);
  return run;
}

// What the workflow gives is known where the workflow is.
std::optional<std::vector<std::string>> members_of_run(const core::Verb& verb,
                                                       const core::Operations* operations) {
  if (operations == nullptr || !operations->workflows) return std::nullopt;
  const auto& run = std::get<core::RunWorkflow>(verb);
  const auto found = operations->workflows->find(run.workflow);
  if (run.version != 0 || found == operations->workflows->end()) return std::nullopt;
  return found->second.outputs;
}

constexpr std::array<std::string_view, 6> kRunBeside{"with",     "timeout",   "each",
                                                     "parallel", "fail_fast", "detach"};

}  // namespace

constinit const VerbSyntax SyntaxFor<core::RunWorkflow>::kRow{
    .name = core::RunWorkflow::kName,
    .beside = kRunBeside,
    .read = read_run,
    .output_members = members_of_run,
};

}  // namespace baton::templates
