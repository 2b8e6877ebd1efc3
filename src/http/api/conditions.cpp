#include "http/api/conditions.hpp"

#include "baton/core/text.hpp"
#include "http/api/problem.hpp"

namespace baton::http {

using core::Errc;
using core::Error;

namespace {

// The list in If-None-Match. Several lines of a field are one list (RFC 9110 section 5.3).
std::string none_match_of(const Request& request) {
  std::string list;
  for (const Field& field : request.fields) {
    if (!same_name(field.name, "If-None-Match")) continue;
    list.append(list.empty() ? "" : ", ").append(field.value);
  }
  return list;
}

}  // namespace

std::string entity_tag(std::string_view tag) {
  std::string quoted = "\"";
  quoted.append(tag);
  quoted += '"';
  return quoted;
}

std::string entity_tag(int version) { return entity_tag(std::to_string(version)); }

core::Result<std::optional<std::string>> expected_tag(const Request& request,
                                                      std::string_view what) {
  const std::string_view match = request.field("If-Match");
  const std::string none_match = none_match_of(request);
  if (none_match == "*" && match.empty()) return std::optional<std::string>(std::string());
  if (!none_match.empty())
    return Error{Errc::invalid, "expected If-None-Match: *", "If-None-Match", {}};
  if (match.empty()) return std::optional<std::string>();
  if (match == "*") return std::optional<std::string>(kSomeTag);
  const bool quoted = match.size() > 2 && match.front() == '"' && match.back() == '"';
  if (!quoted) return no_tag_of(what);
  const auto tag = match.substr(1, match.size() - 2);
  // A list of tags is not taken: a client overwrites one thing, of which it has one tag.
  if (tag == kSomeTag || tag.find('"') != std::string_view::npos) return no_tag_of(what);
  return std::optional<std::string>(tag);
}

// RFC 9110 section 13.1.2. No tag of ours has a comma in it.
bool has_already(const Request& request, std::string_view etag) {
  constexpr std::string_view kWeak = "W/";
  const std::string none_match = none_match_of(request);
  std::string_view rest = none_match;
  while (!rest.empty()) {
    auto one = core::trim(core::take_part(rest, ','));
    if (one.starts_with(kWeak)) one.remove_prefix(kWeak.size());
    if (one == etag || one == "*") return true;
  }
  return false;
}

Error no_tag_of(std::string_view what) {
  return {Errc::invalid,
          "expected If-Match to be * or the ETag of " + std::string(what) + ", in quotes",
          "If-Match",
          {}};
}

Response condition_failed(const Error& error) {
  return problem(412, "conflict",
                 error.hint.empty() ? error.message : error.message + "; " + error.hint);
}

}  // namespace baton::http
