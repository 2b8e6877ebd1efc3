// Runs JSON parsing cases: conformance_json DIR-OR-FILE…
// A file is a list of {name, expect: accept|reject|either, input | base64}; `input` is text or
// {repeat, times, tail}. A case without `expect` is only held to its verdict being the same twice.
// Ends with `N passed, N failed`; exits 1 when one failed or none was run.
#include "baton/core/encoding.hpp"
#include "baton/core/json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using baton::core::Json;

std::string input_of(const Json& one) {
  if (one.contains("base64"))
    return baton::core::from_base64(one.at("base64").get<std::string>()).value();
  const Json& input = one.at("input");
  if (input.is_string()) return input.get<std::string>();
  const auto part = input.at("repeat").get<std::string>();
  std::string text;
  for (std::size_t i = 0, times = input.at("times").get<std::size_t>(); i < times; ++i)
    text += part;
  return text + input.value("tail", std::string());
}

struct Totals {
  int passed = 0;
  int failed = 0;
};

void run_case(const Json& one, const std::filesystem::path& file, Totals& totals) {
  const std::string input = input_of(one);
  const auto first = baton::core::parse_json(input);
  const auto second = baton::core::parse_json(input);
  const std::string expect = one.value("expect", std::string("either"));
  const bool right = first.has_value() == second.has_value() &&
                     (expect == "either" || first.has_value() == (expect == "accept"));
  ++(right ? totals.passed : totals.failed);
  if (!right) {
    std::cout << file.filename().string() << ": " << one.value("name", std::string("?"))
              << ": expected " << expect << ", got "
              << (first ? "accept" : "reject: " + first.error().text()) << '\n';
  }
}

void run_file(const std::filesystem::path& path, Totals& totals) {
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const Json cases = Json::parse(text, nullptr, false);
  if (!cases.is_array()) {
    std::cout << path.string() << ": expected a list of cases\n";
    ++totals.failed;
    return;
  }
  for (const Json& one : cases) run_case(one, path, totals);
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "usage: conformance_json DIR-OR-FILE...\n";
    return 2;
  }
  Totals totals;
  for (int i = 1; i < argc; ++i)
    for (const auto& path : files_in(argv[i])) run_file(path, totals);
  std::cout << totals.passed << " passed, " << totals.failed << " failed\n";
  return totals.failed == 0 && totals.passed > 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << "error: " << error.what() << '\n';
  return 2;
}
