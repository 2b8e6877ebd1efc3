#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <algorithm>

namespace baton::runtime {
namespace {

using core::Json;
using core::RunStatus;

class ProcessorTest : public SteppingTest {
 protected:
  RunStatus status_of(core::RunId id) {
    const auto all = runs();
    const auto found =
        std::find_if(all.begin(), all.end(), [id](const auto& run) { return run.id() == id; });
    EXPECT_NE(found, all.end());
    return found == all.end() ? RunStatus::running : found->status();
  }
};

TEST_F(ProcessorTest, ReopensNoRunForATaskWhileAnotherIsOpenForItsKey) {
  publish("page",
          "on: [{event: go, key: event.data.k}]\nsteps:\n"
          "  copy: {task: {by: {group: content}, title: Write it}}\n"
          "  legal: {needs: copy, approve: {by: {group: legal}, of: 1, ask: Agree?}}\n");
  post("go", {{"k", "a"}});
  const auto first = runs().front().id();
  const auto now = clock_.now();
  bus_->post(core::task_finish(first, "copy", Json::object(), "", "ana", now));
  bus_->post(core::approval_decide(first, "legal", false, "no", "", "lea", now));
  turns_->wake();
  ASSERT_EQ(status_of(first), RunStatus::failed);
  post("go", {{"k", "a"}});
  ASSERT_EQ(runs().size(), 2U);
  bus_->post(core::task_reopen(first, "copy", "it is wrong", "ana", now));
  turns_->wake();
  EXPECT_EQ(status_of(first), RunStatus::failed);
}

}  // namespace
}  // namespace baton::runtime
