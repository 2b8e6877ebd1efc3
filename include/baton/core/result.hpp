#pragma once

#include <boost/system/result.hpp>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace baton::core {

// What kind of failure an input met. The HTTP surface maps each to one status, the CLI to one exit
// code.
enum class Errc {
  invalid,          // the input is wrong; sending it again will not help
  not_found,        // nothing by that name
  conflict,         // the same name with other content, or a version that is no longer the newest
  unauthenticated,  // no proof of who is asking, or a wrong one
  denied,           // known, but not allowed
  too_large,        // over a limit of core/limits.hpp
  unsupported,      // a form we do not speak: media type, method, version
  limited,          // too many; try later
  unavailable,      // a part we need is away or full; try later
  timeout,          // no answer within the deadline
  internal,         // our fault
};

// The stable name of a code, as problem+json carries it ("not_found").
std::string_view name(Errc code);
// The HTTP status that says the same.
int http_status(Errc code);

// The input's fault, returned to a caller that is expected to handle it.
struct Error {
  Errc code = Errc::internal;
  std::string message;  // what was expected and what came
  std::string where{};  // "file.yaml:14:7", "/data/amount", "expression:3"; may be empty
  std::string hint{};   // how to mend it; may be empty

  // "where: message; hint", for logs and terminals.
  std::string text() const;
};

template <class T>
using Result = boost::system::result<T, Error>;

// Called by Result::value() on an error: the caller said it could not happen.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

// Our own fault: an invariant does not hold. The turn rolls back, the event is parked, the log
// names it.
class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

inline void ensure(bool holds, std::string_view what,
                   std::source_location where = std::source_location::current()) {
  if (!holds) throw BrokenInvariant(std::string(what) + " (" + where.function_name() + ")");
}

}  // namespace baton::core
