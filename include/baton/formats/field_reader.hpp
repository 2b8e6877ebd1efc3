#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/yaml_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::formats {

// Reads the members of one mapping and reports what does not fit, so that one pass finds
// everything.
class FieldReader {
 public:
  // `file` and `findings` outlive it. Anything but a mapping is a finding; it then has no members.
  FieldReader(const YamlFile& file, std::string pointer, const core::Json& value,
              core::Findings& findings);
  // Anything not among `known` is a finding with "did you mean".
  void allow(const std::vector<std::string>& known) const;

  const core::Json* find(std::string_view key) const;
  std::string pointer(std::string_view key) const;
  const std::string& pointer() const { return pointer_; }
  // Absent: `default_value`. Another type: a finding and `default_value`.
  std::string text(std::string_view key, std::string_view default_value = {}) const;
  bool flag(std::string_view key, bool default_value) const;
  double number(std::string_view key, double default_value, double least, double most) const;
  // Missing or empty is a finding.
  std::string required_text(std::string_view key) const;
  // A member that is a mapping; an empty one when it is absent.
  FieldReader inner(std::string_view key) const;
  const core::Json& value() const { return *value_; }

  void error(std::string_view key, std::string rule, std::string message,
             std::string hint = {}) const;
  const YamlFile& file() const { return file_; }
  core::Findings& findings() const { return findings_; }

 private:
  const YamlFile& file_;
  std::string pointer_;
  const core::Json* value_;
  core::Findings& findings_;
};

}  // namespace baton::formats
