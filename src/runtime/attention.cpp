#include "baton/runtime/attention.hpp"

#include "baton/core/text.hpp"
#include "baton/core/transition_traits.hpp"
#include "baton/identity/deciders.hpp"
#include "baton/identity/delegation.hpp"
#include "baton/identity/policy.hpp"
#include "baton/insight/attention.hpp"
#include "baton/insight/flow.hpp"
#include "baton/runtime/delegations.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/attention_told.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {
namespace {

using insight::Because;
using insight::Notice;

constexpr std::string_view kStepFailed = "baton.step.failed";
// Of these the last one of a run is told: many items may fail, and what a person has tried again
// may fail once more.
constexpr auto kToldOnce =
    std::to_array<std::string_view>({kStepFailed, "baton.run.failed", "baton.run.paused"});

// The rules by which what happened to a run needs somebody for as long as the run is open.
constexpr auto kUntilItEnds =
    std::to_array<std::string_view>({"decision", "unknown", "failed", "late"});

// What a run has to do with the person.
struct Involvement {
  std::optional<Because> because{};
  std::string of{};
  ports::RunRow row{};
};

// What happened to a run, before it is known whether the person has to do with that run.
struct Happened {
  core::RunId run{};
  Notice notice{};
};

// How many entries of journals were looked at, and how many of these are damaged.
struct EntriesLookedAt {
  std::size_t looked_at = 0;
  std::size_t unreadable = 0;
};

// Collects what a person is told of. Damaged rows are logged at the level debug only, since open
// pages ask again and again. The answer counts damaged entries of journals.
class Collector {
 public:
  // `since`: what happened before that and needs nobody is not told.
  Collector(ports::Queries& queries, const identity::Principal& you, core::Time now,
            core::Time since)
      : queries_(queries), you_(you), now_(now), since_(since) {}

  std::vector<Notice> take() {
    for (auto& one : std::exchange(happened_, {})) add_notice(std::move(one));
    return std::move(notices_);
  }

  // The approvals that wait for a word of the person. Returns how many open ones were not looked
  // at.
  std::int64_t add_approvals() {
    const auto delegators = runtime::delegators(queries_, you_.actor, now_);
    ports::ApprovalFilter filter;
    filter.status = ports::ApprovalStatus::open;
    filter.limit = kAttentionApprovalsRead;
    auto rows = queries_.approvals(filter);
    const auto place = [this, &delegators](const ports::ApprovalRow& row) {
      return std::pair(!is_of_group(row, delegators), row.due.value_or(core::Time::max()));
    };
    std::stable_sort(rows.begin(), rows.end(), [&place](const auto& one, const auto& other) {
      return place(one) < place(other);
    });
    if (rows.size() > kAttentionApprovalsMax) rows.resize(kAttentionApprovalsMax);
    auto left = queries_.counts().approvals_open;
    for (const auto& row : rows)
      if (add_approval(row, delegators)) --left;
    return left;
  }
  // The tasks that the person has, and those that nobody has and they may do.
  void add_tasks() {
    ports::TaskFilter filter;
    filter.to_do = true;
    for (bool more = true; more;) {
      const auto page = readable_tasks(queries_, filter);
      for (const auto& row : page.rows) add_task(row);
      more = page.damaged || page.rows.size() == filter.limit;
      if (page.damaged)
        spdlog::debug("whom a task of run {} needs is not known: its row is damaged",
                      page.damaged.text());
    }
  }
  // What happened to the runs that call people for something, whatever their age, and to those that
  // have failed lately. Returns how many of them were not looked at.
  std::int64_t add_calling() {
    using Of = ports::RunTerm::Of;
    std::int64_t left = 0;
    for (const auto what : {ports::CallsFor::decision, ports::CallsFor::action})
      left += add_journals({{Of::calls_for, std::to_string(static_cast<int>(what))}},
                           kAttentionRunsCounted);
    return left +
           add_journals({{Of::status, "failed"}, {Of::status, "open", true}}, kAttentionFailedMax);
  }
  // What happened lately to all others. Entries may hold whole outputs, so only some are in memory
  // at once.
  EntriesLookedAt add_happened() {
    constexpr std::size_t kEntriesAtOnce = 50;
    const auto last = queries_.last_sequence();
    auto behind = std::max<std::int64_t>(0, last - kAttentionEntriesMax);
    EntriesLookedAt entries;
    for (bool more = true; more && behind < last;) {
      const auto read = readable_entries(queries_, behind, kEntriesAtOnce);
      more = read.damaged > 0 || read.rows.size() == kEntriesAtOnce;
      entries.looked_at += read.rows.size();
      for (const auto& row : read.rows) {
        behind = row.sequence;
        if (runs_read_.count(row.run) == 0) note_entry(row);
      }
      if (read.damaged == 0) continue;
      spdlog::debug("row {} of journal is damaged and left out of what needs somebody",
                    read.damaged);
      behind = read.damaged;
      ++entries.looked_at;
      ++entries.unreadable;
    }
    return entries;
  }

