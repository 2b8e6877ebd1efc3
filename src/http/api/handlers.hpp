#pragma once

#include "http/api/services.hpp"

// The handlers, by file. Each is thin: reads the request, asks a room, writes the answer.
namespace baton::http {

using Answered = boost::asio::awaitable<void>;

// hooks.cpp
Answered list_redeliveries(Services& services, Exchange& exchange);
bool find_hook(Services& services, Exchange& exchange);
bool receive_hook(Services& services, Exchange& exchange);
Answered publish_hook(Services& services, Exchange& exchange);

// events.cpp
void handshake_events(Services& services, Exchange& exchange);
bool read_cloudevents(Services& services, Exchange& exchange);
bool read_event(Services& services, Exchange& exchange);
Answered publish_events(Services& services, Exchange& exchange);
Answered list_events(Services& services, Exchange& exchange);
Answered show_event(Services& services, Exchange& exchange);
Answered why_event(Services& services, Exchange& exchange);

// runs.cpp
Answered list_runs(Services& services, Exchange& exchange);
Answered show_run(Services& services, Exchange& exchange);
Answered show_journal(Services& services, Exchange& exchange);
Answered why_run(Services& services, Exchange& exchange);
Answered retry_run(Services& services, Exchange& exchange);
Answered resolve_step(Services& services, Exchange& exchange);
Answered cancel_run(Services& services, Exchange& exchange);

// templates.cpp
Answered list_templates(Services& services, Exchange& exchange);
Answered show_template(Services& services, Exchange& exchange);
Answered put_template(Services& services, Exchange& exchange);
Answered retire_template(Services& services, Exchange& exchange);
Answered enable_template(Services& services, Exchange& exchange);
Answered validate_template(Services& services, Exchange& exchange);

// approvals.cpp
Answered list_approvals(Services& services, Exchange& exchange);
Answered show_approval(Services& services, Exchange& exchange);
Answered approve(Services& services, Exchange& exchange);
Answered reject(Services& services, Exchange& exchange);

// tokens.cpp
Answered list_tokens(Services& services, Exchange& exchange);
Answered create_token(Services& services, Exchange& exchange);
Answered revoke_token(Services& services, Exchange& exchange);

// system.cpp
void show_front(Services& services, Exchange& exchange);
void show_health(Services& services, Exchange& exchange);
void show_readiness(Services& services, Exchange& exchange);
void show_metrics(Services& services, Exchange& exchange);
void show_connections(Services& services, Exchange& exchange);
void show_openapi(Services& services, Exchange& exchange);
void show_workflow_schema(Services& services, Exchange& exchange);
Answered show_system(Services& services, Exchange& exchange);
Answered list_parked(Services& services, Exchange& exchange);
Answered replay_parked(Services& services, Exchange& exchange);

// stream.cpp
Answered open_stream(Services& services, Exchange& exchange);

}  // namespace baton::http
