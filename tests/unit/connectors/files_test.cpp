#include "connectors/files.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

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
