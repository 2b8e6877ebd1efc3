#include "baton/core/json.hpp"
#include "make.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

// The KPIs and the schema that come with the program.
namespace baton::kpis {
namespace {

const std::filesystem::path kKpiConfig = std::filesystem::path(BATON_SOURCE_DIR) / "config";

std::string kpi_text_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

core::Json kpi_schema() {
  return core::Json::parse(kpi_text_of(kKpiConfig / "schema/kpi.schema.json"));
}

// The keys that the reader names where one is not known.
std::set<std::string> kpi_keys_at(const std::string& yaml) {
  std::set<std::string> keys;
  for (const auto& finding : findings_of_kpi(yaml)) {
    if (finding.rule != "config/unknown-key") continue;
    auto hint = finding.hint;
    std::replace_if(
        hint.begin(), hint.end(), [](char c) { return c == ',' || c == '"' || c == ':'; }, ' ');
    std::istringstream words(hint);
    for (std::string word; words >> word;) keys.insert(word);
  }
  return keys;
}

TEST(ShippedKpis, AreRead) {
  std::vector<Definitions::File> files;
  for (const auto& entry : std::filesystem::directory_iterator(kKpiConfig / "kpis"))
    files.push_back({entry.path().filename().string(), kpi_text_of(entry.path())});
  core::Findings findings;
  const auto kpis = Definitions::read(files, findings);
  EXPECT_TRUE(findings.empty()) << findings.front().file << ": " << findings.front().message;
  EXPECT_EQ(kpis.names().size(), files.size());
}

// The guide shows whole files, but for those of goals and detectors.
TEST(ShippedKpis, TheGuideShowsKpisWithoutMistakes) {
  const auto page = kpi_text_of(kKpiConfig / "../docs/guides/kpis.md");
  int shown = 0;
  const std::string fence = "```";
  for (auto at = page.find(fence + "yaml\n"); at != std::string::npos;
       at = page.find(fence + "yaml\n", at)) {
    at += fence.size() + 5;
    const auto text = page.substr(at, page.find(fence, at) - at);
    if (!text.starts_with("kpi: ") && text.find("\nkpi: ") == std::string::npos) continue;
    ++shown;
    for (const auto& finding : findings_of_kpi(text))
      ADD_FAILURE() << text << finding.at.line << ": " << finding.message;
  }
  EXPECT_GE(shown, 4);
}

TEST(ShippedKpis, TheSchemaKnowsTheKeysThatTheReaderKnows) {
  const auto schema = kpi_schema();
  std::set<std::string> known;
  for (const auto& kind : schema.at("properties").at("kind").at("enum")) {
    const auto keys = kpi_keys_at("kpi: x\nkind: " + kind.get<std::string>() + "\nqqqqqq: 1\n");
    EXPECT_FALSE(keys.empty()) << kind;
    known.insert(keys.begin(), keys.end());
  }
  for (const auto& [key, property] : schema.at("properties").items()) {
    EXPECT_TRUE(known.contains(key)) << key << " is in the schema, and the reader does not know it";
    EXPECT_TRUE(property.contains("description") && property.contains("examples")) << key;
  }
  const auto of_source =
      kpi_keys_at("kpi: x\nkind: nps\nfrom: { event: a, value: event.data.x, qqqqqq: 1 }\n");
  for (const auto& [key, property] : schema.at("$defs").at("source").at("properties").items()) {
    EXPECT_TRUE(of_source.contains(key)) << key;
    EXPECT_TRUE(property.contains("description") && property.contains("examples")) << key;
  }
}

}  // namespace
}  // namespace baton::kpis
