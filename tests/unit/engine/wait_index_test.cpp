#include "baton/engine/wait_index.hpp"

#include "unit/make.hpp"

#include <gmock/gmock.h>
#include <random>

namespace baton::tests {
namespace {

using core::Json;

// Whether the index leads from an event to a waiting run.
bool is_found(const core::StepWaiting& wait, const Json& seen) {
  if (wait.path.empty()) return true;  // asked about each event
  const auto value = engine::index_value(seen, engine::index_path(wait.path));
  return !value.empty() && value == wait.value;
}

core::StepWaiting wait_for(const std::string& condition, const Json& trigger_data) {
  Life life(
      "workflow: w\non: [{event: go}]\nsteps:\n  w:\n    wait:\n      event: answer\n      when: "
      "'" +
      condition + "'\n");
  life.begin(event("go", trigger_data));
  return life.run().step("w").wait.value_or(core::StepWaiting{});
}

// Values that differ, or are equal, in ways that a text of them may not show.
const std::vector<Json>& odd_values() {
  static const std::vector<Json> kValues{
      nullptr,
      true,
      false,
      0,
      1,
      -1,
      -0.0,
      0.1,
      1.0,
      1.5,
      "1",
      "1.0",
      "true",
      "null",
      "",
      " ",
      "a",
      "ä",
      "a.b",
      "[1]",
      std::string("a\0b", 3),
      std::string(300, 'x'),
      std::string(300, 'x') + "y",
      1e300,
      1e16,
      10'000'000'000'000'000,
      9'007'199'254'740'992,
      9'007'199'254'740'993,
      9'007'199'254'740'992.0,
      9'223'372'036'854'775'807,
      9'223'372'036'854'775'808U,
      9'223'372'036'854'775'808.0,
      18'446'744'073'709'551'615U,
      18'446'744'073'709'551'616.0,
      Json::array(),
      Json::array({1, 2}),
      Json::object(),
      Json{{"a", 1}},
      "2026-05-04T12:00:00Z",
  };
  return kValues;
}

const std::vector<std::vector<std::string>>& odd_paths() {
  static const std::vector<std::vector<std::string>> kPaths{
      {"key"}, {"a", "b"}, {"a.b"}, {"order.id", "x"}, {"order", "id"}, {"[0]"}, {"", "x"}};
  return kPaths;
}

std::string cel_path(const std::string& name, const std::vector<std::string>& path) {
  std::string text = name;
  for (const auto& member : path) text += "[\"" + member + "\"]";
  return text;
}

void put(Json& data, const std::vector<std::string>& path, const Json& value) {
  auto* at = &data;
  for (const auto& member : path) {
    if (!at->is_object()) *at = Json::object();
    at = &(*at)[member];
  }
  *at = value;
}

class WaitIndex : public testing::Test {
 protected:
  template <class Of>
  const typename Of::value_type& pick(const Of& of) {
    return of[random_() % of.size()];
  }
  // Conditions whose equality may be an index, in some order with others.
  std::string condition(const std::vector<std::string>& path) {
    const auto place = cel_path("event.data", path);
    const std::vector<std::string> others{"trigger.data.v",
                                          "trigger.data[\"w.x\"]",
                                          "\"a\"",
                                          "1",
                                          "1.0",
                                          "has(trigger.data.v)",
                                          "(trigger.data.v == null ? \"\" : \"a\")",
                                          "trigger.time",
                                          "string(now)"};
    const auto& other = pick(others);
    std::vector<std::string> parts{random_() % 2 != 0U ? place + " == " + other
                                                       : other + " == " + place};
    if (random_() % 2 != 0U)
      parts.insert(parts.begin() + static_cast<long>(random_() % 2),
                   "event.data.status == \"Done\"");
    if (random_() % 3 == 0U)
      parts.emplace_back(cel_path("event.data", pick(odd_paths())) + " == trigger.data.v");
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : " && ") + ("(" + part + ")");
    return text;
  }
  Json event_data(const std::vector<std::string>& path, const Json& trigger) {
    Json data{{"status", random_() % 4 != 0U ? "Done" : "Open"}};
    put(data, path, random_() % 2 != 0U ? trigger.at("v") : pick(odd_values()));
    if (random_() % 3 == 0U) put(data, pick(odd_paths()), trigger.at("v"));
    return data;
  }

