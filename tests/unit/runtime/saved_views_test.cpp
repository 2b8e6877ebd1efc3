#include "baton/runtime/saved_views.hpp"

#include <gmock/gmock.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using core::Actor;
using core::Errc;
using testing::ElementsAre;
using testing::IsEmpty;

class SettingsInMemory : public ports::SettingsTx {
 public:
  std::string setting(std::string_view name) override {
    const auto found = texts_.find(std::string(name));
    return found == texts_.end() ? std::string() : found->second;
  }
  void set_setting(std::string_view name, std::string_view value) override {
    if (value.empty()) {
      texts_.erase(std::string(name));
    } else {
      texts_[std::string(name)] = value;
    }
  }
  std::size_t size() const { return texts_.size(); }

 private:
  std::map<std::string, std::string> texts_;
};

class SavedViewsTest : public testing::Test {
 protected:
  std::vector<std::string> of(const Actor& person) {
    std::vector<std::string> texts;
    for (const SavedView& view : saved_views(tx_, person))
      texts.push_back(view.name + " = " + view.query);
    return texts;
  }

  SettingsInMemory tx_;
  const Actor ada_ = Actor::user("ada");
};

TEST_F(SavedViewsTest, AreOfOnePersonInTheOrderInWhichTheyWereKept) {
  EXPECT_THAT(of(ada_), IsEmpty());
  EXPECT_EQ(*keep_view(tx_, ada_, {"Mine", "key:ada"}), Kept::added);
  EXPECT_EQ(*keep_view(tx_, ada_, {"Broken", "status:failed"}), Kept::added);
  EXPECT_EQ(*keep_view(tx_, ada_, {"Mine", "key:ada age:>1d"}), Kept::replaced);
  EXPECT_THAT(of(ada_), ElementsAre("Mine = key:ada age:>1d", "Broken = status:failed"));
  EXPECT_THAT(of(Actor::token("ada")), testing::SizeIs(2)) << "the token is hers";
  EXPECT_THAT(of(Actor::user("ben")), IsEmpty());
}

TEST_F(SavedViewsTest, AreForgottenWithoutALeftover) {
  ASSERT_TRUE(keep_view(tx_, ada_, {"Mine", "key:ada"}));
  EXPECT_EQ(forget_view(tx_, ada_, "mine").error().code, Errc::not_found);
  EXPECT_EQ(forget_view(tx_, Actor::user("ben"), "Mine").error().code, Errc::not_found);
  EXPECT_TRUE(forget_view(tx_, ada_, "Mine"));
  EXPECT_EQ(tx_.size(), 0U);
}

TEST_F(SavedViewsTest, HaveANameAndAQueryThatAreNotTooLong) {
  const auto refused = [this](SavedView view) {
    const auto kept = keep_view(tx_, ada_, std::move(view));
    return kept ? std::string("kept") : kept.error().where;
  };
  EXPECT_EQ(refused({" ", "key:ada"}), "/name");
  EXPECT_EQ(refused({std::string(kViewNameBytesMax + 1, 'n'), "key:ada"}), "/name");
  EXPECT_EQ(refused({"Mine", ""}), "/q");
  EXPECT_EQ(refused({"Mine", std::string(kViewQueryBytesMax + 1, 'q')}), "/q");
  EXPECT_EQ(tx_.size(), 0U);
  EXPECT_EQ(refused({std::string(kViewNameBytesMax, 'n'), std::string(kViewQueryBytesMax, 'q')}),
            "kept");
}

TEST_F(SavedViewsTest, AreNotMoreThanFitAboveTheList) {
  for (std::size_t count = 0; count < kSavedViewsMax; ++count)
    ASSERT_TRUE(keep_view(tx_, ada_, {"view " + std::to_string(count), "key:ada"}));
  EXPECT_EQ(keep_view(tx_, ada_, {"one more", "key:ada"}).error().code, Errc::limited);
  EXPECT_TRUE(keep_view(tx_, ada_, {"view 7", "key:ben"})) << "one in place of another";
  EXPECT_TRUE(keep_view(tx_, Actor::user("ben"), {"one", "key:ben"}));
}

TEST_F(SavedViewsTest, ThatCannotBeReadAreNone) {
  tx_.set_setting("views:ada", "not JSON");
  EXPECT_THAT(of(ada_), IsEmpty());
  EXPECT_TRUE(keep_view(tx_, ada_, {"Mine", "key:ada"}));
  EXPECT_THAT(of(ada_), ElementsAre("Mine = key:ada"));
}

}  // namespace
}  // namespace baton::runtime
