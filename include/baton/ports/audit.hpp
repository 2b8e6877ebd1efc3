#pragma once

#include "baton/core/limits.hpp"
#include "baton/identity/audit.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::ports {

// Which rows of the audit are wanted. Empty texts leave nothing out.
struct AuditFilter {
  // The actor whose acts are wanted, as core::Actor writes them.
  std::string actor{};
  // The act, or what stands in front of its dot: "users" for "users.add" and "users.disable".
  std::string act{};
  // What the acts were done to.
  std::string object{};
  // If set, the rows after this one are wanted, the oldest first. Not set: the newest come first.
  std::optional<std::int64_t> after{};
  // When the newest come first: only rows before this one are wanted. 0: from the newest on.
  std::int64_t before = 0;
  // The most rows that are wanted.
  std::size_t limit = core::kPageSizeDefault;
};

// Who did what: see identity/audit.hpp. Rows are never changed and never deleted.
class Audit {
 public:
  virtual ~Audit() = default;

  // The rows that a filter wants, in its order.
  virtual std::vector<identity::AuditRow> audit(const AuditFilter& filter) = 0;
};

// The audit inside a transaction, where it can be written.
class AuditTx : public virtual Audit {
 public:
  // Appends a row, and sets its number, its time and its hashes. It is kept together with what else
  // the transaction writes. EventLogTx::append() does the same for the own events of people.
  virtual void note(identity::AuditRow row) = 0;
};

}  // namespace baton::ports
