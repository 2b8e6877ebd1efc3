#include "app/folder_watch.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;

class FolderWatchTest : public testing::Test {
 protected:
  FolderWatchTest() { fs::create_directories(folder_ / "inner"); }
  ~FolderWatchTest() override { fs::remove_all(folder_); }

  void write(const std::string& name) { std::ofstream(folder_ / name) << "a"; }
  // What has changed until now. The system tells it before the call that changes something returns.
  static FolderChanges changed(FolderWatch& watch) {
    return watch.changed(milliseconds(0), milliseconds(0));
  }

  fs::path folder_ = fs::temp_directory_path() / ("baton-watch-" + std::to_string(::getpid()));
};

TEST_F(FolderWatchTest, TellsWhatWasSavedMovedAndRemoved) {
  FolderWatch watch({WatchedFolder{folder_}});
  EXPECT_TRUE(changed(watch).none());
  write("a.yaml");
  write("inner/b.yaml");
  const auto saved = changed(watch);
  EXPECT_THAT(saved.files, ElementsAre(folder_ / "a.yaml", folder_ / "inner/b.yaml"));
  EXPECT_FALSE(saved.more);
  EXPECT_TRUE(changed(watch).none()) << "once";
  fs::rename(folder_ / "a.yaml", folder_ / "inner/c.yaml");
  fs::remove(folder_ / "inner/b.yaml");
  EXPECT_THAT(changed(watch).files,
              ElementsAre(folder_ / "a.yaml", folder_ / "inner/b.yaml", folder_ / "inner/c.yaml"));
}

TEST_F(FolderWatchTest, WatchesFoldersThatComeLater) {
  FolderWatch watch({WatchedFolder{folder_}});
  fs::create_directories(folder_ / "new/deeper");
  write("new/deeper/a.yaml");
  EXPECT_THAT(changed(watch).files, testing::Contains(folder_ / "new/deeper/a.yaml"));
  write("new/deeper/b.yaml");
  EXPECT_THAT(changed(watch).files, ElementsAre(folder_ / "new/deeper/b.yaml"));
}

TEST_F(FolderWatchTest, LeavesOutWhatIsBelowAFolderThatIsNotDeep) {
  FolderWatch watch({WatchedFolder{folder_, false}});
  write("inner/a.yaml");
  fs::create_directories(folder_ / "new");
  write("new/b.yaml");
  fs::remove_all(folder_ / "new");
  EXPECT_TRUE(changed(watch).none());
  write("c.yaml");
  EXPECT_THAT(changed(watch).files, ElementsAre(folder_ / "c.yaml"));
}

TEST_F(FolderWatchTest, AFolderThatIsAskedForTwiceIsAsDeepAsOneOfThem) {
  FolderWatch watch({WatchedFolder{folder_, true}, WatchedFolder{folder_, false}});
  fs::create_directories(folder_ / "new");
  write("new/a.yaml");
  EXPECT_THAT(changed(watch).files, ElementsAre(folder_ / "new/a.yaml"));
}

TEST_F(FolderWatchTest, WatchesAFolderThatIsMadeLater) {
  FolderWatch watch({WatchedFolder{folder_ / "events"}});
  write("a.yaml");
  fs::create_directories(folder_ / "other");
  EXPECT_TRUE(changed(watch).none()) << "what is beside it";
  fs::create_directories(folder_ / "events");
  write("events/a.json");
  EXPECT_THAT(changed(watch).files, ElementsAre(folder_ / "events/a.json"));
  fs::remove_all(folder_ / "events");
  EXPECT_TRUE(changed(watch).more);
  fs::create_directories(folder_ / "events");
  EXPECT_TRUE(changed(watch).none());
  write("events/b.json");
  EXPECT_THAT(changed(watch).files, ElementsAre(folder_ / "events/b.json"));
}

TEST_F(FolderWatchTest, WatchesAFolderThatIsMadeAgain) {
  FolderWatch watch({WatchedFolder{folder_ / "inner"}});
  fs::remove_all(folder_ / "inner");
  fs::create_directories(folder_ / "inner");
  write("inner/a.yaml");
  const auto made = changed(watch);
  EXPECT_TRUE(made.more);
  EXPECT_THAT(made.files, ElementsAre(folder_ / "inner/a.yaml"));
  write("inner/b.yaml");
  EXPECT_THAT(changed(watch).files, ElementsAre(folder_ / "inner/b.yaml"));
}

TEST_F(FolderWatchTest, SaysThatAFolderIsGone) {
  FolderWatch watch({WatchedFolder{folder_}});
  fs::remove(folder_ / "inner");
  EXPECT_TRUE(changed(watch).more);
}

TEST_F(FolderWatchTest, LeavesOutWhatIsHiddenAndWhatIsNotThere) {
  fs::create_directories(folder_ / ".git");
  FolderWatch watch({WatchedFolder{folder_}, WatchedFolder{folder_ / "nothing"}});
  write(".swap.yaml");
  write(".git/a.yaml");
  EXPECT_THAT(changed(watch).files, IsEmpty());
}

TEST_F(FolderWatchTest, WaitsForWhatComes) {
  FolderWatch watch({WatchedFolder{folder_}});
  write("a.yaml");
  EXPECT_THAT(watch.changed(milliseconds(0)).files, ElementsAre(folder_ / "a.yaml"));
}

}  // namespace
}  // namespace baton::app
