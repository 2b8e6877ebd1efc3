#pragma once

#include "baton/core/finding.hpp"
#include "baton/formats/yaml_file.hpp"
#include "baton/simulate/script.hpp"
#include "baton/simulate/vendors.hpp"
#include "baton/simulate/world.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace baton::simulate {

// The run that a verb is about, as its member `of` names it.
struct Of {
  std::string name{};     // empty: the newest run of all
  std::string pointer{};  // where that stands in the file
};

// Where a scenario is played: its world, its vendors, the names of its runs, and the faults so far.
// It borrows the file and the setting.
class Stage {
 public:
  Stage(const formats::YamlFile& file, const Setting& setting, core::Time begins);
  Stage(const Stage&) = delete;

  World& world() { return world_; }
  Vendors& vendors() { return vendors_; }
  const Setting& setting() const { return setting_; }

  // Gives a run a name.
  void name_run(const std::string& name, core::RunId run) { names_[name] = run; }
  // The run that was given this name, or the newest run of the workflow of this name. If there is
  // none, nullopt and a fault.
  std::optional<core::RunId> find(const Of& of);
  // The same run as it is now.
  std::optional<core::Run> run(const Of& of);

  // A verb begins: the faults that follow are its faults.
  void begin(const std::string& verb) { verb_ = verb; }
  // Adds a fault: the world is not as the value at this JSON pointer says.
  void fault(std::string_view pointer, std::string message, std::string hint = {});
  // Adds a fault that has its own place, such as one in a template.
  void add(core::Finding finding) { faults_.push_back(std::move(finding)); }
  const core::Findings& faults() const { return faults_; }

 private:
  const formats::YamlFile& file_;
  const Setting& setting_;
  Vendors vendors_;
  World world_;
  std::map<std::string, core::RunId, std::less<>> names_;
  std::string verb_;
  core::Findings faults_;
};

}  // namespace baton::simulate
