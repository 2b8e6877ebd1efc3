#include "shapes.hpp"
#include "vendors.hpp"

// https://developers.hubspot.com: contacts are upserted by email; a single-send e-mail is sent once
// per sendId.
namespace simulator {

namespace {

Reply hubspot_error(int status, const char* category, const std::string& message) {
  return {status,
          {{"status", "error"},
           {"message", message},
           {"correlationId", "a43683b0-5717-4ceb-80b4-104d02915d8c"},
           {"category", category}}};
}

Json contact(const std::string& id, const Json& properties) {
  Json shown = properties;
  shown["hs_object_id"] = id;
  return {{"id", id},
          {"properties", std::move(shown)},
          {"createdAt", timestamp()},
          {"updatedAt", timestamp()},
          {"archived", false}};
}

}  // namespace

Reply Vendors::hubspot(const Request& request, std::string_view path) {
  if (!request.authorization.starts_with("Bearer "))
    return hubspot_error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.");
  if (contains(path, "single-send") || contains(path, "single-email")) {
    if (request.method == "POST") return hubspot_send(request);
    const auto id = path.substr(path.rfind('/') + 1);
    const auto found = sends_.find(std::string(id));
    return found == sends_.end() ? hubspot_error(404, "OBJECT_NOT_FOUND", "resource not found")
                                 : Reply{200, found->second};
  }
  if (!path.starts_with("/crm/"))
    return hubspot_error(404, "OBJECT_NOT_FOUND", "resource not found");
  const bool dated =
      segment(path, 1) == "objects";  // /crm/objects/2026-09/contacts or /crm/v3/objects/contacts
  const std::string type = segment(path, 3);
  const std::string rest =
      segment(path, 4) + (segment(path, 5).empty() ? "" : "/" + segment(path, 5));
  if (!dated && segment(path, 2) != "objects")
    return hubspot_error(404, "OBJECT_NOT_FOUND", "resource not found");
  if (request.method == "POST" && rest == "batch/upsert") return hubspot_upsert(request, type);
  if (request.method == "POST" && rest == "search") return hubspot_search(request, type);
  if (request.method == "POST" && rest.empty()) {
    const auto& properties = object(request.body, "properties");
    const auto natural = type + "/" + text(properties, "email");
    if (contacts_.contains(natural))
      return hubspot_error(
          409, "CONFLICT",
          "Contact already exists. Existing ID: " + text(contacts_[natural], "id"));
    const Json made = contact(next_id(""), properties);
    contacts_[natural] = made;
    ledger_->action(request, "create_" + type, natural, text(properties, "email"), true);
    return {201, made};
  }
  for (const auto& [natural, item] : contacts_) {
    if (request.method == "GET" && (text(item, "id") == rest || natural == type + "/" + rest))
      return {200, item};
  }
  return hubspot_error(404, "OBJECT_NOT_FOUND", "resource not found");
}

Reply Vendors::hubspot_send(const Request& request) {
  const auto& message = object(request.body, "message");
  const auto to = text(message, "to");
  if (text(request.body, "emailId").empty())
    return hubspot_error(400, "VALIDATION_ERROR", "emailId: expected an integer, got nothing");
  if (!contains(to, "@"))
    return hubspot_error(400, "VALIDATION_ERROR",
                         "message.to: expected an e-mail address, got '" + to + "'");
  auto id = text(message, "sendId");
  if (id.empty()) id = request.key;
  const bool repeat = !id.empty() && sends_.contains(id);
  if (id.empty()) id = next_id("send-");
  if (!repeat)
    sends_[id] = {{"statusId", next_id("")},
                  {"requestedAt", timestamp()},
                  {"status", "PENDING"},
                  {"sendResult", "SENT"}};
  ledger_->action(request, "send_email", id, to, !repeat);
  return {200, sends_[id]};
}

Reply Vendors::hubspot_upsert(const Request& request, const std::string& type) {
  if (!request.body.is_object() || !request.body.contains("inputs"))
    return hubspot_error(400, "VALIDATION_ERROR", "inputs: expected a list");
  Json results = Json::array();
  for (const auto& input : request.body.at("inputs")) {
    const auto natural = type + "/" + text(input, "id");
    const bool fresh = !contacts_.contains(natural);
    if (fresh) contacts_[natural] = contact(next_id(""), Json::object());
    auto& item = contacts_[natural];
    item["properties"].update(object(input, "properties"));
    item["properties"][text(input, "idProperty")] = text(input, "id");
    ledger_->action(request, "upsert_" + type, natural, text(input, "id"), fresh);
    results.push_back(item);
    results.back()["new"] = fresh;
  }
  return {200,
          {{"status", "COMPLETE"},
           {"results", std::move(results)},
           {"startedAt", timestamp()},
           {"completedAt", timestamp()}}};
}

Reply Vendors::hubspot_search(const Request& request, const std::string& type) {
  std::string wanted;
  if (request.body.is_object()) {
    for (const auto& group : request.body.value("filterGroups", Json::array())) {
      for (const auto& filter : group.value("filters", Json::array()))
        wanted = text(filter, "value");
    }
  }
  Json results = Json::array();
  for (const auto& [natural, item] : contacts_) {
    if (natural.starts_with(type + "/") && (wanted.empty() || contains(item.dump(), wanted)))
      results.push_back(item);
  }
  const auto total = results.size();
  return {200, {{"total", total}, {"results", std::move(results)}}};
}

}  // namespace simulator
