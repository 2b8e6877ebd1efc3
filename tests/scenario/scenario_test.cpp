// Runs every tests/scenario/*.scenario.yaml: rules of the system as a user would tell them.
//   template: NAME.yaml or |- text      steps, in order:
//   - event: {type, id, data, source, actor, answer}   - outcome: {step, result, output,
//   retry_after}
//   - advance: 1h     - decide: {step, approve, actor, comment}   - retry: {step, actor}   -
//   cancel: {reason, actor}
//   - restart: true   - publish: NAME.yaml                        - expect: [StepStarted ship, …]
//   everything since the last
//   - in_flight: [step, …]   - run: {status, reason, outputs}     - step: {name, status, reason,
//   output}
// A file tests/golden/NAME.journal.json holds the whole journal that a scenario leaves, word by
// word: stored names do not change. To make a new one: touch it, run with BATON_WRITE_GOLDEN=1, and
// read what came.
#include "baton/formats/yaml.hpp"
#include "scenario/world.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace baton::tests {
namespace {

using core::Json;

const std::filesystem::path kRoot = std::filesystem::path(BATON_SOURCE_DIR) / "tests";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

using formats::yaml::Node;

formats::yaml::NodePtr read_yaml(const std::filesystem::path& file) {
  const auto text = read_file(file);
  auto document = formats::yaml::read(formats::Source(text));
  for (const auto& finding : document.findings)
    ADD_FAILURE() << file << ':' << finding.at.line << ": " << finding.message;
  return document.root ? document.root : std::make_shared<const Node>();
}

std::string text(const Node& node, std::string_view key, std::string default_value = {}) {
  const auto* member = node.find(key);
  return member != nullptr ? member->text : std::move(default_value);
}

Json value(const Node& node, std::string_view key) {
  const auto* member = node.find(key);
  return member != nullptr ? formats::yaml::to_json(*member) : Json::object();
}

std::vector<std::string> texts(const Node& list) {
  std::vector<std::string> texts;
  for (const auto& item : list.items) texts.push_back(item->text);
  return texts;
}

class Scenario {
 public:
  explicit Scenario(const std::filesystem::path& file)
      : name_(file.stem().stem().string()), yaml_(read_yaml(file)) {}

  void play() {
    publish(text(*yaml_, "template"));
    const auto* steps = yaml_->find("steps");
    ASSERT_NE(steps, nullptr);
    for (const auto& step : steps->items) {
      ASSERT_EQ(step->entries.size(), 1U);
      const auto& [verb, given] = step->entries.front();
      SCOPED_TRACE(name_ + ": line " + std::to_string(step->at.line) + ": " + verb->text);
      play(verb->text, *given);
      if (::testing::Test::HasFailure()) return;
    }
    const auto golden = kRoot / "golden" / (name_ + ".journal.json");
    if (std::getenv("BATON_WRITE_GOLDEN") && std::filesystem::exists(golden))
      std::ofstream(golden) << journal().dump(1) << '\n';
    if (std::filesystem::exists(golden)) {
      EXPECT_EQ(journal().dump(1), Json::parse(read_file(golden)).dump(1))
          << "the journal of " << name_ << " is not what it was";
    }
  }

 private:
  void play(const std::string& verb, const Node& given) {
    if (verb == "event") return event(given);
    if (verb == "outcome") return outcome(given);
    if (verb == "advance") return world_.advance(core::parse_duration(given.text).value());
    if (verb == "decide") return decide(given);
    if (verb == "retry")
      return world_.post(core::run_retry(world_.newest_run().id(), text(given, "step"),
                                         core::Actor::parse(text(given, "actor", "ana")),
                                         world_.clock.now()));
    if (verb == "cancel")
      return world_.post(core::run_cancel(world_.newest_run().id(), text(given, "reason"),
                                          core::Actor::parse(text(given, "actor", "ana")),
                                          world_.clock.now()));
    if (verb == "restart") return world_.restart();
    if (verb == "publish") return publish(given.text);
    if (verb == "expect") return expect(given);
    if (verb == "in_flight") return in_flight(given);
    if (verb == "run") return run(given);
    if (verb == "step") return step(given);
    ADD_FAILURE() << "a scenario has no verb " << verb;
  }

