#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/ports/rows.hpp"

// Events as JSON where the API does not show them whole. (A whole event is
// core::Event::to_json(), the same that expressions see.) Pure; any thread. Schema names are those
// of docs/openapi.yaml.
namespace baton::views {

// An event without its data, as the live stream shows it: schema `EventRecord`.
core::Json event_record(const core::Event& event);

// An event that could not be processed, and why: schema `Parked`. `event` is null when the log does
// not hold it any more; then its type and source are left out.
core::Json parked(const ports::ParkedRow& row, const core::Event* event);

// An event that a webhook sent again with the id of `first` but with other content: schema
// `Redelivery`. `newer` is what came the second time; the log keeps what came first.
core::Json redelivery(core::EventId first, const core::Event& newer);

}  // namespace baton::views
