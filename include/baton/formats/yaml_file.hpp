#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/formats/yaml.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baton::formats {

// A YAML file as JSON that remembers where everything stands. Read as strictly as any (yaml.hpp),
// and without aliases.
class YamlFile {
 public:
  // A settings file is a page or two.
  static constexpr std::size_t kBytesMax = 1'048'576;

  // nullopt: what is wrong with the text is among the findings, and nothing of it is usable. A text
  // without any value is an empty mapping.
  static std::optional<YamlFile> read(std::string_view text, const std::string& name,
                                      core::Findings& findings);

  const core::Json& value() const { return value_; }
  const std::string& name() const { return name_; }
  // Where the value at a JSON pointer, or its nearest parent, begins; for members, where the key
  // does.
  core::Position position(std::string_view pointer) const;
  // A finding about what stands at a JSON pointer; names what nobody sees there.
  core::Finding finding(std::string_view pointer, std::string rule, std::string message,
                        std::string hint = {}) const;

 private:
  struct Place {
    const yaml::Node* key = nullptr;  // null in lists and at the root
    const yaml::Node* value = nullptr;
  };

  YamlFile(yaml::NodePtr root, std::string name);
  Place place(std::string_view pointer) const;

  yaml::NodePtr root_;
  core::Json value_;
  std::string name_;
};

// A key as a part of a JSON pointer (RFC 6901).
std::string pointer_part(std::string_view key);

}  // namespace baton::formats
