#include "baton/runtime/template_drafts.hpp"

#include "baton/ports/failures.hpp"
#include "unit/runtime/settings_in_memory.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <optional>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using core::Actor;
using core::Errc;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::nullopt_t kAnyDraft = std::nullopt;

class TemplateDraftsTest : public testing::Test {
 protected:
  static KeptDraft draft(const std::string& name, const std::string& text, int version = 3,
                         int second = 10) {
    return {name, version, core::Time(std::chrono::seconds(second)), {}, text};
  }
  std::vector<std::string> names_of(const Actor& person) {
    std::vector<std::string> names;
    for (const auto& each : template_drafts(tx_, person)) names.push_back(each.name);
    return names;
  }
  std::string text_of(const Actor& person, const std::string& name) {
    const auto found = template_draft(tx_, person, name);
    return found ? found->text : "none";
  }

  tests::SettingsInMemory tx_;
  const Actor ada_ = Actor::user("ada");
};

TEST_F(TemplateDraftsTest, ThatCannotBeReadAreNotOverwritten) {
  ASSERT_TRUE(keep_template_draft(tx_, ada_, draft("order", "a: 1"), kAnyDraft));
  const auto whole = tx_.setting("drafts:ada");
  for (const std::string& text : {std::string("not JSON"), whole.substr(0, whole.size() - 2),
                                  "[{\"name\": \"lost\"}," + whole.substr(1)}) {
    tx_.set_setting("drafts:ada", text);
    EXPECT_THROW(keep_template_draft(tx_, ada_, draft("order", "a: 2"), kAnyDraft),
                 ports::RowDamaged)
        << text;
    EXPECT_THROW(drop_template_draft(tx_, ada_, "order", kAnyDraft), ports::RowDamaged) << text;
    drop_published_draft(tx_, ada_, "order", "a: 1");
    EXPECT_EQ(tx_.setting("drafts:ada"), text) << "nor are they when the draft is published";
  }
  EXPECT_EQ(text_of(ada_, "order"), "a: 1") << "what can be read is shown";
}

TEST_F(TemplateDraftsTest, AreOfOnePersonAndHaveTheVersionTheyWereBegunFrom) {
  EXPECT_THAT(names_of(ada_), IsEmpty());
  const auto kept = keep_template_draft(tx_, ada_, draft("order", "a: 1", 8), kAnyDraft);
  ASSERT_TRUE(kept);
  ASSERT_TRUE(keep_template_draft(tx_, ada_, draft("new", "", 0), kAnyDraft));
  EXPECT_THAT(names_of(ada_), ElementsAre("order", "new"));
  const auto found = template_draft(tx_, Actor::token("ada"), "order");
  ASSERT_TRUE(found) << "the token is hers";
  EXPECT_EQ(found->text, "a: 1");
  EXPECT_EQ(found->version, 8);
  EXPECT_EQ(found->saved_at, core::Time(std::chrono::seconds(10)));
  EXPECT_EQ(found->tag, kept->tag);
  EXPECT_EQ(text_of(ada_, "new"), "") << "an empty text is a draft as well";
  EXPECT_THAT(names_of(Actor::user("ben")), IsEmpty());
  EXPECT_EQ(text_of(Actor::user("ben"), "order"), "none");
}

// No name of a person and of a workflow makes the setting of another pair.
TEST_F(TemplateDraftsTest, AreToldApartWhateverTheNames) {
  ASSERT_TRUE(keep_template_draft(tx_, Actor::user("a\",\"b"), draft("c", "one"), kAnyDraft));
  ASSERT_TRUE(keep_template_draft(tx_, Actor::user("a"), draft("b\",\"c", "two"), kAnyDraft));
  EXPECT_EQ(text_of(Actor::user("a\",\"b"), "c"), "one");
  EXPECT_EQ(text_of(Actor::user("a"), "b\",\"c"), "two");
}

TEST_F(TemplateDraftsTest, AreNotOverwrittenByWhoDoesNotKnowThem) {
  const auto first = keep_template_draft(tx_, ada_, draft("order", "a: 1"), "");
  ASSERT_TRUE(first);
  EXPECT_EQ(keep_template_draft(tx_, ada_, draft("order", "a: 2"), "").error().code,
            Errc::conflict);
  const auto second = keep_template_draft(tx_, ada_, draft("order", "a: 3"), first->tag);
  ASSERT_TRUE(second);
  EXPECT_NE(second->tag, first->tag);
  const auto late = keep_template_draft(tx_, ada_, draft("order", "a: 4"), first->tag);
  EXPECT_EQ(late.error().code, Errc::conflict);
  EXPECT_THAT(late.error().message, testing::HasSubstr("1970-01-01T00:00:10Z"));
  EXPECT_EQ(text_of(ada_, "order"), "a: 3");
  EXPECT_EQ(drop_template_draft(tx_, ada_, "order", first->tag).error().code, Errc::conflict);
  EXPECT_TRUE(drop_template_draft(tx_, ada_, "order", second->tag));
  EXPECT_EQ(keep_template_draft(tx_, ada_, draft("order", "a: 5"), second->tag).error().code,
            Errc::conflict)
      << "it was discarded meanwhile";
}

