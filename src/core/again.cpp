#include "baton/core/again.hpp"

#include "baton/core/json.hpp"

#include <utility>

namespace baton::core {

namespace {

// What stands in an origin before the names.
constexpr std::string_view kMark = " again:";

std::vector<std::string> texts_of(const Json& list) {
  std::vector<std::string> texts;
  if (!list.is_array()) return texts;
  for (const auto& each : list)
    if (each.is_string()) texts.push_back(each.get<std::string>());
  return texts;
}

}  // namespace

std::string origin_with(std::string origin, const std::vector<std::string>& people) {
  if (people.empty()) return origin;
  return std::move(origin) + std::string(kMark) + dump(Json(people));
}

std::vector<std::string> again_by(const Event& event) {
  if (event.source == "baton" && event.origin.empty()) {
    const auto* people = find(event.data, kAgainBy);
    return people == nullptr ? std::vector<std::string>() : texts_of(*people);
  }
  const bool replayed = event.origin.starts_with("replay:evt_");
  if (!replayed && !event.source.starts_with("workflow/")) return {};
  const auto at = event.origin.rfind(kMark);
  if (at == std::string::npos) return {};
  const auto people = parse_json(std::string_view(event.origin).substr(at + kMark.size()));
  return people ? texts_of(*people) : std::vector<std::string>();
}

void add_again(std::vector<std::string>& people, const Actor& actor, const Actor& requester) {
  if (!actor.is_person() || same_person(actor, requester) || names(people, actor)) return;
  people.push_back(actor.text());
}

}  // namespace baton::core
