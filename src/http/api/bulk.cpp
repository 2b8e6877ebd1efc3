#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/core/version_number.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/views/run.hpp"
#include "baton/views/run_query.hpp"
#include "http/api/answer.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

// The same done to many runs.
namespace baton::http {
namespace {

// How many runs one request acts on. Each takes a commit.
constexpr std::size_t kBulkMax = 100;
// How many runs a query may look at for these, so that one that finds hardly any ends.
constexpr std::size_t kLookedMax = 5'000;

// What is to be done, to which runs.
struct Deed {
  enum class What { retry, cancel, migrate };
  What what = What::retry;
  int to = 0;  // the version that they are migrated to
  std::string reason{};
  bool dry_run = false;
  std::optional<ports::RunFilter> filter{};
  std::vector<core::RunId> ids{};
};

// A run to which it cannot be done since it cannot be read, and why.
struct UnreadRun {
  core::RunId id{};
  core::Error why{};
};

// The runs that a deed is about.
struct Targets {
  std::vector<ports::RunRow> runs{};
  std::vector<UnreadRun> unread{};
  core::RunId next{};  // the last that was looked at, when more may follow

  bool full() const { return runs.size() + unread.size() >= kBulkMax; }
};

core::Error bad_member(std::string message, std::string where) {
  return {core::Errc::invalid, std::move(message), std::move(where), {}};
}

// True for a run to which it may be done, as far as its row tells.
bool able(const ports::RunRow& run, const Deed& deed) {
  if (deed.what == Deed::What::cancel) return !core::ended(run.status);
  if (deed.what == Deed::What::migrate) return !core::ended(run.status) && run.version != deed.to;
  return run.failing || run.status == core::RunStatus::failed ||
         run.status == core::RunStatus::paused;
}

// True for a query that leaves no run out: spaces, or marks in which there is no word.
bool means_all(const ports::RunFilter& filter) {
  return filter.terms.empty() && filter.has_terms_only();
}

core::Result<std::vector<core::RunId>> ids_of(const std::vector<std::string>& texts) {
  std::vector<core::RunId> ids;
  for (std::size_t at = 0; at < texts.size(); ++at) {
    const auto id = core::RunId::parse(texts[at]);
    if (!id) return bad_member(id.error().message, "/ids/" + std::to_string(at));
    ids.push_back(*id);
  }
  return ids;
}

// Reads what is to be done, and adds what is wrong with it to `mistakes`.
void read_what(Members& body, Deed& deed, std::vector<core::Error>& mistakes) {
  const std::string what = body.text("do");
  if (what == "cancel") deed.what = Deed::What::cancel;
  if (what == "migrate") deed.what = Deed::What::migrate;
  if (deed.what == Deed::What::retry && what != "retry")
    mistakes.push_back(core::no_such_choice(what, {"retry", "cancel", "migrate"}, "/do"));
  const core::Json to = body.take("to");
  const auto version = core::version_number(to);
  deed.to = version.value_or(0);
  if (deed.what == Deed::What::migrate && !version)
    mistakes.push_back(bad_member("expected the number of a version", "/to"));
  if (deed.what != Deed::What::migrate && !to.is_null())
    mistakes.push_back(bad_member("expected only where runs are migrated", "/to"));
}

// True if all runs that the filter finds are of one workflow.
bool names_workflow(const ports::RunFilter& filter) {
  return std::any_of(filter.terms.begin(), filter.terms.end(), [](const ports::RunTerm& term) {
    return term.of == ports::RunTerm::Of::workflow && !term.negated;
  });
}

// Reads what is asked, and adds what is wrong with it to `mistakes`.
Deed deed_of(Members& body, core::Time now, std::vector<core::Error>& mistakes) {
  Deed deed;
  read_what(body, deed, mistakes);
  deed.reason = body.text("reason");
  const core::Json dry_run = body.take("dry_run");
  deed.dry_run = dry_run == true;
  if (!dry_run.is_null() && !dry_run.is_boolean())
    mistakes.push_back(bad_member("expected true or false", "/dry_run"));
  auto ids = ids_of(body.names("ids"));
  if (!ids) mistakes.push_back(ids.error());
  if (ids) deed.ids = *std::move(ids);
  const std::string q = body.text("q");
  if (q.empty() == deed.ids.empty() && mistakes.empty())
    mistakes.push_back(bad_member("expected q or ids, and not both", "/q"));
  if (q.empty()) return deed;
  deed.filter.emplace();
  for (core::Error& mistake : views::add_query(q, now, *deed.filter))
    mistakes.push_back(std::move(mistake));
  if (mistakes.empty() && means_all(*deed.filter))
    mistakes.push_back({core::Errc::invalid, "the query looks for nothing, and so means all runs",
                        "/q", "say which ones, as status:running"});
  // The same number is another version in each workflow.
  if (deed.what == Deed::What::migrate && mistakes.empty() && !names_workflow(*deed.filter))
    mistakes.push_back(bad_member(
        "expected a query that names the workflow of the runs to migrate, as template:NAME", "/q"));
  const std::string cursor = body.text("cursor");
  const auto before =
      cursor.empty() ? core::Result<core::RunId>(core::RunId()) : core::RunId::parse(cursor);
  if (!before) mistakes.push_back(bad_member(before.error().message, "/cursor"));
  if (before && *before && (!deed.filter->before || *before < deed.filter->before))
    deed.filter->before = *before;
  return deed;
}

core::Result<ports::RunRow> read_run(ports::Runs& queries, core::RunId id) {
  try {
    auto run = queries.run(id);
    if (!run) return no_such(ValueKind::run);
    return *std::move(run);
  } catch (const ports::RowDamaged& damage) {
    return runtime::unreadable_run(id, damage);
  }
}

void add_named(ports::Runs& queries, const std::vector<core::RunId>& ids, Targets& targets) {
  for (const core::RunId id : ids) {
    auto run = read_run(queries, id);
    if (run) {
      targets.runs.push_back(*std::move(run));
    } else {
      targets.unread.push_back({id, run.error()});
    }
  }
}

// Adds those that a query finds. The search goes on behind a damaged run.
void add_found(ports::Runs& queries, ports::RunFilter filter, const Deed& deed, Targets& targets) {
  filter.limit = kBulkMax;
  for (std::size_t looked = 0; looked < kLookedMax && !targets.full();) {
    auto page = runtime::readable_runs(queries, filter);
    looked += page.rows.size() + (page.damaged ? 1 : 0);
    const bool more = page.damaged || page.rows.size() == filter.limit;
    for (auto& run : page.rows) {
      filter.before = run.id;
      if (able(run, deed)) targets.runs.push_back(std::move(run));
      if (targets.full()) break;
    }
    if (page.damaged && !targets.full()) {
      filter.before = page.damaged;
      const auto run = read_run(queries, page.damaged);
      if (!run) targets.unread.push_back({page.damaged, run.error()});
    }
    targets.next = more || targets.full() ? filter.before : core::RunId();
    if (!more) break;
  }
}

Targets targets_of(ports::Runs& queries, const Deed& deed) {
  Targets targets;
  add_named(queries, deed.ids, targets);
  if (deed.filter) add_found(queries, *deed.filter, deed, targets);
  return targets;
}

core::Json named(const ports::RunRow& run) {
  return {{"id", run.id.text()},    {"workflow", run.workflow},
          {"title", run.title},     {"status", core::to_text(run.status)},
          {"failing", run.failing}, {"now_at", run.now_at}};
}

core::Json refusal_json(const core::Error& error) {
  return {{"code", core::name(error.code)},
          {"detail", error.hint.empty() ? error.message : error.message + "; " + error.hint}};
}

// A run that is damaged is refused by itself; the runs behind it are still acted on.
boost::asio::awaitable<core::Result<bus::Receipt>> act(Services& services, const Deed& deed,
                                                       core::RunId run, core::Actor actor) {
  runtime::Runtime& runtime = services.parts.runtime;
  std::string reason = deed.reason;
  std::vector<core::Error> conflicts;  // the first of them is what is returned
  auto acting = deed.what == Deed::What::retry ? runtime.retry(run, {}, std::move(actor))
                : deed.what == Deed::What::cancel
                    ? runtime.cancel(run, std::move(reason), std::move(actor))
                    : runtime.migrate(run, deed.to, std::move(reason), std::move(actor), conflicts);
  try {
    co_return co_await std::move(acting);
  } catch (const ports::RowDamaged& damage) {
    co_return runtime::unreadable_run(run, damage);
  }
}

// Why a run is not migrated together with the first of those that are named; nullopt if it may be:
// the same number is another version in each workflow.
std::optional<core::Error> of_another_workflow(const Deed& deed, const ports::RunRow& first,
                                               const ports::RunRow& run) {
  if (deed.what != Deed::What::migrate || run.workflow == first.workflow) return std::nullopt;
  return core::Error{core::Errc::conflict,
                     "it is a run of \"" + run.workflow + "\", and the first one is of \"" +
                         first.workflow + "\": only runs of one workflow are migrated together",
                     {},
                     {}};
}

// Why it would not be done to a run; nullopt if it would. Whether a run can be migrated is told by
// its journal, and not by its row.
boost::asio::awaitable<std::optional<core::Error>> look(Services& services, const Deed& deed,
                                                        const ports::RunRow& run) {
  if (!able(run, deed))
    co_return core::Error{core::Errc::conflict, "it cannot be done to this run", {}, {}};
  if (deed.what != Deed::What::migrate) co_return std::nullopt;
  try {
    const auto shown = co_await services.parts.runtime.preview_migration(run.id, deed.to);
    if (!shown) co_return shown.error();
    if (shown->value("may", false)) co_return std::nullopt;
    co_return core::Error{core::Errc::conflict, core::text_at(*shown, "because"), {}, {}};
  } catch (const ports::RowDamaged& damage) {
    co_return runtime::unreadable_run(run.id, damage);
  }
}

}  // namespace

Answered act_on_runs(Services& services, Asked& asked) {
  std::vector<core::Error> mistakes;
  const Deed deed = deed_of(asked.body, services.parts.clock.now(), mistakes);
  if (!mistakes.empty()) co_return problem(mistakes);
  auto read = [&deed](ports::Queries& queries) { return targets_of(queries, deed); };
  const Targets targets = co_await services.parts.store.read(read);
  core::Json items = core::Json::array();
  for (const ports::RunRow& run : targets.runs) {
    core::Json item = named(run);
    if (const auto other = of_another_workflow(deed, targets.runs.front(), run)) {
      item["problem"] = refusal_json(*other);
    } else if (!deed.dry_run) {
      const auto receipt = co_await act(services, deed, run.id, asked.principal->actor);
      if (receipt) {
        item["event"] = receipt->id.text();
      } else {
        item["problem"] = refusal_json(receipt.error());
      }
    } else {
      const auto refusal = co_await look(services, deed, run);
      if (refusal) item["problem"] = refusal_json(*refusal);
    }
    items.push_back(std::move(item));
  }
  for (const UnreadRun& run : targets.unread)
    items.push_back({{"id", run.id.text()}, {"problem", refusal_json(run.why)}});
  const core::Json body{{"dry_run", deed.dry_run},
                        {"items", std::move(items)},
                        {"next", targets.next ? core::Json(targets.next.text()) : core::Json()}};
  co_return json(body);
}

}  // namespace baton::http
