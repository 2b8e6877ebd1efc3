#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/json.hpp"
#include "baton/detectors/definitions.hpp"
#include "baton/ports/tx.hpp"

#include <cstddef>
#include <string>

// What detectors know, as JSON for the API. On a thread of the store that reads.
namespace baton::runtime {

// A detector in a list: detectors::to_json() and {"series": how many it has, at most 200,
// "series_evicted": how many gave way to others, "last_alarm": the data of its newest alarm, or
// null}. `language`: of the sentence of the alarm.
core::Json detector_in_short(ports::Queries& queries, const detectors::Definition& detector,
                             context::Language language = context::Language::en);

// A detector with its series: the same and {"keys": their keys, "alarms": the newest `limit`, and
// of the series `key` (or, when that is empty, of the first) "values": [{"at", "value", "expected",
// "trials"}]}, the newest `limit`, the oldest first. "expected" is what was expected of a value
// before it came; null while too little was known. Of a rate "value" is the share.
core::Json detector_in_full(ports::Queries& queries, const detectors::Definition& detector,
                            const std::string& key, std::size_t limit,
                            context::Language language = context::Language::en);

}  // namespace baton::runtime
