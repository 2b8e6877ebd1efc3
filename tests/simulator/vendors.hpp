#pragma once

#include "ledger.hpp"

#include <map>
#include <string>
#include <string_view>

namespace simulator {

// Asana, HubSpot, Jira, Google Ads and Salesforce as far as workflows act on them, in the shapes of
// the vendors' published API descriptions, with their state; and "http", which takes any POST and
// honours Idempotency-Key. Paths begin with the vendor's name: /asana/api/1.0/tasks. One thread.
class Vendors {
 public:
  explicit Vendors(Ledger& ledger) : ledger_(&ledger) {}
  Reply handle(const Request& request);
  void clear();

 private:
  Reply asana(const Request& request, std::string_view path);
  Reply asana_create(const Request& request, std::string_view kind);
  Reply asana_find(const Request& request, std::string_view path);
  Reply hubspot(const Request& request, std::string_view path);
  Reply hubspot_send(const Request& request);
  Reply hubspot_upsert(const Request& request, const std::string& type);
  Reply hubspot_search(const Request& request, const std::string& type);
  Reply jira(const Request& request, std::string_view path);
  Reply jira_create(const Request& request);
  Reply jira_search(const Request& request);
  Reply jira_issue(const Request& request, const std::string& key, std::string_view rest);
  Reply google_ads(const Request& request, std::string_view path);
  Reply google_ads_mutate(const Request& request, const std::string& kind);
  Reply salesforce(const Request& request, std::string_view path);
  Reply http(const Request& request, std::string_view path);

  std::string next_id(std::string_view prefix);

  Ledger* ledger_;
  long long last_id_ = 1'200'000'000'000;
  std::map<std::string, Json> asana_;             // by gid
  std::map<std::string, Json> contacts_;          // "type/email" → object
  std::map<std::string, Json> sends_;             // by sendId
  std::map<std::string, Json> issues_;            // by key
  std::map<std::string, int> issue_numbers_;      // last number by project
  std::map<std::string, std::string> campaigns_;  // resource name → status
  std::map<std::string, Json> records_;           // Salesforce, by id
  std::map<std::string, std::string> record_of_;  // Salesforce external id → id
  std::map<std::string, Json> answers_;           // "http", by Idempotency-Key
};

}  // namespace simulator
