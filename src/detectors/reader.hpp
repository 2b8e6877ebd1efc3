#pragma once

#include "baton/cel/event_members.hpp"
#include "baton/core/finding.hpp"
#include "baton/detectors/definitions.hpp"
#include "baton/formats/yaml_file.hpp"

#include <optional>
#include <vector>

namespace baton::detectors {

// A detector that was read.
struct ReadDetector {
  Definition detector{};
  // Where it reads members of the data of events.
  std::vector<cel::MemberRead> reads{};
  // It watches a KPI that was left out because of a mistake in its own file.
  bool without_kpi = false;
};

// Reads the detector that a file describes, which may watch one of `kpis`. nullopt if it holds an
// error; what is wrong is added to `findings`. nullopt as well, without a finding, if the mistake
// is in the file of its KPI.
std::optional<ReadDetector> read_detector(const formats::YamlFile& file,
                                          const kpis::Definitions& kpis, core::Findings& findings);

}  // namespace baton::detectors
