#include "engine/task_words.hpp"

#include "baton/core/text.hpp"
#include "engine/routing.hpp"

namespace baton::engine {

std::string who_works(const core::TaskRequested& request) {
  auto people = request.users;
  if (!request.group.empty()) people.push_back("group \"" + request.group + "\"");
  return core::any_of(people);
}

std::string because_tasked(const core::Task& task, const std::string& next) {
  const auto& request = task.request;
  auto because = task.owner.is_nobody()
                     ? "it waits until " + who_works(request) + " takes it and does it"
                     : "it waits for " + std::string(task.owner.name()) + ", who has taken it";
  if (!request.routed.is_null()) because += ", " + by_route(request.routed);
  if (!request.title.empty()) because += ": " + request.title;
  if (task.reopened > 0) {
    because += "; " + std::string(task.reopened_by.name()) + " had it reopened";
    if (!task.reopened_because.empty()) because += ": " + task.reopened_because;
  }
  if (task.overdue) because += "; it is late";
  if (!next.empty()) because += (task.overdue || !request.due ? "; it fails at " : "; due ") + next;
  return because;
}

core::Json to_json(const core::Task& task) {
  core::Json json{{"title", task.request.title}, {"group", task.request.group},
                  {"users", task.request.users}, {"owner", task.owner},
                  {"overdue", task.overdue},     {"reopened", task.reopened}};
  if (!task.request.routed.is_null()) json["routed"] = task.request.routed;
  return json;
}

}  // namespace baton::engine
