#include "app/exit_code.hpp"

namespace baton::app {

ExitCode exit_code(core::Errc code) {
  switch (code) {
    case core::Errc::invalid:
    case core::Errc::too_large:
    case core::Errc::unsupported: return kUsage;
    case core::Errc::not_found: return kNotFound;
    case core::Errc::conflict: return kConflict;
    case core::Errc::unauthenticated:
    case core::Errc::denied: return kDenied;
    case core::Errc::limited: return kRateLimited;
    case core::Errc::unavailable:
    case core::Errc::timeout: return kUnreachable;
    case core::Errc::internal: return kNo;
  }
  return kNo;
}

ExitCode exit_code_of_status(int status) {
  switch (status) {
    case 401:
    case 403: return kDenied;
    case 404: return kNotFound;
    case 409:
    case 412: return kConflict;
    case 422: return kNo;
    case 408:
    case 502:
    case 503:
    case 504: return kUnreachable;
    case 429: return kRateLimited;
    default: return status >= 500 ? kNo : kUsage;
  }
}

}  // namespace baton::app
