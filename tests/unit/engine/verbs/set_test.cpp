#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;

TEST(Set, GivesValuesToLaterSteps) {
  Life life(
      with_steps("  price: {set: {net: \"${trigger.data.gross / 1.2}\"}}\n  a: {needs: price, do: "
                 "sink.post, with: {net: "
                 "\"${steps.price.output.net}\"}}\n"));
  life.begin(event("go", {{"gross", 12.0}}));
  EXPECT_EQ(life.effects_of<core::StartAction>().at(0).input, (Json{{"net", 10.0}}));
}

}  // namespace
}  // namespace baton::tests
