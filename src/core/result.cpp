#include "baton/core/result.hpp"

namespace baton::core {

std::string_view name(Errc code) {
  switch (code) {
    case Errc::invalid: return "invalid";
    case Errc::not_found: return "not_found";
    case Errc::already_exists: return "already_exists";
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
