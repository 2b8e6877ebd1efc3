#pragma once

#include "connectors/manifest.hpp"

#include <cstddef>

namespace baton::connectors {

// Collects the outputs of an operation's pages into one. One thread.
class Pages {
 public:
  // Begins with the output of the first page. `spec` outlives it.
  Pages(const PagesSpec& spec, core::Json first);

  // True if there is a next page to ask for, and it may be collected.
  bool wants_more() const;
  // The input `next` that asks for the next page; null if there is none.
  const core::Json& next() const { return next_; }
  // Adds the output of the next page. If all entries together would be longer than an output may
  // be, the page is left out, and no more pages are wanted.
  void add(core::Json page);
  // The output: that of the last page, with the entries of all pages, and with `truncated`, which
  // is true if there are more pages.
  core::Json take();

 private:
  // Remembers which page is the next one.
  void read_next(const core::Json& page);

  const PagesSpec& spec_;
  core::Json output_;
  core::Json entries_ = core::Json::array();
  core::Json next_{};
  std::size_t bytes_ = 0;  // of the entries, as JSON
  int pages_ = 1;
  bool full_ = false;
};

}  // namespace baton::connectors
