#pragma once

#include "baton/core/fact.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace baton::engine {

// Reads facts for a decision, and remembers what was read, so that the journal keeps it. It borrows
// its source; null: there are no facts.
class FactLog final : public core::FactSource {
 public:
  explicit FactLog(core::FactSource* source) : source_(source) {}

  core::Result<std::shared_ptr<const core::FactValue>> read(
      std::string_view fact, const std::optional<std::string>& key) override;

  // What was read since the last call, by name and key, as FactsRead::facts keeps it; null if
  // nothing was.
  core::Json take();

 private:
  core::FactSource* source_;
  std::map<std::string, core::Json, std::less<>> read_;  // by fact_text()
};

}  // namespace baton::engine
