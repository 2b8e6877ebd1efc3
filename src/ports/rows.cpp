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

void take_earlier(std::optional<core::Time>& earliest, const std::optional<core::Time>& due) {
  if (due && (!earliest || *due < *earliest)) earliest = due;
}

}  // namespace

void NextDue::add(const StepRow& row) { add(NextDue{row.due, row.due_on_wall}); }

void NextDue::add(const NextDue& other) {
  take_earlier(steady, other.steady);
  take_earlier(wall, other.wall);
}

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
