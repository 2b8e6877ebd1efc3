#pragma once

#include "baton/ports/settings.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace baton::tests {

// The settings of a store, for tests of what is kept in them.
class SettingsInMemory : public ports::SettingsTx {
 public:
  std::string setting(std::string_view name) override {
    const auto found = texts_.find(std::string(name));
    return found == texts_.end() ? std::string() : found->second;
  }
  void set_setting(std::string_view name, std::string_view value) override {
    if (value.empty()) {
      texts_.erase(std::string(name));
    } else {
      texts_[std::string(name)] = value;
    }
  }
  std::size_t size() const { return texts_.size(); }

 private:
  std::map<std::string, std::string> texts_;
};

}  // namespace baton::tests
