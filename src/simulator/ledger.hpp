#pragma once

#include "baton/core/json.hpp"
#include "simulator/request.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace baton::simulator {

// What the vendors were asked and what they did, for whoever checks afterwards. Lives on the
// simulator's one thread.
class Ledger {
 public:
  // Notes that an action was asked for under `key`: an idempotency key, a label, or what identifies
  // the action by nature. `performed`: it had an effect; with false it was recognised as a repeat
  // and only answered again. `subject` is for people.
  void action(const std::string& vendor, std::string operation, std::string key,
              std::string subject, bool performed);
  // Notes a request. `answered`: the sender got an answer.
  void request(const Request& request, int status, bool answered);
  // Notes an attempt to deliver a webhook and its answer; 0: there was none.
  void delivery(const std::string& vendor, const std::string& id, int status);
  // How often it was tried to deliver a webhook; 0 if it is not known, or no longer.
  std::size_t attempts(const std::string& id) const;
  // Forgets everything.
  void clear();
  // {"vendors": {name: {requests, effects, repeats, duplicates}}}. With `details` also "actions",
  // "requests" and "deliveries".
  core::Json seen(bool details) const;

 private:
  struct Action {
    std::string vendor{}, operation{}, key{}, subject{};
    // Requests under this key that reached the vendor.
    std::size_t asked = 0;
    // How often something was done: more than one is a duplicate.
    std::size_t effects = 0;
    // When it was done, in microseconds since 1970.
    std::vector<std::int64_t> at{};
  };
  struct Asked {
    std::int64_t at = 0;
    std::string method{}, target{}, key{};
    int status = 0;
    bool answered = true;
  };
  struct Delivered {
    std::string vendor{}, id{};
    std::size_t attempts = 0;
    int status = 0;
  };
  struct Counts {
    std::size_t requests = 0, effects = 0, repeats = 0;
  };

  core::Json actions() const;
  core::Json requests() const;
  core::Json deliveries() const;

  std::map<std::string, Counts> vendors_{};
  std::map<std::string, Action> actions_{};
  std::vector<Asked> requests_{};
  // In the order of their first attempts, and where each stands.
  std::vector<Delivered> deliveries_{};
  std::map<std::string, std::size_t> delivery_of_{};
};

// Microseconds since 1970.
std::int64_t now_us();

}  // namespace baton::simulator
