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
  // Whose acts, as core::Actor writes them.
  std::string actor{};
  // The act, or what stands in front of its dot: "users" for "users.add" and "users.disable".
  std::string act{};
  // What they were done to.
  std::string object{};
  // Set: the rows behind this one, the oldest first. Not set: the newest first.
  std::optional<std::int64_t> after{};
  // The rows before this one, when the newest come first; 0: from the newest on.
  std::int64_t before = 0;
  // How many rows, at most.
  std::size_t limit = core::kPageSizeDefault;
};

// Who did what: see identity/audit.hpp. Rows are never changed and never deleted.
class Audit {
 public:
  virtual ~Audit() = default;

  // The rows that a filter wants, in its order.
  virtual std::vector<identity::AuditRow> audit(const AuditFilter& filter) = 0;
};

// The same, and what is written to it.
class AuditTx : public virtual Audit {
 public:
  // Appends a row, and sets its number, its time and its hashes. It is kept together with what else
  // the transaction writes. EventLogTx::append() does the same for the own events of people.
  virtual void note(identity::AuditRow row) = 0;
};

}  // namespace baton::ports
