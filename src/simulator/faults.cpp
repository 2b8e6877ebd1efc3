#include "simulator/faults.hpp"

#include "baton/core/split_mix.hpp"

#include <algorithm>
#include <string_view>

namespace baton::simulator {

using core::Json;

namespace {

// A number from 0 up to 1.
double drawn_share(std::uint64_t& state) {
  return static_cast<double>(core::split_mix(state) >> 11U) * 0x1.0p-53;
}

// A rule for /jira is not one for /jira2.
bool path_falls_under(std::string_view target, std::string_view prefix) {
  if (!target.starts_with(prefix)) return false;
  if (prefix.size() == target.size() || prefix.ends_with('/')) return true;
  const bool whole_vendor = prefix.find('/', 1) == std::string_view::npos;
  return !whole_vendor || target[prefix.size()] == '/' || target[prefix.size()] == '?';
}

}  // namespace

std::vector<Faults::Rule> Faults::rules(const Json& list) {
  std::vector<Rule> out;
  for (const auto& item : list) {
    Rule rule;
    rule.path_prefix = item.value("path_prefix", "/");
    rule.method = item.value("method", "");
    rule.times = item.value("times", -1L);
    rule.share = item.value("share", 1.0);
    const auto status = item.find("status");
    const bool busy = status != item.end() && status->is_string() && *status == "busy";
    rule.status = busy ? 0 : item.value("status", 503);
    rule.retry_after = item.value("retry_after", -1);
    rule.ms = item.value("ms", 0);
    out.push_back(std::move(rule));
  }
  return out;
}

std::optional<std::string> Faults::add(const Json& script) {
  if (!script.is_object())
    return "expected a JSON object with fail, delay, delay_ms, drop, rate, lag_ms or clear";
  Faults next = *this;
  try {
    if (script.value("clear", false)) next = Faults(seed_);
    const auto append = [&script](std::vector<Rule>& to, const char* name) {
      if (!script.contains(name)) return;
      for (auto& rule : rules(script.at(name))) to.push_back(std::move(rule));
    };
    append(next.fails_, "fail");
    append(next.delays_, "delay");
    if (script.contains("delay_ms"))
      next.delays_.push_back(
          {.path_prefix = "/", .method = "", .ms = script.at("delay_ms").get<int>()});
    if (script.contains("drop") && script.at("drop").is_number()) {
      next.drops_.push_back(
          {.path_prefix = "/", .method = "POST", .times = script.at("drop").get<long>()});
    } else {
      append(next.drops_, "drop");
    }
    const auto rates = script.value("rate", Json::object());
    for (const auto& [vendor, rate] : rates.items())
      next.rates_[vendor] = {.a_second = rate.get<double>(), .left = rate.get<double>()};
    const auto lags = script.value("lag_ms", Json::object());
    for (const auto& [vendor, lag] : lags.items())
      next.lags_[vendor] = std::chrono::milliseconds(lag.get<int>());
  } catch (const Json::exception& error) {
    return error.what();
  }
  *this = std::move(next);
  return std::nullopt;
}

const Faults::Rule* Faults::take(std::vector<Rule>& rules, const Request& request) {
  for (auto& rule : rules) {
    const bool matches = rule.times != 0 && path_falls_under(request.target, rule.path_prefix) &&
                         (rule.method.empty() || rule.method == request.method);
    if (!matches || (rule.share < 1 && drawn_share(seed_) >= rule.share)) continue;
    if (rule.times > 0) --rule.times;
    return &rule;
  }
  return nullptr;
}

bool Faults::over_rate(const std::string& vendor, std::chrono::microseconds now) {
  const auto found = rates_.find(vendor);
  if (found == rates_.end()) return false;
  auto& rate = found->second;
  const double seconds = std::chrono::duration<double>(now - rate.at).count();
  rate.left = std::min(std::max(rate.a_second, 1.0), rate.left + seconds * rate.a_second);
  rate.at = now;
  if (rate.left < 1) return true;
  rate.left -= 1;
  return false;
}

std::optional<Faults::Refusal> Faults::refusal(const Request& request,
                                               std::chrono::microseconds now) {
  if (const auto* rule = take(fails_, request)) return Refusal{rule->status, rule->retry_after};
  if (over_rate(request.vendor, now)) return Refusal{};
  return std::nullopt;
}

std::chrono::milliseconds Faults::delay(const Request& request) {
  const auto* rule = take(delays_, request);
  return std::chrono::milliseconds(rule == nullptr ? 0 : rule->ms);
}

bool Faults::drop(const Request& request) { return take(drops_, request) != nullptr; }

std::chrono::milliseconds Faults::lag(const std::string& vendor) const {
  const auto found = lags_.find(vendor);
  return found == lags_.end() ? std::chrono::milliseconds(0) : found->second;
}

}  // namespace baton::simulator
