#pragma once

#include "baton/core/result.hpp"
#include "http/api/asked.hpp"
#include "http/api/services.hpp"
#include "http/server/exchange.hpp"

#include <boost/asio/awaitable.hpp>

// The handlers of the table of endpoints, by file. Each is thin: it takes what is asked, asks
// another room, and returns the answer or the error. docs/openapi.yaml says what each does.
namespace baton::http {

using Answered = boost::asio::awaitable<core::Result<Response>>;

// hooks.cpp
bool find_hook(Services& services, Exchange& exchange);
bool receive_hook(Services& services, Exchange& exchange);
boost::asio::awaitable<void> publish_hook(Services& services, Exchange& exchange);
core::Result<Response> list_redeliveries(Services& services, const Asked& asked);
core::Result<Response> list_refusals(Services& services, const Asked& asked);

// send_events.cpp
bool without_query(Services& services, Exchange& exchange);
bool handshake_events(Services& services, Exchange& exchange);
bool read_cloudevents(Services& services, Exchange& exchange);
bool read_event(Services& services, Exchange& exchange);
boost::asio::awaitable<void> publish_events(Services& services, Exchange& exchange);

// events.cpp
Answered list_events(Services& services, Asked& asked);
Answered show_event(Services& services, Asked& asked);
Answered why_event(Services& services, Asked& asked);

// runs.cpp
Answered list_runs(Services& services, Asked& asked);
Answered show_run(Services& services, Asked& asked);
Answered show_journal(Services& services, Asked& asked);
Answered why_run(Services& services, Asked& asked);
Answered start_run(Services& services, Asked& asked);
Answered preview_retry(Services& services, Asked& asked);
Answered retry_run(Services& services, Asked& asked);
Answered resolve_step(Services& services, Asked& asked);
Answered preview_skip(Services& services, Asked& asked);
Answered skip_step(Services& services, Asked& asked);
Answered preview_migration(Services& services, Asked& asked);
Answered migrate_run(Services& services, Asked& asked);
Answered cancel_run(Services& services, Asked& asked);
Answered pause_run(Services& services, Asked& asked);
Answered resume_run(Services& services, Asked& asked);

// bulk.cpp
Answered act_on_runs(Services& services, Asked& asked);

// stats.cpp
Answered show_stats(Services& services, Asked& asked);
Answered list_attention(Services& services, Asked& asked);

// insight.cpp
Answered show_latency(Services& services, Asked& asked);
Answered show_forecast(Services& services, Asked& asked);
Answered list_flow(Services& services, Asked& asked);
Answered show_flow(Services& services, Asked& asked);

// detectors.cpp
Answered list_detectors(Services& services, Asked& asked);
Answered show_detector(Services& services, Asked& asked);

// bottlenecks.cpp
Answered list_bottlenecks(Services& services, Asked& asked);
Answered list_teams(Services& services, Asked& asked);

// attention.cpp
Answered show_attention(Services& services, Asked& asked);

// drafts.cpp
Answered show_drafts(Services& services, Asked& asked);

// summary.cpp
Answered show_summary(Services& services, Asked& asked);
Answered hold_summary(Services& services, Asked& asked);

// provenance.cpp
Answered show_provenance(Services& services, Asked& asked);

// goals.cpp
Answered list_goals(Services& services, Asked& asked);
Answered show_goal(Services& services, Asked& asked);
Answered show_goal_status(Services& services, Asked& asked);
Answered publish_goal_status(Services& services, Asked& asked);
Answered list_orphans(Services& services, Asked& asked);
Answered list_goal_backlog(Services& services, Asked& asked);
Answered trace_goal(Services& services, Asked& asked);

// kpis.cpp
Answered list_kpis(Services& services, Asked& asked);
Answered show_kpi(Services& services, Asked& asked);

// export.cpp
Answered export_table(Services& services, Asked& asked);

// templates.cpp
Answered list_templates(Services& services, Asked& asked);
Answered list_versions(Services& services, Asked& asked);
Answered list_windows(Services& services, Asked& asked);
Answered list_schedules(Services& services, Asked& asked);
Answered show_template(Services& services, Asked& asked);
Answered put_template(Services& services, Asked& asked);
Answered retire_template(Services& services, Asked& asked);
Answered enable_template(Services& services, Asked& asked);
Answered validate_template(Services& services, Asked& asked);
Answered simulate_template(Services& services, Asked& asked);

// expressions.cpp
Answered evaluate_expression(Services& services, Asked& asked);

// routes.cpp
Answered list_routes(Services& services, Asked& asked);
Answered try_route(Services& services, Asked& asked);

// calendars.cpp
Answered list_calendars(Services& services, Asked& asked);
Answered try_calendar(Services& services, Asked& asked);

// facts.cpp
Answered list_facts(Services& services, Asked& asked);
Answered show_fact(Services& services, Asked& asked);
Answered show_fact_history(Services& services, Asked& asked);
Answered list_fact_readers(Services& services, Asked& asked);
Answered set_fact(Services& services, Asked& asked);

// approvals.cpp
Answered list_approvals(Services& services, Asked& asked);
Answered show_approval(Services& services, Asked& asked);
Answered approve(Services& services, Asked& asked);
Answered reject(Services& services, Asked& asked);

// tasks.cpp
Answered list_tasks(Services& services, Asked& asked);
Answered show_task(Services& services, Asked& asked);
Answered claim_task(Services& services, Asked& asked);
Answered release_task(Services& services, Asked& asked);
Answered finish_task(Services& services, Asked& asked);
Answered reopen_task(Services& services, Asked& asked);

// delegations.cpp
Answered list_delegations(Services& services, Asked& asked);
Answered create_delegation(Services& services, Asked& asked);
Answered end_delegation(Services& services, Asked& asked);

// saved_views.cpp
Answered list_views(Services& services, Asked& asked);
Answered keep_view(Services& services, Asked& asked);
Answered forget_view(Services& services, Asked& asked);

// template_drafts.cpp
Answered list_template_drafts(Services& services, Asked& asked);
Answered show_template_draft(Services& services, Asked& asked);
Answered keep_template_draft(Services& services, Asked& asked);
Answered drop_template_draft(Services& services, Asked& asked);

// tokens.cpp
Answered list_tokens(Services& services, Asked& asked);
Answered create_token(Services& services, Asked& asked);
Answered revoke_token(Services& services, Asked& asked);

// secrets.cpp
core::Result<Response> list_secrets(Services& services, const Asked& asked);
Answered set_secret(Services& services, Asked& asked);
Answered remove_secret(Services& services, Asked& asked);
Answered rotate_secret_key(Services& services, Asked& asked);

// logins.cpp
Answered begin_login(Services& services, Asked& asked);
Answered finish_login(Services& services, Asked& asked);

// session.cpp
Answered open_session(Services& services, Asked& asked);
Answered close_session(Services& services, Asked& asked);
Answered show_me(Services& services, Asked& asked);

// codes.cpp
Answered show_code(Services& services, Asked& asked);
Answered make_code(Services& services, Asked& asked);

// users.cpp
Answered list_users(Services& services, Asked& asked);
Answered add_user(Services& services, Asked& asked);
Answered change_user_asked(Services& services, Asked& asked);
Answered disable_user(Services& services, Asked& asked);
Answered enable_user(Services& services, Asked& asked);
Answered reset_password(Services& services, Asked& asked);
Answered change_own_password(Services& services, Asked& asked);

// audit.cpp
Answered list_audit(Services& services, Asked& asked);
Answered verify_audit(Services& services, Asked& asked);

// health.cpp
core::Result<Response> show_front(Services& services, const Asked& asked);
core::Result<Response> show_health(Services& services, const Asked& asked);
core::Result<Response> show_readiness(Services& services, const Asked& asked);

// metrics.cpp
Answered show_metrics(Services& services, Asked& asked);

// system.cpp
core::Result<Response> show_connections(Services& services, const Asked& asked);
core::Result<Response> show_connectors(Services& services, const Asked& asked);
Answered test_connection(Services& services, Asked& asked);
core::Result<Response> show_openapi(Services& services, const Asked& asked);
core::Result<Response> show_workflow_schema(Services& services, const Asked& asked);
core::Result<Response> show_calendar_schema(Services& services, const Asked& asked);
core::Result<Response> show_fact_schema(Services& services, const Asked& asked);
core::Result<Response> show_route_schema(Services& services, const Asked& asked);
core::Result<Response> show_event_schema(Services& services, const Asked& asked);
Answered show_system(Services& services, Asked& asked);

// parked.cpp
Answered list_parked(Services& services, Asked& asked);
Answered replay_parked(Services& services, Asked& asked);
Answered preview_replay(Services& services, Asked& asked);
Answered replay_event(Services& services, Asked& asked);

// stream.cpp
Answered open_stream(Services& services, Asked& asked);

}  // namespace baton::http
