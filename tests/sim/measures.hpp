#pragma once

#include "baton/core/result.hpp"
#include "baton/goals/tree.hpp"
#include "baton/kpis/definitions.hpp"
#include "sim/spec.hpp"

#include <memory>
#include <string>

namespace baton::sim {

// The KPIs of all worlds: some of their events count, by conditions that do not always hold.
inline std::shared_ptr<const kpis::Definitions> measures() {
  core::Findings findings;
  auto kpis = kpis::Definitions::read(
      {{"won.yaml", "kpi: won\nkind: conversion\nfrom: { event: " + kTypes[0] +
                        " }\nto: { event: " + kTypes[2] +
                        ", when: 'event.data.?kind.orValue(\"\") == \"a\"' }\n"},
       {"mean.yaml", "kpi: mean\nkind: average\nfrom: { event: " + kAnswerTypes[0] +
                         ", value: event.data.n }\n"}},
      findings);
  core::ensure(findings.empty(), "the simulation's KPIs have no findings");
  return std::make_shared<const kpis::Definitions>(std::move(kpis));
}

// The goals of all worlds.
inline std::shared_ptr<const goals::Tree> aims() {
  core::Findings findings;
  auto goals = goals::Tree::read({{"sell.yaml",
                                   "goal: sell\ninitiatives:\n  first: { workflows: [flow1] }\n"
                                   "  others: { workflows: [flow2, flow3] }\n"}},
                                 findings);
  core::ensure(findings.empty(), "the simulation's goals have no findings");
  return std::make_shared<const goals::Tree>(std::move(goals));
}

}  // namespace baton::sim
