#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

// The two ways to fail: an Error is returned for what an input got wrong, and BrokenInvariant is
// thrown for what Baton got wrong.
namespace baton::core {

// What kind of failure an input met. The HTTP API maps each to one status, the CLI to one exit
// code.
enum class Errc {
  // The input is wrong; to send it again will not help.
  invalid,
  // Nothing has that name.
  not_found,
  // The same name with other content, or a version that is no longer the newest.
  conflict,
  // The caller did not prove who they are, or the proof is wrong.
  unauthenticated,
  // It is known who the caller is, and they may not do this.
  denied,
  // Over a limit of core/limits.hpp.
  too_large,
  // A media type, method or version that Baton does not know.
  unsupported,
  // Too many at once; try later.
  limited,
  // Something Baton needs is away or full; try later.
  unavailable,
  // No answer came within the deadline.
  timeout,
  // The fault is Baton's.
  internal,
};

// The stable name of a code, as problem+json carries it ("not_found").
std::string_view name(Errc code);

// The HTTP status for a code (RFC 9110 section 15 and RFC 6585).
int http_status(Errc code);

// The input's fault. It is returned to a caller that is expected to handle it.
struct Error {
  // What kind of failure it is.
  Errc code = Errc::internal;
  // What was expected and what came.
  std::string message;
  // Where it was found: "file.yaml:14:7", "/data/amount", "expression:3"; may be empty.
  std::string where{};
  // How to mend it; may be empty.
  std::string hint{};
  // The least role that would have been enough; empty unless Errc::denied is for want of a role.
  std::string role{};
  // The group whose members may; empty unless Errc::denied is for want of that group.
  std::string group{};
  // How long to wait before the next try; zero where it is not known, or no try would help.
  std::chrono::seconds retry_after{};

  // "where: message; hint", for logs and terminals.
  std::string text() const;
};

// A value, or the Error that there is instead of one.
template <class T>
using Result = boost::system::result<T, Error>;

// Boost calls this when value() is called on a Result that holds an error. Throws BrokenInvariant,
// because a caller of value() claims that there is a value.
[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

// Baton's own fault: an invariant does not hold. The turn that throws it rolls back, its event is
// parked, and the log names it.
class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws BrokenInvariant unless `holds`. `what` says what should be true; the name of the calling
// function is added to it.
inline void ensure(bool holds, std::string_view what,
                   std::source_location where = std::source_location::current()) {
  if (!holds) throw BrokenInvariant(std::string(what) + " (" + where.function_name() + ")");
}

}  // namespace baton::core
