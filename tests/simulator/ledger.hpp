#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

using Json = nlohmann::json;

// One HTTP request, taken apart as far as every vendor needs it.
struct Request {
  std::string method;
  std::string vendor;  // first path segment
  std::string path;    // what follows it, without the query, percent-decoded
  std::string target;  // as sent
  std::map<std::string, std::string> query;
  std::string authorization;
  std::string key;   // Idempotency-Key header
  std::string text;  // raw body
  Json body;         // parsed body; discarded when it is no JSON
};

struct Reply {
  int status = 200;
  Json body;  // null: no body
  std::map<std::string, std::string> headers{};
};

// What the vendors were asked and what they did, for whoever checks afterwards. Lives on the
// simulator's one thread.
class Ledger {
 public:
  // An action was asked for under `key` (an idempotency key, a label, or what identifies it by
  // nature). `performed`: it had an effect; false: it was recognised as a repeat and only answered
  // again. `subject` is for people.
  void action(const Request& request, std::string operation, std::string key, std::string subject,
              bool performed);
  void request(const Request& request, int status, bool answered);
  void clear();
  // {"vendors":{name:{requests,effects,repeats,duplicates}},"actions":[…],"requests":[…]};
  // `details` adds the two lists.
  Json seen(bool details) const;

 private:
  struct Action {
    std::string vendor, operation, key, subject;
    std::size_t asked = 0;         // requests under this key that reached the vendor
    std::size_t effects = 0;       // how often something was done: more than one is a duplicate
    std::vector<std::int64_t> at;  // when it was done, microseconds since 1970
  };
  struct Asked {
    std::int64_t at = 0;
    std::string method, target, key;
    int status = 0;
    bool answered = true;
  };
  struct Counts {
    std::size_t requests = 0, effects = 0, repeats = 0;
  };

  std::map<std::string, Counts> vendors_;
  std::map<std::string, Action> actions_;
  std::vector<Asked> requests_;
};

std::int64_t now_us();  // since 1970

}  // namespace simulator