TEST_F(TemplateDraftsTest, AreOverwrittenByWhoKnowsThatThereIsOneAndNotWhich) {
  const std::string some(kSomeDraft);
  EXPECT_EQ(keep_template_draft(tx_, ada_, draft("order", "a: 1"), some).error().code,
            Errc::conflict);
  ASSERT_TRUE(keep_template_draft(tx_, ada_, draft("order", "a: 1"), ""));
  EXPECT_TRUE(keep_template_draft(tx_, ada_, draft("order", "a: 2"), some));
  EXPECT_EQ(text_of(ada_, "order"), "a: 2");
  EXPECT_TRUE(drop_template_draft(tx_, ada_, "order", some));
}

// The version counts: who goes on from a newer version says something else with the same text.
TEST_F(TemplateDraftsTest, HaveATagOfTextAndVersion) {
  const auto tag = [this](const KeptDraft& each) {
    return keep_template_draft(tx_, ada_, each, kAnyDraft)->tag;
  };
  const std::string one = tag(draft("order", "a: 1", 3, 10));
  EXPECT_EQ(tag(draft("order", "a: 1", 3, 99)), one);
  EXPECT_NE(tag(draft("order", "a: 1", 4)), one);
  EXPECT_NE(tag(draft("order", "a: 2", 3)), one);
}

TEST_F(TemplateDraftsTest, AreDroppedWithoutALeftover) {
  ASSERT_TRUE(keep_template_draft(tx_, ada_, draft("order", "a: 1"), kAnyDraft));
  EXPECT_EQ(drop_template_draft(tx_, ada_, "other", kAnyDraft).error().code, Errc::not_found);
  EXPECT_EQ(drop_template_draft(tx_, Actor::user("ben"), "order", kAnyDraft).error().code,
            Errc::not_found);
  EXPECT_TRUE(drop_template_draft(tx_, ada_, "order", kAnyDraft));
  EXPECT_EQ(tx_.size(), 0U);
}

TEST_F(TemplateDraftsTest, GoWhenTheirTextIsPublished) {
  ASSERT_TRUE(keep_template_draft(tx_, ada_, draft("order", "a: 1"), kAnyDraft));
  drop_published_draft(tx_, ada_, "order", "a: 2");
  drop_published_draft(tx_, Actor::user("ben"), "order", "a: 1");
  EXPECT_EQ(text_of(ada_, "order"), "a: 1");
  drop_published_draft(tx_, ada_, "order", "a: 1");
  EXPECT_EQ(tx_.size(), 0U);
}

TEST_F(TemplateDraftsTest, AreNotLongerThanWhatCanBePublished) {
  const std::string most(kTemplateDraftBytesMax, 'a');
  const auto refused = keep_template_draft(tx_, ada_, draft("order", most + "a"), kAnyDraft);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::too_large);
  EXPECT_EQ(refused.error().where, "/text");
  EXPECT_EQ(refused.error().message, "expected a draft of at most 262144 bytes, got 262145");
  EXPECT_EQ(keep_template_draft(tx_, ada_, draft(std::string(core::kNameBytesMax + 1, 'n'), ""),
                                kAnyDraft)
                .error()
                .where,
            "/name");
  EXPECT_EQ(tx_.size(), 0U);
  EXPECT_TRUE(keep_template_draft(tx_, ada_, draft("order", most), kAnyDraft));
}

TEST_F(TemplateDraftsTest, AreNotMoreThanOnePersonWorksOn) {
  for (std::size_t count = 0; count < kTemplateDraftsMax; ++count)
    ASSERT_TRUE(
        keep_template_draft(tx_, ada_, draft("flow-" + std::to_string(count), "a"), kAnyDraft));
  EXPECT_EQ(keep_template_draft(tx_, ada_, draft("more", "a"), kAnyDraft).error().code,
            Errc::limited);
  EXPECT_TRUE(keep_template_draft(tx_, ada_, draft("flow-7", "b"), kAnyDraft)) << "one in place";
  EXPECT_TRUE(keep_template_draft(tx_, Actor::user("ben"), draft("more", "a"), kAnyDraft));
}

TEST_F(TemplateDraftsTest, ThatCannotBeReadAreNone) {
  tx_.set_setting("drafts:ada", R"(["x", {"name": "order"}, {"name": "b", "version": "1"}])");
  EXPECT_THAT(names_of(ada_), IsEmpty());
  tx_.set_setting("drafts:ada", "not JSON");
  EXPECT_THAT(names_of(ada_), IsEmpty());
}

TEST_F(TemplateDraftsTest, OfOnePersonAreDroppedTogether) {
  const Actor ben = Actor::user("ben");
  for (const char* name : {"order", "claims"})
    ASSERT_TRUE(keep_template_draft(tx_, ada_, draft(name, "a: 1"), kAnyDraft));
  ASSERT_TRUE(keep_template_draft(tx_, ben, draft("order", "b: 1"), kAnyDraft));
  drop_template_drafts(tx_, ada_);
  EXPECT_THAT(names_of(ada_), IsEmpty());
  EXPECT_THAT(names_of(ben), ElementsAre("order")) << "those of others stay";
  EXPECT_EQ(tx_.size(), 2U) << "a list and a text, both of ben";
  EXPECT_TRUE(keep_template_draft(tx_, ada_, draft("order", "a: 2"), ""))
      << "who has the name next finds none";
}

}  // namespace
}  // namespace baton::runtime
