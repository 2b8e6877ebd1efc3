#pragma once

#include "baton/core/event.hpp"
#include "sim/spec.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::sim {

// What a window or a threshold should do, by a plain model: it keeps every event of a key, and
// computes everything from these each time. For a window it goes through them by the time at which
// they happened: there is one firing more when these come to one more than before.
class WindowModel {
 public:
  explicit WindowModel(const WindowSpec& spec) : spec_(spec) {}

  // An event of the log was stepped, in the order of the log.
  void count(const core::Event& event);
  // The alarm of a key was stepped. `due` is the steady time for which it was set, in RFC 3339.
  void alarm(const std::string& key, const std::string& due);
  // Checks the alarms that are set when a transaction is committed, by key. Returns what is wrong
  // with them; empty if nothing is.
  std::string holds_alarms(const std::map<std::string, Time>& alarms);

  // For each firing that should be, the last event that counted by time.
  const std::multiset<core::EventId>& fired() const { return fired_; }
  // A key that should have fired by itself at this steady time, and has not; empty if there is
  // none.
  std::string overdue(Time steady) const;

 private:
  struct Counted {
    Time at;
    core::EventId event;
    std::string type;
    int n = 0;
  };
  struct Firing {
    core::EventId last;
    Time at;  // when it fired, by the clock of the events
  };
  // A sequence that is complete and fires at `until`, unless the event comes that may not.
  struct Whole {
    core::EventId last;
    Time until;
    std::optional<Time> due{};  // when its alarm is due; nullopt until that is committed
  };
  struct Key {
    std::vector<Counted> events{};
    Time newest{};
    std::size_t firings = 0;
    std::optional<Time> rests_until{};
    bool beyond = false;
    std::optional<Whole> whole{};
  };

  Time time_of(const core::Event& event) const;
  bool counts(const core::Event& event, Counted& counted) const;
  // All firings that the events of a key come to, by time. Sets what it waits for.
  std::vector<Firing> firings(Key& key) const;
  void look_at(Key& key, Time since, core::EventId event);
  bool is_enough(const std::vector<Counted>& events) const;
  void count_threshold(Key& key, const Counted& counted);
  bool comes_whole(const std::vector<Counted>& events, std::size_t from, std::size_t element,
                   Time first) const;
  std::optional<double> aggregate(const Key& key, WindowSpec::Aggregate kind, Duration over,
                                  int parts, int least) const;

  WindowSpec spec_;
  std::map<std::string, Key> keys_;
  std::multiset<core::EventId> fired_;
};

}  // namespace baton::sim
