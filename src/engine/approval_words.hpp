#pragma once

#include "baton/core/run.hpp"

#include <optional>
#include <string>

// An approval in words and values, for people who ask why a run waits.
namespace baton::engine {

// Who may decide: "group \"legal\"", "2 of ana, ben or group \"legal\"".
std::string who_may(const core::ApprovalRequested& request);

// Why the step waits: "it waits for the approval of …: may we?", with those who have agreed and how
// many are missing.
std::string because_asked(const core::Run& run, const core::Approval& approval);

// What happened to an approval: "its approval is void, and asked anew: …; agreed before: ada, ben".
// `approval` is the one that was voided.
std::string about_void(const core::ApprovalVoided& voided,
                       const std::optional<core::Approval>& approval);

// How an approval ended that sent its run back: "ada sent it back to \"copy\": no source".
std::string about_return(const core::ApprovalReturned& returned);

// The approval as JSON: {"ask", "group", "users", "count", "not_requester", "requester", "decided",
// "missing"}.
core::Json to_json(const core::Run& run, const core::Approval& approval);

}  // namespace baton::engine
