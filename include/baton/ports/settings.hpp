#pragma once

#include <string>
#include <string_view>

namespace baton::ports {

// Small named texts: the installation's id, the state of OAuth, how far the clock has come, who
// decides for whom, the views that a person keeps. The longest are drafts of workflows.
class Settings {
 public:
  virtual ~Settings() = default;

  // The text of this name; empty when there is none.
  virtual std::string setting(std::string_view name) = 0;
};

// The settings inside a transaction, where they can be written.
class SettingsTx : public virtual Settings {
 public:
  // Stores a text under a name, in place of the one before; an empty text deletes it.
  virtual void set_setting(std::string_view name, std::string_view value) = 0;
};

}  // namespace baton::ports
