#include "engine/changes.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace baton::engine {

namespace {

using core::Json;

// How many differences are listed. Any more are only counted.
constexpr std::size_t kChangesMax = 20;
// How much of a value is shown, in bytes.
constexpr std::size_t kShownBytesMax = 300;

// A value for people. A long one becomes a text, of which only the beginning is kept.
Json shown_briefly(const Json& value) {
  if (value.is_string())
    return core::shortened(value.get_ref<const std::string&>(), kShownBytesMax);
  if (core::size_of(value, kShownBytesMax).bytes <= kShownBytesMax) return value;
  return core::shortened(core::dump(value), kShownBytesMax);
}

// Collects the differences of two values. It calls itself for the values within them. How deep that
// leads is bounded, since no value that Baton reads is deeper than kJsonDepthMax.
class Differences {
 public:
  void compare(const std::string& path, const Json& before, const Json& after) {
    if (before == after) return;
    if (before.is_object() && after.is_object()) return compare_members(path, before, after);
    if (before.is_array() && after.is_array()) return compare_items(path, before, after);
    add(path, &before, &after);
  }

  Json list() && {
    if (more_ > 0) list_.push_back({{"more", more_}});
    return list_.empty() ? Json() : std::move(list_);
  }

 private:
  void compare_members(const std::string& path, const Json& before, const Json& after) {
    for (const auto& [name, value] : before.items()) {
      const auto at = path + '/' + core::pointer_part(name);
      const auto* now = core::find(after, name);
      now ? compare(at, value, *now) : add(at, &value, nullptr);
    }
    for (const auto& [name, value] : after.items()) {
      if (!core::find(before, name)) add(path + '/' + core::pointer_part(name), nullptr, &value);
    }
  }

  void compare_items(const std::string& path, const Json& before, const Json& after) {
    for (std::size_t at = 0; at < std::max(before.size(), after.size()); ++at) {
      const auto place = path + '/' + std::to_string(at);
      if (at < before.size() && at < after.size()) {
        compare(place, before[at], after[at]);
      } else {
        add(place, at < before.size() ? &before[at] : nullptr,
            at < after.size() ? &after[at] : nullptr);
      }
    }
  }

  void add(const std::string& path, const Json* before, const Json* after) {
    if (list_.size() >= kChangesMax) {
      ++more_;
      return;
    }
    Json one{{"path", path}};
    if (before) one["before"] = shown_briefly(*before);
    if (after) one["after"] = shown_briefly(*after);
    list_.push_back(std::move(one));
  }

  Json list_ = Json::array();
  int more_ = 0;
};

}  // namespace

Json changes(const Json& before, const Json& after) {
  Differences differences;
  differences.compare("", before, after);
  return std::move(differences).list();
}

}  // namespace baton::engine
