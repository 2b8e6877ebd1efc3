#include "baton/core/finding.hpp"
#include "baton/identity/policy.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/task.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/inbox_page.hpp"
#include "http/api/page.hpp"
#include "http/api/problem.hpp"
#include "http/api/stepped.hpp"
#include "http/api/summaries.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

bool to_do(const ports::TaskRow& row) {
  return row.status == ports::TaskStatus::open || row.status == ports::TaskStatus::claimed;
}

// Why this principal may not do the task; nothing when they may, or have it already.
std::optional<core::Error> not_for(const ports::TaskRow& row, const identity::Principal& you) {
  if (core::same_person(row.owner, you.actor)) return std::nullopt;
  core::TaskRequested request{row.step};
  request.group = row.group;
  request.users = row.users;
  return identity::cannot_work(request, you);
}

// True if the task waits for this principal: they have it, or nobody has and they may do it.
bool waits_for_work_of(const ports::TaskRow& row, const identity::Principal& you) {
  if (!row.owner.is_nobody()) return core::same_person(row.owner, you.actor);
  return !not_for(row, you);
}

// A task as it is kept, with whether this principal may do it. Null when there is no such task.
core::Json task_json(ports::Queries& queries, const ApprovalId& id, const ports::Clock& clock,
                     const identity::Principal& you) {
  const auto row = queries.task(id.run, id.step);
  if (!row) return {};
  const auto run = runtime::load_run(queries, id.run);
  core::Json json = views::task_detail(*row, run ? &*run : nullptr, clock);
  if (!to_do(*row)) return json;
  const auto refusal = not_for(*row, you);
  json["you"] = {{"may", !refusal}, {"have", core::same_person(row->owner, you.actor)}};
  if (refusal) json["you"]["because"] = refusal->message;
  return json;
}

core::Result<ports::TaskFilter> tasks_asked(const Values& values) {
  ports::TaskFilter filter;
  const auto invalid = [](std::string message, std::string parameter, std::string hint = {}) {
    return core::Error{core::Errc::invalid, std::move(message),
                       "query parameter " + std::move(parameter), std::move(hint)};
  };
  if (values.text("status") == "to-do") {
    filter.to_do = true;
  } else if (values.has("status")) {
    filter.status = ports::task_status(values.text("status"));
    if (!filter.status)
      return core::no_such_choice(values.text("status"),
                                  {"to-do", "open", "claimed", "done", "withdrawn", "expired"},
                                  "query parameter status");
  }
  if (values.has("mine")) {
    if (values.text("mine") != "true" || filter.status)
      return invalid("expected mine=true, and no status but to-do", "mine",
                     "leave it out for the tasks of all");
    filter.to_do = true;
  }
  const ApprovalId cursor = values.approval("cursor");
  filter.after = cursor.run;
  filter.after_step = cursor.step;
  filter.limit = values.limit();
  return filter;
}

// The next tasks, at most `count`, without those whose rows are damaged. The filter then begins
// behind them. With `only`: those that wait for this principal.
std::vector<ports::TaskRow> next_tasks(ports::Tasks& queries, ports::TaskFilter& filter,
                                       std::size_t count, const identity::Principal* only,
                                       DamagedRuns& damaged) {
  const auto read = [&queries, &filter](std::size_t most) {
    filter.limit = most;
    return runtime::readable_tasks(queries, filter);
  };
  std::vector<ports::TaskRow> wanted;
  for (bool more = true; more && wanted.size() < count;) {
    const auto most = count - wanted.size();
    auto found = whole_rows(most, damaged, read);
    more = only != nullptr && found.size() == most;
    for (auto& row : found)
      if (only == nullptr || waits_for_work_of(row, *only)) wanted.push_back(std::move(row));
  }
  return wanted;
}

