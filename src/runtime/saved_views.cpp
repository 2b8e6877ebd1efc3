#include "baton/runtime/saved_views.hpp"

#include "baton/core/json.hpp"
#include "baton/core/text.hpp"
#include "runtime/kept_list.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace baton::runtime {
namespace {

using core::Errc;
using core::Error;

// The name of the setting with the views of this person.
std::string setting_of(const core::Actor& person) { return "views:" + std::string(person.name()); }

void put(ports::SettingsTx& tx, const core::Actor& person, const std::vector<SavedView>& views) {
  core::Json json = core::Json::array();
  for (const SavedView& view : views) json.push_back({{"name", view.name}, {"q", view.query}});
  tx.set_setting(setting_of(person), views.empty() ? std::string() : core::dump(json));
}

std::optional<SavedView> view_of(const core::Json& json) {
  SavedView view{core::text_at(json, "name"), core::text_at(json, "q")};
  if (view.name.empty() || view.query.empty()) return std::nullopt;
  return view;
}

auto find_named(std::vector<SavedView>& views, const std::string& name) {
  return std::find_if(views.begin(), views.end(),
                      [&name](const SavedView& view) { return view.name == name; });
}

// Why a text cannot be kept; nothing when it can.
std::optional<Error> unfit(std::string_view text, std::string_view what, std::size_t most,
                           std::string where) {
  if (core::trim(text).empty())
    return Error{Errc::invalid, "expected " + std::string(what), std::move(where), {}};
  if (text.size() > most)
    return Error{
        Errc::invalid,
        "expected at most " + std::to_string(most) + " bytes, got " + std::to_string(text.size()),
        std::move(where),
        {}};
  return std::nullopt;
}

}  // namespace

std::vector<SavedView> saved_views(ports::Settings& settings, const core::Actor& person) {
  return items_to_show(settings, setting_of(person), view_of);
}

core::Result<Kept> keep_view(ports::SettingsTx& tx, const core::Actor& person, SavedView view) {
  if (auto wrong = unfit(view.name, "a name", kViewNameBytesMax, "/name")) return *wrong;
  if (auto wrong = unfit(view.query, "a query", kViewQueryBytesMax, "/q")) return *wrong;
  auto views = items_to_change(tx, setting_of(person), view_of);
  const auto same = find_named(views, view.name);
  const Kept kept = same == views.end() ? Kept::added : Kept::replaced;
  if (kept == Kept::replaced) {
    *same = std::move(view);
  } else if (views.size() < kSavedViewsMax) {
    views.push_back(std::move(view));
  } else {
    return Error{Errc::limited,
                 "you keep " + std::to_string(views.size()) + " views already",
                 {},
                 "remove one that is not needed"};
  }
  put(tx, person, views);
  return kept;
}

core::Result<void> forget_view(ports::SettingsTx& tx, const core::Actor& person,
                               const std::string& name) {
  auto views = items_to_change(tx, setting_of(person), view_of);
  const auto found = find_named(views, name);
  if (found == views.end()) return Error{Errc::not_found, "you have no view of that name", {}, {}};
  views.erase(found);
  put(tx, person, views);
  return {};
}

void forget_views(ports::SettingsTx& tx, const core::Actor& person) { put(tx, person, {}); }

}  // namespace baton::runtime
