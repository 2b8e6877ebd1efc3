#include "sim/vendor.hpp"

#include "baton/core/look.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

namespace baton::sim {

namespace asio = boost::asio;
using core::ActionResult;
using core::Json;
using core::StartAction;
using Kind = core::ActionResult::Kind;

namespace {

std::string words(const StartAction& action) {
  return action.connection + " " + action.key + " attempt " + std::to_string(action.attempt) +
         (action.mode == StartAction::Mode::read_back ? " (read back)" : "");
}

ActionResult answered(Kind kind) {
  ActionResult result;
  result.kind = kind;
  result.code = std::string(core::to_text(kind));
  return result;
}

// Sending it again has no further effect.
ActionResult repeatable() {
  auto result = answered(Kind::not_found);
  result.code = std::string(core::kRepeatableCode);
  return result;
}

}  // namespace

asio::awaitable<ActionResult> Vendors::perform(const StartAction& asked) {
  auto action = asked;
  mutant_.send(action);
  if (missing.contains(action.connection))
    hooks_.blame("held", words(action) + " is sent although " + action.connection + " is missing");
  auto start = [this, &action](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto done = [shared](ActionResult result) {
      auto executor = asio::get_associated_executor(*shared);
      asio::post(executor, [shared, result = std::move(result)]() mutable {
        std::move (*shared)(std::move(result));
      });
    };
    Call call{std::move(action)};
    call.done = std::move(done);
    if (!mutant_.holds_back(call.action)) arrive(call);
    calls_.push_back(std::move(call));
  };
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(ActionResult)>(
      start, asio::use_awaitable);
}

core::Operations Vendors::operations() const {
  core::Operations all;
  for (const auto* connection : {"keyed", "finder", "blind"}) all[connection]["act"] = {};
  return all;
}

std::string Vendors::held(std::string_view connection, std::string_view /*operation*/) const {
  return missing.contains(connection) && !mutant_.hides_what_is_missing()
             ? "there is no such connection"
             : std::string();
}

void Vendors::idle() {
  for (const auto& [connection, until] : std::exchange(unnoticed_, {}))
    left_alone_until_[connection] = std::max(left_alone_until_[connection], until);
}

void Vendors::told_to_wait(const std::string& connection, core::Duration wait) {
  auto& until = unnoticed_[connection];
  until =
      std::max(until, time_.peek_steady() + std::min<core::Duration>(wait, std::chrono::hours(1)));
}

void Vendors::arrive(Call& call) {
  history_.note("sent " + words(call.action));
  if (time_.peek_steady() < left_alone_until_[call.action.connection])
    hooks_.blame("throttle", words(call.action) + " is sent although " + call.action.connection +
                                 " asked to be left alone");
  call.seen = true;
  hooks_.sent(call.action);
  call.drawn =
      call.action.mode == StartAction::Mode::read_back ? look_up(call.action) : draw(call.action);
  if (chance_.percent(50)) take_effect(call);
}

Vendors::Drawn Vendors::draw(const StartAction& action) {
  if (chance_.percent(faults)) return draw_fault(action);
  return {true, answered(Kind::succeeded)};
}

Vendors::Drawn Vendors::draw_fault(const StartAction& action) {
  const bool keyed = action.connection == "keyed";
  const int draw = chance_.between(0, 99);
  if (draw < 30) return {keyed && chance_.percent(30), answered(Kind::transient)};
  if (draw < 45) {
    auto result = answered(Kind::throttled);
    result.retry_after = std::chrono::seconds(chance_.between(1, 7'200));
    return {false, std::move(result)};
  }
  if (draw < 50) return {false, answered(Kind::held)};
  if (draw < 60) return {false, answered(Kind::permanent)};
  return {chance_.percent(50),
          answered(Kind::unknown)};  // the answer is lost, before or after the effect
}

Vendors::Drawn Vendors::look_up(const StartAction& action) {
  if (action.connection == "keyed") return {false, repeatable()};
  if (action.connection == "blind") return {false, answered(Kind::undecidable)};
  if (chance_.percent(faults))
    return {false, answered(chance_.percent(70) ? Kind::unknown : Kind::throttled)};
  const auto found = by_key_.find(action.key);
  if (found == by_key_.end() || shows_at_.at(action.key) > SimTime::elapsed()) {
    // As connectors do: a look that is too early is no answer, and says when to look again.
    const auto late_enough = action.sent_at + lag;
    auto result = answered(time_.peek_steady() < late_enough ? Kind::unknown : Kind::not_found);
    if (result.kind == Kind::unknown) result.retry_after = late_enough - time_.peek_steady();
    return {false, std::move(result)};
  }
  auto result = answered(Kind::succeeded);
  result.output = found->second;
  return {false, std::move(result)};
}

void Vendors::take_effect(Call& call) {
  if (!call.drawn.effect || std::exchange(call.effective, true)) return;
  const auto& action = call.action;
  const bool repeat = by_key_.contains(action.key);
  if (repeat && action.connection == "keyed") return;
  const auto id = core::text_at(action.input, "run") + "-" + core::text_at(action.input, "step");
  if (by_key_.emplace(action.key, Json{{"id", id}}).second)
    shows_at_[action.key] = SimTime::elapsed() + lag;
  made_.push_back(id);
  ++effects_[{action.run.value(), action.step.key()}];
  history_.note("effect " + words(action));
  hooks_.effect(action);
}

void Vendors::answer(std::size_t at) {
  Call call = std::move(calls_[at]);
  calls_.erase(calls_.begin() + static_cast<std::ptrdiff_t>(at));
  if (!call.seen) arrive(call);
  for (int again = 0; again < 4 && mutant_.tries_again(call.drawn.result); ++again) arrive(call);
  take_effect(call);
  auto& result = call.drawn.result;
  if (result.kind == Kind::succeeded && result.output.is_null())
    result.output = by_key_.at(call.action.key);
  const auto& action = call.action;
  history_.note("answer " + words(action) + ": " + std::string(core::to_text(result.kind)));
  said_.emplace(action.run.value(), action.step.key(), action.attempt, result.kind);
  if (result.kind == Kind::throttled) told_to_wait(action.connection, result.retry_after);
  if (result.kind == Kind::throttled || result.kind == Kind::held) {
    hooks_.unsent(action);
  } else {
    const bool read_back = action.mode == StartAction::Mode::read_back;
    outcomes_.push_back({action.run,
                         action.step.key(),
                         action.attempt,
                         {action.look, read_back, read_back ? action.sent_at : time_.peek_steady()},
                         result});
    if (result.kind == Kind::succeeded) hooks_.told(action);
  }
  mutant_.told(result);
  call.done(std::move(result));
}

void Vendors::hang_up() {
  for (auto& call : calls_) {
    if (call.seen && call.action.connection == "keyed" && chance_.percent(50)) take_effect(call);
  }
  calls_.clear();
  left_alone_until_.clear();  // what it was told may not have been on disk
  unnoticed_.clear();
}

int Vendors::effects(core::RunId run, const std::string& step) const {
  const auto found = effects_.find({run.value(), step});
  return found == effects_.end() ? 0 : found->second;
}

bool Vendors::said(core::RunId run, const std::string& step, int attempt, Kind kind) const {
  return said_.contains({run.value(), step, attempt, kind});
}

}  // namespace baton::sim
