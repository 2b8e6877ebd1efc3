#include "baton/runtime/saved_views.hpp"

#include "baton/ports/failures.hpp"
#include "baton/telemetry/log.hpp"
#include "unit/runtime/settings_in_memory.hpp"

#include <algorithm>
#include <cstddef>
#include <gmock/gmock.h>
#include <memory>
#include <spdlog/sinks/ostream_sink.h>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using core::Actor;
using core::Errc;
using testing::ElementsAre;
using testing::IsEmpty;

class SavedViewsTest : public testing::Test {
 protected:
  std::vector<std::string> of(const Actor& person) {
    std::vector<std::string> texts;
    for (const SavedView& view : saved_views(tx_, person))
      texts.push_back(view.name + " = " + view.query);
    return texts;
  }

  tests::SettingsInMemory tx_;
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

TEST_F(SavedViewsTest, ThatCannotBeReadAreNotOverwritten) {
  for (const std::string text : {"not JSON", "{}", R"([{"name": "Mine"}])", "[5]"}) {
    tx_.set_setting("views:ada", text);
    EXPECT_THAT(of(ada_), IsEmpty());
    EXPECT_THROW(keep_view(tx_, ada_, {"Mine", "key:ada"}), ports::RowDamaged) << text;
    EXPECT_THROW(forget_view(tx_, ada_, "Mine"), ports::RowDamaged) << text;
    EXPECT_EQ(tx_.setting("views:ada"), text);
  }
  tx_.set_setting("views:ada", R"([{"name": 7, "q": "key:x"}, {"name": "Mine", "q": "key:ada"}])");
  EXPECT_THAT(of(ada_), ElementsAre("Mine = key:ada")) << "what can be read is shown";
  EXPECT_THROW(forget_view(tx_, ada_, "Mine"), ports::RowDamaged);
}

TEST_F(SavedViewsTest, ThatCannotBeReadAreToldInTheLog) {
  const auto usual = spdlog::default_logger();
  std::ostringstream log;
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  tx_.set_setting("views:ada", "[5, 6]");
  EXPECT_THAT(of(ada_), IsEmpty());
  const auto told = log.str();
  EXPECT_THAT(of(Actor::user("ben")), IsEmpty());
  spdlog::set_default_logger(usual);
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1) << told;
  EXPECT_THAT(told, testing::HasSubstr("the setting views:ada is damaged"));
  EXPECT_EQ(log.str(), told) << "that somebody keeps none is no damage";
}

TEST_F(SavedViewsTest, OfOnePersonAreForgottenTogether) {
  for (const char* name : {"Mine", "Broken"}) ASSERT_TRUE(keep_view(tx_, ada_, {name, "key:ada"}));
  ASSERT_TRUE(keep_view(tx_, Actor::user("ben"), {"Mine", "key:ben"}));
  forget_views(tx_, ada_);
  EXPECT_THAT(of(ada_), IsEmpty());
  EXPECT_EQ(tx_.size(), 1U) << "those of others stay";
}

}  // namespace
}  // namespace baton::runtime
