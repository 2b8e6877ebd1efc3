#pragma once

#include "baton/core/encoding.hpp"
#include "baton/core/event_model.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/json_schema.hpp"
#include "baton/ingress/cloudevents.hpp"
#include "baton/ingress/webhook.hpp"
#include "connectors/manifest.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {

// Runs webhook cases against the hooks that the shipped manifests make. What a bus would do,
// knowing again what it has seen before by (source, origin), is done here.
class WebhookCases {
 public:
  // The events that a bus has seen, by source and origin.
  using Seen = std::set<std::pair<std::string, std::string>>;
  using Problems = std::vector<std::string>;
  // What became of a request.
  struct Outcome {
    ingress::Reply reply{};
    std::vector<core::Event> events{};
    std::size_t fresh = 0;
    bool accepted = false;
    bool learned = false;
    ingress::Inbound request{};
  };

  explicit WebhookCases(const std::filesystem::path& manifests) {
    for (const auto& entry : std::filesystem::directory_iterator(manifests)) {
      if (entry.path().extension() != ".yaml") continue;
      core::Findings findings;
      auto manifest =
          connectors::Manifest::load(read(entry.path()), entry.path().string(), findings);
      for (const auto& finding : findings)
        problems_.push_back(finding.file + ":" + std::to_string(finding.at.line) + ": " +
                            finding.message);
      if (manifest) manifests_[manifest->name] = std::move(manifest);
    }
  }

