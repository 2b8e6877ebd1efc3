#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/goals/tree.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstddef>
#include <optional>
#include <string>

// The status of a goal for a week: a draft in sentences, each with the runs and figures from which
// it follows, and the text that a person made of the draft and published. The functions may be
// called on any thread on which the store runs a read.
namespace baton::runtime {

// The longest text of a status, in bytes.
inline constexpr std::size_t kStatusTextBytesMax = 10'000;

// What a status is about.
struct StatusOf {
  // The goals. Borrowed.
  const goals::Tree& tree;
  // The goal or initiative, which is part of `tree`.
  const goals::Node& node;
  // "2026-W48"; empty: the week under way.
  std::string week{};
};

// The draft, and what was published: schema `GoalStatus` of docs/openapi.yaml. `language`: "en" or
// "fr"; empty is English. Errc::invalid for another language, and for a week that is none or has
// not begun.
core::Result<core::Json> goal_status(ports::Queries& queries, PlanCache& plans, const StatusOf& of,
                                     const kpis::Definitions& kpis, const ports::Clock& clock,
                                     const std::string& language);

// What is to be done to publish a text.
struct StatusToPublish {
  // The event of type kGoalStatus to publish; nullopt if this text is what was published last for
  // that week.
  std::optional<core::Event> event{};
  // The event that has the text already.
  core::EventId published{};
};

// The event by which a person publishes a text as the status. Errc::invalid for a text that is
// empty or longer than kStatusTextBytesMax, with its JSON pointer, and for a week as goal_status().
core::Result<StatusToPublish> status_to_publish(ports::Queries& queries, const StatusOf& of,
                                                const std::string& text, const core::Actor& actor,
                                                const ports::Clock& clock);

}  // namespace baton::runtime
