#pragma once

#include "baton/core/json.hpp"
#include "baton/ports/failures.hpp"
#include "baton/ports/settings.hpp"
#include "baton/telemetry/log.hpp"

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

// Lists that people keep, each in a setting, as a JSON array.
namespace baton::runtime {

// What can be read of such a list.
template <class Item>
struct KeptList {
  std::vector<Item> items{};
  // True when the setting is damaged, so that items may be missing.
  bool damaged = false;
};

// Reads the list that a setting holds. `item_of(json)` makes an item of an element; nullopt for one
// that is not as it was written.
template <class ItemOf>
auto kept_list(ports::Settings& settings, std::string_view name, ItemOf item_of) {
  KeptList<typename std::invoke_result_t<ItemOf&, const core::Json&>::value_type> list;
  const std::string text = settings.setting(name);
  if (text.empty()) return list;
  const auto json = core::parse_json(text);
  list.damaged = !json || !json->is_array();
  if (list.damaged) return list;
  for (const core::Json& each : *json) {
    if (auto item = item_of(each)) {
      list.items.push_back(*std::move(item));
    } else {
      list.damaged = true;
    }
  }
  return list;
}

// The items for whoever looks at them. The log says when some are missing.
template <class ItemOf>
auto items_to_show(ports::Settings& settings, std::string_view name, ItemOf item_of) {
  auto list = kept_list(settings, name, item_of);
  if (list.damaged)
    spdlog::warn("the setting {} is damaged, and what cannot be read of it is left out", name);
  return std::move(list.items);
}

// The items for whoever changes them. Throws ports::RowDamaged when some are missing, because the
// list that is written would be without them.
template <class ItemOf>
auto items_to_change(ports::Settings& settings, std::string_view name, ItemOf item_of) {
  auto list = kept_list(settings, name, item_of);
  if (list.damaged)
    throw ports::RowDamaged("the setting " + std::string(name) +
                            " is damaged, and would be overwritten");
  return std::move(list.items);
}

}  // namespace baton::runtime
