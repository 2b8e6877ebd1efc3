#include "baton/core/json.hpp"
#include "baton/routing/routes.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <sstream>

// The routes and the schema that come with the program.
namespace baton::routing {
namespace {

const std::filesystem::path kConfig = std::filesystem::path(BATON_SOURCE_DIR) / "config";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

core::Json schema() { return core::Json::parse(text_of(kConfig / "schema" / "route.schema.json")); }

// The keys that the reader names where one is not known.
std::set<std::string> keys_at(const std::string& yaml) {
  core::Findings findings;
  Routes::read({{"r", yaml}}, findings);
  std::set<std::string> keys;
  for (const auto& finding : findings) {
    if (finding.rule != "config/unknown-key") continue;
    auto hint = finding.hint;
    std::replace_if(
        hint.begin(), hint.end(), [](char c) { return c == ',' || c == '"' || c == ':'; }, ' ');
    std::istringstream words(hint);
    for (std::string word; words >> word;) keys.insert(word);
  }
  return keys;
}

void expect_all(const core::Json& properties, const std::string& yaml) {
  const auto keys = keys_at(yaml);
  for (const auto& [key, property] : properties.items()) {
    EXPECT_TRUE(keys.contains(key)) << key << " is in the schema, and the reader does not know it";
    if (property.contains("$ref")) continue;
    EXPECT_TRUE(property.contains("description") && property.contains("examples")) << key;
  }
}

TEST(ShippedRoutes, AreRead) {
  std::vector<Routes::File> files;
  for (const auto& entry : std::filesystem::directory_iterator(kConfig / "routes"))
    files.push_back({entry.path().filename().string(), text_of(entry.path())});
  core::Findings findings;
  const auto routes = Routes::read(files, findings);
  EXPECT_TRUE(findings.empty()) << findings.front().file << ": " << findings.front().message;
  EXPECT_THAT(routes.names(), testing::ElementsAre("legal-review"));
}

TEST(ShippedRoutes, TheSchemaKnowsTheKeysThatTheReaderKnows) {
  const auto defs = schema().at("$defs");
  const std::string head = "route: r\ninputs: { n: { type: number } }\n";
  expect_all(schema().at("properties"), "route: r\nqqq: 1\n");
  expect_all(defs.at("input").at("properties"), "route: r\ninputs: { n: { qqq: 1 } }\n");
  expect_all(defs.at("row").at("properties"), head + "first: [{ qqq: 1 }]\n");
  expect_all(defs.at("test").at("anyOf").at(2).at("properties"),
             head + "first: [{ when: { n: { qqq: 1 } }, then: { group: a } }]\n");
}

}  // namespace
}  // namespace baton::routing
