#pragma once

#include "baton/core/time.hpp"
#include "baton/identity/rate_limiter.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::http {

// Somebody reads a table of an export.
struct ExportRead {
  // The name of the person or token.
  std::string_view person{};
  // The table, "runs".
  std::string_view table{};
  // The time that is read.
  core::Time since{};
  core::Time until{};
};

// Which pages of exports get a row of the audit. Rows of the audit are never deleted, so a reader
// must not make as many as they like. For an hour, a row stands for all further pages of the same
// person, table and time. A row up to the present also stands for what comes in within that hour.
// Reads of other times have rows of their own, up to a rate. One thread.
class ExportRows {
 public:
  // Whether a row that stands still covers this page, so that it needs none. `now` is steady.
  bool covers(const ExportRead& read, core::Time now) const;
  // How long the person has to wait until they may make the next row; zero when they may now.
  // `now` is steady.
  core::Duration wait(std::string_view person, core::Time now) const {
    return rate_.wait(person, now);
  }
  // Counts a row that is about to be written.
  void count(std::string_view person, core::Time now) { rate_.count(person, now); }
  // Takes note of a row that is written. `now` is steady, `wall` the time of the wall clock.
  void wrote(const ExportRead& read, core::Time now, core::Time wall);

 private:
  struct Row {
    core::Time written;
    core::Time since;
    core::Time until;
    bool to_present;
  };

  // A person reads a few tables a few times in a minute. More than one row a minute, beyond these,
  // are made only by a program that asks for another time with each request.
  identity::RateLimiter rate_{{60, std::chrono::minutes(1), 10'000}};
  // By person and table, the oldest first.
  std::map<std::pair<std::string, std::string>, std::vector<Row>> rows_{};
};

}  // namespace baton::http
