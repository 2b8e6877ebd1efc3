// Build tool: a YAML document as JSON inside a C++ source, so that a program carries it.
//   yaml_to_cpp IN.yaml OUT.cpp HEADER FUNCTION     (FUNCTION in namespace baton::http)
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <yaml-cpp/yaml.h>

namespace {

using Json = nlohmann::ordered_json;

// YAML's core schema, as far as an API description uses it; a quoted scalar stays text.
Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "!") return text;
  if (text == "true" || text == "false") return text == "true";
  if (text.empty() || text == "~" || text == "null") return nullptr;
  const Json number = Json::parse(text, nullptr, false);
  return number.is_number() ? number : Json(text);
}

Json to_json(const YAML::Node& node) {
  if (node.IsMap()) {
    Json object = Json::object();
    for (const auto& entry : node) object[entry.first.Scalar()] = to_json(entry.second);
    return object;
  }
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const auto& entry : node) list.push_back(to_json(entry));
    return list;
  }
  return node.IsScalar() ? scalar(node) : Json();
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) {
    std::cerr << "usage: yaml_to_cpp IN.yaml OUT.cpp HEADER FUNCTION\n";
    return 2;
  }
  const std::string text = to_json(YAML::LoadFile(argv[1])).dump();
  std::ofstream out(argv[2]);
  out << "// Made at build time by cmake/yaml_to_cpp.cpp.\n#include \"" << argv[3]
      << "\"\n\nnamespace baton::http {\n\nstd::string_view " << argv[4]
      << "() {\n  static constexpr std::string_view kText =\n";
  constexpr std::size_t kPiece = 8'000;
  for (std::size_t at = 0; at < text.size(); at += kPiece)
    out << "      R\"json(" << text.substr(at, kPiece) << ")json\"\n";
  out << "      \"\";\n  return kText;\n}\n\n}  // namespace baton::http\n";
  return out ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << "error: " << argv[1] << ": " << error.what() << '\n';
  return 1;
}
