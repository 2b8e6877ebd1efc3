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

// One page of a list, made as text on the thread that reads it: what is held at once is the page and a few rows, however large
// the rows are. It ends with the item that fills it, by count or by bytes.
class Page {
 public:
  explicit Page(std::size_t items_max) : items_max_(items_max) {}

  bool full() const { return items_ >= items_max_ || text_.size() >= core::kPageBytesMax; }
  std::size_t items() const { return items_; }
  void add(const core::Json& item) {
    const std::size_t before = text_.size();
    if (items_ > 0) text_ += ',';
    text_ += core::dump(item);
    ++items_;
    largest_ = std::max(largest_, text_.size() - before);
  }
  // How many rows to read next: as many as fit when they are as large as the largest so far.
  std::size_t rows_wanted() const {
    const std::size_t fit = items_ == 0 ? kFirstRows : core::kPageBytesMax / std::max<std::size_t>(largest_, 1) + 1;
    return std::min(items_max_ - items_, std::min(fit, std::max(kFirstRows, items_)));
  }
  // {"items": […], "next": …}
  std::string text(const core::Json& next) const { return "{\"items\":[" + text_ + "],\"next\":" + core::dump(next) + "}"; }

 private:
  // Each may be a megabyte, and ten in memory.
  static constexpr std::size_t kFirstRows = 8;

  std::size_t items_max_;
  std::size_t items_ = 0;
  std::size_t largest_ = 0;
  std::string text_;
};

// Fills a page from `read(rows)`, which hands over the next so many rows at most, and `item(row)`. Returns the last row that is
// on the page when more may follow, else nothing.
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

}  // namespace baton::http
