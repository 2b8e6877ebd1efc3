#include "app/data_folder.hpp"

#include "app/files.hpp"
#include "app/problem.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class DataRemarks : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("baton-files-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    mode("", 0700);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void mode(const std::string& name, mode_t mode) const {
    const auto path = name.empty() ? folder_ : folder_ / name;
    if (!name.empty()) std::ofstream(path) << "x";
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
  }

  fs::path folder_;
};

TEST_F(DataRemarks, AreNoneOfAFolderThatWasMade) {
  const auto made = folder_ / "within" / "data";
  make_data_folder(made);
  EXPECT_EQ(fs::status(made).permissions(), fs::perms::owner_all);
  EXPECT_TRUE(data_remarks(made).empty());
  EXPECT_NO_THROW(make_data_folder(made)) << "it is there";
  mode("file", 0600);
  EXPECT_THROW(make_data_folder(folder_ / "file"), Refused);
}

TEST_F(DataRemarks, AreNoneOfWhatIsOurOwnAlone) {
  for (const char* name : {"secret.key", "admin.token", "baton.db", "baton.db-wal", "baton.db-shm"})
    mode(name, 0600);
  EXPECT_TRUE(data_remarks(folder_).empty());
  EXPECT_TRUE(data_remarks(folder_ / "nowhere").empty());
}

TEST_F(DataRemarks, NameTheFilesThatOthersMayReadOrChange) {
  mode("baton.db", 0644);
  mode("baton.db-wal", 0620);
  mode("baton.db-shm", 0600);
  const auto remarks = data_remarks(folder_);
  ASSERT_EQ(remarks.size(), 2U);
  EXPECT_THAT(remarks[0].about, HasSubstr("baton.db: others"));
  EXPECT_THAT(remarks[0].hint, HasSubstr("chmod 600"));
  EXPECT_THAT(remarks[1].about, HasSubstr("baton.db-wal: others"));
}

TEST_F(DataRemarks, NameAFolderThatOthersMayWriteToStickyOrNot) {
  mode("", 01777);
  const auto remarks = data_remarks(folder_);
  ASSERT_EQ(remarks.size(), 1U);
  EXPECT_THAT(remarks[0].about, HasSubstr("others may put files"));
  EXPECT_TRUE(data_folder_fault(folder_).empty()) << "it is said, and no reason to stop";
}

TEST_F(DataRemarks, NameWhatBelongsToAnotherUser) {
  mode("baton.db", 0600);
  if (::chown((folder_ / "baton.db").c_str(), ::geteuid() + 1, static_cast<gid_t>(-1)) != 0)
    GTEST_SKIP() << "only root may";
  const auto remarks = data_remarks(folder_);
  ASSERT_EQ(remarks.size(), 1U);
  EXPECT_THAT(remarks[0].about, HasSubstr("belongs to another user"));
}

TEST_F(DataRemarks, NameWhatEverybodyMayChangeOfAConfiguration) {
  EXPECT_TRUE(changeable_by_all(folder_ / "nowhere").empty());
  fs::create_directories(folder_ / "connectors");
  ASSERT_EQ(::chmod((folder_ / "connectors").c_str(), 0755), 0);
  mode("connections.yaml", 0664);
  EXPECT_TRUE(changeable_by_all(folder_).empty()) << "a group may share a configuration";
  mode("connectors/crm.yaml", 0646);
  EXPECT_EQ(changeable_by_all(folder_), folder_ / "connectors/crm.yaml");
  mode("connectors/crm.yaml", 0644);
  ASSERT_EQ(::chmod((folder_ / "connectors").c_str(), 01777), 0);
  EXPECT_EQ(changeable_by_all(folder_), folder_ / "connectors") << "files may be added";
  mode("", 0777);
  EXPECT_EQ(changeable_by_all(folder_), folder_);
}

TEST_F(DataRemarks, ModesCanBeMended) {
  mode("", 0755);
  mode("secret.key", 0644);
  mode("baton.db", 0600);
  const auto changed = mend_modes(folder_);
  ASSERT_EQ(changed.size(), 2U);
  EXPECT_THAT(changed[1], HasSubstr("secret.key"));
  EXPECT_TRUE(data_remarks(folder_).empty());
  EXPECT_EQ(secret_file_fault(folder_ / "secret.key"), "");
  EXPECT_TRUE(mend_modes(folder_).empty()) << "there is nothing left to do";
}

}  // namespace
}  // namespace baton::app
