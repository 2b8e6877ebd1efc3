#include "check.hpp"
#include "templates/forms.hpp"
#include "templates/keys.hpp"
#include "templates/verbs/verb.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace baton::templates {

namespace {

using core::Json;
using testing::UnorderedElementsAreArray;

const Json& schema() {
  static const auto schema = Json::parse(read_file("config/schema/workflow.schema.json"));
  return schema;
}

std::vector<std::string> members(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.at("properties").items()) names.push_back(name);
  return names;
}

std::vector<std::string> names(Words words) { return {words.begin(), words.end()}; }

// The schema of an object. When it has a short form too, the schema is a list of alternatives, of
// which the object is one.
const Json& object_of(const Json& schema) {
  if (!schema.contains("oneOf") || schema.contains("properties")) return schema;
  const auto& forms = schema.at("oneOf");
  return *std::find_if(forms.begin(), forms.end(),
                       [](const Json& form) { return form.contains("properties"); });
}

// The schema of a part of a step, named as in "approve.by".
const Json& inside(const Json& step, std::string_view path) {
  const auto dot = path.find('.');
  const auto& found = step.at(std::string(path.substr(0, dot)));
  if (dot == std::string_view::npos) return found;
  return inside(found.at("properties"), path.substr(dot + 1));
}

}  // namespace

TEST(Schema, KnowsTheKeysThatTheReaderKnows) {
  const auto& definitions = schema().at("$defs");
  const auto& step = definitions.at("step").at("properties");
  EXPECT_THAT(members(schema()), UnorderedElementsAreArray(names(kWorkflowKeys.keys)));
  EXPECT_THAT(members(definitions.at("trigger")),
              UnorderedElementsAreArray(names(kTriggerKeys.keys)));
  EXPECT_THAT(members(definitions.at("schedule")),
              UnorderedElementsAreArray(names(kScheduleKeys.keys)));
  EXPECT_THAT(members(object_of(definitions.at("input"))),
              UnorderedElementsAreArray(names(kInputKeys.keys)));
  EXPECT_THAT(members(object_of(definitions.at("form_field"))),
              UnorderedElementsAreArray(names(form_field_keys().keys)));
  EXPECT_THAT(members(definitions.at("step")), UnorderedElementsAreArray(names(kStepKeys.keys)));
  for (const auto* syntax : verb_syntaxes()) {
    for (const auto* keys : syntax->keys) {
      if (keys == nullptr) continue;
      EXPECT_THAT(members(inside(step, keys->what)), UnorderedElementsAreArray(names(keys->keys)))
          << keys->what;
    }
  }
  const auto& trigger = definitions.at("trigger").at("properties");
  EXPECT_THAT(members(trigger.at("debounce")),
              UnorderedElementsAreArray(names(kDebounceKeys.keys)));
  EXPECT_THAT(members(trigger.at("throttle")),
              UnorderedElementsAreArray(names(kThrottleKeys.keys)));
  const auto& window = definitions.at("window");
  EXPECT_THAT(members(window), UnorderedElementsAreArray(names(kWindowKeys.keys)));
  EXPECT_THAT(members(window.at("properties").at("sequence").at("items")),
              UnorderedElementsAreArray(names(kWindowEventKeys.keys)));
  EXPECT_THAT(members(definitions.at("threshold")),
              UnorderedElementsAreArray(names(kThresholdKeys.keys)));
  const auto& bound = definitions.at("threshold_bound");
  EXPECT_THAT(members(bound), UnorderedElementsAreArray(names(kBoundKeys.keys)));
  EXPECT_THAT(members(bound.at("properties").at("of")),
              UnorderedElementsAreArray(names(kBaselineKeys.keys)));
  const auto& slots = schema().at("properties").at("concurrency");
  EXPECT_THAT(members(slots), UnorderedElementsAreArray(names(kConcurrencyKeys.keys)));
  EXPECT_EQ(slots.at("properties").at("when_full").at("enum"), Json(names(words::kWhenFull)));
  EXPECT_THAT(members(step.at("undo")), UnorderedElementsAreArray(names(kUndoKeys.keys)));
  EXPECT_THAT(members(schema().at("properties").at("on_failure")),
              UnorderedElementsAreArray(names(kOnFailureKeys.keys)));
  EXPECT_THAT(members(definitions.at("awaited")),
              testing::UnorderedElementsAre("event", "from", "when", "since"));
  const auto& context = schema().at("properties").at("context").at("properties");
  EXPECT_THAT(members(context.at("hear").at("items")),
              UnorderedElementsAreArray(names(kHeardKeys.keys)));
  EXPECT_THAT(members(object_of(step.at("gate"))),
              UnorderedElementsAreArray(names(kGateKeys.keys)));
  EXPECT_THAT(members(definitions.at("retry")), UnorderedElementsAreArray(names(kRetryKeys.keys)));
  EXPECT_THAT(members(step.at("sla")), UnorderedElementsAreArray(names(kSlaKeys.keys)));
  EXPECT_THAT(members(object_of(definitions.at("sla_mark"))),
              UnorderedElementsAreArray(names(kSlaMarkKeys.keys)));
}

TEST(Schema, KnowsTheChoicesThatTheReaderKnows) {
  const auto& definitions = schema().at("$defs");
  const auto& step = definitions.at("step").at("properties");
  EXPECT_EQ(definitions.at("input_type").at("enum"), Json(names(words::kInputTypes)));
  EXPECT_EQ(step.at("on_error").at("enum"), Json(names(words::kOnError)));
  EXPECT_EQ(step.at("join").at("enum"), Json(names(words::kJoin)));
  EXPECT_EQ(definitions.at("schedule").at("properties").at("misfire").at("enum"),
            Json(names(words::kMisfire)));
  EXPECT_EQ(object_of(step.at("gate")).at("properties").at("otherwise").at("enum"),
            Json(names(words::kOtherwise)));
}

TEST(Schema, WantsExactlyOneVerbAStep) {
  std::vector<std::string> verbs;
  for (const auto& form : schema().at("$defs").at("step").at("oneOf"))
    verbs.push_back(form.at("required").at(0).get<std::string>());
  EXPECT_THAT(verbs, UnorderedElementsAreArray(names(words::kVerbs)));
}

TEST(Schema, HasTheLimitsOfTheReader) {
  EXPECT_EQ(schema().at("properties").at("steps").at("maxProperties"), core::kStepsMax);
  const auto& retry = schema().at("$defs").at("retry").at("properties");
  EXPECT_EQ(retry.at("attempts").at("maximum"), core::kRetryAttemptsMax);
}

TEST(Schema, DescribesEveryKeyOfAStep) {
  for (const auto& [name, property] : schema().at("$defs").at("step").at("properties").items())
    EXPECT_TRUE(property.contains("description")) << name;
}

}  // namespace baton::templates
