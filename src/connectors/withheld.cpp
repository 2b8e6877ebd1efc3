#include "connectors/withheld.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

// How many tokens are kept. A token from before the last renewals may still come back in an answer
// that is under way.
constexpr std::size_t kPassingMax = 6;

}  // namespace

Withheld::Withheld(const std::vector<core::Secret>& always) : always_(always) {
  for (const auto& secret : always_) redaction_.add(secret.reveal());
}

void Withheld::add(const core::Secret& passing) {
  const auto known = [&passing](const core::Secret& one) {
    return one.reveal() == passing.reveal();
  };
  if (passing.empty() || std::any_of(passing_.begin(), passing_.end(), known)) return;
  passing_.push_back(passing);
  if (passing_.size() > kPassingMax) passing_.pop_front();
  redaction_ = Redaction();
  for (const auto& one : always_) redaction_.add(one.reveal());
  for (const auto& one : passing_) redaction_.add(one.reveal());
}

}  // namespace baton::connectors
