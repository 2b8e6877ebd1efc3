#pragma once

#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"

#include <cstddef>
#include <deque>
#include <string>

namespace baton::http {

// Events that a webhook sent again under a known id, but with other content. Some vendors send the
// newest state of a record under the old id. The log keeps what came first; the last few of the
// others are kept here in memory, for people to look at, and are lost when the process ends. One
// thread.
class Redeliveries {
 public:
  // Keeps an event that came again. `first` is the event in the log. When `newer` is very large,
  // its data is left out.
  void keep(core::EventId first, const core::Event& newer);
  // The whole list as JSON text, newest first, in the form of a page.
  std::string text() const;

 private:
  static constexpr std::size_t kKeptMax = 100;
  // The JSON text of all of them together, which is answered as one page.
  static constexpr std::size_t kBytesMax = core::kPageBytesMax;

  std::deque<std::string> items_{};
  std::size_t bytes_ = 0;
};

}  // namespace baton::http
