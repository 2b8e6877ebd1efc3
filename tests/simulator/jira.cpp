#include "shapes.hpp"
#include "vendors.hpp"

#include <array>
#include <utility>

// https://developer.atlassian.com/cloud/jira/platform/rest/v3: no idempotency key; a label set at
// creation finds the issue again.
namespace simulator {

namespace {

constexpr std::array<std::pair<const char*, const char*>, 4> kStatuses{
    {{"11", "To Do"}, {"21", "In Progress"}, {"31", "Done"}, {"41", "Cancelled"}}};

Reply jira_error(int status, const std::string& message) {
  return {status, {{"errorMessages", Json::array({message})}, {"errors", Json::object()}}};
}

std::string first_label(const Json& fields) {
  if (!fields.contains("labels") || !fields.at("labels").is_array()) return {};
  // The one that tells this issue from all others, where there is one; people's labels are short
  // words.
  std::string best;
  for (const auto& label : fields.at("labels")) {
    if (label.is_string() && label.get<std::string>().size() > best.size())
      best = label.get<std::string>();
  }
  return best;
}

}  // namespace

Reply Vendors::jira(const Request& request, std::string_view path) {
  if (request.authorization.empty())
    return jira_error(401, "Client must be authenticated to access this resource.");
  const auto api = path.find("/rest/api/3/");
  if (api == std::string_view::npos) return jira_error(404, "expected /rest/api/3/");
  const auto below = path.substr(api + 11);
  if (below == "/issue" && request.method == "POST") return jira_create(request);
  if (below == "/search/jql") return jira_search(request);
  if (below == "/myself")
    return {
        200,
        {{"accountId", "5b10a2844c20165700ede21g"}, {"displayName", "Baton"}, {"active", true}}};
  if (segment(below, 0) == "issue") {
    auto rest = segment(below, 2);
    return jira_issue(request, segment(below, 1), rest);
  }
  return jira_error(404, "Unknown path");
}

Reply Vendors::jira_create(const Request& request) {
  const auto& fields = object(request.body, "fields");
  const auto project = text(object(fields, "project"), "key");
  if (project.empty() || text(fields, "summary").empty())
    return jira_error(400, "project and summary are required");
  if (fields.contains("description") && !fields.at("description").is_null() &&
      text(fields.at("description"), "type") != "doc") {
    return {400,
            {{"errorMessages", Json::array()},
             {"errors", {{"description", "Operation value must be an Atlassian Document"}}}}};
  }
  const auto key = project + "-" + std::to_string(++issue_numbers_[project]);
  const auto id = next_id("");
  Json kept = fields;
  kept["status"] = {{"id", "11"}, {"name", "To Do"}};
  issues_[key] = {{"id", id},
                  {"key", key},
                  {"self", "https://your-domain.atlassian.net/rest/api/3/issue/" + id},
                  {"fields", std::move(kept)}};
  auto label = first_label(fields);
  if (label.empty())
    label = request.key.empty() ? project + " " + text(fields, "summary") : request.key;
  ledger_->action(request, "create_issue", label, key + " " + text(fields, "summary"), true);
  return {201, {{"id", id}, {"key", key}, {"self", issues_[key]["self"]}}};
}

// Knows one question: which issues carry a label that the JQL names.
Reply Vendors::jira_search(const Request& request) {
  std::string jql = text(request.body, "jql");
  if (const auto found = request.query.find("jql"); jql.empty() && found != request.query.end())
    jql = found->second;
  if (jql.empty()) return jira_error(400, "Unbounded JQL queries are not allowed here.");
  Json issues = Json::array();
  for (const auto& [key, issue] : issues_) {
    const auto& fields = issue.at("fields");
    if (!fields.contains("labels")) continue;
    for (const auto& label : fields.at("labels")) {
      if (label.is_string() && contains(jql, label.get<std::string>())) {
        issues.push_back(issue);
        break;
      }
    }
  }
  return {200, {{"isLast", true}, {"issues", std::move(issues)}}};
}

Reply Vendors::jira_issue(const Request& request, const std::string& key, std::string_view rest) {
  const auto found = issues_.find(key);
  if (found == issues_.end())
    return jira_error(404, "Issue does not exist or you do not have permission to see it.");
  auto& fields = found->second["fields"];
  if (rest.empty() && request.method == "GET") return {200, found->second};
  if (rest.empty() && request.method == "PUT") {
    fields.update(object(request.body, "fields"));
    return {204, nullptr};
  }
  if (rest == "transitions" && request.method == "GET") {
    Json out = Json::array();
    for (const auto& [id, name] : kStatuses)
      out.push_back({{"id", id},
                     {"name", name},
                     {"to", {{"id", id}, {"name", name}}},
                     {"isAvailable", true}});
    return {200, {{"transitions", std::move(out)}}};
  }
  if (rest == "transitions" && request.method == "POST") {
    const auto& wanted = object(request.body, "transition");
    for (const auto& [id, name] : kStatuses) {
      if (text(wanted, "id") != id && text(wanted, "name") != name) continue;
      const bool fresh = text(fields["status"], "name") != name;
      fields["status"] = {{"id", id}, {"name", name}};
      ledger_->action(request, "transition_issue", key + " " + name, key + " to " + name, fresh);
      return {204, nullptr};
    }
    return jira_error(400, "It is not possible to move the issue that way: unknown transition.");
  }
  if (rest == "comment" && request.method == "POST") {
    const auto id = next_id("");
    ledger_->action(request, "add_comment", request.key.empty() ? id : request.key, key, true);
    return {201,
            {{"id", id},
             {"self", text(found->second, "self") + "/comment/" + id},
             {"body", request.body.value("body", Json())},
             {"created", timestamp()}}};
  }
  if (rest == "comment") return {200, {{"comments", Json::array()}, {"total", 0}}};
  return jira_error(404, "Unknown path");
}

}  // namespace simulator
