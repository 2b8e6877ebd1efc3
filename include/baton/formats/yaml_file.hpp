#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/yaml.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baton::formats {

// A YAML file of settings as JSON, with the positions of all its values. It is read by
// yaml::read(), without aliases. Immutable; any thread may use it.
class YamlFile {
 public:
  // The size of a file. A settings file is a page or two.
  static constexpr std::size_t kBytesMax = 1'048'576;

  // Reads `text`, the content of the file called `name`. nullopt if it cannot be read; what is
  // wrong is then added to `findings`. A text without any value is an empty mapping.
  static std::optional<YamlFile> read(std::string_view text, const std::string& name,
                                      core::Findings& findings);

  // The whole content.
  const core::Json& value() const { return value_; }
  // The name of the file, as findings show it.
  const std::string& name() const { return name_; }
  // Where the value at a JSON pointer (RFC 6901) begins; for a member of a mapping, where its key
  // begins. If there is no such value, the position of its nearest parent.
  core::Position position(std::string_view pointer) const;
  // An error about the value at a JSON pointer. It also names a character there that nobody sees
  // (invisible.hpp).
  core::Finding finding(std::string_view pointer, std::string rule, std::string message,
                        std::string hint = {}) const;

 private:
  struct KeyAndValue {
    // Null in lists and at the root.
    const yaml::Node* key = nullptr;
    const yaml::Node* value = nullptr;
  };

  YamlFile(yaml::NodePtr root, std::string name);
  // What stands at a JSON pointer, or the nearest parent if there is no such value.
  KeyAndValue key_and_value(std::string_view pointer) const;

  yaml::NodePtr root_;
  core::Json value_;
  std::string name_;
};

}  // namespace baton::formats
