#pragma once

#include <string>
#include <string_view>

namespace baton::ports {

// Small named values: the installation's id, OAuth state, how far something has come.
class Settings {
 public:
  virtual ~Settings() = default;

  virtual std::string setting(std::string_view name) = 0;  // empty when unset
};

class SettingsTx : public virtual Settings {
 public:
  virtual void set_setting(std::string_view name, std::string_view value) = 0;  // empty: unsets it
};

}  // namespace baton::ports
