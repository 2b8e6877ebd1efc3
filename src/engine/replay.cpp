#include "baton/engine/decide.hpp"

#include <utility>

namespace baton::engine {

core::Run replay(core::RunId id, core::Json trigger,
                 const std::vector<std::pair<core::Time, std::vector<core::Transition>>>& journal) {
  core::Run run(id, std::move(trigger));
  for (const auto& [at, transitions] : journal) {
    for (const auto& transition : transitions) evolve(run, transition, at);
  }
  return run;
}

}  // namespace baton::engine