  std::mt19937_64 random_{20'261'128};
};

TEST_F(WaitIndex, FindsEachEventForWhichTheConditionIsTrue) {
  int answered = 0;
  int indexed = 0;
  for (int round = 0; round < 600; ++round) {
    const auto& path = pick(odd_paths());
    const Json trigger{{"v", pick(odd_values())}, {"w.x", pick(odd_values())}};
    Life life("workflow: w\non: [{event: go}]\nsteps:\n  w: {wait: {event: answer, when: '" +
              condition(path) + "'}}\n");
    life.begin(event("go", trigger));
    const auto wait = life.run().step("w").wait;
    if (!wait) continue;  // the other side is an error: the step has failed, and says so
    indexed += wait->path.empty() ? 0 : 1;
    for (int some = 0; some < 6; ++some) {
      const auto answer = event("answer", event_data(path, trigger));
      auto run = life.run();
      const auto decision = engine::decide(life.the_plan(), std::move(run), answer, {noon(), 0});
      const bool holds = decision.run.step("w").status == core::StepStatus::succeeded;
      answered += holds ? 1 : 0;
      ASSERT_TRUE(!holds || is_found(*wait, answer.to_json()))
          << std::get<engine::PlanWait>(life.the_plan().step("w")->verb).events.at(0).when->text()
          << "\ntrigger " << trigger << "\nevent " << answer.data << "\nindex " << wait->path
          << " = " << wait->value;
    }
  }
  EXPECT_GT(answered, 100);
  EXPECT_GT(indexed, 100);
}

TEST_F(WaitIndex, OfEachPairOfValuesThatAreEqualIsTheSame) {
  for (const auto& left : odd_values()) {
    for (const auto& right : odd_values()) {
      const auto a = cel::Value::borrow(left);
      const auto b = cel::Value::borrow(right);
      const auto key = engine::index_text(a);
      if (!a.equals(b) || key.empty()) continue;
      EXPECT_EQ(key, engine::index_text(b)) << left << " and " << right;
    }
  }
}

TEST_F(WaitIndex, ATextLeadsBackToItsPathAndToNoOther) {
  for (const auto& path : odd_paths()) EXPECT_EQ(engine::index_path(engine::to_text(path)), path);
  EXPECT_EQ(engine::to_text({"data", "key"}), "data.key");
  EXPECT_NE(engine::to_text({"data", "order.id"}), engine::to_text({"data", "order", "id"}));
}

TEST_F(WaitIndex, IsWhatTellsRunsApart) {
  const Json trigger{{"id", "D-1"}, {"status", "Done"}};
  EXPECT_EQ(
      wait_for("event.data.status == \"Done\" && event.data.key == trigger.data.id", trigger).path,
      "data.key");
  EXPECT_EQ(wait_for("event.data.a == trigger.data.id && event.data.b == run.id", trigger).path,
            "data.b");
  EXPECT_EQ(wait_for("event.data.status == \"Done\"", trigger).path, "");
  EXPECT_EQ(wait_for("event.data.at == string(now)", trigger).path, "");
  EXPECT_EQ(wait_for("event.data[\"order.id\"] == trigger.data.id", trigger).path,
            R"(["data","order.id"])");
}

TEST_F(WaitIndex, IsNoneForAValueThatIsNoneOrNoScalar) {
  for (const Json& value : {Json(""), Json(nullptr), Json::array({1}), Json::object()}) {
    const auto wait = wait_for("event.data.key == trigger.data.v", {{"v", value}});
    EXPECT_EQ(wait.path, "") << value;
    EXPECT_EQ(wait.value, "") << value;
  }
}

}  // namespace
}  // namespace baton::tests
