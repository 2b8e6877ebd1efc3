// Plays every tests/scenario/*.scenario.yaml: rules of the system as a user would tell them, in the
// language of docs/scenarios.md, with the business calendars that are shipped. A file
// tests/golden/NAME.journal.json holds the whole journal that a scenario leaves, word by word:
// stored names do not change. To make a new one: touch it, run with BATON_WRITE_GOLDEN=1, and read
// what came.
#include "baton/simulate/script.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = fs::path(BATON_SOURCE_DIR) / "tests";

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<const calendar::Calendars> shipped_calendars() {
  std::vector<calendar::Calendars::File> files;
  for (const auto& entry : fs::directory_iterator(kRoot.parent_path() / "config" / "calendars"))
    files.push_back({entry.path().string(), read_file(entry.path())});
  core::Findings mistakes;
  auto calendars = calendar::Calendars::read(files, mistakes);
  EXPECT_TRUE(mistakes.empty());
  return std::make_shared<const calendar::Calendars>(std::move(calendars));
}

class ScenarioTest : public testing::Test {
 public:
  explicit ScenarioTest(fs::path file) : file_(std::move(file)) {}

  void TestBody() override {
    core::Findings mistakes;
    const auto script = simulate::Script::read(read_file(file_), file_.string(), mistakes);
    tell(mistakes);
    if (!script) return;
    const auto text = [](const std::string& name) {
      return core::Result<std::string>(read_file(kRoot / "scenario" / "templates" / name));
    };
    const auto played = script->play({.template_text = text, .calendars = shipped_calendars()});
    tell(played.faults);
    if (!HasFailure()) compare(played.journal);
  }

 private:
  static void tell(const core::Findings& findings) {
    for (const auto& finding : findings)
      ADD_FAILURE_AT(finding.file.c_str(), static_cast<int>(finding.at.line))
          << finding.rule << ": " << finding.message << "; " << finding.hint;
  }
  void compare(const core::Json& journal) const {
    const auto golden = kRoot / "golden" / (file_.stem().stem().string() + ".journal.json");
    if (!fs::exists(golden)) return;
    if (std::getenv("BATON_WRITE_GOLDEN") != nullptr)
      std::ofstream(golden) << journal.dump(1) << '\n';
    EXPECT_EQ(journal.dump(1), core::Json::parse(read_file(golden)).dump(1))
        << "the journal of " << file_.stem().stem() << " is not what it was";
  }

  fs::path file_;
};

}  // namespace
}  // namespace baton::tests

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(baton::tests::kRoot / "scenario")) {
    if (entry.path().string().ends_with(".scenario.yaml")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    testing::RegisterTest(
        "Scenario", file.stem().stem().c_str(), nullptr, nullptr, file.c_str(), 1,
        [file]() -> testing::Test* { return new baton::tests::ScenarioTest(file); });
  }
  return files.empty() ? 1 : RUN_ALL_TESTS();
}
