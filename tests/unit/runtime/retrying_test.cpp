#include "runtime/retrying.hpp"

#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

namespace baton::runtime {
namespace {

using core::Json;
using core::Repeat;
using Kind = core::ActionResult::Kind;

// A connection with an operation of each kind.
class EachKind final : public ports::Connectors {
 public:
  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction&) override {
    co_return core::ActionResult{};
  }
  core::Operations operations() const override {
    core::Operations all;
    for (const auto repeat :
         {Repeat::reads, Repeat::by_key, Repeat::same, Repeat::looks, Repeat::twice})
      all["crm"][std::string(core::to_text(repeat))].repeat = repeat;
    return all;
  }
  std::size_t concurrency(std::string_view) const override { return 4; }
};

class RetryingTest : public SteppingTest {
 protected:
  core::RunId begin(const std::string& name, const std::string& steps) {
    publish(name, "on: [{event: go}]\nsteps:\n" + steps);
    post("go");
    return runs(name).back().id();
  }
  void end(core::RunId run, const std::string& step, Kind kind, std::string code = "") {
    core::ActionResult result{kind, {}, std::move(code), "as told", {}};
    bus_->post(core::action_finished(run, step, 1, std::move(result), clock_.now()));
    turns_->wake();
  }
  WhyNow now() const {
    WhyNow now;
    now.wall = clock_.now();
    now.steady = clock_.steady();
    return now;
  }
  Json retry(core::RunId run, const std::string& step = "") {
    return read([&](ports::Queries& queries) {
      return preview_retry(queries, plans_, run, step, "token:ana", now(), vendors_);
    });
  }
  Json restart(core::RunId run) {
    return read([&](ports::Queries& queries) {
      return preview_restart(queries, plans_, run, now(), vendors_);
    });
  }
  Json replay(core::EventId event) {
    return read([&](ports::Queries& queries) {
      return preview_replay(queries, plans_, event, now(), vendors_);
    });
  }
  core::EventId trigger_of(core::RunId run) {
    core::EventId id;
    transact([&](ports::Tx& tx) { id = tx.run(run)->trigger; });
    return id;
  }
  // What the preview says of sending this step once more.
  static std::string again(const Json& preview, const std::string& step) {
    for (const auto& effect : preview.at("effects"))
      if (effect.at("step") == step) return effect.at("again").get<std::string>();
    return "nothing";
  }

  EachKind vendors_;

