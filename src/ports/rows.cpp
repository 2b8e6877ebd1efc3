#include "baton/ports/rows.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/json.hpp"

namespace baton::ports {
namespace {

constexpr core::EnumText<ApprovalStatus, 5> kApprovalStatus{
    {"open", "approved", "rejected", "withdrawn", "expired"}};
constexpr core::EnumText<TaskStatus, 5> kTaskStatus{
    {"open", "claimed", "done", "withdrawn", "expired"}};

constexpr core::EnumText<BurstRow::Kind, 2> kBurstKind{{"debounce", "throttle"}};

void take_earlier(std::optional<core::Time>& earliest, const std::optional<core::Time>& due) {
  if (due && (!earliest || *due < *earliest)) earliest = due;
}

}  // namespace

void NextDue::add(const AlarmRow& row) { take_earlier(row.on_wall ? wall : steady, row.due); }

void NextDue::add(const NextDue& other) {
  take_earlier(steady, other.steady);
  take_earlier(wall, other.wall);
}

std::string_view to_text(BurstRow::Kind kind) { return kBurstKind.of(kind); }
std::optional<BurstRow::Kind> burst_kind(std::string_view text) { return kBurstKind.read(text); }

// As JSON, so that different bursts have different names whatever their keys hold.
std::string BurstRow::name() const {
  return core::dump(core::Json{workflow, std::string(to_text(kind)), key});
}

std::string WindowRow::name() const { return core::dump(core::Json{window, key}); }

std::string_view to_text(ApprovalStatus status) { return kApprovalStatus.of(status); }
std::optional<ApprovalStatus> approval_status(std::string_view text) {
  return kApprovalStatus.read(text);
}

std::string_view to_text(TaskStatus status) { return kTaskStatus.of(status); }
std::optional<TaskStatus> task_status(std::string_view text) { return kTaskStatus.read(text); }

}  // namespace baton::ports
