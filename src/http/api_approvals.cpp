#include "baton/core/person.hpp"
#include "baton/runtime/deciders.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "http/handlers.hpp"
#include "http/page.hpp"
#include "http/problem.hpp"
#include "http/query.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace baton::http {
namespace {

// A decision is on disk when it is accepted; stepping it follows at once unless there is a backlog.
// This long it is waited for.
constexpr int kLooksMax = 20;
constexpr std::chrono::milliseconds kLookEvery{100};

// "run_….legal"
struct ApprovalId {
  core::RunId run{};
  std::string step{};
};

core::Error no_such_approval() {
  return {core::Errc::not_found,
          "there is no approval by that id",
          {},
          "expected run_….step, as the list shows it"};
}

core::Result<ApprovalId> parse_approval_id(std::string_view segment) {
  auto text = decode_segment(segment);
  if (!text) return text.error();
  const auto dot = text->find('.');
  if (dot == std::string::npos || dot + 1 == text->size()) return no_such_approval();
  auto run = core::RunId::parse(std::string_view(*text).substr(0, dot));
  if (!run) return no_such_approval();
  return ApprovalId{*run, text->substr(dot + 1)};
}

std::string id_of(const ports::ApprovalRow& row) { return row.run.text() + "." + row.step; }

core::Json time_or_null(const std::optional<core::Time>& time) {
  return time ? core::Json(core::to_rfc3339(*time)) : core::Json();
}

// What is due in steady time is told as the clock on the wall will show it.
core::Json to_json(const ports::ApprovalRow& row, const ports::Clock& clock) {
  return {{"id", id_of(row)},
          {"run", row.run.text()},
          {"step", row.step},
          {"workflow", row.workflow},
          {"title", row.title},
          {"ask", row.ask},
          {"group", row.group},
          {"status", ports::to_text(row.status)},
          {"hash", row.hash},
          {"requested_at", core::to_rfc3339(row.requested_at)},
          {"due", row.due ? core::Json(core::to_rfc3339(clock.on_wall(*row.due))) : core::Json()},
          {"decided_at", time_or_null(row.decided_at)},
          {"actor", row.actor},
          {"comment", row.comment}};
}

runtime::Decider decider(const Exchange& exchange) {
  const Principal& principal = *exchange.principal;
  return {principal.actor, std::string(to_text(principal.role)), principal.groups};
}

// With what is to be approved and who decided what; null when there is none.
core::Json approval_json(ports::Queries& queries, const ApprovalId& id, const ports::Clock& clock,
                         const runtime::Decider& you) {
  const auto row = queries.approval(id.run, id.step);
  if (!row) return {};
  core::Json json = to_json(*row, clock);
  json["of"] = nullptr;
  json["decisions"] = core::Json::array();
  const auto run = runtime::load_run(queries, id.run);
  if (!run || !run->step(id.step).approval) return json;
  const core::Approval& approval = *run->step(id.step).approval;
  json["of"] = approval.request.of;
  json["users"] = approval.request.users;
  json["count"] = approval.request.count;
  json["not_requester"] = approval.request.not_requester;
  json["requester"] = run->head().requester;
  if (row->status == ports::ApprovalStatus::open) {
    const auto found = runtime::deciders(approval, run->head().requester, queries.tokens());
    json["may"] = found.may;
    json["missing"] = found.missing;
    const auto refusal = runtime::may_decide(approval.request, run->head().requester, you);
    json["you"] = {{"may", !refusal}};
    if (refusal) json["you"]["because"] = refusal->message;
    if (!found.problem.empty()) json["problem"] = found.problem;
  }
  for (const core::Decided& decided : approval.decisions) {
    json["decisions"].push_back({{"actor", decided.actor},
                                 {"approve", decided.approve},
                                 {"comment", decided.comment},
                                 {"hash", decided.hash},
                                 {"at", core::to_rfc3339(decided.at)}});
  }
  return json;
}

core::Result<ports::ApprovalFilter> approvals_asked(std::string_view text) {
  auto query = Query::parse(text, {"status", "cursor", "limit"});
  if (!query) return query.error();
  ports::ApprovalFilter filter;
  if (query->has("status")) {
    filter.status = ports::approval_status(query->text("status"));
    if (!filter.status)
      return core::Error{core::Errc::invalid,
                         "expected open, approved, rejected, withdrawn or expired",
                         "query parameter status",
                         {}};
  }
  if (query->has("cursor")) {
    auto cursor = parse_approval_id(query->text("cursor"));
    if (!cursor)
      return core::Error{
          core::Errc::invalid, "expected a cursor that a list gave", "query parameter cursor", {}};
    filter.after = cursor->run;
    filter.after_step = cursor->step;
  }
  auto limit = query->limit();
  if (!limit) return limit.error();
  filter.limit = *limit;
  return filter;
}

struct Decision {
  ApprovalId id;
  std::string comment;
  std::string hash;
};

core::Result<Decision> read_decision(const Exchange& exchange) {
  auto id = parse_approval_id(exchange.params[0]);
  if (!id) return id.error();
  auto members = Members::parse(exchange.request.body, {"comment", "hash"}, true);
  if (!members) return members.error();
  auto comment = members->text_or("comment", "");
  if (!comment) return comment.error();
  auto hash = members->text_or("hash", "");
  if (!hash) return hash.error();
  return Decision{*std::move(id), *std::move(comment), *std::move(hash)};
}

// Whether the decision as asked for is among those that were kept.
bool decided_so(const core::Json& approval, std::string_view actor, bool approves) {
  const auto& decisions = approval.at("decisions");
  return std::any_of(decisions.begin(), decisions.end(), [&](const core::Json& decided) {
    return core::same_person(core::text_at(decided, "actor"), actor) &&
           decided.at("approve") == approves;
  });
}

boost::asio::awaitable<void> decide(Services& services, Exchange& exchange, bool approves) {
  auto decision = read_decision(exchange);
  if (!decision) {
    problem(exchange.response, decision.error());
    co_return;
  }
  std::string step = decision->id.step;
  const Principal& principal = *exchange.principal;
  runtime::Decider by = decider(exchange);
  auto receipt = co_await services.parts.runtime.decide(decision->id.run, std::move(step), approves,
                                                        std::move(decision->comment),
                                                        std::move(decision->hash), std::move(by));
  if (!receipt) {
    problem(exchange.response, receipt.error());
    co_return;
  }
  struct Found {
    core::Json approval;
    core::EventId cursor;
    core::EventId last;
  };
  auto read = [&id = decision->id, &clock = services.parts.clock,
               you = decider(exchange)](ports::Queries& queries) {
    return Found{approval_json(queries, id, clock, you), queries.cursor(), queries.last_event()};
  };
  Found found = co_await services.parts.store.read(read);
  for (int looks = 0; found.cursor < receipt->id && looks < kLooksMax && !services.watch.stopped();
       ++looks) {
    co_await services.watch.past(found.last, kLookEvery);
    found = co_await services.parts.store.read(read);
  }
  if (found.cursor >= receipt->id && !decided_so(found.approval, principal.actor, approves)) {
    problem(exchange.response, core::Error{core::Errc::conflict,
                                           "somebody else has decided this meanwhile",
                                           {},
                                           "look at it again"});
    co_return;
  }
  // 202: the decision is kept, but what follows from it is still to come.
  reply(exchange.response, found.cursor < receipt->id ? 202 : 200, found.approval);
}

}  // namespace

