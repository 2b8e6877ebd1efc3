#include "check.hpp"

#include <utility>

namespace baton::templates {

namespace {

std::vector<std::string> of_trigger(const std::string& trigger) {
  return found("workflow: a\non:\n  - " + trigger + "\nsteps: { b: { set: { c: 1 } } }\n");
}
std::vector<std::string> of_window(const std::string& window) {
  return of_trigger("window: { " + window + " }");
}
std::vector<std::string> of_threshold(const std::string& threshold) {
  return of_trigger("threshold: { " + threshold + " }");
}

}  // namespace

TEST(Windows, GiveWhatTheyHave) {
  const auto faults = [](const std::string& trigger, const std::string& read) {
    return found("\nworkflow: a\ninputs: { n: string }\non:\n  - " + trigger +
                 "\n    inputs: { n: \"${string(" + read +
                 ")}\" }\nsteps:\n  b: { set: { c: 1 } }\n");
  };
  const std::string distinct =
      "window: { event: x, within: 7d, distinct: { p: event.data.p }, at_least: { p: 3 } }";
  const std::string counted = "window: { event: x, within: 7d, at_least: 3 }";
  const std::string sequence = "window: { sequence: [{ event: x }, { event: y }], within: 7d }";
  const std::string plain = "threshold: { event: x, aggregate: count, over: 6h, above: 5 }";
  const std::string based =
      "threshold: { event: x, aggregate: count, over: 6h, above: { times: 3, of: { aggregate: "
      "count, over: 14d } } }";
  EXPECT_THAT(faults(distinct, "window.distinct.p[0]"), IsEmpty());
  EXPECT_THAT(faults(distinct, "window.distinct.q[0]"), ElementsAre("5:44 expr/unknown-field"));
  EXPECT_THAT(faults(distinct, "window.count"), IsEmpty());
  EXPECT_THAT(faults(distinct, "window.distinct.p[0] > 5"), IsEmpty());
  EXPECT_THAT(faults(distinct, "window.baseline"), ElementsAre("5:35 expr/unknown-field"));
  EXPECT_THAT(faults(counted, "window.count"), IsEmpty());
  EXPECT_THAT(faults(counted, "window.distinct.p[0]"), ElementsAre("5:44 expr/unknown-field"));
  EXPECT_THAT(faults(sequence, "window.first.data.id"), IsEmpty());
  EXPECT_THAT(faults(sequence, "window.count"), IsEmpty());
  EXPECT_THAT(faults(plain, "window.value"), IsEmpty());
  EXPECT_THAT(faults(plain, "window.baseline"), ElementsAre("5:35 expr/unknown-field"));
  EXPECT_THAT(faults(plain, "window.first.data.id"), ElementsAre("5:35 expr/unknown-field"));
  EXPECT_THAT(faults(based, "window.baseline"), IsEmpty());
}

TEST(Windows, AreReadWithTheirParts) {
  const auto workflow = loaded(R"(
workflow: a
on:
  - window:
      event: web.viewed
      from: site
      when: event.data.kind == "guide"
      by: event.data.account
      within: 7d
      distinct: { person: event.data.person, source: event.source }
      at_least: { person: 3 }
      again_after: 30d
      late: 15m
    when: window.key != "test"
    key: window.key
    inputs: { n: "${size(window.distinct.person)}" }
  - window:
      sequence: [ { event: a.b }, { event: c.d, when: event.data.n > 1 }, { absent: e.f, for: 2d } ]
      within: 10d
  - threshold:
      event: ads.report
      value: event.data.ctr
      over: 6h
      above: { times: 3, of: { over: 14d, at_least: 48 } }
inputs: { n: { type: integer, default: 0 } }
steps: { b: { set: { c: 1 } } }
)");
  ASSERT_EQ(workflow.triggers.size(), 3U);
  const auto& counted = workflow.triggers[0].window.value();
  EXPECT_EQ(counted.events.at(0).event, "web.viewed");
  EXPECT_EQ(counted.events.at(0).from, "site");
  EXPECT_EQ(counted.by->text, "event.data.account");
  EXPECT_EQ(counted.within, std::chrono::hours(7 * 24));
  EXPECT_EQ(counted.distinct.at(0).at_least, 3);
  EXPECT_EQ(counted.distinct.at(1).at_least, 0);
  EXPECT_EQ(counted.again_after, std::chrono::hours(30 * 24));
  EXPECT_EQ(counted.late, std::chrono::minutes(15));
  const auto& sequence = workflow.triggers[1].window.value();
  EXPECT_TRUE(sequence.sequence);
  EXPECT_EQ(sequence.late, std::chrono::hours(1));
  EXPECT_EQ(sequence.events.size(), 2U);
  EXPECT_EQ(sequence.absent->event.event, "e.f");
  EXPECT_EQ(sequence.absent->lasts, std::chrono::hours(48));
  const auto& threshold = workflow.triggers[2].threshold.value();
  EXPECT_EQ(threshold.aggregate, core::Threshold::Aggregate::avg);
  EXPECT_EQ(threshold.bound, 3);
  EXPECT_EQ(threshold.baseline->aggregate, core::Threshold::Aggregate::avg);
  EXPECT_EQ(threshold.baseline->at_least, 48);
}

TEST(Windows, AreCheckedInEachPart) {
  const std::string right = "event: x.y, within: 1h, at_least: 2";
  EXPECT_THAT(of_window(right), IsEmpty());
  EXPECT_THAT(of_trigger("window: x.y"), testing::SizeIs(1));
  EXPECT_THAT(of_window("within: 1h, at_least: 2"), ElementsAre("3:5 syntax/missing-key"));
  EXPECT_THAT(of_window("event: x.y, at_least: 2"), ElementsAre("3:5 syntax/missing-key"));
  EXPECT_THAT(of_window("event: x.y, within: 1h"), ElementsAre("3:5 syntax/missing-key"));
  EXPECT_THAT(of_window("event: [], within: 1h, at_least: 2"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", when: event.dta"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", when: inputs.a"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", by: [a]"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", by: 1 == 1"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", again_after: soon"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", again_after: 400d"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", late: 1d"), IsEmpty());
  EXPECT_THAT(of_window(right + ", late: 0s"), IsEmpty());
  EXPECT_THAT(of_window(right + ", late: 25h"), testing::Contains(HasSubstr("limit/range")));
  EXPECT_THAT(of_window(right + ", late: often"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", late: 1bd"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", distinct: [a]"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", distinct: { A: event.source }"), testing::SizeIs(1));
  EXPECT_THAT(of_window(right + ", cooldown: 1h"), testing::SizeIs(1));
  EXPECT_THAT(of_window("event: x.y, within: 400d, at_least: 2"), testing::SizeIs(1));
  EXPECT_THAT(of_window("event: x.y, within: 3bd, at_least: 2"), testing::SizeIs(1));
  EXPECT_THAT(of_window("event: x.y, within: 1h, at_least: 0"), testing::SizeIs(1));
  EXPECT_THAT(of_window("event: x.y, within: 1h, at_least: many"), testing::SizeIs(1));
  EXPECT_THAT(of_window("event: x.y, within: 1h, at_least: {}"), testing::SizeIs(1));
  EXPECT_THAT(
      of_window("event: x.y, within: 1h, distinct: { p: event.source }, at_least: { q: 2 }"),
      testing::Contains(HasSubstr("ref/unknown-value")));
  EXPECT_THAT(
      of_window("event: x.y, within: 1h, distinct: { p: event.source }, at_least: { p: 0 }"),
      testing::SizeIs(1));
}

TEST(Windows, WithASequenceAreCheckedInEachPart) {
  EXPECT_THAT(of_window("within: 1h, sequence: [{ event: a.b }, { event: c.d }]"), IsEmpty());
  EXPECT_THAT(of_window("within: 1h, sequence: { event: a.b }"), testing::SizeIs(1));
  EXPECT_THAT(of_window("within: 1h, sequence: [{ event: a.b }]"), testing::SizeIs(1));
  EXPECT_THAT(of_window("within: 1h, sequence: [{ event: a.b }, { event: c.d }], at_least: 2"),
              testing::SizeIs(1));
  EXPECT_THAT(of_window("within: 1h, event: e.f, sequence: [{ event: a.b }, { event: c.d }]"),
              testing::SizeIs(1));
  EXPECT_THAT(of_window("within: 1h, sequence: [{ absent: a.b, for: 1h }, { event: c.d }]"),
              ElementsAre("3:38 window/absent"));
  EXPECT_THAT(of_window("within: 1h, sequence: [{ event: c.d }, { absent: a.b }]"),
              testing::SizeIs(1));
  EXPECT_THAT(of_window("within: 1h, sequence: [{ event: c.d, for: 1h }, { event: a.b }]"),
              testing::SizeIs(1));
  EXPECT_THAT(
      of_window("within: 1h, sequence: [{ event: c.d }, { absent: a.b, event: e.f, for: 1h }]"),
      testing::SizeIs(1));
}

TEST(Thresholds, AreCheckedInEachPart) {
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: 7"), IsEmpty());
  EXPECT_THAT(of_threshold("event: x.y, value: event.data.n, over: 1h, below: 0.5"), IsEmpty());
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: 7, late: 15m"), IsEmpty());
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: 7, late: 2d"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("over: 1h, above: 7"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, above: 7"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: 7, below: 3"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: much"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 5s, above: 7"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: 7, aggregate: median"),
              testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: 7, aggregate: sum"), testing::SizeIs(1))
      << "it has no value";
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: 7, at_least: 0"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: { times: 2 }"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: { times: 0, of: { over: 1d } }"),
              testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1d, above: { of: { over: 1h } }"), testing::SizeIs(1))
      << "what is usual takes longer";
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, above: { of: { aggregate: avg, over: 1d } }"),
              testing::SizeIs(1));
}

