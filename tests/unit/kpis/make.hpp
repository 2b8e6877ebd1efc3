#pragma once

#include "baton/kpis/definitions.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::kpis {

// The KPIs of some files, each of which is one KPI without mistakes.
inline Definitions kpis_of(const std::vector<std::string>& texts) {
  std::vector<Definitions::File> files;
  for (const auto& text : texts) files.push_back({"k" + std::to_string(files.size()), text});
  core::Findings findings;
  auto kpis = Definitions::read(files, findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.file << ": " << finding.message;
  return kpis;
}

// The findings of one file.
inline core::Findings findings_of_kpi(const std::string& text) {
  core::Findings findings;
  Definitions::read({{"k.yaml", text}}, findings);
  return findings;
}

inline constexpr auto kNps =
    "kpi: nps\nkind: nps\nfrom: { event: survey.answered, value: event.data.score }\n"
    "target: { at_least: 30 }\n";
inline constexpr auto kConversion =
    "kpi: won\nkind: conversion\nfrom: { event: crm.lead.created }\n"
    "to: { event: crm.opportunity.updated, connection: salesforce, when: 'event.data.stage == "
    "\"Closed Won\"' }\n";
inline constexpr auto kBasket =
    "kpi: basket\nkind: average\nunit: EUR\nfrom: { event: shop.*.paid, value: event.data.total "
    "}\n";

}  // namespace baton::kpis
