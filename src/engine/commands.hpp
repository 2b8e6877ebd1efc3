#pragma once

#include "engine/draft.hpp"

// What people do to a run.
namespace baton::engine {

void decision_made(Draft& draft, const core::Event& event);
void retry(Draft& draft, const core::Event& event);
void cancel(Draft& draft, const core::Event& event);

}  // namespace baton::engine