  static std::string read(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  // One request of the standard-webhooks list ({name, secret, now, headers, body, expect}) as a
  // case: it judges the signature alone, so a body that is no JSON may be refused for that.
  static core::Json from_list(const core::Json& entry) {
    const bool valid = entry.at("expect") == "accept";
    core::Json one{{"vendor", "standard-webhooks"},
                   {"method", "POST"},
                   {"path", "/hooks/std"},
                   {"valid", valid}};
    for (const char* member : {"secret", "headers", "body"}) one[member] = entry.at(member);
    one["now"] =
        core::to_rfc3339(core::Time(std::chrono::seconds(entry.at("now").get<std::int64_t>())));
    one["expect"]["status"] = valid ? core::Json{200, 201, 202, 204, 400} : core::Json{401, 403};
    return one;
  }

  // What is wrong with the case in a file; empty when it passes.
  std::vector<std::string> run(const std::filesystem::path& file) const {
    const auto parsed = core::parse_json(read(file));
    if (!parsed) return {"not a case: " + parsed.error().message};
    return run(file, *parsed);
  }

  // The same for a case that was read from the file or made from a part of it.
  std::vector<std::string> run(const std::filesystem::path& file, const core::Json& one) const {
    std::vector<std::string> problems = problems_;
    Seen seen;
    if (const auto* after = core::find(one, "after")) {
      for (const auto& name : *after) {
        const auto before =
            core::parse_json(read(file.parent_path() / (name.get<std::string>() + ".json")));
        if (!before) return {"the case before it is missing: " + name.get<std::string>()};
        if (!deliver(*before, seen, problems).accepted)
          problems.push_back(name.get<std::string>() + ", which comes before, was not accepted");
      }
    }
    const auto outcome = deliver(one, seen, problems);
    check_events(one, outcome, problems);
    check_reply(one.at("expect"), outcome.reply, problems);
    return problems;
  }

  // The connector and the scheme of the hook that a case is for.
  std::pair<std::string, std::string> hook_of(const core::Json& one) const {
    auto [connector, scheme] = connector_of(core::text_at(one, "vendor"), config_of(one));
    const auto manifest = manifests_.find(connector);
    if (scheme.empty() && manifest != manifests_.end()) scheme = manifest->second->scheme;
    return {connector, scheme};
  }

  // The request of a case, received by its hook.
  Outcome deliver(const core::Json& one, Seen& seen, Problems& problems) const {
    Outcome outcome;
    const auto hook = hook_for(one);
    if (!hook) {
      problems.push_back("no hook: " + hook.error().text());
      return outcome;
    }
    auto& request = outcome.request;
    request.method = core::text_at(one, "method");
    request.target = core::text_at(one, "path");
    request.body = one.contains("body_base64")
                       ? core::from_base64(core::text_at(one, "body_base64")).value_or("")
                       : core::text_at(one, "body");
    for (const auto& [name, value] : one.at("headers").items())
      request.headers.emplace_back(name, value.get<std::string>());
    const auto now = core::parse_rfc3339(core::text_at(one, "now"));
    auto accepted = (*hook)->receive(request, now ? *now : core::Time{});
    if (!accepted) {
      outcome.reply = (*hook)->refuse(accepted.error());
      return outcome;
    }
    outcome.accepted = true;
    outcome.learned = accepted->learned.has_value();
    outcome.reply = std::move(accepted->reply);
    outcome.events = std::move(accepted->events);
    for (const auto& event : outcome.events)
      outcome.fresh +=
          event.origin.empty() || seen.emplace(event.source, event.origin).second ? 1 : 0;
    return outcome;
  }

 private:
  // The connector and scheme that a folder's cases are for.
  static std::pair<std::string, std::string> connector_of(const std::string& vendor,
                                                          const core::Json& config) {
    const auto scheme = core::text_at(config, "scheme");
    static const std::map<std::string, std::pair<std::string, std::string>> kKnown{
        {"generic-hmac", {"http", "hmac"}},
        {"standard-webhooks", {"http", "standard_webhooks"}},
        {"google-ads", {"google_ads", "body_key"}},
        {"jira-connect", {"jira", "jira_connect"}},
        {"jira-oauth", {"jira", "jira_jwt"}},
        {"servicenow", {"servicenow", "basic"}},
        {"t-v1", {"http", "t_v1"}},
        {"cloudevents", {"cloudevents", "cloudevents"}}};
    if (vendor == "salesforce" && config.contains("header")) return {"salesforce", "header"};
    const auto known = kKnown.find(vendor);
    if (known == kKnown.end()) return {vendor, scheme};
    return {known->second.first, scheme.empty() ? known->second.second : scheme};
  }

  static core::Json config_of(const core::Json& one) {
    return one.contains("config") && one.at("config").is_object() ? one.at("config")
                                                                  : core::Json::object();
  }

  core::Result<std::shared_ptr<const ingress::Hook>> hook_for(const core::Json& one) const {
    const auto config = config_of(one);
    const auto [connector, scheme] = hook_of(one);
    const auto manifest = manifests_.find(connector);
    if (manifest == manifests_.end())
      return core::Error{core::Errc::not_found, "no connector for " + connector};
    auto settings = manifest->second->webhook;
    for (const auto& [key, value] : config.items()) {
      if (key == "app_base_url")
        settings["public_url"] = value;
      else if (key == "keys")
        settings["public_keys"] = value;
      else if (key != "scheme" && key != "algorithm" && key != "path_token" && key != "state" &&
               key != "verify_token" && key != "client_secrets" && key != "key_host")
        settings[key] = value;
    }
    auto options = ingress::hook_options(connector, scheme, settings);
    if (!options) return options.error();
    const bool pending = core::text_at(config, "state") == "pending";
    options->settings["accept_handshake"] = pending;
    if (one.at("secret").is_string() && !pending)
      options->secrets.emplace_back(one.at("secret").get<std::string>());
    options->settings["verify_token"] = core::Secret(core::text_at(config, "verify_token"));
    if (const auto* secrets = core::find(config, "client_secrets")) {
      std::map<std::string, core::Secret> by_id;
      for (const auto& [id, secret] : secrets->items())
        by_id.emplace(id, core::Secret(secret.get<std::string>()));
      options->settings["client_secrets"] = std::move(by_id);
    }
    return ingress::Hook::make(std::move(*options), manifest->second->decoder);
  }

  static void check_events(const core::Json& one, const Outcome& outcome, Problems& problems) {
    const auto& expect = one.at("expect");
    const bool ambiguous = core::text_at(one, "reason") == "ambiguous_body";
    if (!one.at("valid").get<bool>() && outcome.fresh > 0 && !ambiguous)
      problems.push_back("it is not valid, and made an event");
    const bool good = outcome.reply.status / 100 == 2;
    const auto* events =
        core::find(expect, good && expect.contains("events_if_2xx") ? "events_if_2xx" : "events");
    if (events != nullptr && outcome.fresh != events->get<std::size_t>())
      problems.push_back("expected " + events->dump() + " new events, got " +
                         std::to_string(outcome.fresh));
    check_data(outcome, problems);
    std::string shown;
    core::Json origins = core::Json::array();
    for (const auto& event : outcome.events) {
      shown += core::dump(event.to_json());
      origins.push_back(event.origin);
    }
    core::Json types = core::Json::array();
    for (const auto& event : outcome.events) types.push_back(event.type);
    if (const auto* wanted = core::find(expect, "types"); wanted != nullptr && *wanted != types)
      problems.push_back("expected the types " + wanted->dump() + ", got " + types.dump());
    if (const auto* keys = core::find(expect, "dedup_keys"); keys != nullptr && *keys != origins)
      problems.push_back("expected the ids " + keys->dump() + ", got " + origins.dump());
    if (const auto* text = core::find(expect, "contains");
        text != nullptr && shown.find(text->get<std::string>()) == std::string::npos)
      problems.push_back("the event does not contain " + text->dump());
    if (const auto* text = core::find(expect, "must_not_log");
        text != nullptr &&
        (shown + outcome.reply.body).find(text->get<std::string>()) != std::string::npos)
      problems.push_back("a session id is in the event or the answer");
    if (const auto* test = core::find(expect, "is_test");
        test != nullptr && (outcome.events.empty() ||
                            outcome.events.front().data.value("is_test", core::Json()) != *test))
      problems.push_back("is_test is not " + test->dump());
    if (expect.contains("secret_unchanged") && outcome.learned)
      problems.push_back("the secret was replaced");
    const auto reason = core::text_at(one, "reason");
    const bool refused_besides = reason == "stale_timestamp" || reason == "wrong_recipient";
    if (expect.contains("signature_valid") && !refused_besides &&
        (outcome.reply.status == 401 || outcome.reply.status == 403))
      problems.push_back("the signature is right, but was refused");
    if (const auto* attributes = core::find(expect, "attributes"))
      check_attributes(*attributes, outcome, problems);
  }

  // The data of an event fits the schema of its family, whichever system it came from.
  static void check_data(const Outcome& outcome, Problems& problems) {
    for (const auto& event : outcome.events) {
      const auto family = std::string(core::event_family(event.type));
      if (family.empty()) continue;
      const auto text = read(std::filesystem::path(BATON_SOURCE_DIR) / "config/schema/events" /
                             (family + ".schema.json"));
      const auto schema = core::parse_json(text);
      if (!schema || core::text_at(*schema, "$id") != core::data_schema(event)) {
        problems.push_back("there is no schema of " + family);
        continue;
      }
      if (const auto misfit = formats::JsonSchema(*schema).misfit(event.data))
        problems.push_back(event.type + ": " + formats::to_error(*misfit, "data").text());
    }
  }

  static void check_attributes(const core::Json& expected, const Outcome& outcome,
                               Problems& problems) {
    const auto read = ingress::read_cloudevents(outcome.request, {});
    if (!read || read->empty()) {
      problems.push_back("it has no attributes");
      return;
    }
    for (const auto& [name, value] : expected.items()) {
      const auto found = read->front().attributes.find(name);
      if (found == read->front().attributes.end() || found->second != value)
        problems.push_back("attribute " + name + " is not " + value.dump());
    }
  }

  // White space between elements does not matter.
  static std::string squeezed(const std::string& xml) {
    std::string out;
    for (std::size_t at = 0; at < xml.size(); ++at) {
      const bool space = xml[at] == ' ' || xml[at] == '\n' || xml[at] == '\r' || xml[at] == '\t';
      const auto next = xml.find_first_not_of(" \n\r\t", at);
      if (space && out.ends_with('>') && next != std::string::npos && xml[next] == '<')
        at = next - 1;
      else
        out += xml[at];
    }
    while (out.ends_with('\n')) out.pop_back();
    return out;
  }

  static void check_reply(const core::Json& expect, const ingress::Reply& reply,
                          Problems& problems) {
    const auto& statuses = expect.at("status");
    if (std::find(statuses.begin(), statuses.end(), reply.status) == statuses.end())
      problems.push_back("expected a status of " + statuses.dump() + ", got " +
                         std::to_string(reply.status) + " " + reply.body.substr(0, 300));
    const auto text = [&expect](const char* key) { return core::text_at(expect, key); };
    if (const auto* headers = core::find(expect, "reply_headers")) {
      for (const auto& [name, value] : headers->items()) {
        const auto* found = formats::find_header(reply.headers, name);
        if (found == nullptr || *found != value)
          problems.push_back("header " + name + " is not " + value.dump());
      }
    }
    for (const auto& name : expect.value("reply_headers_present", core::Json::array())) {
      if (formats::find_header(reply.headers, name.get<std::string>()) == nullptr)
        problems.push_back("header " + name.dump() + " is missing");
    }
    for (const auto& name : expect.value("reply_headers_absent", core::Json::array())) {
      if (formats::find_header(reply.headers, name.get<std::string>()) != nullptr)
        problems.push_back("header " + name.dump() + " is there");
    }
    if (const auto* json = core::find(expect, "reply_json")) {
      const auto body = core::parse_json(reply.body);
      if (!body || *body != *json) problems.push_back("the answer is not " + json->dump());
    }
    if (expect.contains("reply_body") && reply.body != text("reply_body"))
      problems.push_back("the answer's body is not " + text("reply_body"));
    if (expect.contains("reply_contains") &&
        reply.body.find(text("reply_contains")) == std::string::npos)
      problems.push_back("the answer does not contain " + text("reply_contains"));
    if (expect.contains("reply_not_contains") &&
        reply.body.find(text("reply_not_contains")) != std::string::npos)
      problems.push_back("the answer contains " + text("reply_not_contains"));
    if (expect.contains("reply_xml_equivalent") &&
        squeezed(reply.body) != squeezed(text("reply_xml_equivalent")))
      problems.push_back("the answer's XML is another: " + reply.body);
    if (expect.contains("reply_content_type") &&
        !reply.content_type.starts_with(text("reply_content_type")))
      problems.push_back("the answer's type is " + std::string(reply.content_type));
    if (expect.contains("reply_content_type_not") &&
        reply.content_type.starts_with(text("reply_content_type_not")))
      problems.push_back("the answer's type is " + std::string(reply.content_type));
  }

  std::map<std::string, std::shared_ptr<const connectors::Manifest>> manifests_{};
  Problems problems_{};  // of the manifests
};

}  // namespace baton::tests
