#include "connectors/attempt.hpp"
#include "connectors/look_up.hpp"
#include "connectors/manifest_performer_call.hpp"

#include <algorithm>

// Looks for the effect of an attempt whose answer was lost, before anything is sent again.
namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using core::Duration;
using Kind = core::ActionResult::Kind;

namespace {

ActionResult cannot_tell(std::string code, std::string message, Duration again) {
  return {Kind::unknown, {}, std::move(code), std::move(message), again};
}

}  // namespace

asio::awaitable<ActionResult> ManifestPerformer::read_back(Call& call,
                                                           const OperationSpec& operation) {
  if (!operation.find) co_return cannot_look(connection_, operation.safe_to_repeat());
  const auto early = call.action.sent_at + operation.find->after - clock_.steady();
  if (early > Duration{})
    co_return cannot_tell("", "", early);  // nothing was looked at, so there is nothing to tell
  auto result = co_await look(call, operation);
  // What may be done twice is sent again where looking tells nothing, as without the right to read.
  if (operation.safe_to_repeat() && result.kind == Kind::unknown)
    co_return cannot_look(connection_, true);
  co_return result;
}

// Looks once, page by page. If the look fails, the outcome stays unknown and the look is repeated.
asio::awaitable<ActionResult> ManifestPerformer::look(Call& call, const OperationSpec& operation) {
  const auto& find = *operation.find;
  OperationSpec harmless;
  harmless.repeatable = true;
  std::string place;
  for (int page = 0; page < kFindPagesMax; ++page) {
    call.deadline.reset();
    auto asked = co_await ask(call, find.request, harmless, {}, place);
    if (!asked.answer) {
      // If the connection is held or throttled, nothing was looked at, and the connection waits.
      const bool waits = asked.failure.kind == Kind::throttled || asked.failure.kind == Kind::held;
      if (!waits) asked.failure.kind = Kind::unknown;
      keep_exchange(asked.failure, find.request, asked);
      co_return std::move(asked.failure);
    }
    asked.answer->bind(call.names);
    if (auto result = judge_page(call, operation, *asked.answer)) {
      keep_exchange(*result, find.request, asked);
      co_return std::move(*result);
    }
    const auto next = next_page(call, find, asked);
    if (!next) co_return cannot_tell("look_up_incomplete", next.error().text(), find.again);
    if (next->empty()) co_return not_there(call, find);
    if (*next == asked.target)
      co_return cannot_tell("look_up_incomplete", "the next page is this one again", find.again);
    place = *next;
  }
  co_return cannot_tell(
      "look_up_incomplete",
      "not found on the first " + std::to_string(kFindPagesMax) + " pages, and there are more",
      find.again);
}

std::optional<ActionResult> ManifestPerformer::judge_page(const Call& call,
                                                          const OperationSpec& operation,
                                                          const Answer& answer) const {
  if (answer.code == 404) return std::nullopt;
  if (answer.code < 200 || answer.code > 299) {
    OperationSpec plain;
    plain.errors = operation.errors;
    auto result = classify(plain, answer, call.names);
    if (result.kind != Kind::throttled) {
      result.kind = Kind::unknown;
      result.retry_after = std::max(result.retry_after, operation.find->again);
    }
    return result;
  }
  if (!answer.coding.empty())
    return cannot_tell("answer_encoded", "the answer comes in a coding and cannot be read",
                       operation.find->again);
  const auto found = operation.find->found->evaluate(call.names);
  if (!found.value)
    return cannot_tell("answer_not_understood", found.value.error().message, operation.find->again);
  if (found.value->is_true()) return found_effect(call, operation, answer);
  return std::nullopt;
}

core::Result<std::string> ManifestPerformer::next_page(const Call& call, const Find& find,
                                                       const Asked& asked) const {
  const auto& answer = *asked.answer;
  if (answer.code == 404) return std::string();
  const bool paged = find.by_link || find.next_page != nullptr;
  if (find.by_link) {
    if (const auto link = next_link(answer); !link.empty())
      return target_below(formats::resolve(*asked.origin, asked.target, link), *session_.base());
  }
  if (find.next_page) {
    auto members = find.next_page->render(call.names);
    if (!members) return members.error();
    if (members->is_object()) {
      std::erase_if(members->get_ref<core::Json::object_t&>(), [](const auto& member) {
        return member.second.is_null() || member.second == "" || member.second == false;
      });
      if (!members->empty()) return with_query(asked.target, *members);
    }
  }
  if (paged ? seems_full(asked.target, answer) : seems_cut(asked.target, answer))
    return core::Error{core::Errc::limited,
                       "not found on this page, and there may be more of them"};
  return std::string();
}

ActionResult ManifestPerformer::not_there(const Call& call, const Find& find) const {
  const auto left = call.action.sent_at + find.until - clock_.steady();
  if (left <= Duration{}) return {Kind::not_found, {}, "", "no trace of the last attempt", {}};
  return cannot_tell("not_there_yet", "its effect is not to be seen yet; it may still come to be",
                     std::min<Duration>(left, find.again));
}

ActionResult ManifestPerformer::found_effect(const Call& call, const OperationSpec& operation,
                                             const Answer& answer) {
  ActionResult result;
  const auto& output = operation.find->output ? operation.find->output : operation.output;
  if (!output) {
    result.output = answer.body;
    return result;
  }
  auto rendered = output->render(call.names);
  if (!rendered)
    return cannot_tell("answer_not_understood", rendered.error().message, operation.find->again);
  result.output = std::move(*rendered);
  return result;
}

}  // namespace baton::connectors
