#include "connectors/files.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::connectors {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  FilesTest() {
    auto name = (fs::temp_directory_path() / "baton-files-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~FilesTest() override { fs::remove_all(folder_); }

  void write(const std::string& connector, const std::string& condition) const {
    std::ofstream(folder_ / (connector + ".yaml"))
        << "connector: " << connector
        << "\noperations:\n  get:\n    request: { path: /x }\n    output: { a: \"${" << condition
        << " ? body.a : body.b}\" }\n";
  }
  Manifests read(const Manifests& known) {
    findings_.clear();
    return read_manifests(folder_, {}, known, findings_);
  }

  fs::path folder_;
  core::Findings findings_{};
};

// Many are compiled at once, on several threads, which nobody may notice.
TEST_F(FilesTest, ManyManifestsAndTheirFindingsComeInTheOrderOfTheirFiles) {
  constexpr int kFiles = 60;
  for (int i = 0; i < kFiles; ++i)
    write("c" + std::to_string(100 + i), i % 7 == 0 ? "1 == 1" : "body.c");
  write("c130", "body.");  // a mistake
  std::ofstream(folder_ / "z.yaml") << "connector: c101\ntitle: again\n";
  const auto found = read({});
  EXPECT_EQ(found.whole.size(), kFiles - 1U);
  EXPECT_EQ(found.whole.at("c101")->file, (folder_ / "c101.yaml").string());
  EXPECT_EQ(found.broken.size(), 1U);
  EXPECT_TRUE(found.broken.contains("c130"));
  std::vector<std::string> files;
  for (const auto& finding : findings_) files.push_back(fs::path(finding.file).stem());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  EXPECT_EQ(files, (std::vector<std::string>{"c100", "c107", "c114", "c121", "c128", "c130", "c135",
                                             "c142", "c149", "c156", "z"}));
}

TEST_F(FilesTest, AManifestThatHasNotChangedIsNotCompiledAgain) {
  write("one", "1 == 1");  // which is suspicious
  write("two", "body.c");
  const auto before = read({});
  ASSERT_EQ(before.whole.size(), 2U);
  ASSERT_EQ(findings_.size(), 1U);
  const auto warning = findings_.front().message;
  write("two", "body.d");
  const auto after = read(before);
  EXPECT_EQ(after.whole.at("one"), before.whole.at("one"));
  EXPECT_NE(after.whole.at("two"), before.whole.at("two"));
  ASSERT_EQ(findings_.size(), 1U);
  EXPECT_EQ(findings_.front().message, warning);
}

}  // namespace
}  // namespace baton::connectors
