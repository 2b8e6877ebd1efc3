#pragma once

#include "baton/cel/event_members.hpp"
#include "baton/core/finding.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/kpis/definitions.hpp"

#include <optional>
#include <vector>

namespace baton::kpis {

// A KPI that was read.
struct ReadDefinition {
  Definition kpi{};
  // Where it reads members of the data of events.
  std::vector<cel::MemberRead> reads{};
  // Where it names connections and operations.
  std::vector<ConnectionNamed> named{};
};

// Reads the KPI that a file describes. nullopt if it holds an error; what is wrong is added to
// `findings`.
std::optional<ReadDefinition> read_definition(const formats::YamlFile& file,
                                              core::Findings& findings);

}  // namespace baton::kpis
