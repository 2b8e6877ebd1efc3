#pragma once

#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/runtime/damage.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

namespace baton::http {

// The cursor of a list that is sorted by keys: the next page begins behind this key. A key may be
// empty; an empty cursor would mean the beginning of the list, so a slash is put in front.
inline std::string cursor_behind(const std::string& key) { return '/' + key; }

// The key that such a cursor names; nullopt for an empty one: from the first key on.
inline std::optional<std::string> key_before(std::string cursor) {
  if (cursor.empty()) return std::nullopt;
  if (cursor.front() == '/') cursor.erase(0, 1);
  return cursor;
}

// How many rows are read at once. A row may be a megabyte, which takes several in memory, and the
// size of the next rows is not known from those before.
inline constexpr std::size_t kRowsAtOnce = 8;
// The same for runs, whose rows are some hundred bytes: so a page is mostly one read, and its
// search is begun once.
inline constexpr std::size_t kRunsAtOnce = 128;

// One page of a list, written as JSON text on the thread that reads the rows. So only the text and
// a few rows are held at once, however large the rows are. The page is full when it has `items_max`
// items, or when its text has reached kPageBytesMax; the item that fills it is still on it.
class ListPage {
 public:
  explicit ListPage(std::size_t items_max, std::size_t rows_at_once = kRowsAtOnce)
      : items_max_(items_max), rows_at_once_(rows_at_once) {}

  bool full() const { return items_ >= items_max_ || text_.size() >= core::kPageBytesMax; }
  std::size_t items() const { return items_; }
  void add(const core::Json& item) {
    if (items_ > 0) text_ += ',';
    core::append(text_, item);
    ++items_;
  }
  // How many rows to read next, at most.
  std::size_t rows_wanted() const { return std::min(items_max_ - items_, rows_at_once_); }
  // Moves the whole page out: {"items": […], "next": …}, and the members of `beside`.
  std::string text(const core::Json& next, const core::Json& beside = core::Json::object()) {
    text_ += ']';
    const auto add = [this](const std::string& name, const core::Json& value) {
      text_.append(",\"").append(name).append("\":").append(core::dump(value));
    };
    add("next", next);
    for (const auto& [name, value] : beside.items()) add(name, value);
    return std::move(text_.append("}"));
  }

 private:
  std::size_t items_max_;
  std::size_t rows_at_once_;
  std::size_t items_ = 0;
  std::string text_ = "{\"items\":[";
};

// Fills a page. `read(count)` returns the next rows, at most `count`; `item(row)` makes JSON of
// one. Returns the last row on the page when more rows may follow it, else nothing.
template <class Read, class Item>
auto fill_page(ListPage& page, Read read, Item item) {
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

// How many damaged rows one page passes over. For each of them rows are read again, so that there
// must be an end; an answer names as many.
inline constexpr std::size_t kDamagedMax = 20;

// The damaged rows that a page passes over.
template <class Id>
class Damaged {
 public:
  // Whether the page ends here, so that the list goes on behind the last of them.
  bool full() const { return rows_ >= kDamagedMax; }
  void add(Id of) {
    ++rows_;
    named_.insert(of);
  }
  // Says beside the items of a list what the page leaves out, if there is anything.
  void tell(core::Json& beside) const {
    if (!named_.empty()) beside["unreadable"] = runtime::unreadable_json(named_);
  }

 private:
  std::set<Id> named_{};  // what the rows are of
  std::size_t rows_ = 0;
};

// The next rows of a list, at most `wanted`, without those that are damaged: these are added to
// `damaged`. There are fewer at the end of the list, and when `damaged` is full. `read(count)`
// returns the next rows in `rows`, at most `count`, up to the first that is damaged, and what that
// one is of in `damaged`; the next call goes on behind it.
template <class Read, class Id>
auto whole_rows(std::size_t wanted, Damaged<Id>& damaged, Read read) {
  decltype(read(wanted).rows) rows;
  while (rows.size() < wanted && !damaged.full()) {
    auto part = read(wanted - rows.size());
    std::move(part.rows.begin(), part.rows.end(), std::back_inserter(rows));
    if (!part.damaged) break;
    damaged.add(part.damaged);
  }
  return rows;
}

// One page of a list as text, filled as fill_page() says. `cursor(row)` is what to ask for
// the next page with, once `row` is the last of this one.
template <class Read, class Item, class Cursor>
std::string page(std::size_t items_max, Read read, Item item, Cursor cursor) {
  ListPage page(items_max);
  const auto last = fill_page(page, std::move(read), std::move(item));
  return page.text(last ? core::Json(cursor(*last)) : core::Json());
}

}  // namespace baton::http
