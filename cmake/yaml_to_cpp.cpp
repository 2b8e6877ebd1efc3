// Build tool: a YAML document as JSON inside a C++ source, so that a program carries it.
//   yaml_to_cpp IN.yaml OUT.cpp HEADER FUNCTION     (FUNCTION in namespace baton::http)
#include "baton/formats/yaml.hpp"

#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace {

using Json = nlohmann::ordered_json;
namespace yaml = baton::formats::yaml;

// Members stay in the order of the file, which core::Json does not keep.
Json in_order(const yaml::Node& node) {
  if (node.is_scalar()) return Json::parse(baton::core::dump(yaml::to_json(node)));
  Json value = node.is_map() ? Json::object() : Json::array();
  for (const auto& [key, member] : node.entries) value[key->text] = in_order(*member);
  for (const auto& item : node.items) value.push_back(in_order(*item));
  return value;
}

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("the file cannot be read");
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5) {
    std::cerr << "usage: yaml_to_cpp IN.yaml OUT.cpp HEADER FUNCTION\n";
    return 2;
  }
  const std::string source = read(argv[1]);
  // The description of the API is larger than a template may be, which is the usual limit.
  constexpr std::size_t kBytesMax = 1'048'576;
  const auto document = yaml::read(baton::formats::Source(source), {.bytes_max = kBytesMax});
  for (const auto& finding : document.findings)
    std::cerr << argv[1] << ':' << finding.at.line << ':' << finding.at.column
              << ": error: " << finding.message << '\n';
  if (!document.root) return 1;
  const std::string text = in_order(*document.root).dump();
  std::ofstream out(argv[2]);
  out << "// Made at build time by cmake/yaml_to_cpp.cpp.\n#include \"" << argv[3]
      << "\"\n\nnamespace baton::http {\n\nstd::string_view " << argv[4]
      << "() {\n  static constexpr char kText[] =\n";
  constexpr std::size_t kPiece = 8'000;
  for (std::size_t at = 0; at < text.size(); at += kPiece)
    out << "      R\"json(" << text.substr(at, kPiece) << ")json\"\n";
  out << "      \"\";\n  return {kText, sizeof kText - 1};\n}\n\n}  // namespace baton::http\n";
  return out ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << "error: " << argv[1] << ": " << error.what() << '\n';
  return 1;
}
