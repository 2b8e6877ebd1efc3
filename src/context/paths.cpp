#include "context/paths.hpp"

#include "baton/core/text.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

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

// Whether a part stands behind a dot as it is.
bool is_plain(std::string_view part) {
  return !part.empty() && part.find_first_of(".[]\"'\\") == std::string_view::npos;
}

// The part as it stands in quotes.
std::string escaped(std::string_view part) {
  std::string text;
  for (const char letter : part) {
    if (letter == '"' || letter == '\\') text += '\\';
    text += letter;
  }
  return text;
}

bool is_number(std::string_view part) {
  return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
}

// The part in the brackets with which the text begins, [0], ["a.b"] or ['a.b'], which are taken
// from it. nullopt if it does not begin so.
std::optional<std::string> take_bracket(std::string_view& text) {
  if (text.size() < 3 || text.front() != '[') return std::nullopt;
  const char quote = text[1];
  if (quote != '"' && quote != '\'') {
    const auto end = text.find(']');
    if (end == std::string_view::npos || !is_number(text.substr(1, end - 1))) return std::nullopt;
    std::string part(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    return part;
  }
  std::string part;
  std::size_t at = 2;
  for (; at < text.size() && text[at] != quote; ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    part += text[at];
  }
  if (at + 1 >= text.size() || text[at + 1] != ']') return std::nullopt;
  text.remove_prefix(at + 2);
  return part;
}

// "steps.mails.3" is an item and "steps.ticket.undo" the step that undoes another: each is one
// part, the key of a StepRef. No member of a step is called so.
void join_step(Path& path) {
  if (path.size() < 3 || path[0] != "steps") return;
  if (!is_number(path[2]) && path[2] != "undo") return;
  path[1].append(".").append(path[2]);
  path.erase(path.begin() + 2);
}

}  // namespace

const core::Json* value_at(const core::Json& json, const Path& path, std::size_t first) {
  const core::Json* at = &json;
  for (std::size_t part = first; part < path.size() && at != nullptr; ++part)
    at = member_of(*at, path[part]);
  return at;
}

const core::Json* written_at(const core::Json& written, const Path& path, std::size_t& at) {
  if (written.is_null()) return nullptr;
  const core::Json* part = &written;
  for (; at < path.size(); ++at) {
    if (!part->is_structured()) return part;  // one text gives the whole value
    part = member_of(*part, path[at]);
    if (part == nullptr) return nullptr;
  }
  return part;
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

Path only_read(const std::string& text, const std::vector<Path>& reads) {
  constexpr std::string_view kOpen = "${";
  if (reads.size() != 1 || !text.starts_with(kOpen) || !text.ends_with('}')) return {};
  const auto inside =
      core::trim(std::string_view(text).substr(kOpen.size(), text.size() - kOpen.size() - 1));
  return parse_path(inside) == reads.front() ? reads.front() : Path{};
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
    if (auto part = take_bracket(text)) {
      path.push_back(*std::move(part));
      if (!text.empty() && text.front() == '.') text.remove_prefix(1);
      continue;
    }
    // A bracket that begins no part belongs to the name.
    const auto end = text.find_first_of(".[", text.front() == '[' ? 1 : 0);
    path.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(text[end] == '.' ? end + 1 : end);
  }
  join_step(path);
  return path;
}

std::string to_text(const Path& path) {
  std::string text;
  for (const auto& part : path) {
    // The name of an item or of an undoing step has a dot, and is read as one part.
    if (text == "steps" || is_plain(part)) {
      text.append(text.empty() ? "" : ".").append(part);
    } else {
      text.append("[\"").append(escaped(part)).append("\"]");
    }
  }
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