TEST(Thresholds, WarnOfAValueThatIsNoNumberOrIsNotRead) {
  const auto rule_of = [](const std::string& value, const std::string& aggregate) {
    return of_threshold("event: x.y, over: 1h, above: 7, aggregate: " + aggregate +
                        ", value: " + value);
  };
  EXPECT_THAT(rule_of("event.data.n > 3", "sum"),
              ElementsAre(testing::EndsWith(" suspicious/number")));
  EXPECT_THAT(rule_of("\"'s'\"", "sum"), ElementsAre(testing::EndsWith(" suspicious/number")));
  EXPECT_THAT(rule_of("event.data.n * 2.0", "sum"), IsEmpty());
  EXPECT_THAT(rule_of("event.data.n", "count"),
              ElementsAre(testing::EndsWith(" suspicious/unused")));
}

TEST(Thresholds, WarnOfABelowThatNoSilenceReaches) {
  const auto finding = only(
      "workflow: a\non:\n  - threshold: { event: x.y, by: event.data.k, aggregate: count, over: "
      "1h, "
      "below: 2 }\nsteps: { b: { set: { c: 1 } } }\n");
  EXPECT_EQ(finding.rule, "suspicious/below");
  EXPECT_EQ(finding.severity, core::Finding::Severity::warning);
  EXPECT_EQ(finding.at, (core::Position{3, 76}));
  EXPECT_THAT(finding.message, HasSubstr("the first event of a key"));
  EXPECT_THAT(finding.hint, HasSubstr("sequence: [{ event: x.y }, { absent: x.y, for: 1h }]"));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, aggregate: rate, below: 3"), testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, value: event.data.n, aggregate: sum, below: 3, "
                           "at_least: 5"),
              testing::SizeIs(1));
  EXPECT_THAT(of_threshold("event: x.y, over: 1h, value: event.data.n, aggregate: min, below: 3"),
              IsEmpty());
}

TEST(Windows, AreAWayToStartOfTheirOwn) {
  const std::string window = "window: { event: x.y, within: 1h, at_least: 2 }\n    ";
  EXPECT_THAT(of_trigger(window + "event: a.b"), ElementsAre("4:5 syntax/two-keys"));
  EXPECT_THAT(of_trigger(window + "from: crm"), ElementsAre("4:5 syntax/misplaced-key"));
  EXPECT_THAT(of_trigger(window + "debounce: { key: '\"a\"', quiet: 1s }"), testing::SizeIs(1));
  EXPECT_THAT(of_trigger(window + "threshold: { event: x.y, over: 1h, above: 3 }"),
              ElementsAre("4:5 syntax/two-keys"));
  EXPECT_THAT(of_trigger(window + "key: event.data.k"), testing::SizeIs(1))
      << "several events led to it";
  EXPECT_THAT(of_trigger(window + "key: window.key"), IsEmpty());
}

}  // namespace baton::templates
