#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/ports/rows.hpp"

// An event as the API tells it is core::Event::to_json(), which expressions see as well. Here is
// what is told of an event elsewhere.
namespace baton::views {

// The head of an event, without its data: `EventRecord` of docs/openapi.yaml.
core::Json event_record(const core::Event& event);

// An event that could not be processed. `event` is null when the log does not hold it any more; its
// type and source are left out then. `Parked` of docs/openapi.yaml.
core::Json parked(const ports::ParkedRow& row, const core::Event* event);

// What a webhook brought under the id of `first` with other content: `Redelivery` of
// docs/openapi.yaml.
core::Json redelivery(core::EventId first, const core::Event& newer);

}  // namespace baton::views
