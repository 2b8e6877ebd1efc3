#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::connectors {

// A YAML file as JSON that remembers where everything stood. One document, no tags, no aliases, no
// repeated keys, bounded depth. Plain scalars follow the YAML 1.2 core schema, quoted ones are
// strings.
class YamlFile {
 public:
  // Findings hold what is wrong with the text; nothing of it is usable then.
  static std::optional<YamlFile> read(std::string_view text, const std::string& name,
                                      core::Findings& findings);

  const core::Json& value() const { return value_; }
  const std::string& name() const { return name_; }
  // Where the value at a JSON pointer, or its nearest parent, begins; for members, where the key
  // does.
  core::Position position(std::string_view pointer) const;

  core::Finding finding(std::string_view pointer, std::string rule, std::string message,
                        std::string hint = {}) const;

 private:
  core::Json value_{};
  std::string text_{};
  std::string name_{};
  std::map<std::string, core::Position, std::less<>> at_{};
};

// Reads the members of one mapping and reports what does not fit, so that one pass finds
// everything.
class Members {
 public:
  // `file` and `findings` outlive it. Anything but a mapping is a finding; it then has no members.
  Members(const YamlFile& file, std::string pointer, const core::Json& value,
          core::Findings& findings);
  // Anything not among `known` is a finding with "did you mean".
  void allow(const std::vector<std::string>& known) const;

  const core::Json* find(std::string_view key) const;
  std::string pointer(std::string_view key) const;
  const std::string& pointer() const { return pointer_; }
  // Absent: `otherwise`. Another type: a finding and `otherwise`.
  std::string text(std::string_view key, std::string_view otherwise = {}) const;
  bool flag(std::string_view key, bool otherwise) const;
  double number(std::string_view key, double otherwise, double least, double most) const;
  // Missing or empty is a finding.
  std::string required_text(std::string_view key) const;
  // A member that is a mapping; an empty one when it is absent.
  Members inner(std::string_view key) const;
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

// A key as a part of a JSON pointer (RFC 6901).
std::string pointer_part(std::string_view key);

}  // namespace baton::connectors
