#include "baton/identity/audit.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/digest.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace baton::identity {
namespace {

// A member of the event that a person wrote, for `detail`; nothing when it is empty.
void repeat(core::Json& detail, const core::Event& event, std::string_view member) {
  const std::string text = core::text_at(event.data, member);
  if (!text.empty()) detail[std::string(member)] = core::shortened(text, kAuditTextBytesMax);
}

// What the audit calls an event that a person caused; empty if it is no act of theirs.
std::string_view act_named(const core::Event& event) {
  if (event.type == core::kRunStart) return "runs.start";
  if (event.type == core::kFactSet) return "facts.set";
  if (event.type == core::kGoalStatus) return "goals.publish_status";
  // What a person had tried again is the run whose step waits for this one.
  if (core::retried_for(event)) return {};
  if (event.type == core::kApprovalDecide) {
    const core::Json* approve = core::find(event.data, "approve");
    const bool yes = approve != nullptr && approve->is_boolean() && approve->get<bool>();
    if (!yes) return "approvals.reject";
  }
  const auto& types = core::kAddressedTypes;
  const auto row =
      std::find_if(types.begin(), types.end(),
                   [&event](const core::AddressedType& known) { return known.type == event.type; });
  return row == types.end() ? std::string_view() : row->act;
}

}  // namespace

core::Json to_json(const AuditRow& row) {
  return {{"sequence", row.sequence}, {"at", core::to_rfc3339(row.at)},
          {"actor", row.actor},       {"act", row.act},
          {"object", row.object},     {"detail", row.detail},
          {"previous", row.previous}, {"hash", row.hash}};
}

core::Result<AuditRow> audit_row(const core::Json& json) {
  const core::Error unlike{core::Errc::invalid, "expected a row of the audit", {}, {}};
  const core::Json* sequence = core::find(json, "sequence");
  const auto at = core::parse_rfc3339(core::text_at(json, "at"));
  if (sequence == nullptr || !sequence->is_number_integer() || !at) return unlike;
  AuditRow row;
  row.sequence = sequence->get<std::int64_t>();
  row.at = *at;
  row.actor = core::Actor::parse(core::text_at(json, "actor"));
  row.act = core::text_at(json, "act");
  row.object = core::text_at(json, "object");
  if (const core::Json* detail = core::find(json, "detail")) row.detail = *detail;
  row.previous = core::text_at(json, "previous");
  row.hash = core::text_at(json, "hash");
  return row;
}

std::string hash_of(const AuditRow& row) {
  core::Json json = to_json(row);
  json.erase("hash");
  return core::sha256_hex(core::dump(json));
}

bool is_row_hash(std::string_view text) {
  constexpr std::size_t kDigits = 64;
  return text.size() == kDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string end_text(std::int64_t sequence, std::string_view hash) {
  return std::to_string(sequence) + " " + std::string(hash);
}

bool AuditChain::break_at(std::int64_t sequence, std::string because) {
  broken_ = sequence;
  because_ = std::move(because);
  return false;
}

bool AuditChain::take(const AuditRow& row) {
  if (broken_) return false;
  const std::int64_t expected = rows_ + 1;
  if (row.sequence != expected)
    return break_at(expected,
                    "the row is missing; the next one is " + std::to_string(row.sequence));
  if (row.previous != head_) return break_at(expected, "it does not follow the row before it");
  if (row.hash != hash_of(row)) return break_at(expected, "it is not what was written");
  ++rows_;
  head_ = row.hash;
  wanted_came_ = wanted_came_ || row.hash == wanted_;
  return true;
}

bool AuditChain::end(std::optional<std::string_view> kept) {
  if (broken_) return false;
  if (kept && kept->empty() && rows_ > 0)
    return break_at(rows_ + 1, "what was kept of the end is gone, so rows may be missing there");
  std::int64_t last = 0;
  if (kept) (void)std::from_chars(kept->data(), kept->data() + kept->size(), last);
  // Rows behind the last one that is kept are fine: an older server wrote them and kept no end.
  if (last > rows_)
    return break_at(rows_ + 1, "the end was cut off: there " +
                                   std::string(core::plural(last, "was ", "were ")) +
                                   core::counted(last, "row"));
  if (last > 0 && last == rows_ && *kept != end_text(rows_, head_)) {
    --rows_;  // the last one does not fit
    return break_at(last, "it is another row than the last one that was written");
  }
  if (!wanted_.empty() && !wanted_came_)
    return break_at(rows_ + 1, "no row has the hash " + wanted_ +
                                   ": the end was cut off, or all rows were made anew");
  return true;
}

core::Json to_json(const AuditChain& chain) {
  return {{"whole", !chain.broken()},
          {"rows", chain.rows()},
          {"head", chain.head()},
          {"broken", chain.broken() ? core::Json(*chain.broken()) : core::Json()},
          {"because", chain.because()}};
}

std::optional<AuditRow> act_of(const core::Event& event) {
  if (!event.actor.is_person()) return std::nullopt;
  const std::string_view act = act_named(event);
  const std::string workflow = core::started_by_hand(event);
  // A replay is an act of whoever asked for it, which stands in the audit by itself.
  const bool replayed = event.origin.starts_with("replay:");
  const std::string fact = core::fact_set_by(event);
  const std::string goal = event.type == core::kGoalStatus && event.source == "baton"
                               ? core::text_at(event.data, "goal")
                               : std::string();
  const bool named = !workflow.empty() || !fact.empty() || !goal.empty() || core::addressee(event);
  if (act.empty() || replayed || !named) return std::nullopt;
  AuditRow row;
  row.actor = event.actor;
  row.act = act;
  row.object = !workflow.empty() ? workflow
               : !fact.empty()   ? fact
               : !goal.empty()   ? goal
                                 : core::text_at(event.data, "run");
  const core::StepRef step = core::step_named(event);
  if (!step.empty()) row.object += "." + step.key();
  for (const std::string_view member :
       {"comment", "hash", "reason", "as", "note", "key", "owner", "from", "for", "week", "text"})
    repeat(row.detail, event, member);
  if (const int version = core::version_wanted(event); version > 0) row.detail["to"] = version;
  return row;
}

}  // namespace baton::identity
