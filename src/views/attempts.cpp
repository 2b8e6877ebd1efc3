#include "baton/views/attempts.hpp"

#include "baton/views/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>

namespace baton::views {
namespace {

// The attempts of one step, while its journal is read.
class Attempts {
 public:
  Attempts(core::Time at, const ports::Clock& clock) : at_(at), clock_(clock) {}

  core::Json list = core::Json::array();

  void at(core::Time now) { at_ = now; }

  void operator()(const core::StepStarted& t) { begin(t.attempt, time(at_)); }
  // The next attempt begins at its time, and no transition tells of that.
  void operator()(const core::StepRetrying& t) {
    end("failed", t.reason, t.exchange, t.waited_ms);
    next_ = {t.attempt, t.due};
  }
  // Looks for the effect are told by the same transition; they are no attempts.
  void operator()(const core::StepUnknown& t) { end("unknown", t.reason, t.exchange, t.waited_ms); }
  void operator()(const core::StepSucceeded& t) { end("succeeded", "", {}, t.waited_ms); }
  void operator()(const core::StepFailed& t) {
    end("failed", t.message, t.exchange, t.waited_ms, t.unsent);
  }
  void operator()(const core::StepCancelled& t) { end("cancelled", t.reason, {}); }
  template <class Other>
  void operator()(const Other&) {}

  // The attempt that is under way, or due, is told once its time has come.
  void finish() {
    if (next_ && next_->second <= clock_.steady()) begin_next();
  }

 private:
  void begin(int attempt, core::Json started_at) {
    next_.reset();
    if (!list.empty() && list.back().at("ended_at").is_null())
      end("failed", "it was under way when the server ended, and had no effect", {});
    list.push_back({{"attempt", attempt},
                    {"started_at", std::move(started_at)},
                    {"ended_at", nullptr},
                    {"outcome", "running"},
                    {"message", ""}});
    if (list.size() > kAttemptsToldMax) list.erase(list.begin());
  }
  void begin_next() { begin(next_->first, time_on_wall(next_->second, clock_)); }

  void end(std::string_view outcome, const std::string& message, const core::Json& exchange,
           std::int64_t waited_ms = 0, bool unsent = false) {
    if (next_) begin_next();
    if (list.empty()) return;  // it failed before anything was sent
    auto& last = list.back();
    // What became of an attempt whose outcome was unknown; when it ended stays.
    const bool open = last.at("ended_at").is_null();
    if (!open && last.at("outcome") != "unknown") return;
    if (open) last["ended_at"] = time(at_);
    last["outcome"] = outcome;
    if (!message.empty()) last["message"] = message;
    if (!exchange.is_null()) last["exchange"] = exchange;
    if (waited_ms > 0) last["waited_ms"] = waited_ms;
    if (unsent) last["unsent"] = true;
  }

  core::Time at_;
  const ports::Clock& clock_;
  std::optional<std::pair<int, core::Time>> next_{};
};

}  // namespace

std::map<std::string, core::Json> attempts(const std::vector<ports::JournalRow>& journal,
                                           const ports::Clock& clock) {
  std::map<std::string, Attempts> by_step;
  for (const auto& row : journal) {
    for (const auto& transition : row.transitions) {
      const auto& step = core::step_of(transition);
      if (step.empty() || step.has_item()) continue;
      auto known = by_step.find(step.name);
      if (known == by_step.end()) {
        if (!std::holds_alternative<core::StepStarted>(transition)) continue;
        known = by_step.emplace(step.name, Attempts(row.at, clock)).first;
      }
      known->second.at(row.at);
      std::visit(known->second, transition);
    }
  }
  std::map<std::string, core::Json> told;
  for (auto& [name, of] : by_step) {
    of.finish();
    told.emplace(name, std::move(of.list));
  }
  return told;
}

}  // namespace baton::views
