#pragma once

#include "baton/ports/rows.hpp"
#include "store/head.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace baton::store {

// What the memory store holds: one ordered map a table, and the few indexes that carry a rule or a
// replay.
struct MemoryTables {
  using StepKey = std::pair<core::RunId, std::string>;

  Head head{};
  std::map<core::EventId, core::Event> events{};
  std::map<std::pair<std::string, std::string>, core::EventId> origins{};  // (source, origin)
  std::map<std::pair<std::string, std::string>, core::EventId>
      deliveries{};                              // (source, delivery), the newest
  std::map<core::EventId, core::Time> stored{};  // since when an event is kept, in steady time
  std::map<core::RunId, ports::RunRow> runs{};
  std::map<core::RunId, core::Time> over{};  // since when an ended run is kept, in steady time
  std::map<std::pair<std::string, std::string>, core::RunId> open_keys{};  // (workflow, key)
  std::map<std::int64_t, ports::JournalRow> journal{};
  std::map<std::pair<core::RunId, std::int64_t>, bool> journal_of{};  // (run, sequence)
  std::map<std::pair<core::EventId, core::RunId>, bool>
      resumed{};  // (cause, run) of entries by which a run was resumed
  std::map<StepKey, ports::StepRow> steps{};
  std::map<StepKey, ports::WaitRow> waits{};
  std::map<StepKey, ports::ApprovalRow> approvals{};
  std::map<std::pair<std::string, int>, ports::TemplateRow> templates{};  // (name, version)
  std::map<std::string, int> active{};                                    // name -> version
  std::map<core::TokenId, ports::TokenRow> tokens{};
  std::map<core::EventId, ports::ParkedRow> parked{};
  std::map<std::string, std::string> settings{};
};

// How to take back what a transaction wrote, newest first. All changes of a table go through put()
// and erase().
class UndoLog {
 public:
  template <class Map>
  void put(Map& map, const typename Map::key_type& key, typename Map::mapped_type value) {
    const auto found = map.find(key);
    if (found == map.end()) {
      map.emplace(key, std::move(value));
      steps_.push_back([&map, key] { map.erase(key); });
    } else {
      std::swap(found->second, value);
      steps_.push_back([&map, key, old = std::move(value)] { map.insert_or_assign(key, old); });
    }
  }
  // How many went: 0 or 1.
  template <class Map>
  int erase(Map& map, const typename Map::key_type& key) {
    const auto found = map.find(key);
    if (found == map.end()) return 0;
    steps_.push_back(
        [&map, key, old = std::move(found->second)] { map.insert_or_assign(key, old); });
    map.erase(found);
    return 1;
  }

  std::size_t mark() const { return steps_.size(); }
  void back_to(std::size_t mark) {
    for (; steps_.size() > mark; steps_.pop_back()) steps_.back()();
  }
  void forget() { steps_.clear(); }

 private:
  std::vector<std::function<void()>> steps_;
};

}  // namespace baton::store
