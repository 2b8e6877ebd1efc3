#pragma once

#include "baton/core/secret.hpp"
#include "connectors/redaction.hpp"

#include <deque>
#include <vector>

namespace baton::connectors {

// The secrets of one connection that may not come back in an answer: those that it always has, and
// tokens, which come and go. One thread.
class Withheld {
 public:
  // `always` outlives it.
  explicit Withheld(const std::vector<core::Secret>& always);

  // From now on this one may not come back either; the oldest of its kind is let go. Answers to
  // requests with an older token may still come.
  void add(const core::Secret& passing);
  // The same object always: what is added later is in it too.
  const Redaction& redaction() const { return redaction_; }

 private:
  const std::vector<core::Secret>& always_;
  std::deque<core::Secret> passing_{};  // the newest last
  Redaction redaction_{};
};

}  // namespace baton::connectors