 private:
  Notice notice(std::string type, core::Time at, core::RunId run, const core::StepRef& step) const {
    Notice notice;
    notice.type = std::move(type);
    notice.at = at;
    notice.person = you_.actor.name();
    notice.run = run.text();
    notice.step = step.key();
    return notice;
  }

  // Whether an approval is asked of a group of the person, or of one who delegates to them. Others
  // may be theirs to decide as well, by name or as one of several groups.
  bool is_of_group(const ports::ApprovalRow& row,
                   const std::vector<identity::Principal>& delegators) const {
    const auto is_in = [&row](const identity::Principal& who) { return who.in_group(row.group); };
    return is_in(you_) || std::any_of(delegators.begin(), delegators.end(), is_in);
  }

  // Adds an approval if it needs the person. False if its run cannot be read.
  bool add_approval(const ports::ApprovalRow& row,
                    const std::vector<identity::Principal>& delegators) {
    try {
      add_readable(row, delegators);
      return true;
    } catch (const ports::RowDamaged& damage) {
      spdlog::debug("whom approval {}.{} needs is not known: {}", row.run.text(), row.step.key(),
                    damage.what());
      return false;
    }
  }
  void add_readable(const ports::ApprovalRow& row,
                    const std::vector<identity::Principal>& delegators) {
    const auto run = load_run(queries_, row.run);
    if (!run || !run->step(row.step).approval) return;
    const auto& approval = *run->step(row.step).approval;
    const auto voice = identity::voice_of(approval, run->head().requester, you_, delegators);
    const bool for_other = !voice.on_behalf_of.is_nobody();
    const auto& whose = for_other ? voice.on_behalf_of : you_.actor;
    if (voice.refusal || identity::decision_of(approval, whose) != nullptr) return;
    auto asked =
        notice(approval.escalated_at ? "baton.approval.escalated" : "baton.approval.requested",
               approval.escalated_at.value_or(row.requested_at), row.run, row.step);
    asked.id = row.run.text() + "." + row.step.key();
    asked.because = for_other ? Because::stands_in : Because::may_decide;
    asked.of = for_other ? std::string(voice.on_behalf_of.name()) : group_of(approval.request);
    asked.workflow = row.workflow;
    asked.title = row.title;
    asked.text = row.ask;
    notices_.push_back(std::move(asked));
  }
  // The group through which the person may decide, "admins" if they may because they are one;
  // empty if they are named.
  std::string group_of(const core::ApprovalRequested& request) const {
    auto groups = request.groups;
    groups.insert(groups.begin(), request.group);
    for (const auto& group : groups)
      if (!group.empty() && you_.in_group(group)) return group;
    return core::names(request.users, you_.actor) ? std::string() : "admins";
  }

  void add_task(const ports::TaskRow& row) {
    const bool theirs = core::same_person(row.owner, you_.actor);
    core::TaskRequested request{row.step};
    request.group = row.group;
    request.users = row.users;
    if (!theirs && (!row.owner.is_nobody() || identity::cannot_work(request, you_))) return;
    auto task = notice(row.overdue        ? "baton.task.overdue"
                       : row.reopened > 0 ? "baton.task.reopened"
                                          : "baton.task.requested",
                       row.requested_at, row.run, row.step);
    task.id = row.run.text() + "." + row.step.key();
    task.because = theirs ? Because::has_it : Because::may_do_it;
    const bool by_group = you_.in_group(row.group);
    if (!theirs && by_group) task.of = row.group;
    if (!theirs && !by_group && !core::names(row.users, you_.actor)) task.of = "admins";
    task.workflow = row.workflow;
    task.title = row.run_title;
    task.text = row.title;
    notices_.push_back(std::move(task));
  }

