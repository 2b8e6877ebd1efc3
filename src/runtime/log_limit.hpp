#pragma once

#include "baton/core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace baton::runtime {

// Keeps a fault that happens again and again from flooding the log: at most one line of each kind
// is written in an interval, and the others are counted. One thread at a time.
class LogLimit {
 public:
  // `every`: the interval.
  explicit LogLimit(core::Duration every) : every_(every) {}

  // Says what to do with the next line of this kind. A number: write it; that many lines of its
  // kind were left out since the last one. nullopt: leave it out. `steady`: now, in steady time.
  std::optional<std::int64_t> next(const std::string& kind, core::Time steady) {
    const auto [at, is_new] = kinds_.try_emplace(kind, Kind{steady + every_, 0});
    auto& [due, left_out] = at->second;
    if (is_new) return 0;
    if (steady < due) {
      ++left_out;
      return std::nullopt;
    }
    due = steady + every_;
    return std::exchange(left_out, 0);
  }

 private:
  struct Kind {
    core::Time due{};
    std::int64_t left_out = 0;
  };
  core::Duration every_;
  std::map<std::string, Kind> kinds_{};
};

}  // namespace baton::runtime