boost::asio::awaitable<void> list_approvals(Services& services, Exchange& exchange) {
  auto filter = approvals_asked(exchange.request.query);
  if (!filter) {
    problem(exchange.response, filter.error());
    co_return;
  }
  auto read = [&filter = *filter, &clock = services.parts.clock](ports::Queries& queries) {
    Page page(filter.limit);
    const auto rows = [&](std::size_t count) {
      filter.limit = count;
      auto approvals = queries.approvals(filter);
      if (!approvals.empty()) {
        filter.after = approvals.back().run;
        filter.after_step = approvals.back().step;
      }
      return approvals;
    };
    const auto last =
        fill(page, rows, [&clock](const ports::ApprovalRow& row) { return to_json(row, clock); });
    return page.text(last ? core::Json(id_of(*last)) : core::Json());
  };
  std::string text = co_await read_large(services, exchange, read);
  reply_large(services, exchange, std::move(text));
}

boost::asio::awaitable<void> show_approval(Services& services, Exchange& exchange) {
  auto id = parse_approval_id(exchange.params[0]);
  if (!id) {
    problem(exchange.response, id.error());
    co_return;
  }
  auto read = [&id = *id, &clock = services.parts.clock,
               you = decider(exchange)](ports::Queries& queries) -> core::Result<core::Json> {
    auto json = approval_json(queries, id, clock, you);
    if (!json.is_null()) return json;
    const auto run = runtime::load_run(queries, id.run);
    return run ? runtime::no_such_approval(*run, id.step) : no_such_approval();
  };
  const core::Result<core::Json> body = co_await services.parts.store.read(read);
  if (body) {
    reply(exchange.response, 200, *body);
  } else {
    problem(exchange.response, body.error());
  }
}

boost::asio::awaitable<void> approve(Services& services, Exchange& exchange) {
  return decide(services, exchange, true);
}
boost::asio::awaitable<void> reject(Services& services, Exchange& exchange) {
  return decide(services, exchange, false);
}

}  // namespace baton::http
