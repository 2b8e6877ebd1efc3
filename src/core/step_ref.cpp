#include "baton/core/step_ref.hpp"

#include <charconv>

namespace baton::core {

StepRef StepRef::of_key(std::string_view key) {
  const auto dot = key.find('.');
  if (dot == std::string_view::npos || dot == 0) return key;
  int item = kNoItem;
  std::from_chars(key.data() + dot + 1, key.data() + key.size(), item);
  StepRef ref(std::string(key.substr(0, dot)), item);
  return ref.key() == key ? ref : StepRef(key);  // a ref has one key
}

std::string StepRef::with_item(std::string_view before, std::string_view after) const {
  std::string text = name;
  if (has_item()) text.append(before).append(std::to_string(item)).append(after);
  return text;
}

}  // namespace baton::core
