#include "app/secrets.hpp"

#include "app/problem.hpp"
#include "baton/connectors/sealed.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    config_.data_dir = folder_;
  }
  void TearDown() override { fs::remove_all(folder_); }
  // A key file that a setting names.
  void name_one() { config_.secret_key_file = (folder_ / "baton.key").string(); }

  fs::path folder_ = fs::path(testing::TempDir()) /
                     ("baton-keyfile-" +
                      std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  Config config_{};
};

TEST_F(KeyFile, IsMadeInTheDataFolderAndForItsOwnerOnly) {
  const auto key = secret_key_of(config_);
  EXPECT_EQ(key.bytes.reveal().size(), connectors::kSealKeyBytes);
  struct stat status {};
  ASSERT_EQ(stat((folder_ / "secret.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(secret_key_of(config_).bytes.reveal(), key.bytes.reveal());
}

TEST_F(KeyFile, ThatASettingNamesIsMadeByHand) {
  name_one();
  const auto none = secret_key_of(config_);
  EXPECT_TRUE(none.bytes.empty());
  EXPECT_EQ(none.missing, "there is no key file " + config_.secret_key_file);
  EXPECT_FALSE(fs::exists(config_.secret_key_file));
  make_key_file(config_);
  EXPECT_FALSE(secret_key_of(config_).bytes.empty());
  EXPECT_THROW(make_key_file(config_), Refused) << "a key is never overwritten";
  EXPECT_FALSE(fs::exists(folder_ / "secret.key"));
}

TEST_F(KeyFile, ThatOthersCanReadOrThatIsNoKeyIsNotUsed) {
  name_one();
  make_key_file(config_);
  chmod(config_.secret_key_file.c_str(), 0644);
  EXPECT_THAT(secret_key_of(config_).missing, HasSubstr(config_.secret_key_file));
  EXPECT_TRUE(secret_key_of(config_).bytes.empty());
  std::ofstream(config_.secret_key_file) << "too short";
  chmod(config_.secret_key_file.c_str(), 0600);
  EXPECT_THAT(secret_key_of(config_).missing, HasSubstr("expected 32 random bytes, a key"));
  config_.secret_key_file.clear();
  std::ofstream(folder_ / "secret.key") << "too short";
  chmod((folder_ / "secret.key").c_str(), 0600);
  EXPECT_THROW(secret_key_of(config_), Refused);
}

TEST_F(KeyFile, IsReplacedInTwoSteps) {
  const auto key = secret_key_of(config_);
  const auto fresh = connectors::new_seal_key();
  key.write_next(fresh);
  const auto between = secret_key_of(config_);
  EXPECT_EQ(between.bytes.reveal(), key.bytes.reveal());
  EXPECT_EQ(between.next.reveal(), fresh.reveal());
  key.use_next();
  EXPECT_EQ(secret_key_of(config_).bytes.reveal(), fresh.reveal());
  EXPECT_TRUE(secret_key_of(config_).next.empty());
}

}  // namespace
}  // namespace baton::app
