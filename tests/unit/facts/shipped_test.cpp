#include "baton/core/json.hpp"
#include "baton/facts/definitions.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <set>
#include <sstream>

// The facts and the schema that come with the program.
namespace baton::facts {
namespace {

const std::filesystem::path kConfig = std::filesystem::path(BATON_SOURCE_DIR) / "config";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

core::Json schema() { return core::Json::parse(text_of(kConfig / "schema/fact.schema.json")); }

// The keys that the reader names where one is not known.
std::set<std::string> keys_at(const std::string& yaml) {
  core::Findings findings;
  Definitions::read({{"f", yaml}}, findings);
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
    EXPECT_TRUE(property.contains("description") && property.contains("examples")) << key;
  }
}

TEST(ShippedFacts, AreRead) {
  std::vector<Definitions::File> files;
  for (const auto& entry : std::filesystem::directory_iterator(kConfig / "facts"))
    files.push_back({entry.path().filename().string(), text_of(entry.path())});
  core::Findings findings;
  const auto facts = Definitions::read(files, findings);
  EXPECT_TRUE(findings.empty()) << findings.front().file << ": " << findings.front().message;
  EXPECT_THAT(facts.names(), testing::ElementsAre("budget", "team"));
}

TEST(ShippedFacts, TheSchemaKnowsTheKeysThatTheReaderKnows) {
  expect_all(schema().at("properties"), "fact: x\ntype: number\nqqq: 1\n");
  expect_all(schema().at("$defs").at("projection").at("properties"),
             "fact: x\ntype: number\nfrom: { event: a, value: event.data.x, qqq: 1 }\n");
}

}  // namespace
}  // namespace baton::facts
