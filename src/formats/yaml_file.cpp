#include "baton/formats/yaml_file.hpp"

#include "baton/formats/invisible.hpp"

#include <charconv>
#include <utility>

namespace baton::formats {

namespace {

// The item of a list that one part of a JSON pointer names; nullptr if there is none.
const yaml::Node* item(const yaml::Node& list, std::string_view part) {
  std::size_t index = 0;
  const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), index);
  const bool known = problem == std::errc() && end == part.data() + part.size();
  return known && index < list.items.size() ? list.items[index].get() : nullptr;
}

// The same for the entry of a map.
const yaml::Entry* member(const yaml::Node& map, std::string_view part) {
  for (const auto& entry : map.entries) {
    if (core::pointer_part(entry.key->text) == part) return &entry;
  }
  return nullptr;
}

bool is_empty(const yaml::Node& root) {
  return root.kind == yaml::Node::Kind::null && root.text.empty();
}

}  // namespace

YamlFile::YamlFile(yaml::NodePtr root, std::string name)
    : root_(std::move(root)),
      value_(is_empty(*root_) ? core::Json::object() : yaml::to_json(*root_)),
      name_(std::move(name)) {}

std::optional<YamlFile> YamlFile::read(std::string_view text, const std::string& name,
                                       core::Findings& findings) {
  const Source source(file_text(text));
  auto document = yaml::read(source, {.bytes_max = kBytesMax, .aliases = false});
  for (auto& finding : document.findings) {
    finding.file = name;
    findings.push_back(std::move(finding));
  }
  if (!document.root || !document.findings.empty()) return std::nullopt;
  return YamlFile(std::move(document.root), name);
}

YamlFile::KeyAndValue YamlFile::key_and_value(std::string_view pointer) const {
  KeyAndValue at{nullptr, root_.get()};
  while (!pointer.empty()) {
    const auto end = pointer.find('/', 1);
    const auto part = pointer.substr(1, end == std::string_view::npos ? end : end - 1);
    if (at.value->is_list()) {
      const auto* found = item(*at.value, part);
      if (found == nullptr) return at;
      at = {nullptr, found};
    } else {
      const auto* found = member(*at.value, part);
      if (found == nullptr) return at;
      at = {found->key.get(), found->value.get()};
    }
    pointer = end == std::string_view::npos ? std::string_view() : pointer.substr(end);
  }
  return at;
}

core::Position YamlFile::position(std::string_view pointer) const {
  const auto found = key_and_value(pointer);
  return found.key != nullptr ? found.key->at : found.value->at;
}

core::Finding YamlFile::finding(std::string_view pointer, std::string rule, std::string message,
                                std::string hint) const {
  const auto found = key_and_value(pointer);
  core::Finding made;
  made.rule = std::move(rule);
  made.message = std::move(message);
  made.hint = std::move(hint);
  made.file = name_;
  made.at = found.key != nullptr ? found.key->at : found.value->at;
  made.pointer = pointer;
  if (found.key != nullptr) name_invisible(made, found.key->text);
  name_invisible(made, found.value->text);
  return made;
}

}  // namespace baton::formats
