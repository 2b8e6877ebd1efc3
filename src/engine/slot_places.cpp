#include "engine/slot_places.hpp"

namespace baton::engine {

void take_place(DecisionDraft& draft) {
  const auto& slot = draft.moment.slot;
  if (!slot || draft.run().slot().place != core::Slot::Place::none) return;
  if (slot->free) return draft.note(core::SlotTaken{slot->key});
  if (!slot->refusal.empty()) return draft.note(core::RunCancelled{{}, slot->refusal});
  draft.note(core::RunQueued{slot->key});
}

void slot_given(DecisionDraft& draft, const core::Event&) {
  if (draft.run().done() || !queued(draft.run())) return;
  draft.note(core::SlotTaken{draft.run().slot().key});
}

bool queued(const core::Run& run) { return run.slot().place == core::Slot::Place::queued; }

}  // namespace baton::engine
