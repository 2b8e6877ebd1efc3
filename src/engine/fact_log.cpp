#include "engine/fact_log.hpp"

#include <utility>

namespace baton::engine {

using core::Json;

core::Result<std::shared_ptr<const core::FactValue>> FactLog::read(
    std::string_view fact, const std::optional<std::string>& key) {
  if (source_ == nullptr)
    return core::Error{core::Errc::unavailable, "facts are needed, and there are none here"};
  auto found = source_->read(fact, key);
  Json kept{{"fact", fact}};
  if (key) kept["key"] = *key;
  if (found) {
    kept["value"] = (*found)->value;
    kept["at"] = core::to_rfc3339((*found)->at);
    if ((*found)->event) kept["event"] = (*found)->event.text();
  } else {
    kept["error"] = found.error().message;
  }
  read_.insert_or_assign(core::fact_text(fact, key.value_or("")), std::move(kept));
  return found;
}

Json FactLog::take() {
  if (read_.empty()) return nullptr;
  Json all = Json::array();
  for (auto& [text, kept] : std::exchange(read_, {})) all.push_back(std::move(kept));
  return all;
}

}  // namespace baton::engine
