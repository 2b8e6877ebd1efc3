#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"

#include <cstddef>
#include <deque>
#include <string>

namespace baton::http {

// What webhooks brought under an id that was known, with other content than the first time. Vendors
// send a record's newest state again under the old id; what came first stays in the log, and the
// last few of these are kept here, to be looked at. They go with the process. One thread.
class Redeliveries {
 public:
  // `first`: the event in the log.
  void keep(core::EventId first, const core::Event& newer);
  // Newest first, as JSON.
  std::string text() const;

 private:
  static constexpr std::size_t kKeptMax = 100;
  static constexpr std::size_t kBytesMax = 2'097'152;  // of all; a page of a list is no larger

  std::deque<std::string> items_{};
  std::size_t bytes_ = 0;
};

}  // namespace baton::http
