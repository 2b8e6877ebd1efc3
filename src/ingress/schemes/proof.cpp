#include "baton/core/counted.hpp"
#include "baton/core/text.hpp"
#include "ingress/schemes/scheme.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

// What several schemes have in common.
namespace baton::ingress {

using core::Errc;

core::Error no_proof(std::string what) {
  return {
      Errc::unauthenticated, "no proof of origin: expected " + std::move(what), "signature", {}};
}

core::Error bad_proof(std::string what) {
  return {Errc::unauthenticated,
          "the proof of origin is not right: " + std::move(what),
          "signature",
          {}};
}

core::Error missing_setting(std::string_view scheme, std::string_view setting) {
  return {Errc::invalid,
          "webhook scheme '" + std::string(scheme) + "' needs '" + std::string(setting) + "'",
          std::string(setting),
          {}};
}

core::Error wrong_setting(std::string_view setting, std::string_view choices,
                          const std::string& value) {
  const std::string name(setting);
  return {Errc::invalid,
          "webhook: '" + name + "' is " + std::string(choices) + ", not '" + value + "'",
          name,
          {}};
}

core::Result<void> check_fresh(std::string_view timestamp, core::Time now, bool milliseconds,
                               std::chrono::seconds tolerance) {
  std::int64_t value = 0;
  const auto [end, problem] =
      std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), value);
  if (problem != std::errc() || end != timestamp.data() + timestamp.size() || value < 0 ||
      timestamp.size() > 15) {
    return bad_proof("the timestamp is no number");
  }
  const core::Time at(milliseconds
                          ? core::Duration(std::chrono::milliseconds(value))
                          : std::chrono::seconds(std::min<std::int64_t>(value, 99'999'999'999)));
  if (at < now - tolerance || at > now + tolerance)
    return bad_proof("the timestamp is more than " + core::counted(tolerance.count(), "second") +
                     " away from now");
  return {};
}

bool is_plain_challenge(std::string_view challenge) {
  return !challenge.empty() && challenge.size() <= 256 &&
         std::all_of(challenge.begin(), challenge.end(), [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                  (letter >= 'A' && letter <= 'Z') || letter == '_' || letter == '-';
         });
}

std::optional<std::string_view> credentials(const Inbound& request, std::string_view scheme) {
  const auto* field = request.header("authorization");
  if (field == nullptr || field->size() <= scheme.size() || !core::starts_no_case(*field, scheme))
    return std::nullopt;
  const auto rest = std::string_view(*field).substr(scheme.size());
  if (rest.front() != ' ') return std::nullopt;
  return core::trim(rest);
}

}  // namespace baton::ingress
