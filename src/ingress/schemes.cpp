#include "ingress/schemes.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace baton::ingress {

namespace {

// The window that senders and receivers of signed timestamps agreed on (Slack, HubSpot, Standard
// Webhooks).
constexpr auto kTolerance = std::chrono::seconds(300);

template <class Visit>
void each_row(Visit visit) {
  for (std::size_t index = 0; index < kHmacSchemesCount; ++index) visit(kHmacSchemes[index]);
  for (std::size_t index = 0; index < kKeySchemesCount; ++index) visit(kKeySchemes[index]);
  for (std::size_t index = 0; index < kJwtSchemesCount; ++index) visit(kJwtSchemes[index]);
}

}  // namespace

const Scheme* find_scheme(std::string_view name) {
  const Scheme* found = nullptr;
  each_row([&found, name](const Scheme& row) {
    if (row.name == name) found = &row;
  });
  return found;
}

bool is_scheme(std::string_view name) { return find_scheme(name) != nullptr; }

bool needs_secret(std::string_view scheme) {
  const auto* row = find_scheme(scheme);
  core::ensure(row != nullptr, "there is a scheme of this name");
  return row->needs_secret;
}

std::vector<std::string> scheme_names() {
  std::vector<std::string> names;
  each_row([&names](const Scheme& row) { names.emplace_back(row.name); });
  std::sort(names.begin(), names.end());
  return names;
}

core::Result<void> check_fresh(std::string_view timestamp, core::Time now, bool milliseconds) {
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
  if (at < now - kTolerance || at > now + kTolerance)
    return bad_proof("the timestamp is more than 300 seconds away from now");
  return {};
}

std::optional<std::string_view> credentials(const Inbound& request, std::string_view scheme) {
  const auto* field = request.header("authorization");
  if (field == nullptr || field->size() <= scheme.size() ||
      !core::same_no_case(std::string_view(*field).substr(0, scheme.size()), scheme))
    return std::nullopt;
  const auto rest = std::string_view(*field).substr(scheme.size());
  if (rest.front() != ' ') return std::nullopt;
  return core::trim(rest);
}

}  // namespace baton::ingress
