#include "http/api/cookie.hpp"

#include "baton/core/text.hpp"
#include "http/api/problem.hpp"

#include <chrono>
#include <string>

namespace baton::http {
namespace {

// A browser takes a cookie of the second name only over TLS, for the whole host, and from the host
// itself.
constexpr std::string_view kPlainCookie = "baton_session";
constexpr std::string_view kTlsCookie = "__Host-baton_session";

std::string cookie_field(const Request& request, std::string_view value, std::int64_t seconds) {
  const bool secure = came_by_tls(request);
  std::string field(secure ? kTlsCookie : kPlainCookie);
  (field += '=') += value;
  field += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
  if (secure) field += "; Secure";
  return field;
}

// The value of a cookie in one Cookie field; empty when it is not there.
std::string_view cookie_in(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    std::string_view pair = core::trim(core::take_part(field, ';'));
    if (core::take_part(pair, '=') == name) return pair;
  }
  return {};
}

// The same of a request, which may have several such fields.
std::string_view cookie_of(const Request& request, std::string_view name) {
  for (const Field& field : request.fields) {
    if (!same_name(field.name, "Cookie")) continue;
    const std::string_view value = cookie_in(field.value, name);
    if (!value.empty()) return value;
  }
  return {};
}

}  // namespace

// A page of a neighbouring host, and whoever stands in the way of plain HTTP, can have the browser
// keep a cookie of the plain name, and so have somebody act in a session that is not theirs. Over
// TLS that name is not used.
std::string_view session_cookie(const Request& request) {
  const std::string_view value = cookie_of(request, kTlsCookie);
  return value.empty() && !came_by_tls(request) ? cookie_of(request, kPlainCookie) : value;
}

void set_session_cookie(Response& response, const Request& request, std::string_view text,
                        core::Duration lasts) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(lasts).count();
  response.add("Set-Cookie", cookie_field(request, text, seconds));
}

void clear_session_cookie(Response& response, const Request& request) {
  response.add("Set-Cookie", cookie_field(request, {}, 0));
}

bool came_by_tls(const Request& request) {
  if (core::same_no_case(request.field("X-Forwarded-Proto"), "https")) return true;
  std::string_view nearest = request.field("Forwarded");
  nearest = nearest.substr(nearest.rfind(',') + 1);
  while (!nearest.empty()) {
    const std::string_view pair = core::trim(core::take_part(nearest, ';'));
    if (core::same_no_case(pair, "proto=https")) return true;
  }
  return false;
}

bool from_console(const Request& request) {
  const std::string_view site = request.field("Sec-Fetch-Site");
  return request.field("X-Baton-Console") == "1" && (site.empty() || site == "same-origin");
}

bool is_page_of_console(const Request& request, std::string_view url, std::string_view page) {
  const std::string_view origin = request.field("Origin");
  return from_console(request) && !origin.empty() && url.size() == origin.size() + page.size() &&
         url.starts_with(origin) && url.ends_with(page);
}

Response refuse_other_site() {
  return problem(403, "csrf",
                 "expected the field X-Baton-Console: 1, and a page of this server behind it");
}

}  // namespace baton::http
