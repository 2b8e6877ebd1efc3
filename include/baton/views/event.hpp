#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/ports/rows.hpp"

#include <optional>
#include <string>
#include <vector>

// Events as JSON where the API does not show them whole. (A whole event is
// core::Event::to_json(), the same that expressions see.) Pure; any thread. Schema names are those
// of docs/openapi.yaml.
namespace baton::views {

// An event without its data, as the live stream shows it: schema `EventRecord`.
core::Json event_record(const core::Event& event);

// The effects of an event that the store knows of.
struct EventEffect {
  // The runs that it started.
  std::vector<ports::RunRow> started{};
  // The runs in which a wait took it; when there are very many, only the first.
  std::vector<ports::RunRow> resumed{};
  // True when there are more of those, or runs that cannot be named since their rows are damaged.
  bool more = false;
  // Why it could not be processed; nullopt when it could.
  std::optional<std::string> parked{};
  // True while it is still to be processed.
  bool pending = false;
};
// The same as JSON: schema `EventEffect`. Members that say nothing are left out.
core::Json event_effect(const EventEffect& effect);

// An event that could not be processed, and why: schema `Parked`. `event` is null when the log does
// not hold it any more; then its type and source are left out.
core::Json parked(const ports::ParkedRow& row, const core::Event* event);

// An event that a webhook sent again with the id of `first` but with other content: schema
// `Redelivery`. `newer` is what came the second time; the log keeps what came first.
core::Json redelivery(core::EventId first, const core::Event& newer);

}  // namespace baton::views
