#include "connectors/look_up.hpp"

#include "connectors/uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace baton::connectors {

namespace {

using core::Json;

// As interfaces call the size of a page.
constexpr std::array<std::string_view, 14> kSizes{"limit",     "max_results", "maxresults", "per_page", "perpage",
                                                  "page_size", "pagesize",    "pagelen",    "count",    "size",
                                                  "$top",      "top",         "first",      "results"};
// As they say that more follows, when the value is neither null nor empty nor false.
constexpr std::array<std::string_view, 15> kMore{
    "next",        "next_page",  "nextpage",       "nextpagetoken",   "next_page_token",
    "next_cursor", "nextcursor", "nextrecordsurl", "@odata.nextlink", "nextlink",
    "has_more",    "hasmore",    "has_next",       "hasnext",         "istruncated"};
constexpr std::array<std::string_view, 2> kLast{"islast", "is_last"};
constexpr std::array<std::string_view, 4> kTotals{"total", "totalcount", "total_count", "totalsize"};

template <class Words>
bool among(const Words& words, std::string_view name) {
  return std::find(words.begin(), words.end(), lower(name)) != words.end();
}

bool says_something(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return value.is_structured() ? !value.empty() : !value.is_null() && value != 0;
}

// The members of the answer and of the objects directly in it ("paging", "links", "meta").
bool any_member(const Json& body, int depth, const auto& test) {
  if (!body.is_object()) return false;
  return std::any_of(body.items().begin(), body.items().end(), [&](const auto& entry) {
    return test(entry.key(), entry.value()) || (depth > 0 && any_member(entry.value(), depth - 1, test));
  });
}

std::optional<std::size_t> page_size(const std::string& target) {
  const auto fields = parse_form(query_of(target));
  for (const auto& [name, value] : fields.value_or(Fields{})) {
    std::size_t size = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), size);
    if (among(kSizes, name) && problem == std::errc() && end == value.data() + value.size() && size > 0) return size;
  }
  return std::nullopt;
}

bool is_full(const std::string& target, const Json& body) {
  const auto size = page_size(target);
  const auto full = [&size](const std::string&, const Json& value) { return size && value.is_array() && value.size() >= *size; };
  return full({}, body) || any_member(body, 1, full);
}

}  // namespace

bool seems_cut(const std::string& target, const Answer& answer) {
  if (!next_link(answer).empty()) return true;
  const auto says_more = [](const std::string& name, const Json& value) {
    return (among(kMore, name) && says_something(value)) || (among(kLast, name) && value == false);
  };
  return any_member(answer.body, 1, says_more) || is_full(target, answer.body);
}

bool seems_full(const std::string& target, const Answer& answer) {
  const auto says_last = [](const std::string& name, const Json& value) {
    return (among(kMore, name) && !says_something(value)) || (among(kLast, name) && value == true) ||
           (among(kTotals, name) && value.is_number());
  };
  return is_full(target, answer.body) && answer.headers.find("link") == answer.headers.end() &&
         !any_member(answer.body, 1, says_last);
}

std::string next_link(const Answer& answer) {
  const auto field = core::text_at(answer.headers, "link");
  std::string_view rest = field;
  while (!rest.empty()) {
    const auto open = rest.find('<');
    const auto close = rest.find('>', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const auto link = rest.substr(open + 1, close - open - 1);
    rest.remove_prefix(close + 1);
    const auto parameters = lower(rest.substr(0, rest.find('<')));
    if (parameters.find("rel=\"next\"") != std::string::npos || parameters.find("rel=next") != std::string::npos)
      return std::string(link);
  }
  return {};
}

std::string with_query(const std::string& target, const Json& members) {
  auto fields = parse_form(query_of(target)).value_or(Fields{});
  for (const auto& [name, value] : members.items()) {
    std::erase_if(fields, [&name = name](const auto& field) { return field.first == name; });
    if (const auto text = scalar_text(value)) fields.emplace_back(name, *text);
  }
  return std::string(path_of(target)) + "?" + form_text(fields);
}

}  // namespace baton::connectors
