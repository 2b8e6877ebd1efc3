#pragma once

#include "baton/core/text.hpp"
#include "conformance/webhook_cases.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace baton::tests {

// What the signed cases tell people who read docs/: which events each connector sends, and how a
// request proves who sent it. All of it is found by trying. A header is a part of the proof when
// the request is refused without it, and the window is found by moving the clock.
class WebhookFacts {
 public:
  explicit WebhookFacts(const WebhookCases& cases) : cases_(cases) {}

  // Adds a case. One that is refused, or makes no event, tells nothing.
  void add(const std::string& name, const core::Json& one) {
    const auto outcome = deliver(one);
    if (!outcome.accepted || outcome.events.empty()) return;
    const auto [connector, scheme] = cases_.hook_of(one);
    core::Json events = core::Json::array();
    for (const auto& event : outcome.events) events.push_back(event.to_json());
    told_["cases"].push_back(
        {{"name", name}, {"connector", connector}, {"events", std::move(events)}});
    add_hook(one, outcome, connector, scheme);
  }

  // {cases: [{name, connector, events}], hooks: [{connector, scheme, proof, seconds_after,
  // seconds_before, status, samples: [{origin, headers, body}]}]}
  const core::Json& told() const { return told_; }

 private:
  using Outcome = WebhookCases::Outcome;
  // Longer than any window that a scheme has.
  static constexpr std::chrono::seconds kAgeMax = std::chrono::hours(24) * 10;

  Outcome deliver(const core::Json& one) const {
    WebhookCases::Seen seen;
    WebhookCases::Problems problems;
    return cases_.deliver(one, seen, problems);
  }

  // True when the request is refused because it does not prove who sent it.
  bool lacks_proof(const core::Json& one) const {
    const auto outcome = deliver(one);
    return !outcome.accepted && (outcome.reply.status == 401 || outcome.reply.status == 403);
  }

  // The last header fields that are enough, where several are and none is needed by itself: one of
  // two signatures, for instance. Empty when the proof stands elsewhere.
  core::Json enough_of(const core::Json& one) const {
    core::Json needed = core::Json::object();
    auto rest = one;
    rest["headers"] = core::Json::object();
    if (!lacks_proof(rest)) return needed;
    rest["headers"] = one.at("headers");
    for (const auto& [name, value] : one.at("headers").items()) {
      auto without = rest;
      without["headers"].erase(name);
      if (lacks_proof(without))
        needed[name] = value;
      else
        rest = std::move(without);
    }
    return needed;
  }

  // The parts of the request without which it is refused: header fields, else members of the body,
  // else the address.
  core::Json proof_of(const core::Json& one) const {
    core::Json proof{{"headers", core::Json::object()}, {"members", core::Json::array()}};
    for (const auto& [name, value] : one.at("headers").items()) {
      auto without = one;
      without["headers"].erase(name);
      if (lacks_proof(without)) proof["headers"][name] = value;
    }
    if (proof["headers"].empty()) proof["headers"] = enough_of(one);
    if (!proof["headers"].empty()) return proof;
    auto elsewhere = one;
    elsewhere["path"] = core::text_at(one, "path") + "x";
    proof["address"] = lacks_proof(elsewhere);
    const auto body = core::parse_json(core::text_at(one, "body"));
    if (!body || !body->is_object()) return proof;
    for (const auto& [name, value] : body->items()) {
      auto rest = *body;
      rest.erase(name);
      auto without = one;
      without["body"] = core::dump(rest);
      if (lacks_proof(without)) proof["members"].push_back(name);
    }
    return proof;
  }

  // For how many seconds the request is accepted before (direction -1) or after (+1) the clock of
  // its case; nullopt: at any time.
  std::optional<std::int64_t> seconds_accepted(const core::Json& one, int direction) const {
    const auto now = core::parse_rfc3339(core::text_at(one, "now"));
    if (!now) return std::nullopt;
    const auto accepted = [&](std::int64_t seconds) {
      auto moved = one;
      moved["now"] = core::to_rfc3339(*now + std::chrono::seconds(direction * seconds));
      return deliver(moved).accepted;
    };
    std::int64_t fits = 0;
    std::int64_t fails = kAgeMax.count();
    if (accepted(fails)) return std::nullopt;
    while (fails - fits > 1) {
      const auto middle = fits + (fails - fits) / 2;
      (accepted(middle) ? fits : fails) = middle;
    }
    return fits;
  }

  void add_hook(const core::Json& one, const Outcome& outcome, const std::string& connector,
                const std::string& scheme) {
    auto proof = proof_of(one);
    std::string key = connector + "/" + scheme;
    for (const auto& [name, value] : proof["headers"].items()) key += "/" + core::lower(name);
    const auto [known, is_new] = known_.emplace(key, told_["hooks"].size());
    if (is_new) {
      const auto after = seconds_accepted(one, 1);
      const auto before = seconds_accepted(one, -1);
      told_["hooks"].push_back({{"connector", connector},
                                {"scheme", scheme},
                                {"proof", std::move(proof)},
                                {"seconds_after", after ? core::Json(*after) : core::Json()},
                                {"seconds_before", before ? core::Json(*before) : core::Json()},
                                {"status", outcome.reply.status},
                                {"samples", core::Json::array()}});
    }
    told_["hooks"][known->second]["samples"].push_back({{"origin", outcome.events.front().origin},
                                                        {"headers", one.at("headers")},
                                                        {"body", core::text_at(one, "body")}});
  }

  const WebhookCases& cases_;
  std::map<std::string, std::size_t> known_{};  // hooks by connector, scheme and proof: their place
  core::Json told_{{"cases", core::Json::array()}, {"hooks", core::Json::array()}};
};

}  // namespace baton::tests
