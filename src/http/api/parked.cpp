#include "baton/core/again.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/identity/audit.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/retrying.hpp"
#include "baton/views/event.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/ingest.hpp"
#include "http/api/page.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Events that could not be processed, and events that are processed again.
namespace baton::http {
namespace {

// How many parked events are read for the list at most. Parked events are few: when there are more
// than this, those behind it are not listed until some before them are gone.
constexpr std::size_t kParkedLookedAt = 10'000;

bool is_parked(ports::Parking& queries, core::EventId id) {
  return queries.parked_event(id).has_value();
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

// The replay of a parked event, which is under way for as long as this lives. If another replay of
// the same event was under way already, is_only() is false, and this one must not begin.
class ReplayUnderWay {
 public:
  ReplayUnderWay(std::shared_ptr<Replays> all, core::EventId id)
      : all_(std::move(all)), id_(id), is_only_(all_->insert(id).second) {}
  ~ReplayUnderWay() {
    if (is_only_) all_->erase(id_);
  }
  ReplayUnderWay(const ReplayUnderWay&) = delete;

  bool is_only() const { return is_only_; }

 private:
  std::shared_ptr<Replays> all_;
  core::EventId id_;
  bool is_only_;
};

// The key of a replay whose caller gave none. It differs each time, so that each such replay
// publishes an event of its own.
std::string key_of_now(const ports::Clock& clock) {
  return std::to_string(clock.now().time_since_epoch().count());
}

// Publishes an event again, as a new event with a new id: it starts and resumes what it would by
// the workflows of today. Who sent it stays as it was, since triggers ask for that. Its origin is
// made of the id of the first one and of `key`, so that the same replay is not made twice. The
// transaction that puts it into the log also takes a parked event off the list and notes in the
// audit who asked for the replay. This is `actor`, who stands in the origin too: they may not
// approve where a requester may not.
boost::asio::awaitable<core::Result<Response>> replay(Services& services, core::Event event,
                                                      bool parked, std::string key,
                                                      core::Actor actor) {
  const core::EventId id = event.id;
  auto again = core::again_by(event);
  core::add_again(again, actor, event.actor);
  // An event that is addressed to a run must not have an origin. It needs none here, since a run
  // takes each outcome and each decision only once, and one begins only once.
  event.origin = core::addressed(event.type) ? std::string() : "replay:" + id.text();
  // The key is a text of the caller's. Its digest cannot pass for the names that follow.
  if (!event.origin.empty())
    event.origin = core::origin_with(event.origin + ":" + core::sha256_hex(key), again);
  if (event.type == core::kChildBegin && !again.empty()) event.data[core::kAgainBy] = again;
  event.id = {};
  event.received = services.parts.clock.now();
  bus::Together with = [id, parked, actor](ports::Tx& tx,
                                           const std::vector<bus::Receipt>& receipts) {
    if (parked) tx.unpark(id);
    const auto& made = receipts.front();
    if (!made.repeated) tx.note(act_of_replay(id, made.id, parked, actor));
  };
  std::vector<core::Event> events;
  events.push_back(std::move(event));
  const auto receipts =
      co_await services.parts.bus.publish_all(std::move(events), 0, services.parts.clock.steady(),
                                              bus::Repeats::must_agree, std::move(with));
  if (!receipts) co_return receipts.error();
  const bus::Receipt receipt = receipts->front();
  const core::Json body{{"event", receipt.id.text()}, {"repeated", receipt.repeated}};
  co_return json(body, 202);
}

// Replays a parked event, unless another replay of it is under way: both would publish it, each in
// the name of its caller. The list is read after that check, so an event that another replay took
// off is not found.
boost::asio::awaitable<core::Result<Response>> replay_from_list(Services& services,
                                                                core::EventId id, std::string key,
                                                                core::Actor actor) {
  const ReplayUnderWay under_way(services.replays, id);
  if (!under_way.is_only())
    co_return core::Error{core::Errc::conflict,
                          "a replay of the event " + id.text() + " is under way",
                          {},
                          "see in a moment whether the event is still parked: baton events parked"};
  auto read = [id](ports::Queries& queries) {
    return is_parked(queries, id) ? queries.event(id) : std::nullopt;
  };
  std::optional<core::Event> event = co_await services.parts.store.read(read);
  if (!event) co_return no_such(ValueKind::parked);
  auto answer =
      co_await replay(services, *std::move(event), true, std::move(key), std::move(actor));
  co_return answer;
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
      try {
        const auto event = queries.event(row.event);
        return views::parked(row, event ? &*event : nullptr);
      } catch (const ports::RowDamaged&) {  // its cause says that nothing more is known of it
        return views::parked(row, nullptr);
      }
    };
    return page(limit, rows, item, [](const ports::ParkedRow& last) { return last.event.text(); });
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered replay_parked(Services& services, Asked& asked) {
  return replay_from_list(services, asked.values.id<core::EventId>("event"),
                          key_of_now(services.parts.clock), asked.principal->actor);
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
  if (key.empty()) key = key_of_now(services.parts.clock);
  core::Actor actor = asked.principal->actor;
  auto replaying = found.parked ? replay_from_list(services, id, std::move(key), std::move(actor))
                                : replay(services, *std::move(found.event), false, std::move(key),
                                         std::move(actor));
  auto answer = co_await std::move(replaying);
  co_return answer;
}

}  // namespace baton::http
