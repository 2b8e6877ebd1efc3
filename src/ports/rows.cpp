#include "baton/ports/rows.hpp"

#include <array>
#include <utility>

namespace baton::ports {
namespace {

constexpr std::array<std::pair<ApprovalStatus, std::string_view>, 5> kApprovalStatus{{
    {ApprovalStatus::open, "open"},
    {ApprovalStatus::approved, "approved"},
    {ApprovalStatus::rejected, "rejected"},
    {ApprovalStatus::withdrawn, "withdrawn"},
    {ApprovalStatus::expired, "expired"},
}};

}  // namespace

std::string_view to_text(ApprovalStatus status) {
  for (const auto& [value, text] : kApprovalStatus) {
    if (value == status) return text;
  }
  core::ensure(false, "an approval status has a name");
  return {};
}

std::optional<ApprovalStatus> approval_status(std::string_view text) {
  for (const auto& [value, name] : kApprovalStatus) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace baton::ports
