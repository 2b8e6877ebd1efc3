#pragma once

#include "baton/core/event.hpp"
#include "sim/spec.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::sim {

// What a window or a threshold should do, by a plain model: it keeps every event of a key since the
// key began anew, and computes everything from these each time.
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

  // The events at which it should have fired: for each firing, the last event that counted.
  const std::set<core::EventId>& fired() const { return fired_; }
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
  // A sequence that is complete and fires at `until`, unless the event comes that may not.
  struct Whole {
    core::EventId last;
    Time until;
    std::optional<Time> due{};  // when its alarm is due; nullopt until that is committed
  };
  struct Key {
    std::vector<Counted> events{};
    Time newest{};
    std::optional<Time> rests_until{};
    bool beyond = false;
    std::optional<Whole> whole{};
  };

  bool counts(const core::Event& event, Counted& counted) const;
  void fires(Key& key, core::EventId last);
  void count_numbers(Key& key, const Counted& counted);
  void count_sequence(Key& key, const Counted& counted);
  void count_threshold(Key& key, const Counted& counted);
  bool comes_whole(const Key& key, std::size_t from, std::size_t element, Time first) const;
  std::optional<double> aggregate(const Key& key, WindowSpec::Aggregate kind, Duration over,
                                  int parts, int least) const;

  WindowSpec spec_;
  std::map<std::string, Key> keys_;
  std::set<core::EventId> fired_;
};

}  // namespace baton::sim