  // Reads the journals of the newest runs that meet all these terms and have not ended before
  // `since_`. Looks at so many rows, and returns how many of these runs it did not read.
  std::int64_t add_journals(std::vector<ports::RunTerm> terms, std::size_t looked_at_max) {
    constexpr std::size_t kRunsAtOnce = 500;
    ports::RunFilter filter;
    filter.terms = std::move(terms);
    filter.limit = kRunsAtOnce;
    std::vector<core::RunId> runs;
    std::int64_t left = 0;
    std::set<core::RunId> damaged;
    visit_runs(queries_, filter, looked_at_max, damaged, [&](const ports::RunRow& row) {
      if (row.ended_at && *row.ended_at < since_) return true;
      if (runs.size() < kAttentionRunsMax)
        runs.push_back(row.id);
      else
        ++left;
      return true;
    });
    for (const auto run : runs)
      if (!add_journal(run)) ++left;
    return left + std::ssize(damaged);
  }
  // Reads the journal of a run, as far as it is readable. False if an entry is not, or if too many
  // entries of journals were read already.
  bool add_journal(core::RunId run) {
    if (run_entries_ >= kAttentionRunEntriesMax) return false;
    try {
      const auto journal = readable_journal(queries_, run);
      if (journal.missing > 0)
        spdlog::debug(
            "{} entries of the journal of run {} are damaged and left out of what needs "
            "somebody",
            journal.missing, run.text());
      run_entries_ += journal.rows.size();
      for (const auto& row : journal.rows) note_entry(row);
      runs_read_.insert(run);
      return journal.missing == 0;
    } catch (const ports::RowDamaged& damage) {
      spdlog::debug("what run {} needs is not known: {}", run.text(), damage.what());
      return false;
    }
  }

  // Remembers what an entry of a journal tells. The entries of one run come in their order.
  void note_entry(const ports::JournalRow& row) {
    note_part(row);
    note_unknown(row);
    note_happened(row);
  }

  // Remembers that the person decided or did a part of a run.
  void note_part(const ports::JournalRow& row) {
    for (const auto& transition : row.transitions) {
      const auto* decided = std::get_if<core::ApprovalDecided>(&transition);
      const auto* done = std::get_if<core::TaskDone>(&transition);
      const auto actor = decided ? decided->actor : done ? done->actor : core::Actor();
      if (core::same_person(actor, you_.actor)) parts_[row.run] = core::step_of(transition).text();
    }
  }

  // Remembers which actions nobody knows the outcome of. Once a person has said it, or the step has
  // gone on in another way, it needs nobody any more.
  void note_unknown(const ports::JournalRow& row) {
    for (std::size_t at = 0; at < row.transitions.size(); ++at) {
      const auto& transition = row.transitions[at];
      const std::pair of(row.run, core::step_of(transition).key());
      if (std::holds_alternative<core::StepUnknown>(transition)) {
        last_unknowns_[of] = id_of(row, at);
      } else if (ends_doubt(transition)) {
        last_unknowns_.erase(of);
      }
    }
  }
  static bool ends_doubt(const core::Transition& transition) {
    return std::holds_alternative<core::StepResolved>(transition) ||
           std::holds_alternative<core::StepStarted>(transition) ||
           std::holds_alternative<core::StepRetrying>(transition) ||
           std::holds_alternative<core::StepSucceeded>(transition) ||
           std::holds_alternative<core::StepFailed>(transition) ||
           std::holds_alternative<core::StepSkipped>(transition) ||
           std::holds_alternative<core::StepCancelled>(transition) ||
           std::holds_alternative<core::StepReset>(transition);
  }
  // The id of what a transition of an entry tells.
  static std::string id_of(const ports::JournalRow& row, std::size_t at) {
    return std::to_string(row.sequence) + "." + std::to_string(at);
  }

  const Involvement& involvement(core::RunId run) {
    const auto [at, fresh] = involved_.try_emplace(run);
    if (fresh) at->second = involvement_in(run);
    return at->second;
  }
  Involvement involvement_in(core::RunId run) {
    Involvement found;
    const auto row = row_of(run);
    if (!row) return found;
    found.row = *row;
    const auto requester = requester_of(run);
    const auto part = parts_.find(run);
    if (core::same_person(requester, you_.actor)) {
      found.because = Because::caused;
    } else if (part != parts_.end()) {
      found.because = Because::took_part;
      found.of = part->second;
    } else if (!requester.is_person() && identity::may(you_, identity::Needs::operate)) {
      found.because = Because::operates;
    }
    return found;
  }
  // The row of a run; nullopt if there is none, or if it is damaged.
  std::optional<ports::RunRow> row_of(core::RunId run) {
    try {
      return queries_.run(run);
    } catch (const ports::RowDamaged& damage) {
      spdlog::debug("whom run {} concerns is not known: {}", run.text(), damage.what());
      return std::nullopt;
    }
  }
  // Who requested a run. Nobody if its journal cannot be read: then those who operate are told.
  core::Actor requester_of(core::RunId run) {
    try {
      if (const auto head = head_of(queries_, run)) return head->requester;
    } catch (const ports::RowDamaged& damage) {
      spdlog::debug("who caused run {} is not known: {}", run.text(), damage.what());
    }
    return {};
  }