  void publish(const std::string& given) {
    const bool file = given.ends_with(".yaml") && given.find('\n') == std::string::npos;
    world_.publish_template(file ? read_file(kRoot / "scenario" / "templates" / given) : given);
  }
  void event(const Node& given) {
    core::Event event;
    event.type = text(given, "type");
    event.source = text(given, "source", "test");
    event.origin = text(given, "id");
    event.actor = core::Actor::parse(text(given, "actor"));
    event.time = event.received = world_.clock.now();
    event.data = value(given, "data");
    EXPECT_EQ(world_.publish(std::move(event)), text(given, "answer", "accepted"));
  }
  void outcome(const Node& given) {
    core::ActionResult result;
    result.kind = core::action_result_kind(text(given, "result", "succeeded")).value();
    result.output = value(given, "output");
    result.message = text(given, "message");
    result.code = text(given, "code");
    if (given.find("retry_after") != nullptr)
      result.retry_after = core::parse_duration(text(given, "retry_after")).value();
    EXPECT_TRUE(world_.finish(text(given, "step"), std::move(result)))
        << "no action of step " << text(given, "step") << " is in flight";
  }
  void decide(const Node& given) {
    world_.post(core::approval_decide(world_.newest_run().id(), text(given, "step"),
                                      value(given, "approve").get<bool>(), text(given, "comment"),
                                      {}, core::Actor::parse(text(given, "actor", "ana")),
                                      world_.clock.now()));
  }
  void expect(const Node& given) { EXPECT_EQ(world_.news(), texts(given)); }
  void in_flight(const Node& given) {
    auto wanted = texts(given);
    std::vector<std::string> found;
    for (const auto& action : world_.in_flight) {
      const bool again = action.mode == core::StartAction::Mode::read_back;
      found.push_back(action.step.text() + (again ? " read_back" : ""));
    }
    std::sort(wanted.begin(), wanted.end());
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, wanted);
  }
  void run(const Node& given) {
    const auto run = world_.newest_run();
    if (given.find("status") != nullptr) {
      EXPECT_EQ(to_text(run.status()), text(given, "status"));
    }
    if (given.find("reason") != nullptr) {
      EXPECT_NE(run.reason().find(text(given, "reason")), std::string::npos) << run.reason();
    }
    if (given.find("outputs") != nullptr) {
      EXPECT_EQ(run.view().at("outputs"), value(given, "outputs"));
    }
    if (given.find("version") != nullptr) {
      EXPECT_EQ(run.head().version, value(given, "version").get<int>());
    }
  }
  void step(const Node& given) {
    const auto run = world_.newest_run();
    const auto& state = run.step(text(given, "name"));
    if (given.find("status") != nullptr) {
      EXPECT_EQ(core::to_text(state.status), text(given, "status"));
    }
    if (given.find("reason") != nullptr) {
      EXPECT_NE(state.reason.find(text(given, "reason")), std::string::npos) << state.reason;
    }
    if (given.find("output") != nullptr) {
      EXPECT_EQ(run.view().at("steps").at(text(given, "name")).at("output"),
                value(given, "output"));
    }
  }

  // The whole journal, without what differs from run to run.
  Json journal() {
    Json rows = Json::array();
    world_.read([&](ports::Queries& queries) {
      for (const auto& row : queries.journal_after(0, 10'000)) {
        Json entry{
            {"at", core::to_rfc3339(row.at)}, {"actor", row.actor}, {"transitions", Json::array()}};
        for (const auto& transition : row.transitions)
          entry["transitions"].push_back(core::to_json(transition));
        rows.push_back(std::move(entry));
      }
    });
    return rows;
  }

  std::string name_;
  formats::yaml::NodePtr yaml_;
  World world_;
};

class ScenarioTest : public ::testing::Test {
 public:
  explicit ScenarioTest(std::filesystem::path file) : file_(std::move(file)) {}
  void TestBody() override { Scenario(file_).play(); }

 private:
  std::filesystem::path file_;
};

}  // namespace
}  // namespace baton::tests

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(baton::tests::kRoot / "scenario")) {
    if (entry.path().string().ends_with(".scenario.yaml")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    ::testing::RegisterTest(
        "Scenario", file.stem().stem().c_str(), nullptr, nullptr, __FILE__, __LINE__,
        [file]() -> ::testing::Test* { return new baton::tests::ScenarioTest(file); });
  }
  return files.empty() ? 1 : RUN_ALL_TESTS();
}
