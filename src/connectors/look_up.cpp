#include "connectors/look_up.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"
#include "baton/formats/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace baton::connectors {

namespace {

using core::Json;

// The names of the member of a query that gives the size of a page, in lower case.
constexpr std::array<std::string_view, 19> kSizes{
    "limit",     "max_results", "maxresults",   "per_page",      "perpage",
    "page_size", "pagesize",    "pagelen",      "count",         "size",
    "$top",      "top",         "first",        "results",       "max",
    "rows",      "page[size]",  "itemsperpage", "resultsperpage"};
// The names of members of an answer which say that more follows, if their value is neither null nor
// empty nor false.
constexpr std::array<std::string_view, 27> kMore{
    "next",           "next_page",       "nextpage",
    "nextpagetoken",  "next_page_token", "next_page_url",
    "next_url",       "next_cursor",     "nextcursor",
    "nextrecordsurl", "@odata.nextlink", "nextlink",
    "nextpageurl",    "continuation",    "has_more",
    "hasmore",        "has_next",        "hasnext",
    "hasnextpage",    "has_next_page",   "continuationtoken",
    "istruncated",    "truncated",       "more",
    "partial",        "timed_out",       "incomplete_results"};
constexpr std::array<std::string_view, 4> kLast{"islast", "is_last", "lastpage", "last"};
constexpr std::array<std::string_view, 7> kTotals{"total",     "totalcount",   "total_count",
                                                  "totalsize", "totalresults", "total_results",
                                                  "totalitems"};
constexpr std::array<std::string_view, 6> kPages{"pages",     "total_pages", "totalpages",
                                                 "last_page", "page_count",  "pagecount"};
constexpr std::array<std::string_view, 4> kPage{"page", "current_page", "currentpage",
                                                "pagenumber"};
// The default sizes of pages. If a request names no size, a page with so many entries is taken for
// a full one.
constexpr std::array<std::size_t, 12> kUsualSizes{10,  15,  20,  25,  30,    50,
                                                  100, 200, 250, 500, 1'000, 2'000};
// How many objects deep the members about pages stand: in "data", "issues", "pageInfo".
constexpr int kPagingDepth = 3;

template <class Words>
bool among(const Words& words, std::string_view name) {
  return core::is_one_of(core::lower(name), words);
}

bool says_something(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return value.is_structured() ? !value.empty() : !value.is_null() && value != 0;
}

// True if `test` holds for some member of an object, or of the objects in it up to `depth`.
bool any_member(const Json& body, int depth, const auto& test) {
  if (!body.is_object()) return false;
  return std::any_of(body.items().begin(), body.items().end(), [&](const auto& entry) {
    return test(entry.key(), entry.value()) ||
           (depth > 0 && any_member(entry.value(), depth - 1, test));
  });
}

std::optional<std::size_t> page_size(const std::string& target) {
  const auto fields = formats::parse_form(formats::query_of(target));
  for (const auto& [name, value] : fields.value_or(formats::Fields{})) {
    std::size_t size = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), size);
    if (among(kSizes, name) && problem == std::errc() && end == value.data() + value.size() &&
        size > 0)
      return size;
  }
  return std::nullopt;
}

// The number of entries on a page: the length of the longest list of the answer.
std::size_t items_of(const Json& body) {
  std::size_t most = body.is_array() ? body.size() : 0;
  any_member(body, kPagingDepth, [&most](const std::string&, const Json& value) {
    if (value.is_array()) most = std::max(most, value.size());
    return false;
  });
  return most;
}

bool is_full(const std::string& target, const Json& body) {
  const auto size = page_size(target);
  const auto items = items_of(body);
  if (size) return items >= *size;
  return std::find(kUsualSizes.begin(), kUsualSizes.end(), items) != kUsualSizes.end();
}

std::size_t whole_number(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

template <class Words>
double number_at(const Json& body, const Words& words, double default_value) {
  double found = default_value;
  any_member(body, kPagingDepth, [&](const std::string& name, const Json& value) {
    if (!among(words, name) || !value.is_number()) return false;
    found = value.get<double>();
    return true;
  });
  return found;
}

// True if the answer says that there are more entries, or more pages, than it shows.
bool counts_more(const Answer& answer) {
  const auto items = static_cast<double>(items_of(answer.body));
  if (number_at(answer.body, kTotals, 0) > items) return true;
  if (number_at(answer.body, kPages, 1) > number_at(answer.body, kPage, 1)) return true;
  const auto total = core::text_at(answer.headers, "x-total-count");
  const auto range = core::text_at(answer.headers, "content-range");  // "items 0-19/900"
  const auto of = range.rfind('/');
  const auto ranged =
      of == std::string::npos ? 0 : whole_number(std::string_view(range).substr(of + 1));
  return static_cast<double>(std::max(whole_number(total), ranged)) > items;
}

}  // namespace

bool seems_cut(const std::string& target, const Answer& answer) {
  constexpr int kPartialContent = 206;
  if (!next_link(answer).empty() || answer.code == kPartialContent) return true;
  if (!core::text_at(answer.headers, "x-next-page").empty()) return true;
  const auto says_more = [](const std::string& name, const Json& value) {
    const bool place = core::lower(name) == "offset" && value.is_string();
    return ((place || among(kMore, name)) && says_something(value)) ||
           (among(kLast, name) && value == false);
  };
  return any_member(answer.body, kPagingDepth, says_more) || counts_more(answer) ||
         is_full(target, answer.body);
}

bool seems_full(const std::string& target, const Answer& answer) {
  const auto says_last = [](const std::string& name, const Json& value) {
    return (among(kMore, name) && !says_something(value)) ||
           (among(kLast, name) && value == true) || (among(kTotals, name) && value.is_number());
  };
  return is_full(target, answer.body) && answer.headers.find("link") == answer.headers.end() &&
         !any_member(answer.body, kPagingDepth, says_last);
}

std::string next_link(const Answer& answer) { return core::text_at(answer.links, "next"); }

std::string with_query(const std::string& target, const Json& members) {
  auto fields = formats::parse_form(formats::query_of(target)).value_or(formats::Fields{});
  for (const auto& [name, value] : members.items()) {
    std::erase_if(fields, [&name = name](const auto& field) { return field.first == name; });
    if (const auto text = ingress::scalar_text(value)) fields.emplace_back(name, *text);
  }
  return std::string(formats::path_of(target)) + "?" + formats::form_text(fields);
}

}  // namespace baton::connectors
