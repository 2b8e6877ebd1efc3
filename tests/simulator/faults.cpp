#include "faults.hpp"

#include <string_view>

namespace simulator {

bool Faults::Rule::matches(const Request& request) const {
  return times != 0 && std::string_view(request.target).starts_with(path_prefix) &&
         (method.empty() || method == request.method);
}

std::vector<Faults::Rule> Faults::rules(const Json& list) {
  std::vector<Rule> out;
  for (const auto& item : list) {
    Rule rule;
    rule.path_prefix = item.value("path_prefix", "/");
    rule.method = item.value("method", "");
    rule.times = item.value("times", -1L);
    rule.status = item.value("status", 503);
    rule.retry_after = item.value("retry_after", -1);
    rule.ms = item.value("ms", 0);
    out.push_back(std::move(rule));
  }
  return out;
}

std::optional<std::string> Faults::add(const Json& script) {
  if (!script.is_object())
    return "expected a JSON object with fail, delay, delay_ms, drop or clear";
  try {
    if (script.value("clear", false)) *this = Faults();
    const auto append = [&script](std::vector<Rule>& to, const char* name) {
      if (!script.contains(name)) return;
      for (auto& rule : rules(script.at(name))) to.push_back(std::move(rule));
    };
    append(fails_, "fail");
    append(delays_, "delay");
    if (script.contains("delay_ms"))
      delays_.push_back({.path_prefix = "/", .method = "", .ms = script.at("delay_ms").get<int>()});
    if (script.contains("drop") && script.at("drop").is_number()) {
      drops_.push_back(
          {.path_prefix = "/", .method = "POST", .times = script.at("drop").get<long>()});
    } else {
      append(drops_, "drop");
    }
  } catch (const Json::exception& error) {
    return error.what();
  }
  return std::nullopt;
}

const Faults::Rule* Faults::take(std::vector<Rule>& rules, const Request& request) {
  for (auto& rule : rules) {
    if (!rule.matches(request)) continue;
    if (rule.times > 0) --rule.times;
    return &rule;
  }
  return nullptr;
}

std::optional<Reply> Faults::refusal(const Request& request) {
  const auto* rule = take(fails_, request);
  if (rule == nullptr) return std::nullopt;
  Reply reply{rule->status,
              {{"message", "The service is not available right now."}, {"status", "error"}}};
  if (rule->retry_after >= 0) reply.headers["Retry-After"] = std::to_string(rule->retry_after);
  return reply;
}

std::chrono::milliseconds Faults::delay(const Request& request) {
  const auto* rule = take(delays_, request);
  return std::chrono::milliseconds(rule == nullptr ? 0 : rule->ms);
}

bool Faults::drop(const Request& request) { return take(drops_, request) != nullptr; }

}  // namespace simulator
