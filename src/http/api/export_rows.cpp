#include "http/api/export_rows.hpp"

#include <algorithm>
#include <cstddef>

namespace baton::http {

namespace {

// For how long a row stands for further pages.
constexpr core::Duration kRowStands = std::chrono::hours(1);
// An end that is not further back than this is the present: a client that keeps to what is surely
// stored asks up to a few seconds ago.
constexpr core::Duration kPresent = std::chrono::minutes(1);
// How many persons and tables are remembered. One that is forgotten gets another row.
constexpr std::size_t kRememberedMax = 10'000;

}  // namespace

bool ExportRows::covers(const ExportRead& read, core::Time now) const {
  const auto found = rows_.find({std::string(read.person), std::string(read.table)});
  if (found == rows_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(), [&read, now](const Row& row) {
    return now - row.written < kRowStands && read.since >= row.since &&
           (read.until <= row.until || row.to_present);
  });
}

void ExportRows::wrote(const ExportRead& read, core::Time now, core::Time wall) {
  const auto is_over = [now](const Row& row) { return now - row.written >= kRowStands; };
  if (rows_.size() >= kRememberedMax) {
    for (auto& [key, rows] : rows_) std::erase_if(rows, is_over);
    std::erase_if(rows_, [](const auto& one) { return one.second.empty(); });
    if (rows_.size() >= kRememberedMax) rows_.clear();
  }
  auto& rows = rows_[{std::string(read.person), std::string(read.table)}];
  std::erase_if(rows, is_over);
  rows.push_back({now, read.since, read.until, read.until >= wall - kPresent});
}

}  // namespace baton::http
