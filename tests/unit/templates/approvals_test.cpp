#include "unit/templates/check.hpp"

namespace baton::templates {
namespace {

TEST(Approvals, RefuseARefusalThatLeadsOn) {
  const auto finding = only(R"(
workflow: a
on: [{event: go}]
steps:
  legal:
    approve: { by: { group: legal }, ask: Pay? }
    on_error: continue
  pay: { needs: legal, do: bank.pay }
)");
  EXPECT_EQ(finding.rule, "approve/continue");
  EXPECT_EQ(finding.at.line, 6U);
  EXPECT_THAT(finding.message, HasSubstr("\"pay\" would go on"));
}

TEST(Approvals, LetARefusalLeadOnToWhatAsksForIt) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{event: go}]
steps:
  legal: { approve: { by: { group: legal }, ask: Pay? }, on_error: continue }
  pay: { needs: legal, when: steps.legal.status == "succeeded", do: bank.pay }
  tell: { needs: legal, gate: steps.legal.status != "succeeded" || now > timestamp(run.started_at), do: chat.tell }
)"),
              IsEmpty());
  EXPECT_THAT(found(R"(
workflow: a
on: [{event: go}]
steps:
  legal: { approve: { by: { group: legal }, ask: Pay? }, on_error: continue }
  pay: { needs: legal, when: trigger.data.amount > 5, do: bank.pay }
)"),
              ElementsAre("4:68 approve/continue"));
}

}  // namespace
}  // namespace baton::templates
