#include "engine/doubt.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

constexpr std::string_view kLooking = "; looking for it: ";

// What became of the attempt's answer, as the beginning of a sentence.
std::string about(std::string_view cause) {
  if (cause.starts_with("it ")) return std::string(cause);
  // Codes that begin so are those of an answer that came.
  const bool came = cause.starts_with("http_") || cause.starts_with("answer_");
  return std::string(came ? "its answer does not tell whether it happened"
                          : "its answer was lost") +
         (cause.empty() ? "" : " (" + std::string(cause) + ")");
}

}  // namespace

Doubt Doubt::of(std::string_view reason) {
  const auto end = std::min(reason.find(kLooking), reason.size());
  Doubt doubt{std::string(reason.substr(0, end)), {}};
  if (end < reason.size()) doubt.look = reason.substr(end + kLooking.size());
  return doubt;
}

std::string Doubt::text() const {
  return look.empty() ? cause : cause + std::string(kLooking) + look;
}

std::string Doubt::sentence() const {
  return about(cause) + (look.empty() ? std::string() : std::string(kLooking) + look);
}

}  // namespace baton::engine
