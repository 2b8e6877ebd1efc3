#include "ledger.hpp"

#include <chrono>
#include <utility>

namespace simulator {

namespace {

// The list is for looking at; a load test must not fill the memory.
constexpr std::size_t kRequestsKept = 20'000;

}  // namespace

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void Ledger::action(const Request& request, std::string operation, std::string key,
                    std::string subject, bool performed) {
  auto& counts = vendors_[request.vendor];
  auto& entry = actions_[request.vendor + ' ' + operation + ' ' + key];
  entry.vendor = request.vendor;
  entry.operation = std::move(operation);
  entry.key = std::move(key);
  entry.subject = std::move(subject);
  ++entry.asked;
  if (performed) {
    ++entry.effects;
    ++counts.effects;
    entry.at.push_back(now_us());
  } else {
    ++counts.repeats;
  }
}

void Ledger::request(const Request& request, int status, bool answered) {
  ++vendors_[request.vendor].requests;
  if (requests_.size() < kRequestsKept)
    requests_.push_back({now_us(), request.method, request.target, request.key, status, answered});
}

void Ledger::clear() {
  vendors_.clear();
  actions_.clear();
  requests_.clear();
}

Json Ledger::seen(bool details) const {
  Json vendors = Json::object();
  for (const auto& [name, counts] : vendors_) {
    vendors[name] = {{"requests", counts.requests},
                     {"effects", counts.effects},
                     {"repeats", counts.repeats},
                     {"duplicates", 0}};
  }
  Json actions = Json::array();
  for (const auto& [unused, entry] : actions_) {
    if (entry.effects > 1) {
      auto& duplicates = vendors[entry.vendor]["duplicates"];
      duplicates = duplicates.get<std::size_t>() + entry.effects - 1;
    }
    if (details) {
      actions.push_back({{"vendor", entry.vendor},
                         {"operation", entry.operation},
                         {"key", entry.key},
                         {"subject", entry.subject},
                         {"asked", entry.asked},
                         {"effects", entry.effects},
                         {"at", entry.at}});
    }
  }
  Json out = {{"vendors", std::move(vendors)}};
  if (!details) return out;
  Json requests = Json::array();
  for (const auto& asked : requests_) {
    requests.push_back({{"at", asked.at},
                        {"method", asked.method},
                        {"target", asked.target},
                        {"key", asked.key},
                        {"status", asked.status},
                        {"answered", asked.answered}});
  }
  out["actions"] = std::move(actions);
  out["requests"] = std::move(requests);
  return out;
}

}  // namespace simulator
