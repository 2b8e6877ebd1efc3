#include "check.hpp"

namespace baton::templates {

namespace {

// A workflow with the input `people`, a list, and one step with these lines.
std::string with_each(const std::string& lines) {
  return "workflow: w\non: [{ event: go, inputs: { people: [] } }]\ninputs: { people: list "
         "}\nsteps:\n  a:\n" +
         lines;
}

}  // namespace

TEST(Each, IsReadBesideDo) {
  const auto workflow = loaded(with_each(
      "    each: \"${inputs.people}\"\n    parallel: 3\n    fail_fast: true\n    do: sink.post\n"));
  const auto& each = workflow.steps.at(0).each.value();
  EXPECT_EQ(each.items.value, core::Json("${inputs.people}"));
  EXPECT_EQ(each.parallel, 3);
  EXPECT_TRUE(each.fail_fast);
}

TEST(Each, TakesAListOrAMapAsItIsWritten) {
  const auto list = loaded(with_each("    each: [1, 2]\n    do: sink.post\n")).steps.at(0);
  EXPECT_EQ(list.each.value().items.value, (core::Json{1, 2}));
  EXPECT_FALSE(list.each->fail_fast);
  EXPECT_EQ(list.each->parallel, 8);
  const auto map = loaded(with_each("    each: { fr: 1 }\n    do: sink.post\n")).steps.at(0);
  EXPECT_EQ(map.each.value().items.value, (core::Json{{"fr", 1}}));
}

TEST(Each, WarnsWhereItHasNoItems) {
  for (const std::string_view none : {"[]", "{}"})
    EXPECT_EQ(only(with_each("    each: " + std::string(none) + "\n    do: sink.post\n")).rule,
              "suspicious/never");
}

TEST(Each, IsAnExpressionThatGivesAListOrAMap) {
  const auto fault_of = [](const std::string& each) {
    const auto finding = only(with_each("    each: \"" + each + "\"\n    do: sink.post\n"));
    return std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column) + ' ' +
           finding.rule + ' ' + finding.message;
  };
  EXPECT_EQ(fault_of("${size(inputs.people)}"),
            "6:12 type/expression \"each\": expected a list or a map, got a whole number");
  EXPECT_EQ(fault_of("${trigger.id}"),
            "6:12 type/expression \"each\": expected a list or a map, got a text");
  EXPECT_EQ(fault_of("${inputs.people}, ${inputs.people}"),
            "6:12 type/expression \"each\": expected a list or a map, got a text");
  for (const std::string_view each :
       {"${inputs.people.filter(p, p.vip)}", "${{'a': 1}}", "${trigger.data.people}",
        "${trigger.data.?people.orValue([])}"})
    EXPECT_THAT(found(with_each("    each: \"" + std::string(each) + "\"\n    do: sink.post\n")),
                IsEmpty())
        << each;
}

TEST(Each, GivesWithItsNames) {
  EXPECT_THAT(found(with_each("    each: \"${inputs.people}\"\n    do: sink.post\n"
                              "    with: { to: \"${item.email}\", n: \"${index}\" }\n")),
              IsEmpty());
  EXPECT_THAT(found(with_each("    do: sink.post\n    with: { to: \"${item.email}\" }\n")),
              ElementsAre("7:20 expr/unknown-name"));
  EXPECT_THAT(found(with_each("    each: \"${inputs.people}\"\n    do: sink.post\n"
                              "    when: item == 1\n")),
              ElementsAre("8:11 expr/unknown-name"));
}

TEST(Each, IsNamedWhereItsNamesAreNotKnown) {
  EXPECT_THAT(only(with_each("    do: sink.post\n    with: { to: \"${item.email}\" }\n")).hint,
              HasSubstr("\"each\""));
}

TEST(Each, TakesNoMoreItemsThanARunMay) {
  const auto with_items = [](std::size_t count) {
    std::string list = "[1";
    for (std::size_t at = 1; at < count; ++at) list += ",1";
    return with_each("    each: " + list + "]\n    do: sink.post\n");
  };
  EXPECT_THAT(found(with_items(core::kItemsMax)),
              testing::Not(testing::Contains("6:11 limit/range")));
  EXPECT_THAT(found(with_items(core::kItemsMax + 1)), ElementsAre("6:11 limit/range"));
}

TEST(Each, IsNothingElse) {
  EXPECT_THAT(found(with_each("    each: 3\n    do: sink.post\n")),
              ElementsAre("6:11 type/wrong-type"));
  EXPECT_THAT(found(with_each("    each: people\n    do: sink.post\n")),
              ElementsAre("6:11 type/wrong-type"));
  EXPECT_THAT(found(with_each("    each: [1]\n    parallel: 0\n    do: sink.post\n")),
              ElementsAre("7:15 limit/range"));
  EXPECT_THAT(found(with_each("    each: [1]\n    parallel: 101\n    do: sink.post\n")),
              ElementsAre("7:15 limit/range"));
  EXPECT_THAT(found(with_each("    each: [1]\n    fail_fast: never\n    do: sink.post\n")),
              ElementsAre("7:16 type/wrong-type"));
}

TEST(Each, BelongsToVerbsThatCanBeDoneSeveralTimes) {
  EXPECT_THAT(found(with_each("    each: [1]\n    sleep: { for: 1h }\n")),
              ElementsAre("6:5 syntax/misplaced-key"));
  EXPECT_THAT(found(with_each("    parallel: 2\n    do: sink.post\n")),
              ElementsAre("6:5 syntax/misplaced-key"));
  EXPECT_THAT(only(with_each("    each: [1]\n    emit: { event: a.b }\n")).hint,
              HasSubstr("put the step into a workflow of its own, and run that for each"));
}

TEST(Each, WhatOthersReadOfItIsKnown) {
  const std::string step = "    each: \"${inputs.people}\"\n    do: sink.post\n";
  const std::string next = "  b: { needs: a, set: { x: \"${";
  EXPECT_THAT(found(with_each(step + next + "steps.a.output[0].id}\" } }\n")), IsEmpty());
  EXPECT_THAT(found(with_each(step + "    on_error: continue\n" + next +
                              "steps.a.failed.map(f, f.index)}\" } }\n")),
              IsEmpty());
}

}  // namespace baton::templates
