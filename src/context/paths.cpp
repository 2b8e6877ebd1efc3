#include "context/paths.hpp"

#include "baton/core/text.hpp"

#include <charconv>

namespace baton::context {
namespace {

// The member of that name, or the item of that number.
const core::Json* member_of(const core::Json& json, const std::string& part) {
  if (json.is_object()) return core::find(json, part);
  if (!json.is_array()) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
  if (error != std::errc() || end != part.data() + part.size() || index >= json.size())
    return nullptr;
  return &json[index];
}

}  // namespace

const core::Json* value_at(const core::Json& json, const Path& path, std::size_t first) {
  const core::Json* at = &json;
  for (std::size_t part = first; part < path.size() && at != nullptr; ++part)
    at = member_of(*at, path[part]);
  return at;
}

const core::Json* written_at(const core::Json& written, const Path& path, std::size_t first) {
  if (written.is_null()) return nullptr;
  const core::Json* at = &written;
  for (std::size_t part = first; part < path.size(); ++part) {
    if (!at->is_structured()) return at;  // one text gives the whole value
    const auto* next = member_of(*at, path[part]);
    if (next == nullptr) return nullptr;
    at = next;
  }
  return at;
}

void add_leaves(const core::Json& json, const Path& path, std::size_t most,
                std::vector<Path>& leaves) {
  if (leaves.size() >= most) return;
  if (!json.is_structured() || json.empty()) {
    leaves.push_back(path);
    return;
  }
  auto below = path;
  below.emplace_back();
  if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      below.back() = name;
      add_leaves(value, below, most, leaves);
    }
    return;
  }
  for (std::size_t at = 0; at < json.size(); ++at) {
    below.back() = std::to_string(at);
    add_leaves(json[at], below, most, leaves);
  }
}

const core::Json* value_of(const core::Run& run, const Path& path) {
  constexpr std::size_t kBehindInput = 3;
  if (path.size() >= kBehindInput && path[0] == "steps" && path[2] == "input") {
    const auto found = run.steps().find(core::StepRef::of_key(path[1]));
    if (found == run.steps().end() || found->second.input.is_null()) return nullptr;
    return value_at(found->second.input, path, kBehindInput);
  }
  return value_at(run.view(), path, 0);
}

Path parse_path(std::string_view text) {
  Path path;
  while (!text.empty()) {
    const auto dot = text.find('.');
    path.emplace_back(text.substr(0, dot));
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  return path;
}

std::string to_text(const Path& path) {
  std::string text;
  for (const auto& part : path) text += (text.empty() ? "" : ".") + part;
  return text;
}

std::vector<Path> paths_of_step(const core::Run& run, std::string_view step, std::size_t most) {
  std::vector<Path> paths;
  const std::string name(step);
  for (const auto* part : {"input", "output"}) {
    const Path path{"steps", name, part};
    if (const auto* value = value_of(run, path)) add_leaves(*value, path, most, paths);
  }
  return paths;
}

std::vector<Path> paths_of_run(const core::Run& run, std::size_t most) {
  std::vector<Path> paths;
  for (const auto* part : {"inputs", "context", "outputs"}) {
    const Path path{part};
    const auto* value = value_of(run, path);
    if (value != nullptr && !value->is_null() && !value->empty())
      add_leaves(*value, path, most, paths);
  }
  return paths;
}

}  // namespace baton::context
