#pragma once

#include "simulator/vendor.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <utility>

// A vendor that is asked without a network, at a time that the test sets.
namespace baton::simulator::tests {

// The text of a file that comes with the program.
inline std::string shipped_vendor(const std::string& name) {
  std::ifstream in(std::string(BATON_SOURCE_DIR) + "/config/simulator/" + name + ".yaml");
  return {std::istreambuf_iterator<char>(in), {}};
}

// The findings of a text as one text, a line for each.
inline std::string complaints(const std::string& text) {
  core::Findings findings;
  read_vendor(text, "v.yaml", findings);
  std::string out;
  for (const auto& one : findings)
    out +=
        std::to_string(one.at.line) + " " + one.rule + ": " + one.message + "; " + one.hint + "\n";
  return out;
}

struct VendorWorld {
  explicit VendorWorld(const std::string& text) {
    core::Findings findings;
    const auto spec = read_vendor(text, "v.yaml", findings);
    EXPECT_NE(spec, nullptr) << (findings.empty() ? "" : findings.front().message);
    Vendor::Outside outside{
        &ledger, [this](Message message) { sent.push_back(std::move(message)); },
        "http://127.0.0.1:8080/hooks", [](const std::string&) { return std::string(); }};
    vendor.emplace(spec, outside);
  }

  // Asks, as somebody who proves who they are.
  Reply ask(const std::string& method, const std::string& target,
            const core::Json& body = nullptr) {
    Request request;
    request.method = method;
    request.vendor = vendor->spec().name;
    request.path = target.substr(0, target.find('?'));
    request.target = "/" + request.vendor + target;
    if (const auto question = target.find('?'); question != std::string::npos) {
      for (auto rest = target.substr(question + 1); !rest.empty();) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        request.query[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
        rest = end == std::string::npos ? std::string() : rest.substr(end + 1);
      }
    }
    request.headers = headers;
    request.shaken = shaken;
    request.headers["content-type"] = "application/json";
    if (!body.is_null()) request.text = core::dump(body);
    return vendor->handle(request, now, lag);
  }

  // The body of an answer that has this status.
  core::Json json(int status, const Reply& reply) {
    EXPECT_EQ(reply.status, status) << reply.body;
    return reply.body.empty() ? core::Json() : core::Json::parse(reply.body);
  }

  Ledger ledger;
  std::vector<Message> sent{};
  std::map<std::string, std::string> headers{{"authorization", "Bearer token"}};
  core::Time now{std::chrono::seconds(1'780'000'000)};
  std::chrono::milliseconds lag{0};
  // Whether the webhook has sent its secret back.
  bool shaken = false;
  std::optional<Vendor> vendor{};
};

}  // namespace baton::simulator::tests
