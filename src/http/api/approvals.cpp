#include "baton/core/finding.hpp"
#include "baton/identity/deciders.hpp"
#include "baton/identity/delegation.hpp"
#include "baton/identity/policy.hpp"
#include "baton/ports/failures.hpp"
#include "baton/ports/people.hpp"
#include "baton/runtime/delegations.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/views/approval.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/inbox_page.hpp"
#include "http/api/page.hpp"
#include "http/api/stepped.hpp"
#include "http/api/summaries.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

// An approval and its run, as they are kept.
struct Kept {
  std::optional<ports::ApprovalRow> row;
  std::optional<core::Run> run;

  Kept(ports::Queries& queries, const ApprovalId& id) : row(queries.approval(id.run, id.step)) {
    if (row) run = runtime::load_run(queries, id.run);
  }
  // What was asked and decided; null when that is not known any more.
  const core::Approval* approval() const {
    if (!run || !run->step(row->step).approval) return nullptr;
    return &*run->step(row->step).approval;
  }
};

// Whoever asks, and the people for whom they may decide.
struct Asker {
  const identity::Principal& you;
  std::vector<identity::Principal> delegators;

  Asker(ports::Queries& queries, const identity::Principal& principal, const ports::Clock& clock)
      : you(principal), delegators(runtime::delegators(queries, principal.actor, clock.now())) {}
};

// An approval with what is to be approved, the decisions so far, and who may still decide. Null
// when there is no such approval.
core::Json approval_json(const Kept& kept, ports::Queries& queries, const ports::Clock& clock,
                         const Asker& asker) {
  if (!kept.row) return {};
  core::Json json = views::approval_detail(*kept.row, kept.run ? &*kept.run : nullptr, clock);
  const core::Approval* approval = kept.approval();
  if (approval == nullptr || kept.row->status != ports::ApprovalStatus::open) return json;
  const core::Actor& requester = kept.run->head().requester;
  const auto found = identity::deciders(*approval, requester, ports::people(queries, clock.now()));
  json["may"] = found.may;
  json["missing"] = found.missing;
  if (!found.problem.empty()) json["problem"] = found.problem;
  const auto voice = identity::voice_of(*approval, requester, asker.you, asker.delegators);
  json["you"] = {{"may", !voice.refusal}};
  if (voice.refusal) json["you"]["because"] = voice.refusal->message;
  if (!voice.on_behalf_of.is_nobody()) json["you"]["for"] = voice.on_behalf_of;
  return json;
}

core::Result<ports::ApprovalFilter> approvals_asked(const Values& values) {
  ports::ApprovalFilter filter;
  if (values.has("status")) {
    filter.status = ports::approval_status(values.text("status"));
    if (!filter.status)
      return core::no_such_choice(values.text("status"),
                                  {"open", "approved", "rejected", "withdrawn", "expired"},
                                  "query parameter status");
  }
  if (values.has("mine")) {
    const bool open = !filter.status || filter.status == ports::ApprovalStatus::open;
    if (values.text("mine") != "true" || !open)
      return core::Error{core::Errc::invalid, "expected mine=true, and no status but open",
                         "query parameter mine", "leave it out for the approvals of all"};
    filter.status = ports::ApprovalStatus::open;
  }
  const ApprovalId cursor = values.approval("cursor");
  filter.after = cursor.run;
  filter.after_step = cursor.step;
  filter.limit = values.limit();
  return filter;
}

// True if the approval waits for a word of this principal: it may decide, and has not yet.
bool waits_for(ports::Queries& queries, const ports::ApprovalRow& row, const Asker& asker) {
  const Kept kept(queries, {row.run, row.step});
  const core::Approval* approval = kept.approval();
  if (approval == nullptr) return false;
  const auto voice =
      identity::voice_of(*approval, kept.run->head().requester, asker.you, asker.delegators);
  const auto& whose = voice.on_behalf_of.is_nobody() ? asker.you.actor : voice.on_behalf_of;
  return !voice.refusal && identity::decision_of(*approval, whose) == nullptr;
}

// The next approvals, at most `count`, without those whose rows are damaged. The filter then begins
// behind them.
std::vector<ports::ApprovalRow> next_approvals(ports::Approvals& queries,
                                               ports::ApprovalFilter& filter, std::size_t count,
                                               DamagedRuns& damaged) {
  const auto read = [&queries, &filter](std::size_t most) {
    filter.limit = most;
    return runtime::readable_approvals(queries, filter);
  };
  return whole_rows(count, damaged, read);
}

