#include "shapes.hpp"
#include "vendors.hpp"

// Google Ads (https://developers.google.com/google-ads/api/rest) and Salesforce (REST API Developer
// Guide). A campaign's status is set, not counted: setting it again changes nothing. A Salesforce
// record is upserted by external id.
namespace simulator {

namespace {

Reply google_error(int status, const char* name, const char* message) {
  return {status, {{"error", {{"code", status}, {"message", message}, {"status", name}}}}};
}

Reply salesforce_error(int status, const char* code, const char* message) {
  return {status, Json::array({{{"message", message}, {"errorCode", code}}})};
}

}  // namespace

Reply Vendors::google_ads(const Request& request, std::string_view path) {
  if (!request.authorization.starts_with("Bearer "))
    return google_error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
  const auto last = path.substr(path.rfind('/') + 1);
  const auto colon = last.find(':');
  if (request.method == "POST" && colon != std::string_view::npos &&
      last.substr(colon) == ":mutate") {
    return google_ads_mutate(request, std::string(last.substr(0, colon)));
  }
  if (request.method == "POST" && last.starts_with("googleAds:search")) {
    Json rows = Json::array();
    const auto query = text(request.body, "query");
    for (const auto& [name, status] : campaigns_) {
      if (!contains(query, "customers/") || contains(query, name))
        rows.push_back({{"campaign", {{"resourceName", name}, {"status", status}}}});
    }
    const Json page = {{"results", std::move(rows)},
                       {"fieldMask", "campaign.resourceName,campaign.status"}};
    return {200, last == "googleAds:searchStream" ? Json::array({page}) : page};
  }
  return google_error(404, "NOT_FOUND", "Requested entity was not found.");
}

Reply Vendors::google_ads_mutate(const Request& request, const std::string& kind) {
  if (!request.body.is_object() || !request.body.contains("operations")) {
    return google_error(400, "INVALID_ARGUMENT", "Request contains an invalid argument.");
  }
  Json results = Json::array();
  for (const auto& operation : request.body.at("operations")) {
    const auto& update = object(operation, "update");
    const auto name = text(update, "resourceName");
    const auto status = text(update, "status");
    if (name.empty() || text(operation, "updateMask").empty()) {
      return google_error(400, "INVALID_ARGUMENT", "expected update.resourceName and updateMask");
    }
    const bool fresh = campaigns_[name] != status;
    campaigns_[name] = status;
    ledger_->action(request, "mutate_" + kind, name + " " + status, name + " " + status, fresh);
    results.push_back({{"resourceName", name}});
  }
  return {200, {{"results", std::move(results)}}, {{"request-id", next_id("")}}};
}

Reply Vendors::salesforce(const Request& request, std::string_view path) {
  if (!request.authorization.starts_with("Bearer "))
    return salesforce_error(401, "INVALID_SESSION_ID", "Session expired or invalid");
  const auto at = path.find("/sobjects/");
  if (at == std::string_view::npos)
    return salesforce_error(404, "NOT_FOUND", "The requested resource does not exist");
  const auto below = path.substr(at + 9);
  const auto type = segment(below, 0), field = segment(below, 1), value = segment(below, 2);
  if (request.method == "POST" && field.empty()) {
    const auto id = next_id("00X");
    records_[id] = request.body;
    ledger_->action(request, "create_" + type, request.key.empty() ? id : request.key, type, true);
    return {201, {{"id", id}, {"success", true}, {"errors", Json::array()}}};
  }
  if (request.method == "PATCH" && !value.empty()) {
    const auto natural = type + "/" + field + "/" + value;
    const bool fresh = !record_of_.contains(natural);
    if (fresh) record_of_[natural] = next_id("00X");
    records_[record_of_[natural]] = request.body;
    ledger_->action(request, "upsert_" + type, natural, natural, fresh);
    return {fresh ? 201 : 200,
            {{"id", record_of_[natural]},
             {"success", true},
             {"errors", Json::array()},
             {"created", fresh}}};
  }
  if (request.method == "PATCH") {
    records_[field] = request.body;
    ledger_->action(request, "update_" + type,
                    request.key.empty() ? field + request.text : request.key, type + " " + field,
                    true);
    return {204, nullptr};
  }
  const auto found = records_.find(field);
  if (request.method == "GET" && found != records_.end()) return {200, found->second};
  return salesforce_error(404, "NOT_FOUND", "The requested resource does not exist");
}

}  // namespace simulator