// Whether the run has taken what somebody said, as far as the task shows it: somebody else may have
// been faster.
bool came_about(const core::Json& task, runtime::TaskAct::Kind kind, const core::Actor& owner) {
  const bool theirs = core::same_person(core::Actor::parse(core::text_at(task, "owner")), owner);
  switch (kind) {
    case runtime::TaskAct::Kind::claim: return theirs;
    case runtime::TaskAct::Kind::finish: return theirs && core::text_at(task, "status") == "done";
    default: return true;
  }
}

// Does something with a task, and answers with what it has come to.
Answered act(Services& services, Asked& asked, runtime::TaskAct what) {
  const ApprovalId id = asked.values.approval("id");
  core::StepRef step = id.step;
  identity::Principal by = *asked.principal;
  const auto kind = what.kind;
  const auto owner = what.owner.empty() ? by.actor : core::Actor::parse(what.owner);
  std::vector<core::Error> mistakes;
  const auto receipt = co_await services.parts.runtime.act_on_task(
      id.run, std::move(step), std::move(what), std::move(by), mistakes);
  if (!mistakes.empty()) co_return problem(mistakes);
  if (!receipt) co_return receipt.error();
  auto read = [&id, &clock = services.parts.clock, you = *asked.principal](
                  ports::Queries& queries) { return task_json(queries, id, clock, you); };
  const auto found = co_await read_once_stepped(services, receipt->id, read);
  if (found.stepped && !came_about(found.value, kind, owner)) {
    co_return core::Error{
        core::Errc::conflict, "the task has changed meanwhile", {}, "look at it again"};
  }
  // 202 says that it is durable and that the run has not taken it yet.
  co_return json(found.value, found.stepped ? 200 : 202);
}

}  // namespace

Answered list_tasks(Services& services, Asked& asked) {
  auto filter = tasks_asked(asked.values);
  if (!filter) co_return filter.error();
  auto read = [&filter = *filter, &clock = services.parts.clock, you = *asked.principal,
               mine = asked.values.has("mine")](ports::Queries& queries) {
    DamagedRuns damaged;
    const auto rows = [&](std::size_t count) {
      return next_tasks(queries, filter, count, mine ? &you : nullptr, damaged);
    };
    const auto item = [&clock](const ports::TaskRow& row) { return views::task(row, clock); };
    ListPage page(filter.limit);
    const auto last = fill_page(page, rows, item);
    return inbox_text(page, last, filter, damaged);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_task(Services& services, Asked& asked) {
  const ApprovalId id = asked.values.approval("id");
  auto read = [&id, &clock = services.parts.clock, you = *asked.principal,
               lang = asked.values.text("lang"), &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<core::Json> {
    auto found = task_json(queries, id, clock, you);
    if (!found.is_null()) return with_summary(queries, plans, id, lang, std::move(found));
    const auto run = runtime::load_run(queries, id.run);
    return run ? runtime::no_such_task(*run, id.step) : no_such(ValueKind::task);
  };
  const core::Result<core::Json> found = co_await services.parts.store.read(read);
  if (!found) co_return found.error();
  co_return json(*found);
}

Answered claim_task(Services& services, Asked& asked) {
  runtime::TaskAct what;
  what.owner = asked.body.text("owner");
  return act(services, asked, std::move(what));
}

Answered release_task(Services& services, Asked& asked) {
  runtime::TaskAct what{runtime::TaskAct::Kind::release};
  what.comment = asked.body.text("comment");
  return act(services, asked, std::move(what));
}

Answered finish_task(Services& services, Asked& asked) {
  runtime::TaskAct what{runtime::TaskAct::Kind::finish};
  what.comment = asked.body.text("comment");
  what.values = asked.body.take("values");
  return act(services, asked, std::move(what));
}

Answered reopen_task(Services& services, Asked& asked) {
  runtime::TaskAct what{runtime::TaskAct::Kind::reopen};
  what.comment = asked.body.text("reason");
  return act(services, asked, std::move(what));
}

}  // namespace baton::http
