#include "baton/runtime/provenance.hpp"

#include "baton/cel/text.hpp"
#include "baton/cel/uses.hpp"
#include "baton/context/provenance.hpp"
#include "baton/core/limits.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "runtime/checks.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

// How many values of a step or of a run are told of at once, if they do not fill a page before.
constexpr std::size_t kValuesToldMax = 200;

std::vector<context::Path> reads_of_text(const core::Json& written) {
  const auto compiled = cel::Document::compile(written);
  if (!compiled.document) return {};
  std::vector<context::Path> paths;
  for (const auto& read : compiled.document->reads()) paths.emplace_back(read.begin(), read.end());
  for (const auto& hole : compiled.document->holes()) {
    for (auto& fact : cel::named_facts(*hole.expression)) {
      context::Path read{"facts", std::move(fact.name)};
      if (fact.key) read.push_back(*std::move(fact.key));
      if (std::find(paths.begin(), paths.end(), read) == paths.end())
        paths.push_back(std::move(read));
    }
  }
  return paths;
}

}  // namespace

core::Result<core::Json> provenance(ports::Queries& queries, PlanCache& plans, core::RunId id,
                                    const std::string& step, const std::string& path) {
  const auto row = queries.run(id);
  if (!row) return no_such_run(id);
  const auto plan = plans.plan(queries, row->workflow, row->version);
  if (!plan) return plan.error();
  const auto journal = queries.journal(id);
  const auto run = load_run(queries, id, journal);
  if (!run || !*plan) return no_such_run(id);
  std::map<int, PlanPtr> versions;  // whose templates are borrowed
  const auto template_of = [&](int version) -> const core::Template* {
    auto& known = versions[version];
    if (!known) {
      if (const auto made = plans.plan(queries, row->workflow, version)) known = *made;
    }
    return known ? &known->source() : nullptr;
  };
  context::Sources sources{&*run, &(*plan)->source(), {}, reads_of_text, template_of};
  for (const auto& entry : journal)
    sources.journal.push_back({entry.at, entry.cause, entry.actor, &entry.transitions});
  std::vector<context::Path> paths;
  if (!path.empty()) {
    paths.push_back(context::parse_path(path));
  } else if (!step.empty()) {
    const auto name = core::StepRef::of_key(step).name;
    if ((*plan)->step(name) == nullptr) return no_such_step(queries, plans, *run, step);
    paths = context::paths_of_step(*run, step, kValuesToldMax);
  } else {
    paths = context::paths_of_run(*run, kValuesToldMax);
  }
  core::Json items = core::Json::array();
  std::size_t bytes = 0;
  for (const auto& each : paths) {
    if (bytes >= core::kPageBytesMax) break;
    const auto origin = context::origin_of(sources, each);
    if (!origin) return origin.error();
    items.push_back(context::to_json(*origin));
    bytes += core::size_of(items.back()).bytes;
  }
  return items;
}

}  // namespace baton::runtime
