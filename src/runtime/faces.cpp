#include "runtime/faces.hpp"

#include <set>
#include <utility>
#include <vector>

namespace baton::runtime {

namespace {

// How many workflows are looked at. One that runs more of them is checked against the first ones.
constexpr std::size_t kFacesMax = 200;

}  // namespace

Faces faces_around(ports::Templates& queries, PlanCache& plans, const core::WorkflowFace& of) {
  Faces faces;
  std::set<std::string> asked(of.runs.begin(), of.runs.end());
  std::vector<std::string> open(asked.begin(), asked.end());
  while (!open.empty() && faces.size() < kFacesMax) {
    const auto name = std::exchange(open.back(), {});
    open.pop_back();
    const auto row = queries.template_version(name, 0);
    const auto plan = row ? plans.plan(*row) : core::Result<PlanPtr>(PlanPtr());
    if (!plan || !*plan) continue;
    const auto& face = faces[name] = core::face_of((*plan)->source());
    for (const auto& next : face.runs) {
      if (asked.insert(next).second) open.push_back(next);
    }
  }
  return faces;
}

}  // namespace baton::runtime
