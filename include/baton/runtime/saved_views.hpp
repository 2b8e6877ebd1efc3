#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/settings.hpp"

#include <cstddef>
#include <string>
#include <vector>

// The views of the run list that people keep, each a query under a name. One setting for each
// person holds them. When it is damaged, what can be read of it is shown, the log says so, and
// whoever would change it gets ports::RowDamaged, since that would overwrite the rest. The
// functions may be called on any thread on which the store runs a read or a transaction.
namespace baton::runtime {

// Views that one person keeps: more than these do not fit above the list.
inline constexpr std::size_t kSavedViewsMax = 50;
// The longest name, which is shown above the list.
inline constexpr std::size_t kViewNameBytesMax = 100;
// The longest query: as many bytes as an address may have in every browser and proxy.
inline constexpr std::size_t kViewQueryBytesMax = 2'000;

// One view.
struct SavedView {
  // What the person calls it; no two views of one person have the same name.
  std::string name{};
  // The query, in the query language of runs.
  std::string query{};
};

// Whether keep_view() added a view or replaced one of the same name.
enum class Kept { added, replaced };

// The views of a person, in the order in which they were first kept. A user and a token of the same
// name are the same person, and have the same views.
std::vector<SavedView> saved_views(ports::Settings& settings, const core::Actor& person);

// Keeps a view, in place of the one of the same name. Errc::invalid when its name or its query is
// empty or too long, with the JSON pointer of the member, and Errc::limited when the person keeps
// too many. What the query says is not looked at.
core::Result<Kept> keep_view(ports::SettingsTx& tx, const core::Actor& person, SavedView view);

// Forgets a view. Errc::not_found when the person has none of that name.
core::Result<void> forget_view(ports::SettingsTx& tx, const core::Actor& person,
                               const std::string& name);

// Forgets all views of a person. forget_departed() calls it for people who can no longer sign in.
void forget_views(ports::SettingsTx& tx, const core::Actor& person);

}  // namespace baton::runtime
