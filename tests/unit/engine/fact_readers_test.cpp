#include "baton/engine/fact_readers.hpp"

#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

std::vector<std::string> places(const engine::Plan& plan, std::string_view fact) {
  std::vector<std::string> found;
  for (const auto& reader : engine::fact_readers(plan, fact))
    found.push_back(reader.step + "/" + std::string(reader.place) + (reader.named ? "" : "?"));
  return found;
}

TEST(FactReaders, AreToldByThePlaceThatReads) {
  const auto of = plan(R"yaml(
workflow: w
on: [{event: go}]
inputs: {region: {type: string, default: EMEA}}
context: {left: "${facts.budget.EMEA.remaining}"}
steps:
  a: {gate: "fact('budget', inputs.region).remaining > 5", do: sink.post, with: {x: "${facts.budget.EMEA.remaining}"}}
  b: {when: "fact('open')", set: {x: 1}}
  c: {set: {x: "${fact(inputs.region, 'a')}"}}
  d: {set: {x: 1}}
outputs: {left: "${facts.budget.EMEA.remaining}"}
)yaml");
  EXPECT_THAT(places(*of, "budget"),
              testing::ElementsAre("/context", "a/gate", "a/step", "c/step?", "/outputs"));
  EXPECT_THAT(places(*of, "open"), testing::ElementsAre("b/when", "c/step?"));
}

}  // namespace
}  // namespace baton::tests
