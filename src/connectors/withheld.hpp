#pragma once

#include "baton/core/secret.hpp"
#include "connectors/redaction.hpp"

#include <deque>
#include <vector>

namespace baton::connectors {

// The secrets of one connection that may not come back in an answer: the secrets of its
// configuration, and the tokens that it gets and replaces. One thread.
class Withheld {
 public:
  // Begins with the secrets of the configuration, which outlive it.
  explicit Withheld(const std::vector<core::Secret>& always);

  // Adds a token. The six newest tokens are kept, because answers to requests with an older token
  // may still come.
  void add(const core::Secret& passing);
  // Removes all of these secrets. It is always the same object, and also removes secrets that are
  // added later.
  const Redaction& redaction() const { return redaction_; }

 private:
  const std::vector<core::Secret>& always_;
  std::deque<core::Secret> passing_{};  // the newest last
  Redaction redaction_{};
};

}  // namespace baton::connectors
