#include "http/api/decisions.hpp"

#include "baton/identity/principal.hpp"
#include "baton/ports/failures.hpp"
#include "baton/ports/people.hpp"
#include "baton/runtime/damage.hpp"
#include "http/api/values.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

// Who goes by the name and may decide at all: as a user first, since a token may be made for less.
std::optional<identity::Principal> decider_named(const std::vector<identity::Principal>& people,
                                                 const std::string& name) {
  std::optional<identity::Principal> found;
  for (const identity::Principal& one : people) {
    if (one.actor.name() != name || !identity::may(one, identity::Needs::decide)) continue;
    if (!found || one.user) found = one;
  }
  return found;
}

// Who decides; or why nobody does.
boost::asio::awaitable<core::Result<identity::Principal>> decider(Services& services,
                                                                  std::string connection,
                                                                  std::string person) {
  if (person.empty())
    co_return core::Error{core::Errc::denied,
                          "nobody is known by this id in " + connection,
                          {},
                          "an admin lists them under `people` of the connection"};
  auto read = [now = services.parts.clock.now()](ports::Queries& queries) {
    return ports::people(queries, now);
  };
  const auto people = co_await services.parts.store.read(read);
  auto found = decider_named(people, person);
  if (!found)
    co_return core::Error{core::Errc::denied,
                          person + " may not decide here, or not any more",
                          {},
                          "an admin gives them a user: baton users ls shows who there is"};
  co_return *std::move(found);
}

// A damaged run refuses the decision. The event that brought it is stored all the same.
boost::asio::awaitable<core::Result<void>> decide(Services& services, std::string connection,
                                                  ingress::ApprovalAnswer decision) {
  auto look = decider(services, connection, decision.person);
  auto by = co_await std::move(look);
  if (!by) co_return by.error();
  auto id = approval_id(decision.approval);
  if (!id) co_return no_such(ValueKind::approval);
  const core::RunId run = id->run;
  auto deciding = services.parts.runtime.decide(run, std::move(id->step), decision.approve,
                                                "through " + connection, std::move(decision.hash),
                                                *std::move(by));
  try {
    const auto receipt = co_await std::move(deciding);
    if (!receipt) co_return receipt.error();
    co_return core::Result<void>();
  } catch (const ports::RowDamaged& damage) {
    co_return runtime::unreadable_run(run, damage);
  }
}

}  // namespace

boost::asio::awaitable<core::Json> take_decision(Services& services, std::string connection,
                                                 ingress::ApprovalAnswer decision) {
  core::Json told{{"approval", decision.approval},
                  {"approve", decision.approve},
                  {"who", decision.who},
                  {"status", "accepted"}};
  if (!decision.person.empty()) told["by"] = decision.person;
  auto work = decide(services, connection, std::move(decision));
  const auto taken = co_await std::move(work);
  if (taken) co_return told;
  told["status"] = "refused";
  told["reason"] = taken.error().message;
  services.refused_hooks.note(services.parts.clock.steady(), [&] {
    return "a decision through " + connection + " on " + core::text_at(told, "approval") +
           " is refused: " + taken.error().text();
  });
  co_return told;
}

}  // namespace baton::http
