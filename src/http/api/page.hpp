#pragma once

#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace baton::http {

// How many rows are read at once: each may be a megabyte, and ten in memory, however small those
// before it were.
inline constexpr std::size_t kRowsAtOnce = 8;
// An entry of a journal may be as large as its run.
inline constexpr std::size_t kEntriesAtOnce = 1;

// One page of a list, made as text on the thread that reads it: what is held at once is the page
// and a few rows, however large the rows are. It ends with the item that fills it, by count or by
// bytes.
class Page {
 public:
  explicit Page(std::size_t items_max, std::size_t rows_at_once = kRowsAtOnce)
      : items_max_(items_max), rows_at_once_(rows_at_once) {}

  bool full() const { return items_ >= items_max_ || text_.size() >= core::kPageBytesMax; }
  std::size_t items() const { return items_; }
  void add(const core::Json& item) {
    if (items_ > 0) text_ += ',';
    core::append(text_, item);
    ++items_;
  }
  // How many rows to read next.
  std::size_t rows_wanted() const { return std::min(items_max_ - items_, rows_at_once_); }
  // {"items": […], "next": …}; the page is given up.
  std::string text(const core::Json& next) {
    return std::move(text_.append("],\"next\":").append(core::dump(next)).append("}"));
  }

 private:
  std::size_t items_max_;
  std::size_t rows_at_once_;
  std::size_t items_ = 0;
  std::string text_ = "{\"items\":[";
};

// Fills a page from `read(rows)`, which hands over the next so many rows at most, and `item(row)`.
// Returns the last row that is on the page when more may follow, else nothing.
template <class Read, class Item>
auto fill(Page& page, Read read, Item item) {
  using Row = typename std::invoke_result_t<Read&, std::size_t>::value_type;
  std::optional<Row> last;
  for (bool more = true; more && !page.full();) {
    const std::size_t wanted = page.rows_wanted();
    auto rows = read(wanted);
    more = rows.size() == wanted;
    for (auto& row : rows) {
      if (page.full()) break;
      page.add(item(row));
      last = std::move(row);
    }
  }
  if (!page.full()) last.reset();
  return last;
}

// One page of a list as text, read and told as fill() says. `cursor(row)` is what to ask for the
// next page with, once `row` is the last of this one.
template <class Read, class Item, class Cursor>
std::string page(std::size_t items_max, Read read, Item item, Cursor cursor) {
  Page page(items_max);
  const auto last = fill(page, std::move(read), std::move(item));
  return page.text(last ? core::Json(cursor(*last)) : core::Json());
}

}  // namespace baton::http
