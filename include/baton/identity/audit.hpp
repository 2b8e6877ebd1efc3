#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// The audit: one row for each act of a person that changes something. The rows form a chain of
// hashes, so that it is noticed when a row is changed, removed or put in later. Pure; any thread.
namespace baton::identity {

// One act.
struct AuditRow {
  // Its number: 1, 2, 3 … without gaps. The store sets it.
  std::int64_t sequence = 0;
  // When it was kept, by the wall clock. The store sets it.
  core::Time at{};
  // Who did it.
  core::Actor actor{};
  // What was done: a word for the kind of thing, a dot and a word for the deed, "tokens.revoke".
  std::string act{};
  // What it was done to: an id or a name.
  std::string object{};
  // What else is to be known of it. Never a secret.
  core::Json detail = core::Json::object();
  // The hash of the row before; empty in the first. The store sets it.
  std::string previous{};
  // The hash of this row, as hash_of() makes it. The store sets it.
  std::string hash{};
};

// The row in JSON: schema `AuditRow` of docs/openapi.yaml.
core::Json to_json(const AuditRow& row);
// Reads what to_json() writes; Errc::invalid for anything else.
core::Result<AuditRow> audit_row(const core::Json& json);

// SHA-256, as 64 hex digits, of to_json() without its member `hash`, as compact JSON with its
// members sorted by name. Whoever has the rows can compute it again.
std::string hash_of(const AuditRow& row);

// True for the text of a hash as hash_of() makes it.
bool is_row_hash(std::string_view text);

// The name under which the store keeps, beside the rows, which of them is the last one.
inline constexpr std::string_view kAuditEnd = "audit-end";
// What is kept there: the number of the last row and its hash, "12 3f…".
std::string end_text(std::int64_t sequence, std::string_view hash);

// The longest text of a person, such as a comment, that `detail` repeats, in bytes.
inline constexpr std::size_t kAuditTextBytesMax = 500;

// Follows a chain, row by row.
class AuditChain {
 public:
  // From the first row on. `wanted` is the hash of a row that somebody has kept, which must come;
  // empty: of none.
  explicit AuditChain(std::string wanted = {}) : wanted_(std::move(wanted)) {}

  // Takes the next row. False when the chain breaks at it; then broken() and because() say where
  // and why, and no further row is taken.
  bool take(const AuditRow& row);
  // Says that there are no further rows. `kept` is the text under kAuditEnd, empty if there is
  // none; nullopt for rows that are no longer beside it, such as those of an export. False when the
  // chain breaks there: rows are missing up to the one that `kept` tells of, that row is another
  // one, `kept` is empty although there are rows, or the wanted row has not come.
  bool end(std::optional<std::string_view> kept);

  // How many rows were taken.
  std::int64_t rows() const { return rows_; }
  // The hash of the last row that was taken; empty before the first. Whoever keeps it elsewhere can
  // tell later whether the end of the chain was cut off.
  const std::string& head() const { return head_; }
  // The number that the first row that does not fit should have; nullopt while all fit.
  std::optional<std::int64_t> broken() const { return broken_; }
  // What is wrong with it, for people; empty while all fit.
  const std::string& because() const { return because_; }

 private:
  bool break_at(std::int64_t sequence, std::string because);

  std::string wanted_;
  bool wanted_came_ = false;
  std::int64_t rows_ = 0;
  std::string head_{};
  std::optional<std::int64_t> broken_{};
  std::string because_{};
};

// What was found of the rows that were taken, in JSON: schema `AuditVerdict`.
core::Json to_json(const AuditChain& chain);

// The row for one of Baton's own events that a person caused: a decision, what is done with a task,
// a start by hand, a retry, a cancellation, a pause and its end, a skipped step, the word of what
// became of an action, the value of a fact, or the status of a goal. nullopt for every other event,
// and for a retry that a step of another run asks for. The store keeps the row together with the
// event, so that there is neither without the other.
std::optional<AuditRow> act_of(const core::Event& event);

}  // namespace baton::identity
