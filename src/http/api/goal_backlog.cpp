#include "baton/runtime/damage.hpp"
#include "baton/runtime/goal_work.hpp"
#include "baton/views/run.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"

#include <utility>

// What is still to be done, in the order in which goals need it.
namespace baton::http {

Answered list_goal_backlog(Services& services, Asked& asked) {
  const auto tree = services.parts.runtime.goals();
  const auto limit = static_cast<std::size_t>(
      asked.values.number("limit", static_cast<std::int64_t>(core::kPageSizeDefault)));
  auto read = [&tree, limit, &clock = services.parts.clock](
                  ports::Queries& queries) -> core::Result<std::string> {
    const runtime::GoalWork of_goals(queries, *tree, clock.now());
    const auto work = of_goals.backlog();
    core::Json items = core::Json::array();
    for (std::size_t at = 0; at < work.size() && at < limit; ++at) {
      const auto& node = *work[at].node;
      const auto due = node.due ? core::Json(core::to_rfc3339(*node.due)) : core::Json();
      items.push_back({{"goal", node.name},
                       {"title", node.title},
                       {"state", to_text(work[at].state)},
                       {"due", due},
                       {"run", views::run(work[at].row, clock)}});
    }
    const auto left = work.size() - items.size();
    return core::dump(core::Json{{"items", std::move(items)},
                                 {"next", nullptr},
                                 {"left_out", left},
                                 {"at_least", of_goals.has_more_open()},
                                 {"unreadable", runtime::unreadable_json(of_goals.damaged())}});
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

}  // namespace baton::http
