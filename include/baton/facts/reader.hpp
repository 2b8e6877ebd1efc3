#pragma once

#include "baton/core/fact.hpp"
#include "baton/facts/definitions.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace baton::facts {

// Reads facts where they are kept, and judges whether a value is still good. Each fact is looked up
// once, so that all questions to one reader get the same value. It borrows the definitions. One
// thread.
class Reader final : public core::FactSource {
 public:
  // Finds what is kept of a fact; nullopt if it has no value.
  using LookUp =
      std::function<std::optional<core::FactValue>(std::string_view fact, std::string_view key)>;

  // `steady`: steady time now, by which values grow old.
  Reader(const Definitions& definitions, LookUp look_up, core::Time steady)
      : definitions_(definitions), look_up_(std::move(look_up)), steady_(steady) {}

  // See core::FactSource. A value counts as too old by steady time.
  core::Result<std::shared_ptr<const core::FactValue>> read(
      std::string_view fact, const std::optional<std::string>& key) override;

 private:
  const Definitions& definitions_;
  LookUp look_up_;
  core::Time steady_;
  std::map<std::string, std::shared_ptr<const core::FactValue>, std::less<>> found_;
};

}  // namespace baton::facts
