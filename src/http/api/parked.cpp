#include "baton/core/again.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/identity/audit.hpp"
#include "baton/runtime/retrying.hpp"
#include "baton/views/event.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/ingest.hpp"
#include "http/api/page.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Events that could not be processed, and events that are processed again.
namespace baton::http {
namespace {

// How many parked events are read at most. Parked events are few: when there are more than this,
// those behind it are neither listed nor replayed until some before them are gone.
constexpr std::size_t kParkedLookedAt = 10'000;

bool is_parked(ports::Parking& queries, core::EventId id) {
  const auto parked = queries.parked(kParkedLookedAt);
  return std::any_of(parked.begin(), parked.end(),
                     [id](const ports::ParkedRow& row) { return row.event == id; });
}

// The row of the audit for a replay of the event `id`, which was published again as `as`.
identity::AuditRow act_of_replay(core::EventId id, core::EventId as, bool parked,
                                 const core::Actor& actor) {
  identity::AuditRow act;
  act.actor = actor;
  act.act = parked ? "parked.replay" : "events.replay";
  act.object = id.text();
  act.detail["as"] = as.text();
  return act;
}

// What came of an attempt to claim the replay of a parked event.
enum class Claim {
  gone,    // the event is not parked any more, so nobody can claim it
  joined,  // somebody has claimed it already, and that replay has not finished
  made,    // there was no claim: this one is new
};

// The name of the setting that holds a claim. Its value lists the people whom the origin of the
// replay names.
std::string claim_of(core::EventId id) { return "replayed_by:" + id.text(); }

// Claims the replay of a parked event for the people of `again`. If there is a claim already,
// `again` is set to the people of that one.
Claim claim_replay(ports::Tx& tx, core::EventId id, std::vector<std::string>& again) {
  if (!tx.parked_event(id)) return Claim::gone;
  const auto earlier = core::parse_json(tx.setting(claim_of(id)));
  if (earlier && earlier->is_array()) {
    again = earlier->get<std::vector<std::string>>();
    return Claim::joined;
  }
  tx.set_setting(claim_of(id), core::dump(core::Json(again)));
  return Claim::made;
}

// Publishes an event again, as a new event with a new id: it starts and resumes what it would by
// the workflows of today. Who sent it stays as it was, since triggers ask for that. Its origin is
// made of the id of the first one and of `key`, so that the same replay is not made twice. That of
// a parked event has no key, and names who claimed it first: when the server dies before it is off
// the list, or two people replay it at once, the second is a repeat and publishes nothing. `actor`
// asked for it, and stands in the origin: they may not approve where a requester may not.
boost::asio::awaitable<core::Result<Response>> replay(Services& services, core::Event event,
                                                      bool parked, std::string key,
                                                      core::Actor actor) {
  const core::EventId id = event.id;
  auto again = core::again_by(event);
  core::add_again(again, actor, event.actor);
  Claim claim = Claim::gone;
  if (parked) {
    auto take = [id, &again](ports::Tx& tx) { return claim_replay(tx, id, again); };
    claim = co_await services.parts.store.transact(take);
    // Somebody else has replayed it since it was read.
    if (claim == Claim::gone) co_return no_such(ValueKind::parked);
  }
  // An event that is addressed to a run must not have an origin. It needs none here, since a run
  // takes each outcome and each decision only once, and one begins only once.
  event.origin = core::addressed(event.type) ? std::string() : "replay:" + id.text();
  // The key is a text of the caller's. Its digest cannot pass for the names that follow.
  if (!parked) event.origin += ":" + core::sha256_hex(key);
  if (!event.origin.empty()) event.origin = core::origin_with(std::move(event.origin), again);
  if (event.type == core::kChildBegin && !again.empty()) event.data[core::kAgainBy] = again;
  event.id = {};
  event.received = services.parts.clock.now();
  const auto receipt =
      co_await services.parts.bus.publish(std::move(event), 0, services.parts.clock.steady());
  if (!receipt) {
    // The claim goes, so that the next replay names whoever asks for that one.
    auto give_back = [id](ports::Tx& tx) { tx.set_setting(claim_of(id), {}); };
    if (claim == Claim::made) co_await services.parts.store.transact(give_back);
    co_return receipt.error();
  }
  identity::AuditRow act = act_of_replay(id, receipt->id, parked, actor);
  auto note = [id, parked, &act](ports::Tx& tx) {
    if (parked) {
      tx.unpark(id);
      tx.set_setting(claim_of(id), {});
    }
    tx.note(act);
  };
  co_await services.parts.store.transact(note);
  const core::Json body{{"event", receipt->id.text()}, {"repeated", receipt->repeated}};
  co_return json(body, 202);
}

}  // namespace

Answered list_parked(Services& services, Asked& asked) {
  auto read = [after = asked.values.id<core::EventId>("cursor"),
               limit = asked.values.limit()](ports::Queries& queries) {
    const std::vector<ports::ParkedRow> parked = queries.parked(kParkedLookedAt);
    auto next = std::find_if(parked.begin(), parked.end(),
                             [after](const auto& row) { return row.event > after; });
    const auto rows = [&](std::size_t count) {
      const auto first = next;
      next += static_cast<std::ptrdiff_t>(
          std::min(count, static_cast<std::size_t>(parked.end() - next)));
      return std::vector<ports::ParkedRow>(first, next);
    };
    const auto item = [&queries](const ports::ParkedRow& row) {
      const auto event = queries.event(row.event);
      return views::parked(row, event ? &*event : nullptr);
    };
    return page(limit, rows, item, [](const ports::ParkedRow& last) { return last.event.text(); });
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered replay_parked(Services& services, Asked& asked) {
  const auto id = asked.values.id<core::EventId>("event");
  auto read = [id](ports::Queries& queries) {
    return is_parked(queries, id) ? queries.event(id) : std::nullopt;
  };
  std::optional<core::Event> event = co_await services.parts.store.read(read);
  if (!event) co_return no_such(ValueKind::parked);
  auto answer = co_await replay(services, *std::move(event), true, {}, asked.principal->actor);
  co_return answer;
}

Answered preview_replay(Services& services, Asked& asked) {
  const auto shown =
      co_await services.parts.runtime.preview_replay(asked.values.id<core::EventId>("id"));
  if (!shown) co_return shown.error();
  co_return json(*shown);
}

Answered replay_event(Services& services, Asked& asked) {
  const auto id = asked.values.id<core::EventId>("id");
  std::string key(asked.request.field("Idempotency-Key"));
  const auto named = check_name(key, "Idempotency-Key");
  if (!named) co_return named.error();
  struct Found {
    std::optional<core::Event> event;
    bool parked = false;
  };
  auto read = [id](ports::Queries& queries) {
    return Found{queries.event(id), is_parked(queries, id)};
  };
  Found found = co_await services.parts.store.read(read);
  if (!found.event) co_return no_such(ValueKind::event);
  if (auto refusal = runtime::unreplayable(*found.event, found.parked)) co_return *refusal;
  if (key.empty()) key = std::to_string(services.parts.clock.now().time_since_epoch().count());
  auto answer = co_await replay(services, *std::move(found.event), found.parked, std::move(key),
                                asked.principal->actor);
  co_return answer;
}

}  // namespace baton::http
