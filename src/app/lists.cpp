#include "app/shell.hpp"
#include "app/words.hpp"
#include "baton/core/days.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <ostream>

// How lists of the API are read and shown.
namespace baton::app {

namespace {

std::vector<std::string> texts_in(const core::Json& items) {
  std::vector<std::string> texts;
  for (const core::Json& item : items)
    texts.push_back(item.is_string() ? item.get<std::string>() : core::dump(item));
  return texts;
}

// An item with the members that --fields names only; all of it without that option. A dot leads to
// a member of a member.
core::Json chosen(const core::Json& item, const std::vector<std::string>& fields) {
  if (fields.empty()) return item;
  core::Json made = core::Json::object();
  for (const std::string& field : fields) {
    const core::Json* at = &item;
    for (std::size_t from = 0; at != nullptr && from <= field.size();) {
      const auto dot = std::min(field.find('.', from), field.size());
      at = core::find(*at, std::string_view(field).substr(from, dot - from));
      from = dot + 1;
    }
    made[field] = at == nullptr ? core::Json() : *at;
  }
  return made;
}

// Adds the items of one page, and prints each at once where a line is an item. False: the list ends
// here.
bool take_items(Shell& shell, const core::Json& page, const Paging& paging,
                std::vector<core::Json>& items) {
  const core::Json* list = core::find(page, "items");
  if (!list || !list->is_array() || list->empty()) return false;
  for (const core::Json& item : *list) {
    if (paging.ends_at && paging.ends_at(item)) return false;
    if (shell.terminal.format() == Format::ndjson)
      shell.terminal.print(chosen(item, shell.globals.fields));
    items.push_back(item);
  }
  return true;
}

// The columns that --fields asks for, or those of the view.
std::vector<Column> columns_of(const Shell& shell, const ListView& view) {
  if (shell.globals.fields.empty()) return view.columns;
  std::vector<Column> columns;
  for (const std::string& field : shell.globals.fields) {
    const auto value = [field](const core::Json& item) {
      const core::Json one = chosen(item, {field}).at(field);
      return Cell{one.is_null() ? "" : one.is_string() ? one.get<std::string>() : core::dump(one)};
    };
    columns.push_back({field, value, false});
  }
  return columns;
}

void print_table(Shell& shell, const std::vector<core::Json>& items, const ListView& view) {
  auto columns = columns_of(shell, view);
  std::erase_if(columns, [&items](const Column& column) {
    return column.only_if_any &&
           std::all_of(items.begin(), items.end(),
                       [&column](const auto& item) { return column.cell(item).text.empty(); });
  });
  std::vector<std::string> headings;
  for (const Column& column : columns) headings.push_back(column.heading);
  Table table(std::move(headings));
  for (std::size_t column = 0; column < columns.size(); ++column)
    if (column == 0 || columns[column].whole) table.keep_whole(column);
  for (const core::Json& item : items) {
    std::vector<Cell> row;
    for (const Column& column : columns) row.push_back(column.cell(item));
    table.add(std::move(row));
  }
  table.print(shell.terminal);
}

// Warns of a name of --fields that no item has: it may be misspelt. A member may be left out where
// it has nothing to say, so that this is no error.
void warn_of_fields(Shell& shell, const std::vector<core::Json>& items) {
  if (items.empty() || !items.front().is_object()) return;
  std::vector<std::string> known;
  for (const auto& [name, value] : items.front().items()) known.push_back(name);
  for (const std::string& field : shell.globals.fields) {
    const std::string name = field.substr(0, field.find('.'));
    const auto has = [&name](const core::Json& item) { return core::find(item, name) != nullptr; };
    if (std::any_of(items.begin(), items.end(), has)) continue;
    const std::string hint = core::did_you_mean(name, known);
    shell.terminal.err() << shell.terminal.paint_err("warning:", Colour::yellow)
                         << " no item has \"" << printable(name) << "\"; "
                         << (hint.empty() ? "there are " + core::join(known) : hint) << '\n';
  }
}

// `next`: where the list goes on; empty: it is all there.
void print_items(Shell& shell, const std::vector<core::Json>& items, const std::string& next,
                 const std::string& nothing, const ListView& view) {
  shell.showed_list = true;
  switch (shell.terminal.format()) {
    case Format::ndjson: break;
    case Format::json:
    case Format::yaml: {
      core::Json list = core::Json::array();
      for (const core::Json& item : items) list.push_back(chosen(item, shell.globals.fields));
      shell.terminal.print(
          {{"items", std::move(list)}, {"next", next.empty() ? core::Json() : core::Json(next)}});
      break;
    }
    case Format::name:
      for (const core::Json& item : items)
        shell.terminal.out() << printable(core::text_at(item, view.name_key)) << '\n';
      break;
    case Format::md:
    case Format::wide:
    case Format::table:
      if (items.empty()) {
        shell.terminal.note(nothing);
      } else {
        print_table(shell, items, view);
      }
  }
  warn_of_fields(shell, items);
  if (!next.empty())
    shell.terminal.note("the first " + std::to_string(items.size()) +
                        " of more; --all shows the rest");
}

}  // namespace

core::Time moment_of(const Shell& shell, const std::string& option, const std::string& text) {
  if (const auto ago = core::parse_duration(text)) return shell.world.now() - *ago;
  if (const auto moment = core::parse_day_or_moment(text)) return *moment;
  throw usage(option + " \"" + text + "\" is no time",
              "expected how long ago, such as 15m or 2d, a day such as 2026-05-04 (UTC), or a time "
              "such as 2026-05-04T10:00:00Z");
}

std::vector<core::Json> print_list(Shell& shell, const std::string& path, const ListView& view,
                                   std::vector<std::pair<std::string, std::string>> query) {
  std::vector<core::Json> items;
  take_items(shell, shell.get(path, std::move(query)), {}, items);
  print_items(shell, items, {}, view.nothing, view);
  return items;
}

std::vector<core::Json> print_pages(Shell& shell, const std::string& path,
                                    std::vector<std::pair<std::string, std::string>> query,
                                    const Paging& paging, const ListView& view) {
  constexpr std::size_t kPageMax = 500;
  std::vector<core::Json> items;
  std::string next;
  std::string hint;
  do {
    const std::size_t wanted =
        paging.all ? kPageMax : std::min(kPageMax, paging.limit - items.size());
    auto page_query = query;
    page_query.emplace_back("limit", std::to_string(wanted));
    page_query.emplace_back("cursor", next);
    const core::Json page = shell.get(path, std::move(page_query));
    next = core::text_at(page, "next");
    hint = core::text_at(page, "hint");
    if (!take_items(shell, page, paging, items)) {
      next.clear();
      break;
    }
  } while (!next.empty() && (paging.all || items.size() < paging.limit));
  const bool filtered =
      paging.ends_at || std::any_of(query.begin(), query.end(),
                                    [](const auto& filter) { return !filter.second.empty(); });
  print_items(shell, items, next, filtered ? view.no_match : view.nothing, view);
  if (items.empty() && view.tells_hint && !hint.empty()) shell.terminal.note(hint);
  return items;
}

std::string name_of_first(const std::vector<core::Json>& items,
                          const std::function<bool(const core::Json& item)>& stands_out) {
  const auto found = std::find_if(items.begin(), items.end(), stands_out);
  return core::text_at(found == items.end() ? items.front() : *found, "name");
}

Column text_column(std::string heading, std::string key) {
  return {std::move(heading),
          [key = std::move(key)](const core::Json& item) {
            const core::Json* value = core::find(item, key);
            if (!value || value->is_null()) return Cell{};
            if (value->is_array()) return Cell{core::join(texts_in(*value))};
            return Cell{value->is_string() ? value->get<std::string>() : core::dump(*value)};
          },
          false};
}

Column status_column(std::string heading, std::string key) {
  return {std::move(heading),
          [key = std::move(key)](const core::Json& item) {
            return status_cell(core::text_at(item, key));
          },
          false};
}

Column age_column(std::string heading, std::string key, Shell& shell) {
  return {std::move(heading),
          [key = std::move(key), &shell](const core::Json& item) {
            const std::string moment = core::text_at(item, key);
            return Cell{moment.empty() ? moment : relative(moment, shell.world.now()), Colour::dim};
          },
          false};
}

}  // namespace baton::app
