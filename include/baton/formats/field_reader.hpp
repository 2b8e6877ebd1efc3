#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/yaml_file.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::formats {

// A name of what a settings file describes: lower-case letters, digits, - and _, a letter first, at
// most 64 bytes.
bool is_settings_name(std::string_view text);
// The same without -: a name that expressions can read as a member.
bool is_member_name(std::string_view text);

// Reads the members of one mapping of a settings file. What does not fit becomes a finding and
// reading goes on, so that one pass finds everything. One thread at a time.
class FieldReader {
 public:
  // `value` stands at `pointer` (RFC 6901) in `file`. All but the pointer are borrowed and must
  // outlive the reader. A value that is no mapping is a finding, and then there are no members.
  FieldReader(const YamlFile& file, std::string pointer, const core::Json& value,
              core::Findings& findings);
  // Each member whose name is not among `known` is a finding, with the hint "did you mean".
  void allow(const std::vector<std::string>& known) const;

  // The member of that name; nullptr if there is none.
  const core::Json* find(std::string_view key) const;
  // The JSON pointer to the member of that name, whether it is there or not.
  std::string pointer(std::string_view key) const;
  // The JSON pointer to the mapping itself.
  const std::string& pointer() const { return pointer_; }
  // The member as text; `default_value` if it is absent. A value of another type is a finding and
  // is read as `default_value`.
  std::string text(std::string_view key, std::string_view default_value = {}) const;
  // The same for true and false.
  bool flag(std::string_view key, bool default_value) const;
  // The same for a number from `least` to `most`; a number out of this range is a finding too.
  double number(std::string_view key, double default_value, double least, double most) const;
  // The same for a whole number; one with a fraction is a finding.
  std::int64_t whole_number(std::string_view key, std::int64_t default_value, double least,
                            double most) const;
  // The member as text. If it is missing or empty, that is a finding and the result is empty.
  std::string required_text(std::string_view key) const;
  // A reader of a member that is a mapping; of an empty mapping if it is absent.
  FieldReader inner(std::string_view key) const;
  // The mapping itself; an empty object if the value was no mapping.
  const core::Json& value() const { return *value_; }

  // Adds an error about the member of that name.
  void error(std::string_view key, std::string rule, std::string message,
             std::string hint = {}) const;
  // The file that is read.
  const YamlFile& file() const { return file_; }
  // Where findings go.
  core::Findings& findings() const { return findings_; }

 private:
  const YamlFile& file_;
  std::string pointer_;
  const core::Json* value_;
  core::Findings& findings_;
};

}  // namespace baton::formats
