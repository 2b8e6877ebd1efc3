#include "baton/telemetry/log.hpp"

#include "baton/core/json.hpp"
#include "baton/core/text.hpp"

#include <memory>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <utility>

namespace baton::telemetry {
namespace {

std::string_view payload_of(const spdlog::details::log_msg& message) {
  return {message.payload.data(), message.payload.size()};
}

// The message as a JSON string: what came from outside can neither end it nor drive a terminal.
class JsonMessage final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    const auto text =
        core::escape_controls(core::dump(core::Json(std::string(payload_of(message)))));
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::custom_flag_formatter> clone() const override {
    return std::make_unique<JsonMessage>();
  }
};

// The message as one line, whatever was quoted in it.
class OneLineMessage final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    const auto text = core::one_line(payload_of(message), message.payload.size());
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<spdlog::custom_flag_formatter> clone() const override {
    return std::make_unique<OneLineMessage>();
  }
};

thread_local bool is_muted = false;

class Logger final : public spdlog::logger {
 public:
  explicit Logger(spdlog::sink_ptr sink) : spdlog::logger("baton", std::move(sink)) {}

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (!is_muted) spdlog::logger::sink_it_(message);
  }
};

template <class Message>
std::unique_ptr<spdlog::formatter> lines(std::string pattern) {
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<Message>('*');
  formatter->set_pattern(std::move(pattern));
  return formatter;
}

}  // namespace

void set_up_log(const std::string& level, const std::string& format) {
  std::shared_ptr<spdlog::logger> logger;
  if (format == "json") {
    logger = std::make_shared<Logger>(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_formatter(
        lines<JsonMessage>(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})"));
  } else {
    logger = std::make_shared<Logger>(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_formatter(lines<OneLineMessage>("%Y-%m-%dT%H:%M:%S.%eZ %^%-5l%$ %*"));
  }
  logger->set_level(spdlog::level::from_str(level == "warn" ? "warning" : level));
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
}

Muted::Muted() { is_muted = true; }

Muted::~Muted() { is_muted = false; }

}  // namespace baton::telemetry
