#pragma once

#include "baton/insight/latency.hpp"
#include "baton/insight/remaining.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

// What a run went through, read from its journal, in the form in which runs are compared.
namespace baton::insight {

// The states of one run: "legal waiting" when its step legal began to wait, and so on. The single
// items of a step that is done for several are left out. Pure; any thread.
class Past {
 public:
  // Reads a journal from its beginning, which need not live on.
  explicit Past(const std::vector<JournalMoment>& journal);
  Past(Past&&) noexcept = default;
  Past& operator=(Past&&) noexcept = default;

  // The states that it entered, in their order. They live as long as this.
  Visits visits() const { return visits_; }
  // How many entries the journal dates before the one in front of them, because the clock was set
  // back, as Stretches::set_back().
  std::int64_t set_back() const { return set_back_; }

 private:
  std::deque<std::string> names_{};  // of `visits_`
  std::vector<Visit> visits_{};
  std::int64_t set_back_ = 0;
};

}  // namespace baton::insight
