#include "http/api/endpoint.hpp"
#include "http/api/handlers.hpp"

namespace baton::http {
namespace {

using identity::Needs;

constexpr Parameter kInsightRun{"id", ValueKind::run};
constexpr Parameter kWorkflow{"name"};

constexpr Endpoint kInsightEndpoints[] = {
    {.method = "GET",
     .path = "/api/v1/runs/{id}/latency",
     .needs = Needs::read,
     .in_path = {kInsightRun},
     .in_query = {{"calendar"}},
     .answers = {200, 404},
     .handler = show_latency},
    {.method = "GET",
     .path = "/api/v1/runs/{id}/forecast",
     .needs = Needs::read,
     .in_path = {kInsightRun},
     .answers = {200, 404, 409},
     .handler = show_forecast},
    {.method = "GET",
     .path = "/api/v1/runs/{id}/provenance",
     .needs = Needs::read,
     .in_path = {kInsightRun},
     .in_query = {{"step"}, {"path"}},
     .answers = {200, 404, 409},
     .handler = show_provenance},
    {.method = "GET",
     .path = "/api/v1/runs/{id}/summary",
     .needs = Needs::read,
     .in_path = {kInsightRun},
     .in_query = {{"step"}, {"lang"}, {"most", ValueKind::number, 1, 200}},
     .answers = {200, 404, 409},
     .handler = show_summary},
    {.method = "POST",
     .path = "/api/v1/runs/{id}/summary/check",
     .needs = Needs::read,
     .in_path = {kInsightRun},
     .body = {{"sentences", Member::any, true}},
     .answers = {200, 404},
     .handler = hold_summary},
    {.method = "GET",
     .path = "/api/v1/me/attention",
     .needs = Needs::read,
     .in_query = {{"days", ValueKind::number, 1, 30}},
     .answers = {200},
     .handler = show_attention},
    {.method = "GET",
     .path = "/api/v1/insight/flow",
     .needs = Needs::read,
     .in_query = {{"from"}, {"to"}},
     .answers = {200},
     .handler = list_flow},
    {.method = "GET",
     .path = "/api/v1/insight/flow/{name}",
     .needs = Needs::read,
     .in_path = {kWorkflow},
     .in_query = {{"from"}, {"to"}, {"version", ValueKind::number, 1, 1'000'000'000}},
     .answers = {200, 404},
     .handler = show_flow},
    {.method = "GET",
     .path = "/api/v1/goals",
     .needs = Needs::read,
     .in_query = {{"link"}},
     .answers = {200, 404},
     .handler = list_goals},
    {.method = "GET",
     .path = "/api/v1/goals/orphans",
     .needs = Needs::read,
     .answers = {200},
     .handler = list_orphans},
    {.method = "GET",
     .path = "/api/v1/goals/{name}",
     .needs = Needs::read,
     .in_path = {{"name"}},
     .answers = {200, 404},
     .handler = show_goal},
    {.method = "GET",
     .path = "/api/v1/runs/{id}/goal",
     .needs = Needs::read,
     .in_path = {kInsightRun},
     .in_query = {{"step"}},
     .answers = {200, 404},
     .handler = trace_goal},
};

}  // namespace

std::span<const Endpoint> insight_endpoints() { return kInsightEndpoints; }

}  // namespace baton::http
