#include "http/api/endpoint.hpp"
#include "http/api/handlers.hpp"

namespace baton::http {
namespace {

using identity::Needs;

constexpr Parameter kTask{"id", ValueKind::task};

constexpr Endpoint kTaskEndpoints[] = {
    {.method = "GET",
     .path = "/api/v1/tasks",
     .needs = Needs::read,
     .in_query = {{"status"}, {"mine"}, {"cursor", ValueKind::task}, kLimit},
     .answers = {200},
     .handler = list_tasks},
    {.method = "GET",
     .path = "/api/v1/tasks/{id}",
     .needs = Needs::read,
     .in_path = {kTask},
     .in_query = {{"lang"}},
     .answers = {200, 404},
     .handler = show_task},
    {.method = "POST",
     .path = "/api/v1/tasks/{id}/claim",
     .needs = Needs::decide,
     .in_path = {kTask},
     .body = {{"owner"}},
     .answers = {200, 202, 404, 409},
     .handler = claim_task},
    {.method = "POST",
     .path = "/api/v1/tasks/{id}/release",
     .needs = Needs::decide,
     .in_path = {kTask},
     .body = {{"comment"}},
     .answers = {200, 202, 404, 409},
     .handler = release_task},
    {.method = "POST",
     .path = "/api/v1/tasks/{id}/done",
     .needs = Needs::decide,
     .in_path = {kTask},
     .body = {{"values", Member::any}, {"comment"}},
     .answers = {200, 202, 404, 409},
     .handler = finish_task},
    {.method = "POST",
     .path = "/api/v1/tasks/{id}/reopen",
     .needs = Needs::decide,
     .in_path = {kTask},
     .body = {{"reason", Member::text, true}},
     .answers = {200, 202, 404, 409},
     .handler = reopen_task},
};

}  // namespace

std::span<const Endpoint> task_endpoints() { return kTaskEndpoints; }

}  // namespace baton::http