// The same of those that wait for this principal. Of a run that cannot be read nobody knows for
// whom its approval waits.
std::vector<ports::ApprovalRow> next_of_mine(ports::Queries& queries, ports::ApprovalFilter& filter,
                                             std::size_t count, const Asker& asker,
                                             DamagedRuns& damaged) {
  std::vector<ports::ApprovalRow> mine;
  while (mine.size() < count && !damaged.full()) {
    // One by one, so that the filter never stands behind a row that was not looked at.
    auto found = next_approvals(queries, filter, 1, damaged);
    if (found.empty()) break;
    try {
      if (waits_for(queries, found.front(), asker)) mine.push_back(std::move(found.front()));
    } catch (const ports::RowDamaged& damage) {
      spdlog::debug("whom approval {} waits for is not known: {}",
                    views::approval_id(found.front()), damage.what());
      damaged.add(found.front().run);
    }
  }
  return mine;
}

// True if the approval has a decision of this actor that says the same.
bool decided_so(const core::Approval* approval, const core::Actor& actor, bool approves) {
  const auto* decided = approval ? identity::decision_of(*approval, actor) : nullptr;
  return decided && decided->approve == approves;
}

Answered decide(Services& services, Asked& asked, bool approves) {
  const ApprovalId id = asked.values.approval("id");
  core::StepRef step = id.step;
  std::string comment = asked.body.text("comment");
  std::string hash = asked.body.text("hash");
  identity::Principal by = *asked.principal;
  const auto receipt = co_await services.parts.runtime.decide(
      id.run, std::move(step), approves, std::move(comment), std::move(hash), std::move(by));
  if (!receipt) co_return receipt.error();
  struct Found {
    core::Json approval;
    bool decided_so;
  };
  auto read = [&id, &clock = services.parts.clock, you = *asked.principal,
               approves](ports::Queries& queries) {
    const Kept kept(queries, id);
    return Found{approval_json(kept, queries, clock, {queries, you, clock}),
                 decided_so(kept.approval(), you.actor, approves)};
  };
  const auto found = co_await read_once_stepped(services, receipt->id, read);
  if (found.stepped && !found.value.decided_so) {
    co_return core::Error{
        core::Errc::conflict, "somebody else has decided this meanwhile", {}, "look at it again"};
  }
  // 202 says that the decision is durable and that the run has not taken it yet.
  co_return json(found.value.approval, found.stepped ? 200 : 202);
}

}  // namespace

Answered list_approvals(Services& services, Asked& asked) {
  auto filter = approvals_asked(asked.values);
  if (!filter) co_return filter.error();
  auto read = [&filter = *filter, &clock = services.parts.clock, you = *asked.principal,
               mine = asked.values.has("mine")](ports::Queries& queries) {
    const Asker asker(queries, you, clock);
    DamagedRuns damaged;
    const auto rows = [&](std::size_t count) {
      return mine ? next_of_mine(queries, filter, count, asker, damaged)
                  : next_approvals(queries, filter, count, damaged);
    };
    const auto item = [&clock](const ports::ApprovalRow& row) {
      return views::approval(row, clock);
    };
    ListPage page(filter.limit);
    const auto last = fill_page(page, rows, item);
    return inbox_text(page, last, filter, damaged);
  };
  auto answer = co_await read_large(services, asked, read);
  co_return answer;
}

Answered show_approval(Services& services, Asked& asked) {
  const ApprovalId id = asked.values.approval("id");
  auto read = [&id, &clock = services.parts.clock, you = *asked.principal,
               lang = asked.values.text("lang"), &plans = services.parts.runtime.plans()](
                  ports::Queries& queries) -> core::Result<core::Json> {
    const Kept kept(queries, id);
    if (kept.row)
      return with_summary(queries, plans, id, lang,
                          approval_json(kept, queries, clock, {queries, you, clock}));
    const auto run = runtime::load_run(queries, id.run);
    return run ? runtime::no_such_approval(*run, id.step) : no_such(ValueKind::approval);
  };
  const core::Result<core::Json> found = co_await services.parts.store.read(read);
  if (!found) co_return found.error();
  co_return json(*found);
}

Answered approve(Services& services, Asked& asked) { return decide(services, asked, true); }
Answered reject(Services& services, Asked& asked) { return decide(services, asked, false); }

}  // namespace baton::http
