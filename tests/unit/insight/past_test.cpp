#include "baton/insight/past.hpp"

#include <gmock/gmock.h>

namespace baton::insight {
namespace {

core::StepRef item_of(const char* step, int item) { return {step, item}; }

TEST(Past, IsTheStatesThatARunEntered) {
  core::StepStarted begun;
  begun.step = "brief";
  core::StepSucceeded done;
  done.step = "brief";
  core::ApprovalRequested waits;
  waits.step = "legal";
  core::StepSucceeded one_item;
  one_item.step = item_of("mails", 3);
  core::ApprovalDecided decided;
  decided.step = "legal";
  const std::vector<core::Transition> first{core::RunStarted{}, begun};
  const std::vector<core::Transition> second{done, waits};
  core::StepSucceeded agreed;
  agreed.step = "legal";
  core::TaskRequested asks;
  asks.step = "draft";
  core::TaskReopened reopened;
  reopened.step = "draft";
  core::ChildBegun child;
  child.step = "site";
  core::ItemsBegun items;
  items.step = "mails";
  items.of = {"a", "b"};
  core::ItemsBegun more_items;
  more_items.step = "mails";
  const std::vector<core::Transition> third{one_item, decided, agreed, asks,
                                            reopened, child,   items,  more_items};
  const core::Time began{std::chrono::hours(1)};
  Past past({{began, &first},
             {began + std::chrono::hours(1), &second},
             {began + std::chrono::hours(2), &third}});
  const auto moved = std::move(past);
  std::vector<std::string> states;
  for (const auto& visit : moved.visits()) states.emplace_back(visit.state);
  EXPECT_THAT(states, testing::ElementsAre("started", "brief running", "brief succeeded",
                                           "legal waiting", "legal succeeded", "draft waiting",
                                           "draft waiting", "site waiting", "mails waiting"));
  EXPECT_EQ(moved.visits()[3].at, began + std::chrono::hours(1));
}

TEST(Past, CountsEachEntryThatIsDatedBeforeTheOneInFrontOfIt) {
  core::StepStarted begun;
  begun.step = "brief";
  core::StepSucceeded done;
  done.step = "brief";
  const std::vector<core::Transition> first{core::RunStarted{}, begun};
  const std::vector<core::Transition> second{done, begun, done};
  const core::Time began{std::chrono::hours(9)};
  EXPECT_EQ(Past({{began, &first}, {began, &second}}).set_back(), 0);
  const Past past({{began, &first},
                   {began - std::chrono::hours(4), &second},
                   {began - std::chrono::hours(2), &second},
                   {began - std::chrono::hours(3), &second}});
  EXPECT_EQ(past.set_back(), 2);
}

}  // namespace
}  // namespace baton::insight