 private:
  template <class Read>
  Json read(Read look) {
    Json found;
    transact([&](ports::Tx& tx) {
      auto shown = look(tx);
      found = shown ? *shown : Json{{"error", shown.error().message}};
    });
    return found;
  }
};

TEST_F(RetryingTest, SaysWhatARetrySendsAgainAndWhetherItMayHappenTwice) {
  const auto run = begin("w", R"(  brief: {do: crm.twice}
  sure: {do: crm.twice}
  keyed: {do: crm.by_key}
  found: {do: crm.looks}
  asked: {do: crm.twice}
  read: {needs: sure, do: crm.reads}
  late: {needs: sure, do: crm.twice}
  tell: {needs: sure, emit: {event: told}}
)");
  end(run, "brief", Kind::succeeded);
  end(run, "sure", Kind::permanent, "http_404");
  for (const auto* step : {"keyed", "found", "asked"})
    end(run, step, Kind::permanent, std::string(core::kUnknownCode));
  const auto shown = retry(run);
  EXPECT_EQ(shown.at("may"), true) << shown.dump();
  EXPECT_EQ(shown.at("first"), (Json{"sure", "keyed", "found", "asked"}));
  EXPECT_EQ(shown.at("then"), (Json{"read", "late", "tell"}));
  EXPECT_EQ(shown.at("kept"), Json::array({"brief"}));
  EXPECT_EQ(again(shown, "sure"), "retried");
  EXPECT_EQ(again(shown, "keyed"), "once");
  EXPECT_EQ(again(shown, "found"), "once");
  EXPECT_EQ(again(shown, "asked"), "asks");
  EXPECT_EQ(again(shown, "read"), "reads");
  EXPECT_EQ(again(shown, "late"), "first");
  EXPECT_EQ(again(shown, "tell"), "nothing");
  EXPECT_EQ(shown.at("effects")[1].at("key"), run.text() + ".keyed");
  EXPECT_EQ(retry(run, "keyed").at("first"), Json::array({"keyed"}));
  EXPECT_EQ(retry(run, "brief").at("may"), false) << "it has not failed";
  EXPECT_TRUE(retry(run, "nothing").contains("error"));
}

TEST_F(RetryingTest, NamesThePinnedVersionAndTheNewest) {
  const auto run = begin("w", "  a: {do: crm.twice}\n");
  end(run, "a", Kind::permanent);
  publish("w", "on: [{event: go}]\nsteps:\n  a: {do: crm.same}\n");
  const auto shown = retry(run);
  EXPECT_EQ(shown.at("version"), 1);
  EXPECT_EQ(shown.at("uses"), 1);
  EXPECT_EQ(shown.at("newest"), 2);
  EXPECT_EQ(shown.at("anew"), false);
}

TEST_F(RetryingTest, ARunThatDidNothingBeginsAnewWithTheNewest) {
  publish("w",
          "on: [{event: go, inputs: {n: \"${event.data.none}\"}}]\ninputs: {n: {type: "
          "string}}\nsteps:\n  a: {do: crm.twice}\n");
  post("go");
  const auto run = runs("w").back();
  ASSERT_EQ(run.status(), core::RunStatus::failed);
  publish("w", "on: [{event: go}]\nsteps:\n  b: {do: crm.twice}\n");
  const auto shown = retry(run.id());
  EXPECT_EQ(shown.at("anew"), true) << shown.dump();
  EXPECT_EQ(shown.at("uses"), 2);
  EXPECT_EQ(again(shown, "b"), "first");
}

TEST_F(RetryingTest, FromTheStartAllThatWasDoneMayHappenTwice) {
  const auto run = begin("w", R"(  done: {do: crm.by_key}
  set: {do: crm.same}
  bad: {do: crm.twice}
)");
  EXPECT_EQ(restart(run).at("may"), false) << "it is open, and would run twice";
  end(run, "done", Kind::succeeded);
  end(run, "set", Kind::succeeded);
  end(run, "bad", Kind::permanent);
  const auto shown = restart(run);
  EXPECT_EQ(shown.at("may"), true) << shown.dump();
  ASSERT_EQ(shown.at("starts").size(), 1U);
  const auto& start = shown.at("starts")[0];
  EXPECT_EQ(again(start, "done"), "may_repeat") << "a new run has a new key";
  EXPECT_EQ(again(start, "set"), "once");
  EXPECT_EQ(again(start, "bad"), "retried");
  EXPECT_FALSE(start.at("effects")[0].contains("key"));
}

TEST_F(RetryingTest, AnEventThatHasStartedMoreIsNotBegunAnewForOneRun) {
  publish("other", "on: [{event: go}]\nsteps:\n  a: {set: {x: 1}}\n");
  const auto run = begin("w", "  a: {do: crm.twice}\n");
  end(run, "a", Kind::permanent);
  const auto shown = restart(run);
  EXPECT_EQ(shown.at("may"), false);
  EXPECT_NE(shown.at("hint").get<std::string>().find("baton events replay"), std::string::npos);
  const auto all = replay(trigger_of(run));
  EXPECT_EQ(all.at("may"), true);
  EXPECT_EQ(all.at("starts").size(), 2U);
  EXPECT_EQ(all.at("others"), 0);
}

TEST_F(RetryingTest, AReplayStartsNothingWhileARunOfItsKeyIsOpen) {
  publish("keyed", "on: [{event: go, key: event.data.k}]\nsteps:\n  a: {do: crm.twice}\n");
  post("go", {{"k", "K-1"}});
  const auto run = runs("keyed").back().id();
  const auto shown = replay(trigger_of(run));
  ASSERT_EQ(shown.at("starts").size(), 1U);
  EXPECT_EQ(shown.at("starts").at(0).at("open_run"), run.text());
  end(run, "a", Kind::succeeded);
  const auto after = replay(trigger_of(run));
  EXPECT_FALSE(after.at("starts").at(0).contains("open_run")) << after.dump();
}

TEST_F(RetryingTest, WhatTellsOfARunIsNotReplayed) {
  const auto run = begin("w", "  a: {do: crm.twice}\n");
  end(run, "a", Kind::permanent);
  bus_->post(core::run_retry(run, "a", "token:ana", clock_.now()));
  turns_->wake();
  core::EventId own;
  transact([&](ports::Tx& tx) {
    for (const auto& one : tx.events_after({}, 100))
      if (one.type == core::kRunRetry) own = one.id;
  });
  const auto shown = replay(own);
  EXPECT_EQ(shown.at("may"), false) << shown.dump();
  EXPECT_TRUE(replay(core::EventId(999'999)).contains("error"));
}

}  // namespace
}  // namespace baton::runtime
