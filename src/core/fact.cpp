#include "baton/core/fact.hpp"

namespace baton::core {

// The name of a fact has no "/", so the first one ends it.
std::string fact_text(std::string_view fact, std::string_view key) {
  std::string text(fact);
  if (!key.empty()) text.append("/").append(key);
  return text;
}

}  // namespace baton::core
