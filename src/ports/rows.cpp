#include "baton/ports/rows.hpp"

#include "baton/core/enum_text.hpp"

namespace baton::ports {
namespace {

constexpr core::EnumText<ApprovalStatus, 5> kApprovalStatus{
    {"open", "approved", "rejected", "withdrawn", "expired"}};

void take_earlier(std::optional<core::Time>& earliest, const std::optional<core::Time>& due) {
  if (due && (!earliest || *due < *earliest)) earliest = due;
}

}  // namespace

void NextDue::add(const AlarmRow& row) { take_earlier(row.on_wall ? wall : steady, row.due); }

void NextDue::add(const NextDue& other) {
  take_earlier(steady, other.steady);
  take_earlier(wall, other.wall);
}

std::string_view to_text(ApprovalStatus status) { return kApprovalStatus.of(status); }
std::optional<ApprovalStatus> approval_status(std::string_view text) {
  return kApprovalStatus.read(text);
}

}  // namespace baton::ports
