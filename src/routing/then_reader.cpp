#include "routing/then_reader.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"
#include "baton/routing/table.hpp"
#include "routing/shown.hpp"

#include <algorithm>
#include <string>

namespace baton::routing {

using core::Json;
using formats::FieldReader;

namespace {

constexpr int kDecidersMax = 100;
// What a row gives is kept with each decision, so it is small.
constexpr std::size_t kThenBytesMax = 4'000;

bool is_text(const Json& value) {
  return value.is_string() && !core::trim(value.get_ref<const std::string&>()).empty();
}

void check_group(const FieldReader& then, const Json& value) {
  if (!is_text(value))
    return then.error("group", "route/then", "expected the name of a group, got " + shown(value));
  if (value.get_ref<const std::string&>().find_first_of(",;") != std::string::npos)
    then.error("group", "route/then", shown(value) + " is one name, which no group has",
               "name one group; of several make rows of a table with \"all\"");
}

void check_users(const FieldReader& then, const Json& value) {
  const bool list =
      value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_text);
  if (!list)
    then.error("users", "route/then", "expected a list of users, got " + shown(value),
               "write users: [ana]");
}

void check_count(const FieldReader& then, const Json& value) {
  const bool whole = value.is_number_integer() && value >= 1 && value <= kDecidersMax;
  if (!whole)
    then.error("count", "route/then",
               "expected a whole number from 1 to " + std::to_string(kDecidersMax) + ", got " +
                   shown(value));
}

void check_sla(const FieldReader& then, const Json& value) {
  if (!value.is_string())
    return then.error("sla", "route/then", "expected a length of time as 5bd, got " + shown(value));
  const auto span = calendar::parse_span(value.get<std::string>());
  if (!span) return then.error("sla", "route/then", span.error().message, span.error().hint);
  if (!calendar::is_forward(*span))
    then.error("sla", "route/then", "expected a length of time above zero, got " + shown(value));
}

}  // namespace

Json read_then(const FieldReader& then) {
  const auto& value = then.value();
  if (value.empty())
    then.findings().push_back(then.file().finding(then.pointer(), "route/then",
                                                  "expected what the row gives, by name",
                                                  "write then: { group: legal }"));
  for (const auto& [name, given] : value.items()) {
    if (name == "group") check_group(then, given);
    if (name == "users") check_users(then, given);
    if (name == "count") check_count(then, given);
    if (name == "sla") check_sla(then, given);
    if (name == kRowMember)
      then.error(name, "route/then", "\"row\" is the name of the row itself",
                 "write \"name\" beside \"when\", or give it another name");
  }
  if (core::size_of(value).bytes > kThenBytesMax)
    then.findings().push_back(
        then.file().finding(then.pointer(), "route/then",
                            "expected at most " + std::to_string(kThenBytesMax) + " bytes, got " +
                                std::to_string(core::size_of(value).bytes)));
  return value;
}

}  // namespace baton::routing
