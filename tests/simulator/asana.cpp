#include "shapes.hpp"
#include "vendors.hpp"

// https://developers.asana.com/reference/rest-api-reference: everything inside "data"; no
// idempotency key, but tasks can be found again by the external id they were created with.
namespace simulator {

namespace {

Reply asana_error(int status, const char* message) {
  return {status,
          {{"errors", Json::array({{{"message", message},
                                    {"help", "https://developers.asana.com/docs/errors"}}})}}};
}

// Projects have no external id; whoever wants to find one again writes "[baton KEY]" into its
// notes.
std::string key_in(const std::string& notes) {
  constexpr std::string_view kMark = "[baton ";
  const auto begin = notes.rfind(kMark);
  if (begin == std::string::npos) return {};
  const auto key = notes.substr(begin + kMark.size());
  return key.substr(0, key.find(']'));
}

}  // namespace

Reply Vendors::asana(const Request& request, std::string_view path) {
  if (!request.authorization.starts_with("Bearer ")) return asana_error(401, "Not Authorized");
  if (path.starts_with("/api/1.0")) path.remove_prefix(8);
  if (request.method == "POST" && (path == "/projects" || path == "/tasks"))
    return asana_create(request, path.substr(1, path.size() - 2));
  if (request.method == "POST" && path.ends_with("/stories")) {
    const auto gid = next_id("");
    ledger_->action(request, "add_comment", request.key.empty() ? gid : request.key,
                    text(object(request.body, "data"), "text"), true);
    return {201, {{"data", {{"gid", gid}, {"resource_type", "story"}}}}};
  }
  if (request.method == "GET") return asana_find(request, path);
  if (request.method == "PUT") {
    const auto found = asana_.find(segment(path, 1));
    if (found == asana_.end()) return asana_error(404, "Unknown object");
    found->second.update(object(request.body, "data"));
    ledger_->action(request, "update", found->first, text(found->second, "name"), true);
    return {200, {{"data", found->second}}};
  }
  return asana_error(404, "No matching route");
}

Reply Vendors::asana_create(const Request& request, std::string_view kind) {
  const auto& data = object(request.body, "data");
  const auto name = text(data, "name");
  if (name.empty()) return asana_error(400, "name: Missing input");
  Json created = data;
  created["gid"] = next_id("");
  created["resource_type"] = kind;
  created["created_at"] = timestamp();
  created["permalink_url"] = "https://app.asana.com/0/" + text(created, "gid");
  asana_[text(created, "gid")] = created;
  auto key = text(object(data, "external"), "gid");
  if (key.empty()) key = key_in(text(data, "notes"));
  if (key.empty()) key = request.key.empty() ? name : request.key;
  ledger_->action(request, "create_" + std::string(kind), key, name, true);
  return {201, {{"data", std::move(created)}}};
}

// /tasks/external:KEY, /tasks/GID, /projects/GID, and lists: those whose name, notes or external id
// hold what is asked for.
Reply Vendors::asana_find(const Request& request, std::string_view path) {
  const auto id = segment(path, 1);
  if (segment(path, 0) != "workspaces" && !id.empty() && segment(path, 2).empty()) {
    for (const auto& [gid, item] : asana_) {
      if (gid == id ||
          (id.starts_with("external:") && text(object(item, "external"), "gid") == id.substr(9)))
        return {200, {{"data", item}}};
    }
    return asana_error(404, "Unknown object");
  }
  const std::string kind = contains(path, "tasks") ? "task" : "project";
  const auto asked = request.query.find("text");
  Json items = Json::array();
  for (const auto& [gid, item] : asana_) {
    if (text(item, "resource_type") != kind) continue;
    if (asked != request.query.end() && !contains(item.dump(), asked->second)) continue;
    items.push_back(item);
  }
  return {200, {{"data", std::move(items)}, {"next_page", nullptr}}};
}

}  // namespace simulator
