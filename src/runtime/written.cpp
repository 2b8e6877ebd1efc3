#include "runtime/written.hpp"

#include "baton/context/packet.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <variant>

namespace baton::runtime {

insight::Notice written_in(const core::Transition& transition) {
  insight::Notice notice;
  const auto* taken = std::get_if<core::EventTaken>(&transition);
  const auto said = taken != nullptr ? context::said_in(taken->event) : std::nullopt;
  if (!said) return notice;
  notice.type = core::text_at(taken->event, "type");
  notice.text = core::shortened(said->text, context::kSaidBytesMax);
  notice.cut = said->text.size() > context::kSaidBytesMax;
  notice.by = said->by;
  return notice;
}

bool ask_for_decision(const std::vector<core::Transition>& transitions) {
  return std::any_of(transitions.begin(), transitions.end(), [](const auto& transition) {
    const auto notice = written_in(transition);
    return !notice.type.empty() && insight::judge(notice).attention == insight::Attention::decision;
  });
}

}  // namespace baton::runtime
