#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "baton/detectors/definitions.hpp"
#include "baton/insight/detect.hpp"

#include <string>

namespace baton::runtime {

// What is told of an alarm: {"detector", "title", "owner", "key", "kind", "direction", "from",
// "at", "value", "expected", "rate", "unit", "size_percent", "strength", "sentence"}. `key` is
// empty where the detector has one series, "unit" is null where none is known.
core::Json alarm_detail(const detectors::Definition& detector, const std::string& key,
                        const insight::Anomaly& anomaly);

// The detail of a stored alarm, with its sentence in this language.
core::Json alarm_in(const detectors::Definition& detector, core::Json detail,
                    context::Language language);

// The event that tells it (core::kDetectorAlarm).
core::Event detector_alarm(const detectors::Definition& detector, const core::Json& detail,
                           core::Time now);

}  // namespace baton::runtime
