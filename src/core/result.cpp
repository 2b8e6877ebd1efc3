#include "baton/core/result.hpp"

namespace baton::core {

std::string_view name(Errc code) {
  switch (code) {
    case Errc::invalid: return "invalid";
    case Errc::not_found: return "not_found";
    case Errc::conflict: return "conflict";
    case Errc::unauthenticated: return "unauthenticated";
    case Errc::denied: return "denied";
    case Errc::too_large: return "too_large";
    case Errc::unsupported: return "unsupported";
    case Errc::limited: return "limited";
    case Errc::unavailable: return "unavailable";
    case Errc::timeout: return "timeout";
    case Errc::internal: return "internal";
  }
  return "internal";
}

int http_status(Errc code) {
  switch (code) {
    case Errc::invalid: return 400;
    case Errc::not_found: return 404;
    case Errc::conflict: return 409;
    case Errc::unauthenticated: return 401;
    case Errc::denied: return 403;
    case Errc::too_large: return 413;
    case Errc::unsupported: return 415;
    case Errc::limited: return 429;
    case Errc::unavailable: return 503;
    case Errc::timeout: return 504;
    case Errc::internal: return 500;
  }
  return 500;
}

std::string Error::text() const {
  std::string out;
  if (!where.empty()) out += where + ": ";
  out += message;
  if (!hint.empty()) out += "; " + hint;
  return out;
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw BrokenInvariant("an error was taken for a value: " + error.text());
}

}  // namespace baton::core
