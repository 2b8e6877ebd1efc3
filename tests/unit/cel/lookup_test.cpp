#include "baton/cel/lookup.hpp"

#include <gtest/gtest.h>

namespace baton::cel {
namespace {

// The members of the event by which a run with this condition is found; empty if there are none.
std::string found_by(std::string_view condition) {
  const auto compiled = Expression::compile(condition);
  EXPECT_TRUE(compiled.expression) << condition;
  const auto equality = compiled.expression ? lookup(*compiled.expression) : std::nullopt;
  std::string path;
  if (equality)
    for (const auto& part : equality->path) path += (path.empty() ? "" : ".") + part;
  return path;
}

TEST(Lookup, IsByWhatNamesOneThing) {
  for (const std::string_view other :
       {"event.data.status == steps.a.output.status", "event.data.status == inputs.wanted",
        "event.data.kind == trigger.data.kind", "event.source == trigger.source",
        "event.data.done == steps.a.output.ok", "event.data.x == steps.a.status",
        "event.data.priority == context.priority", "event.data.region == inputs.region",
        "event.data.status == \"Done\"", "event.data.at == now"}) {
    for (const std::string_view key :
         {"event.data.id == trigger.data.id", "event.data.key == run.key",
          "event.data.order_id == inputs.order", "event.data.ticket == steps.ticket.output.key"}) {
      const std::string path(key.substr(0, key.find(' ')));
      EXPECT_EQ(found_by(std::string(other) + " && " + std::string(key)), path) << other;
      EXPECT_EQ(found_by(std::string(key) + " && " + std::string(other)), path) << other;
    }
  }
}

TEST(Lookup, IsByWhatAStepPutOutRatherThanByAnInput) {
  EXPECT_EQ(found_by("event.data.a == inputs.a && event.data.b == steps.b.output.c"),
            "event.data.b");
  EXPECT_EQ(found_by("event.data.id == inputs.id && event.data.key == steps.b.output.key"),
            "event.data.key");
}

TEST(Lookup, IsByAClassWhereThereIsNothingElse) {
  EXPECT_EQ(found_by("event.data.status == inputs.wanted && event.data.n > 1"),
            "event.data.status");
}

TEST(Lookup, IsNeverByAConstantOrByWhatMoves) {
  for (const auto* condition :
       {"event.data.id == \"x\"", "event.data.id == string(now)", "event.data.id == event.data.key",
        "event.data.id == run.id + string(now)", "event.data.id == run.id || event.data.n == 1"})
    EXPECT_EQ(found_by(condition), "") << condition;
  EXPECT_EQ(found_by("event.data.owner == facts.owner[inputs.region].name"), "");
}

}  // namespace
}  // namespace baton::cel
