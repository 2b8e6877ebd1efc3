#include "connectors/plugin/session.hpp"

#include "baton/core/text.hpp"
#include "baton/telemetry/log.hpp"

#include <algorithm>

namespace baton::connectors {

namespace asio = boost::asio;
using core::Json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using How = PluginAnswer::How;

PluginSession::PluginSession(PluginHost::Setup setup, PluginOptions options)
    : setup_(std::move(setup)), options_(std::move(options)) {}

void PluginSession::call(asio::io_context& io, Json ask, milliseconds timeout,
                         PluginProcess::Done done) {
  if (!process_ && steady_clock::now() < not_before_) return done(not_now());
  if (process_ && ready_) return process_->call(std::move(ask), timeout, std::move(done));
  waiting_.push_back({std::move(ask), timeout, std::move(done)});
  if (!process_) start(io);
}

milliseconds PluginSession::pause_left() const {
  const auto left = std::chrono::ceil<milliseconds>(not_before_ - steady_clock::now());
  return std::max(left, milliseconds(1));
}

PluginAnswer PluginSession::not_now() const {
  return {How::not_sent,
          {},
          "restarting",
          "the program of the connector is started again soon: " + last_failure_,
          pause_left()};
}

void PluginSession::start(asio::io_context& io) {
  const auto self = shared_from_this();
  const std::weak_ptr<PluginSession> weak = self;
  auto made = PluginProcess::start(io, setup_.program, setup_.name, setup_.redaction, options_,
                                   [weak](const std::string& why) {
                                     if (const auto session = weak.lock()) session->failed(why);
                                   });
  if (!made) return failed(made.error().text());
  process_ = std::move(*made);
  ready_ = false;
  Json ask{{"ask", plugin::kConnect},
           {"connection", setup_.name},
           {"settings", setup_.settings},
           {"concurrency", setup_.concurrency}};
  process_->call(std::move(ask), options_.begin,
                 [self, process = std::weak_ptr(process_)](const PluginAnswer& answer) {
                   if (const auto there = process.lock()) self->connected(there, answer);
                 });
}

void PluginSession::connected(const std::shared_ptr<PluginProcess>& process,
                              const PluginAnswer& answer) {
  if (process != process_) return;  // it has failed since
  const bool good =
      answer.how == How::answered && core::text_at(answer.said, "outcome") == "succeeded";
  if (!good) {
    process->retire();
    return failed(answer.how == How::answered ? core::text_at(answer.said, "message", "no reason")
                                              : answer.why);
  }
  ready_ = true;
  for (auto& one : std::exchange(waiting_, {}))
    process->call(std::move(one.ask), one.timeout, std::move(one.done));
}

// What a program says when it makes no connection may repeat what it was given.
void PluginSession::failed(std::string why) {
  setup_.redaction.redact(why);
  why = core::one_line(why, kPluginWordsBytesMax);
  // The first answer was that it is connected.
  if (process_ && ready_ && process_->answers() > 1) failures_ = 0;
  auto pause = options_.restart_first;
  for (int doubled = 0; doubled < failures_ && pause < options_.restart_max; ++doubled) pause *= 2;
  pause = std::min(pause, options_.restart_max);
  ++failures_;
  last_failure_ = why;
  not_before_ = steady_clock::now() + pause;
  process_.reset();
  ready_ = false;
  spdlog::error(
      "connector {}: {}; it is started again when it is next used, {} ms from now at the "
      "earliest",
      setup_.name, why, pause.count());
  refuse_waiting("not_started", why);
}

void PluginSession::refuse_waiting(const std::string& code, const std::string& why) {
  for (auto& one : std::exchange(waiting_, {}))
    one.done({How::not_sent, {}, code, why, pause_left()});
}

void PluginSession::close() {
  refuse_waiting("closed", "the connection is not in use any more");
  if (process_) process_->retire();
  process_.reset();
}

}  // namespace baton::connectors
