#include "baton/engine/retrying.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Kind = core::ActionResult::Kind;

engine::RetryPreview shown_of(const Life& life, const std::string& step = "") {
  return engine::retry_preview(life.the_plan(), life.run(),
                               core::run_retry(life.run().id(), step, "ops", life.now));
}

TEST(RetryPreview, NamesWhatIsDoneAgainAndChangesNothing) {
  Life life(with_steps(R"(
  brief: {do: sink.post}
  ticket: {needs: brief, do: sink.post}
  site: {needs: brief, do: sink.post}
  launch: {needs: [ticket, site], do: sink.post}
  tell: {needs: launch, emit: {event: told}}
)"));
  life.begin(event("go"));
  life.succeed("brief");
  life.end("ticket", Kind::permanent);
  life.end("site", Kind::permanent);
  const auto revision = life.run().revision();
  const auto all = shown_of(life);
  EXPECT_THAT(all.first, ElementsAre("ticket", "site"));
  EXPECT_THAT(all.then, ElementsAre("launch", "tell"));
  EXPECT_THAT(all.kept, ElementsAre("brief"));
  const auto one = shown_of(life, "site");
  EXPECT_THAT(one.first, ElementsAre("site"));
  EXPECT_EQ(life.run().revision(), revision);
  life.hear(core::run_retry(life.run().id(), "", "ops", life.now));
  EXPECT_EQ(to_text(life.run().step("ticket").status), "running") << "as it was foretold";
  EXPECT_EQ(to_text(life.run().step("brief").status), "succeeded");
}

TEST(RetryPreview, NamesWhatWasUndoneAndApprovalsThatAreVoid) {
  Life life(with_steps(R"(
  book: {do: sink.post, undo: {do: sink.post}}
  pay: {needs: book, do: sink.post}
)",
                       "on_failure: {undo: true}\n"));
  life.begin(event("go"));
  life.succeed("book");
  life.end("pay", Kind::permanent);
  life.succeed("book.undo");
  ASSERT_EQ(to_text(life.run().step("book").status), "undone");
  EXPECT_THAT(shown_of(life).first, ElementsAre("book", "pay"));

  Life asked(with_steps(R"(
  a: {do: sink.post}
  b: {do: sink.post}
  agree: {needs: [a, b], join: any, approve: {by: {group: legal}, of: {x: 1}, ask: "Yes?"}}
)"));
  asked.begin(event("go"));
  asked.succeed("b");
  asked.end("a", Kind::permanent);
  EXPECT_THAT(shown_of(asked).voided, ElementsAre("agree"));
}

TEST(RetryPreview, IsEmptyWhereNothingHasFailed) {
  Life life(with_steps("  a: {do: sink.post}\n"));
  life.begin(event("go"));
  const auto shown = shown_of(life);
  EXPECT_THAT(shown.first, IsEmpty());
  EXPECT_THAT(shown.then, IsEmpty());
}

}  // namespace
}  // namespace baton::tests
