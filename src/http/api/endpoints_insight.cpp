#include "http/api/endpoint.hpp"
#include "http/api/export_tables.hpp"
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
     .path = "/api/v1/kpis",
     .needs = Needs::read,
     .answers = {200},
     .handler = list_kpis},
    {.method = "GET",
     .path = "/api/v1/kpis/{name}",
     .needs = Needs::read,
     .in_path = {{"name"}},
     .in_query = {{"from"}, {"to"}},
     .answers = {200, 404},
     .handler = show_kpi},
    {.method = "GET",
     .path = "/api/v1/export/{table}",
     .needs = Needs::read,
     .in_path = {{"table"}},
     .in_query = {{"format"},
                  {"since"},
                  {"until"},
                  {"cursor"},
                  {"limit", ValueKind::number, 1, kExportRowsMax}},
     .answers = {200, 404},
     .handler = export_table},
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
