#include "http/api/handlers.hpp"
#include "http/api/router.hpp"

namespace baton::http {
namespace {

// Methods, paths, who may, handlers. The first two are asked for most.
constexpr Route kRoutes[] = {
    {"POST", "/hooks/{connection}/*", find_hook, receive_hook, publish_hook},
    {"POST", "/events", Needs::send, read_cloudevents, publish_events},
    {"POST", "/api/v1/events", Needs::send, read_event, publish_events},
    {"GET", "/hooks/{connection}/*", find_hook, receive_hook, publish_hook},
    {"OPTIONS", "/hooks/{connection}/*", find_hook, receive_hook, publish_hook},
    {"OPTIONS", "/events", Needs::nothing, handshake_events},

    {"GET", "/api/v1/events", Needs::read, list_events},
    {"GET", "/api/v1/events/{id}", Needs::read, show_event},
    {"GET", "/api/v1/events/{id}/why", Needs::read, why_event},

    {"GET", "/api/v1/runs", Needs::read, list_runs},
    {"GET", "/api/v1/runs/{id}", Needs::read, show_run},
    {"GET", "/api/v1/runs/{id}/journal", Needs::read, show_journal},
    {"GET", "/api/v1/runs/{id}/why", Needs::read, why_run},
    {"POST", "/api/v1/runs/{id}/retry", Needs::operate, retry_run},
    {"POST", "/api/v1/runs/{id}/cancel", Needs::operate, cancel_run},
    {"POST", "/api/v1/runs/{id}/steps/{step}/resolve", Needs::operate, resolve_step},

    {"GET", "/api/v1/templates", Needs::read, list_templates},
    {"POST", "/api/v1/templates/validate", Needs::operate, validate_template},
    {"GET", "/api/v1/templates/{name}", Needs::read, show_template},
    {"PUT", "/api/v1/templates/{name}", Needs::admin, put_template},
    {"POST", "/api/v1/templates/{name}/retire", Needs::admin, retire_template},
    {"POST", "/api/v1/templates/{name}/enable", Needs::admin, enable_template},

    {"GET", "/api/v1/approvals", Needs::read, list_approvals},
    {"GET", "/api/v1/approvals/{id}", Needs::read, show_approval},
    {"POST", "/api/v1/approvals/{id}/approve", Needs::read, approve},
    {"POST", "/api/v1/approvals/{id}/reject", Needs::read, reject},

    {"GET", "/api/v1/tokens", Needs::admin, list_tokens},
    {"POST", "/api/v1/tokens", Needs::admin, create_token},
    {"DELETE", "/api/v1/tokens/{id}", Needs::admin, revoke_token},

    {"GET", "/api/v1/connections", Needs::read, show_connections},
    {"GET", "/api/v1/redeliveries", Needs::read, list_redeliveries},
    {"GET", "/api/v1/parked", Needs::read, list_parked},
    {"POST", "/api/v1/parked/{event}/replay", Needs::operate, replay_parked},
    {"GET", "/api/v1/system", Needs::read, show_system},
    {"GET", "/api/v1/stream", Needs::read, open_stream},
    {"GET", "/api/v1/openapi.json", Needs::nothing, show_openapi},
    {"GET", "/api/v1/schemas/workflow.json", Needs::nothing, show_workflow_schema},

    {"GET", "/", Needs::nothing, show_front},
    {"GET", "/healthz", Needs::nothing, show_health},
    {"GET", "/readyz", Needs::nothing, show_readiness},
    {"GET", "/metrics", Needs::read, show_metrics},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace baton::http