  void note_happened(const ports::JournalRow& row) {
    for (std::size_t at = 0; at < row.transitions.size(); ++at) {
      auto happened = told_of(row, row.transitions[at], you_.actor);
      if (happened.type.empty()) continue;
      if (row.at < since_ && !core::is_one_of(insight::judge(happened).rule, kUntilItEnds))
        continue;
      happened.id = id_of(row, at);
      if (core::is_one_of(happened.type, kToldOnce))
        last_told_[{row.run, happened.type}] = happened.id;
      happened_.push_back({row.run, std::move(happened)});
    }
  }
  void add_notice(Happened one) {
    auto& [run, happened] = one;
    const auto& involved = involvement(run);
    if (!involved.because || is_past(happened, involved.row)) return;
    if (happened.at < since_ && core::ended(involved.row.status)) return;
    happened.because = *involved.because;
    happened.of = involved.of;
    happened.workflow = involved.row.workflow;
    happened.title = involved.row.title;
    notices_.push_back(std::move(happened));
  }
  // Whether what happened needs nobody any more, as the run stands now. The failure of a step is
  // told while the run goes on and will fail; once it failed or is paused, that is told instead.
  bool is_past(const Notice& happened, const ports::RunRow& run) const {
    if (core::is_one_of(happened.type, kToldOnce) &&
        last_told_.at({run.id, happened.type}) != happened.id)
      return true;
    if (happened.type == kStepFailed)
      return !run.failing || core::ended(run.status) || run.status == core::RunStatus::paused;
    if (happened.type == "baton.run.failed") return run.status != core::RunStatus::failed;
    if (happened.type == "baton.run.paused") return run.status != core::RunStatus::paused;
    if (happened.type == "baton.step.unknown" && happened.waits_for_person) {
      const auto last = last_unknowns_.find({run.id, happened.step});
      if (last == last_unknowns_.end() || last->second != happened.id) return true;
    }
    const bool service_level = happened.type == "baton.sla.missed" && happened.mark != "goal";
    if (service_level || happened.type == "baton.step.unknown" || happened.type == "baton.run.late")
      return core::ended(run.status);
    return false;
  }

  ports::Queries& queries_;
  const identity::Principal& you_;
  core::Time now_;
  core::Time since_;
  std::vector<Notice> notices_{};
  std::vector<Happened> happened_{};
  // The runs whose whole journals were read, and how many entries these had.
  std::set<core::RunId> runs_read_{};
  std::size_t run_entries_ = 0;
  std::map<core::RunId, std::string> parts_{};
  // By run and type: the id of what was told last, of kToldOnce.
  std::map<std::pair<core::RunId, std::string>, std::string> last_told_{};
  // What was told last of an action whose outcome is not known, by its id, until it is known.
  std::map<std::pair<core::RunId, std::string>, std::string> last_unknowns_{};
  std::map<core::RunId, Involvement> involved_{};
};

core::Json told_as_json(const Notice& notice, const insight::Ruling& ruling,
                        context::Language language) {
  core::Json json{{"id", notice.id},
                  {"type", notice.type},
                  {"attention", insight::to_text(ruling.attention)},
                  {"rule", ruling.rule},
                  {"because", insight::to_text(notice.because)},
                  {"why", insight::in_words(notice.because, notice.of, language)},
                  {"at", core::to_rfc3339(notice.at)},
                  {"run", notice.run},
                  {"workflow", notice.workflow},
                  {"title", notice.title},
                  {"text", notice.by.empty() ? notice.text : notice.by + ": " + notice.text}};
  if (!notice.step.empty()) json["step"] = notice.step;
  if (!notice.mark.empty()) json["mark"] = notice.mark;
  return json;
}

}  // namespace

core::Json attention(ports::Queries& queries, const identity::Principal& you, core::Time now,
                     int days, context::Language language) {
  const auto since = now - std::chrono::hours(24 * days);
  Collector collector(queries, you, now, since);
  const auto approvals_left = collector.add_approvals();
  collector.add_tasks();
  const auto runs_left = collector.add_calling();
  const auto entries = collector.add_happened();
  const auto triaged = insight::triage(collector.take());
  core::Json at_once = core::Json::array();
  for (const auto& one : triaged.now)
    at_once.push_back(told_as_json(one.notice, one.ruling, language));
  core::Json batches = core::Json::array();
  for (const auto& batch : triaged.batches) {
    core::Json notices = core::Json::array();
    for (const auto& notice : batch.notices)
      notices.push_back(told_as_json(notice, insight::judge(notice), language));
    batches.push_back({{"day", insight::date_text(batch.day)},
                       {"count", notices.size()},
                       {"notices", std::move(notices)}});
  }
  return {{"person", you.actor.name()},
          {"now", std::move(at_once)},
          {"batches", std::move(batches)},
          {"approvals_left", approvals_left},
          {"runs_left", runs_left},
          {"since", core::to_rfc3339(since)},
          {"entries_looked_at", entries.looked_at},
          {"entries_unreadable", entries.unreadable}};
}

}  // namespace baton::runtime
