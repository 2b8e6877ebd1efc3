#pragma once

#include "app/cli.hpp"

#include <deque>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace baton::app {

// A server with prepared answers. The answers for "GET /path?query" are given in order, and the
// last one again and again.
struct FakeServer {
  std::map<std::string, std::deque<ApiAnswer>> answers;
  std::vector<ApiRequest> requests;
  std::string url;
  std::string token;
  std::optional<core::Error> away;

  void answer(const std::string& call, core::Json body, int status = 200) {
    answers[call].push_back({status, core::dump(body), std::move(body)});
  }
};

class FakeApi final : public Api {
 public:
  explicit FakeApi(FakeServer& server) : server_(server) {}
  core::Result<ApiAnswer> call(const ApiRequest& request) override {
    server_.requests.push_back(request);
    if (server_.away) return *server_.away;
    const std::string line = std::string(request.method) + " " + target_of(request);
    const auto found = server_.answers.find(line);
    if (found == server_.answers.end())
      return ApiAnswer{404, "", {{"title", "Not Found"}, {"detail", "the fake has no " + line}}};
    const ApiAnswer answer = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();
    return answer;
  }

 private:
  FakeServer& server_;
};

struct Outcome {
  int exit = 0;
  std::string out;
  std::string err;
};

// Runs the command line against a fake server, in the year 2026.
class Bench {
 public:
  FakeServer server;
  std::map<std::string, std::string> variables;
  std::string input;
  int pauses = 0;
  bool at_a_terminal = false;  // hints go to one; data does not
  bool disk_is_full = false;   // data cannot be written
  // What somebody at a terminal answers, in this order, and what they were asked. Without answers,
  // nobody is at the terminal.
  std::deque<std::string> answers{};
  std::vector<std::string> asked{};

  Outcome run(const std::vector<std::string>& arguments) {
    std::istringstream in(input);
    std::ostringstream out, err;
    if (disk_is_full) out.setstate(std::ios::badbit);
    World world{[this](const std::string& name) -> std::optional<std::string> {
                  const auto found = variables.find(name);
                  return found == variables.end() ? std::nullopt : std::optional(found->second);
                },
                in,
                false,
                at_a_terminal,
                0,
                [] { return core::parse_rfc3339("2026-05-04T10:00:00Z").value(); },
                [this](std::chrono::milliseconds) { ++pauses; },
                [this](const std::string& url, const std::string& token) {
                  server.url = url;
                  server.token = token;
                  return std::make_unique<FakeApi>(server);
                }};
    if (!answers.empty())
      world.ask = [this](const std::string& prompt) {
        asked.push_back(prompt);
        auto answer = answers.empty() ? std::string() : answers.front();
        if (!answers.empty()) answers.pop_front();
        return answer;
      };
    const int exit = app::run(arguments, std::move(world), out, err);
    return {exit, out.str(), err.str()};
  }

  // The body of the last request.
  std::string body() const { return server.requests.back().body; }
};

}  // namespace baton::app
