#pragma once

#include "baton/core/run.hpp"

#include <optional>
#include <string>

// An approval in words and values, for people who ask why a run waits.
namespace baton::engine {

// "group \"legal\"", "2 of ana, ben or group \"legal\"".
std::string who_may(const core::ApprovalRequested& request);

// "it waits for the approval of …: may we?", with who has agreed and how many are missing.
std::string because_asked(const core::Run& run, const core::Approval& approval);

// "its approval is void, and asked anew: …; agreed before: ada, ben": `approval` as it was.
std::string about_void(const core::ApprovalVoided& voided,
                       const std::optional<core::Approval>& approval);

// {"ask", "group", "users", "count", "not_requester", "requester", "decided", "missing"}.
core::Json to_json(const core::Run& run, const core::Approval& approval);

}  // namespace baton::engine
