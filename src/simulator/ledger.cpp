#include "simulator/ledger.hpp"

#include <chrono>
#include <utility>

namespace baton::simulator {

namespace {

using core::Json;

// The lists are for looking at; a load test must not fill the memory.
constexpr std::size_t kRequestsKept = 20'000;
constexpr std::size_t kDeliveriesKept = 20'000;

}  // namespace

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void Ledger::action(const std::string& vendor, std::string operation, std::string key,
                    std::string subject, bool performed) {
  auto& counts = vendors_[vendor];
  auto& entry = actions_[vendor + ' ' + operation + ' ' + key];
  entry.vendor = vendor;
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
    requests_.push_back(
        {now_us(), request.method, request.target, request.key(), status, answered});
}

void Ledger::delivery(const std::string& vendor, const std::string& id, int status) {
  const auto [at, first] = delivery_of_.try_emplace(id, deliveries_.size());
  if (first && deliveries_.size() >= kDeliveriesKept) {
    delivery_of_.erase(at);
    return;
  }
  if (first) deliveries_.push_back({vendor, id, 0, 0});
  auto& entry = deliveries_[at->second];
  ++entry.attempts;
  entry.status = status;
}

std::size_t Ledger::attempts(const std::string& id) const {
  const auto found = delivery_of_.find(id);
  return found == delivery_of_.end() ? 0 : deliveries_[found->second].attempts;
}

void Ledger::clear() { *this = Ledger(); }

Json Ledger::actions() const {
  Json out = Json::array();
  for (const auto& [unused, entry] : actions_) {
    out.push_back({{"vendor", entry.vendor},
                   {"operation", entry.operation},
                   {"key", entry.key},
                   {"subject", entry.subject},
                   {"asked", entry.asked},
                   {"effects", entry.effects},
                   {"at", entry.at}});
  }
  return out;
}

Json Ledger::requests() const {
  Json out = Json::array();
  for (const auto& asked : requests_) {
    out.push_back({{"at", asked.at},
                   {"method", asked.method},
                   {"target", asked.target},
                   {"key", asked.key},
                   {"status", asked.status},
                   {"answered", asked.answered}});
  }
  return out;
}

Json Ledger::deliveries() const {
  Json out = Json::array();
  for (const auto& sent : deliveries_) {
    out.push_back({{"vendor", sent.vendor},
                   {"id", sent.id},
                   {"attempts", sent.attempts},
                   {"status", sent.status}});
  }
  return out;
}

Json Ledger::seen(bool details) const {
  Json vendors = Json::object();
  for (const auto& [name, counts] : vendors_) {
    vendors[name] = {{"requests", counts.requests},
                     {"effects", counts.effects},
                     {"repeats", counts.repeats},
                     {"duplicates", 0}};
  }
  for (const auto& [unused, entry] : actions_) {
    if (entry.effects < 2) continue;
    auto& duplicates = vendors[entry.vendor]["duplicates"];
    duplicates = duplicates.get<std::size_t>() + entry.effects - 1;
  }
  Json out = {{"vendors", std::move(vendors)}};
  if (!details) return out;
  out["actions"] = actions();
  out["requests"] = requests();
  out["deliveries"] = deliveries();
  return out;
}

}  // namespace baton::simulator
