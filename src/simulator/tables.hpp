#pragma once

#include "baton/core/json.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace baton::simulator {

// A record that a vendor keeps.
struct Record {
  core::Json value{};
  // Where it stands among the records of its table: newer ones have higher numbers.
  std::uint64_t number = 0;
  // When it was written last.
  std::chrono::microseconds written{0};
};

// What one vendor keeps: records by their ids, in tables by their names. A table is made by the
// first record that is put there. One thread.
class Tables {
 public:
  // The record; null if there is none.
  const Record* find(const std::string& table, const std::string& id) const;
  // All records of a table with their ids, in the order in which they were made.
  std::vector<std::pair<std::string, const Record*>> all(const std::string& table) const;
  // Writes a record. Returns true if there was none of this id.
  bool put(const std::string& table, const std::string& id, core::Json value,
           std::chrono::microseconds now);
  // Removes a record, if it is there.
  void remove(const std::string& table, const std::string& id);

 private:
  std::map<std::string, std::map<std::string, Record>> tables_{};
  std::uint64_t last_number_ = 0;
};

}  // namespace baton::simulator
