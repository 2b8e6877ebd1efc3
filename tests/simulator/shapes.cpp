#include "shapes.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace simulator {

std::string text(const Json& value, std::string_view key) {
  if (!value.is_object()) return {};
  const auto found = value.find(std::string(key));
  if (found == value.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

const Json& object(const Json& value, std::string_view key) {
  static const Json empty = Json::object();
  if (!value.is_object()) return empty;
  const auto found = value.find(std::string(key));
  return found == value.end() || !found->is_object() ? empty : *found;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string timestamp() {
  const auto ms = now_us() / 1000;
  const std::time_t seconds = ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> out{};
  const auto length = std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(out.data() + length, out.size() - length, ".%03dZ", static_cast<int>(ms % 1000));
  return out.data();
}

std::string segment(std::string_view path, std::size_t index) {
  std::size_t begin = path.starts_with('/') ? 1 : 0;
  for (; index > 0; --index) {
    begin = path.find('/', begin);
    if (begin == std::string_view::npos) return {};
    ++begin;
  }
  return std::string(path.substr(begin, path.find('/', begin) - begin));
}

}  // namespace simulator
