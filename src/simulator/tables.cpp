#include "simulator/tables.hpp"

#include <algorithm>
#include <utility>

namespace baton::simulator {

const Record* Tables::find(const std::string& table, const std::string& id) const {
  const auto records = tables_.find(table);
  if (records == tables_.end()) return nullptr;
  const auto found = records->second.find(id);
  return found == records->second.end() ? nullptr : &found->second;
}

std::vector<std::pair<std::string, const Record*>> Tables::all(const std::string& table) const {
  std::vector<std::pair<std::string, const Record*>> out;
  const auto records = tables_.find(table);
  if (records == tables_.end()) return out;
  out.reserve(records->second.size());
  for (const auto& [id, record] : records->second) out.emplace_back(id, &record);
  std::sort(out.begin(), out.end(), [](const auto& left, const auto& right) {
    return left.second->number < right.second->number;
  });
  return out;
}

bool Tables::put(const std::string& table, const std::string& id, core::Json value,
                 std::chrono::microseconds now) {
  auto [at, made] = tables_[table].try_emplace(id);
  if (made) at->second.number = ++last_number_;
  at->second.value = std::move(value);
  at->second.written = now;
  return made;
}

void Tables::remove(const std::string& table, const std::string& id) {
  const auto records = tables_.find(table);
  if (records != tables_.end()) records->second.erase(id);
}

}  // namespace baton::simulator
