#include "contract/store_fixture.hpp"

#include <stdexcept>
#include <vector>

// The log, the transaction and the small tables. Runs and their projections: store_runs_test.cpp.
namespace baton::store {
namespace {

using ports::Appended;
using ports::Queries;
using ports::Tx;

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(Kind::file, Kind::memory, Kind::memory_inline), kind_name);

std::vector<std::string> origins(const std::vector<core::Event>& events) {
  std::vector<std::string> found;
  for (const auto& event : events) found.push_back(event.origin);
  return found;
}

using Texts = std::vector<std::string>;

TEST_P(StoreContract, KeepsAnEventAsItWas) {
  auto event = make_event("crm.opportunity.updated", "a-1",
                          {{"stage", "Closed Won"}, {"amount", 12.5}, {"n", 7}, {"none", nullptr}});
  event.actor = "token:ops";
  event.depth = 3;
  event.root = core::EventId(9);
  event.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  event.time = core::Time(core::Duration(-1));
  transact([&](Tx& tx) { tx.append(event); });
  ASSERT_TRUE(event.id);
  const auto kept = read([&](Queries& queries) { return queries.event(event.id); });
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->id, event.id);
  EXPECT_EQ(kept->type, event.type);
  EXPECT_EQ(kept->source, event.source);
  EXPECT_EQ(kept->origin, event.origin);
  EXPECT_EQ(kept->subject, event.subject);
  EXPECT_EQ(kept->actor, event.actor);
  EXPECT_EQ(kept->time, event.time);
  EXPECT_EQ(kept->received, event.received);
  EXPECT_EQ(kept->depth, event.depth);
  EXPECT_EQ(kept->root, event.root);
  EXPECT_EQ(kept->trace, event.trace);
  EXPECT_EQ(kept->data, event.data);
}

TEST_P(StoreContract, RefusesTheSameEventTwice) {
  const auto first = append(make_event("crm.updated", "a-1", {{"x", 1}}));
  const auto again = append(make_event("crm.updated", "a-1", {{"x", 1}}));
  EXPECT_EQ(first.outcome, Appended::fresh);
  EXPECT_EQ(again.outcome, Appended::repeated);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(read([](Queries& queries) { return queries.counts().events; }), 1);
}

TEST_P(StoreContract, TellsARepeatWithOtherContentApart) {
  const auto first = append(make_event("crm.updated", "a-1", {{"x", 1}}));
  auto other_subject = make_event("crm.updated", "a-1", {{"x", 1}});
  other_subject.subject = "006B";
  const auto other_data = make_event("crm.updated", "a-1", {{"x", 2}});
  const auto other_type = make_event("crm.created", "a-1", {{"x", 1}});
  for (const auto& event : {other_data, other_type, other_subject}) {
    const auto result = append(event);
    EXPECT_EQ(result.outcome, Appended::differs);
    EXPECT_EQ(result.id, first.id);
  }
  EXPECT_EQ(read([&](Queries& queries) { return queries.event(first.id)->data; }),
            core::Json({{"x", 1}}));
}

// Whatever id a signed request came under.
TEST_P(StoreContract, KnowsADeliveryAgainForADay) {
  const auto delivered = [this](const std::string& origin, const std::string& delivery,
                                const std::string& type = "crm.updated") {
    auto event = make_event(type, origin, {{"x", 1}});
    event.delivery = delivery;
    return append(event);
  };
  const auto first = delivered("d-1", "digest-a");
  EXPECT_EQ(first.outcome, Appended::fresh);
  for (const auto& again :
       {delivered("d-7", "digest-a"), delivered("d-1", "digest-a"),
        delivered("d-8", "digest-a", "crm.deleted"), delivered("", "digest-a")}) {
    EXPECT_EQ(again.outcome, Appended::repeated);
    EXPECT_EQ(again.id, first.id);
  }
  // The id that a repeat claimed is free for what is really called so; what is new under a known id
  // is not.
  const auto genuine = delivered("d-7", "digest-b");
  EXPECT_EQ(genuine.outcome, Appended::fresh);
  EXPECT_EQ(delivered("d-1", "digest-b").id, genuine.id);
  auto newer = make_event("crm.updated", "d-1", {{"x", 2}});
  newer.delivery = "digest-c";
  EXPECT_EQ(append(newer).outcome, Appended::differs);
  // No delivery, and another source's, are no repeat of any.
  EXPECT_EQ(delivered("d-9", "").outcome, Appended::fresh);
  EXPECT_EQ(delivered("d-10", "").outcome, Appended::fresh);
  auto other = make_event("crm.updated", "d-1", {{"x", 1}});
  other.source = "other";
  other.delivery = "digest-a";
  EXPECT_EQ(append(other).outcome, Appended::fresh);
  // A day later it is another event that looks the same, and is remembered in its turn.
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(delivered("d-1", "digest-a").outcome, Appended::repeated);
  const auto next_day = delivered("d-11", "digest-a");
  EXPECT_EQ(next_day.outcome, Appended::fresh);
  EXPECT_EQ(delivered("d-12", "digest-a").id, next_day.id);
}

TEST_P(StoreContract, TakesTheSameOriginFromAnotherSource) {
  append(make_event("crm.updated", "a-1"));
  auto event = make_event("crm.updated", "a-1");
  event.source = "other";
  EXPECT_EQ(append(event).outcome, Appended::fresh);
}

TEST_P(StoreContract, NeverTakesOwnEventsForRepeats) {
  EXPECT_EQ(append(make_event("baton.step.due")).outcome, Appended::fresh);
  EXPECT_EQ(append(make_event("baton.step.due")).outcome, Appended::fresh);
  EXPECT_EQ(read([](Queries& queries) { return queries.counts().events; }), 2);
}

TEST_P(StoreContract, FindsARepeatWithinTheSameTransaction) {
  transact([](Tx& tx) {
    auto first = make_event("crm.updated", "a-1");
    auto again = first;
    EXPECT_EQ(tx.append(first).outcome, Appended::fresh);
    EXPECT_EQ(tx.append(again).outcome, Appended::repeated);
  });
}

TEST_P(StoreContract, GivesIdsThatGrowAlsoWhenTheClockStepsBack) {
  auto last = append(make_event("a.b")).id;
  for (const int seconds : {0, 5, -3600, 1, -5}) {
    clock_.advance(std::chrono::seconds(seconds));
    const auto id = append(make_event("a.b")).id;
    EXPECT_GT(id, last);
    last = id;
  }
  EXPECT_EQ(read([](Queries& queries) { return queries.last_event(); }), last);
}

TEST_P(StoreContract, CommitsTheCursorWithItsEffect) {
  const auto id = append(make_event("a.b")).id;
  const auto fail = [&](Tx& tx) {
    tx.set_cursor(id);
    tx.save(make_run(tx, "k", id));
    throw std::runtime_error("cut");
  };
  EXPECT_THROW(transact(fail), std::runtime_error);
  EXPECT_FALSE(read([](Queries& queries) { return queries.cursor(); }));
  EXPECT_TRUE(read([&](Queries& queries) { return queries.runs_started_by(id); }).empty());
  transact([&](Tx& tx) {
    tx.set_cursor(id);
    tx.save(make_run(tx, "k", id));
    EXPECT_EQ(tx.cursor(), id);
  });
  EXPECT_EQ(read([](Queries& queries) { return queries.cursor(); }), id);
  EXPECT_EQ(read([&](Queries& queries) { return queries.runs_started_by(id); }).size(), 1U);
}

TEST_P(StoreContract, RefusesACursorBeyondTheLog) {
  const auto id = append(make_event("a.b")).id;
  EXPECT_THROW(transact([&](Tx& tx) { tx.set_cursor(core::EventId(id.value() + 1)); }),
               core::BrokenInvariant);
}

TEST_P(StoreContract, UndoesAGuardedPartAndKeepsItsNeighbours) {
  transact([](Tx& tx) {
    const auto add = [&tx](std::string origin) {
      auto event = make_event("a.b", std::move(origin));
      return tx.append(event);
    };
    add("before");
    const auto inner = [&] {
      add("inner");
      throw std::runtime_error("inner");
    };
    const auto poison = [&] {
      const auto result = add("poison");
      tx.set_cursor(result.id);
      tx.save(make_run(tx, "k"));
      EXPECT_THROW(tx.guarded(inner), std::runtime_error);
      EXPECT_TRUE(tx.open_run("onboarding", "k"));
      throw std::runtime_error("poison");
    };
    EXPECT_THROW(tx.guarded(poison), std::runtime_error);
    EXPECT_EQ(tx.counts().events, 1);
    EXPECT_EQ(tx.counts().runs_open, 0);
    EXPECT_FALSE(tx.cursor());
    EXPECT_FALSE(tx.open_run("onboarding", "k"));
    tx.guarded([&] { add("guarded"); });
    EXPECT_EQ(add("poison").outcome, Appended::fresh);
  });
  EXPECT_EQ(origins(read([](Queries& queries) { return queries.events_after({}, 10); })),
            (Texts{"before", "guarded", "poison"}));
}

TEST_P(StoreContract, UndoesATransactionThatThrowsAndTellsWhy) {
  const auto fail = [](Tx& tx) {
    auto event = make_event("a.b", "gone");
    tx.append(event);
    tx.set_setting("name", "gone");
    tx.put_template({"onboarding", 1, "text", "h"});
    tx.park({event.id, "cause", {}});
    throw std::out_of_range("why");
  };
  EXPECT_THROW(transact(fail), std::out_of_range);
  read([](Queries& queries) {
    EXPECT_EQ(queries.counts(), ports::Counts{});
    EXPECT_FALSE(queries.last_event());
    EXPECT_EQ(queries.setting("name"), "");
    EXPECT_TRUE(queries.templates().empty());
    EXPECT_TRUE(queries.parked(10).empty());
    return true;
  });
  EXPECT_EQ(append(make_event("a.b", "gone")).outcome, Appended::fresh);
}

TEST_P(StoreContract, LetsWaitingTransactionsShareACommit) {
  std::promise<void> started;
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  if (!threaded()) gate.set_value();
  auto first = begin(*store_, [&started, opened](Tx&) {
    started.set_value();
    opened.wait();
  });
  started.get_future().wait();
  std::vector<Pending> others;
  for (int count = 0; count < 100; ++count) {
    others.push_back(begin(*store_, [count](Tx& tx) {
      auto event = make_event("a.b", std::to_string(count));
      tx.append(event);
      if (count == 50) throw std::runtime_error("one of them");
    }));
  }
  if (threaded()) gate.set_value();
  first.get();
  for (int count = 0; count < 100; ++count) {
    auto& other = others[static_cast<std::size_t>(count)];
    if (count == 50) {
      EXPECT_THROW(other.get(), std::runtime_error);
    } else {
      EXPECT_NO_THROW(other.get());
    }
  }
  EXPECT_EQ(commits_, threaded() ? 2U : 100U) << "inline transactions never wait";
  EXPECT_EQ(committed_, 100U);
  const auto events = read([](Queries& queries) { return queries.events_after({}, 200); });
  ASSERT_EQ(events.size(), 99U);
  EXPECT_EQ(events[49].origin, "49");
  EXPECT_EQ(events[50].origin, "51");
}

TEST_P(StoreContract, ShowsReadersOnlyWhatWasCommitted) {
  transact([&](Tx& tx) {
    auto event = make_event("a.b");
    tx.append(event);
    EXPECT_EQ(tx.counts().events, 1);
    EXPECT_TRUE(tx.event(event.id));
  });
  EXPECT_EQ(read([](Queries& queries) { return queries.counts().events; }), 1);
  EXPECT_THROW(transact([](Tx& tx) {
                 auto event = make_event("a.b");
                 tx.append(event);
                 throw std::runtime_error("undone");
               }),
               std::runtime_error);
  EXPECT_EQ(read([](Queries& queries) { return queries.counts().events; }), 1);
}

TEST_P(StoreContract, TellsTheReaderWhatItThrew) {
  const auto fail = [](Queries&) -> bool { throw std::out_of_range("reader"); };
  EXPECT_THROW(read(fail), std::out_of_range);
  EXPECT_TRUE(read([](Queries&) { return true; }));
}

TEST_P(StoreContract, ReadsTheLogInOrderAndByPage) {
  std::vector<core::EventId> ids;
  for (const auto* origin : {"1", "2", "3", "4", "5"})
    ids.push_back(append(make_event("a.b", origin)).id);
  read([&](Queries& queries) {
    EXPECT_EQ(origins(queries.events_after({}, 2)), (Texts{"1", "2"}));
    EXPECT_EQ(origins(queries.events_after(ids[3], 9)), (Texts{"5"}));
    EXPECT_EQ(origins(queries.events({.limit = 2})), (Texts{"5", "4"}));
    EXPECT_EQ(origins(queries.events({.before = ids[3], .limit = 2})), (Texts{"3", "2"}));
    EXPECT_EQ(origins(queries.events({.after = ids[1], .limit = 2})), (Texts{"3", "4"}));
    EXPECT_EQ(origins(queries.events({.before = ids[4], .after = ids[2]})), (Texts{"4"}));
    EXPECT_TRUE(queries.events({.before = ids[1], .after = ids[3]}).empty());
    return true;
  });
}

TEST_P(StoreContract, FindsEventsByTypePatternAndSource) {
  for (const auto* type : {"crm.deal.won", "crm.deal.lost", "crm.contact.won", "ads.deal.won",
                           "baton.run.started", "crm.deal.won"}) {
    append(make_event(type, std::string(type) + std::to_string(random_.next())));
  }
  auto event = make_event("crm.deal.won", "elsewhere");
  event.source = "other";
  append(event);
  const auto types = [this](ports::EventFilter filter) {
    Texts found;
    for (const auto& one : read([&](Queries& queries) { return queries.events(filter); }))
      found.push_back(one.source + ":" + one.type);
    return found;
  };
  EXPECT_EQ(types({.type = "crm.deal.won"}),
            (Texts{"other:crm.deal.won", "crm:crm.deal.won", "crm:crm.deal.won"}));
  EXPECT_EQ(types({.type = "crm.deal.won", .source = "crm", .limit = 1}),
            (Texts{"crm:crm.deal.won"}));
  EXPECT_EQ(types({.type = "crm.*.won", .source = "crm"}),
            (Texts{"crm:crm.deal.won", "crm:crm.contact.won", "crm:crm.deal.won"}));
  EXPECT_EQ(types({.type = "crm.deal.*", .limit = 3}),
            (Texts{"other:crm.deal.won", "crm:crm.deal.won", "crm:crm.deal.lost"}));
  EXPECT_EQ(types({.type = "*.deal.won", .source = "crm"}),
            (Texts{"crm:crm.deal.won", "crm:ads.deal.won", "crm:crm.deal.won"}));
  EXPECT_EQ(types({.type = "baton.run.started"}), (Texts{"crm:baton.run.started"}));
  EXPECT_EQ(types({.type = "*.run.*"}), (Texts{"crm:baton.run.started"}));
  EXPECT_EQ(types({.source = "other"}), (Texts{"other:crm.deal.won"}));
  EXPECT_EQ(types({.type = "crm.deal.wo"}), Texts{});
}

TEST_P(StoreContract, FindsEventsByTermsAndWordsAsFarAsItMayLook) {
  std::vector<core::EventId> ids;
  for (const auto* subject : {"ACME-1", "Beta-2", "acme-3"})
    for (const auto* type : {"crm.deal.won", "baton.run.retry"}) {
      auto event = make_event(type, std::string(subject) + type);
      event.subject = subject;
      ids.push_back(append(event).id);
    }
  using Ids = std::vector<core::EventId>;
  using Of = ports::EventTerm::Of;
  const auto found = [this](ports::EventSearch search) {
    return read([&](Queries& queries) { return queries.find_events(search); });
  };
  EXPECT_EQ(found({.terms = {{Of::type, "crm.deal.won"}}}).ids, (Ids{ids[4], ids[2], ids[0]}));
  EXPECT_EQ(found({.terms = {{Of::type, "crm.*.won"}, {Of::subject, "Beta-2", true}}}).ids,
            (Ids{ids[4], ids[0]}));
  EXPECT_EQ(found({.terms = {{Of::type, "baton.run.retry"}}, .before = ids[5]}).ids,
            (Ids{ids[3], ids[1]}));
  EXPECT_EQ(found({.terms = {{Of::source, "crm", true}}}).ids, Ids{});
  const auto acme = found({.words = {"acme", "won"}});
  EXPECT_EQ(acme.ids, (Ids{ids[4], ids[0]}));
  EXPECT_FALSE(acme.goes_on) << "all were looked at";
  EXPECT_EQ(found({.words = {"acme"}, .after = ids[2]}).ids, (Ids{ids[5], ids[4]}));
  const auto full = found({.words = {"acme"}, .limit = 1});
  EXPECT_EQ(full.ids, (Ids{ids[5]}));
  EXPECT_EQ(full.goes_on, ids[5]);
  const auto tired = found({.words = {"beta"}, .looks_max = 2});
  EXPECT_EQ(tired.ids, Ids{});
  EXPECT_EQ(tired.goes_on, ids[4]) << "what it has looked at";
  EXPECT_EQ(found({.words = {"beta"}, .before = tired.goes_on, .looks_max = 2}).ids,
            (Ids{ids[3], ids[2]}));
}

TEST_P(StoreContract, KnowsWhetherAnEventIsParked) {
  const auto id = append(make_event("a.b")).id;
  const auto parked = [&] {
    return read([&](Queries& queries) { return queries.parked_event(id); });
  };
  EXPECT_FALSE(parked());
  transact([&](Tx& tx) { tx.park({id, "no plan", clock_.now()}); });
  EXPECT_EQ(parked()->cause, "no plan");
}

TEST_P(StoreContract, LooksBackOverOneTypeNewestFirst) {
  std::vector<core::EventId> ids;
  transact([&](Tx& tx) {
    for (const auto* type : {"a.b", "a.c", "a.b", "baton.run.started", "a.b", "baton.run.started",
                             "baton.run.retry"}) {
      auto event = make_event(type);
      tx.append(event);
      ids.push_back(event.id);
    }
  });
  const auto back = [&](std::string_view type, core::EventId after, core::EventId before,
                        std::size_t limit) {
    return read([&](Queries& queries) { return queries.look_back(type, after, before, limit); });
  };
  using Ids = std::vector<core::EventId>;
  const core::EventId end(ids[6].value() + 1);
  EXPECT_EQ(back("a.b", {}, end, 10), (Ids{ids[4], ids[2], ids[0]}));
  EXPECT_EQ(back("a.b", {}, end, 2), (Ids{ids[4], ids[2]}));
  EXPECT_EQ(back("a.b", ids[0], ids[4], 10), (Ids{ids[2]}));
  EXPECT_EQ(back("baton.run.started", {}, end, 10), (Ids{ids[5], ids[3]}));
  EXPECT_EQ(back("baton.run.retry", {}, end, 10), Ids{}) << "that is for one run alone";
}

TEST_P(StoreContract, CountsWhatAnEventHasCaused) {
  core::EventId root;
  transact([&](Tx& tx) {
    auto outside = make_event("a.b");
    tx.append(outside);
    root = outside.id;
    for (int n = 0; n < 3; ++n) {
      auto caused = make_event("a.c");
      caused.root = root;
      tx.append(caused);
    }
    EXPECT_EQ(tx.descendants(root, 10), 3);
  });
  EXPECT_EQ(read([&](Queries& queries) { return queries.descendants(root, 10); }), 3);
  EXPECT_EQ(read([&](Queries& queries) { return queries.descendants(root, 2); }), 2);
  EXPECT_EQ(read([&](Queries& queries) { return queries.descendants(core::EventId(7), 2); }), 0);
}

TEST_P(StoreContract, ParksAnEventWithItsCause) {
  const auto first = append(make_event("a.b")).id;
  const auto second = append(make_event("a.b")).id;
  transact([&](Tx& tx) {
    tx.park({second, "boom", clock_.now()});
    tx.park({first, "bang", clock_.now()});
    tx.park({first, "bang again", clock_.now()});
  });
  const auto parked = read([](Queries& queries) { return queries.parked(10); });
  ASSERT_EQ(parked.size(), 2U);
  EXPECT_EQ(parked[0].event, first);
  EXPECT_EQ(parked[0].cause, "bang again");
  EXPECT_EQ(parked[1].at, clock_.now());
  EXPECT_EQ(read([](Queries& queries) { return queries.counts().parked; }), 2);
  transact([&](Tx& tx) {
    tx.unpark(first);
    tx.unpark(first);
  });
  EXPECT_EQ(read([](Queries& queries) { return queries.counts().parked; }), 1);
}

TEST_P(StoreContract, NeverChangesATemplateVersion) {
  const auto put = [this](int version, std::string yaml) {
    transact([&](Tx& tx) {
      tx.put_template(
          {"onboarding", version, yaml, "hash of " + yaml, "Title", clock_.now(), "user:ann"});
    });
  };
  put(1, "one");
  put(2, "two");
  EXPECT_THROW(put(1, "other"), core::BrokenInvariant);
  read([&](Queries& queries) {
    EXPECT_EQ(queries.template_version("onboarding", 0)->version, 2);
    EXPECT_EQ(queries.template_version("onboarding", 1)->yaml, "one");
    EXPECT_EQ(queries.template_version("onboarding", 1)->actor, "user:ann");
    EXPECT_EQ(queries.template_version("onboarding", 1)->published_at, clock_.now());
    EXPECT_FALSE(queries.template_version("onboarding", 3));
    EXPECT_FALSE(queries.template_version("other", 0));
    return true;
  });
  put(1, "one");
  const auto active = read([](Queries& queries) { return queries.templates(); });
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active[0].yaml, "one");
}

TEST_P(StoreContract, RetiresATemplateAndTakesItBack) {
  const auto put = [this](std::string name, int version) {
    transact([&](Tx& tx) {
      tx.put_template(
          {name, version, name + std::to_string(version), "hash", "", clock_.now(), "", "a.yaml"});
    });
  };
  put("kept", 1);
  put("onboarding", 1);
  put("onboarding", 2);
  transact([](Tx& tx) {
    tx.retire_template("onboarding");
    tx.retire_template("never there");
  });
  const auto retired = read([](Queries& queries) { return queries.retired_templates(); });
  ASSERT_EQ(retired.size(), 1U);
  EXPECT_EQ(retired[0].name, "onboarding");
  EXPECT_EQ(retired[0].version, 2);
  EXPECT_EQ(retired[0].file, "a.yaml");
  read([](Queries& queries) {
    EXPECT_EQ(queries.templates().size(), 1U);
    EXPECT_FALSE(queries.template_version("onboarding", 0));
    EXPECT_EQ(queries.template_version("onboarding", 1)->yaml, "onboarding1");
    EXPECT_EQ(queries.latest_template("onboarding")->version, 2);
    EXPECT_FALSE(queries.latest_template("never there"));
    const auto versions = queries.template_versions("onboarding", 100, 10);
    EXPECT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions.at(0).version, 2) << "the newest first";
    EXPECT_EQ(versions.at(0).yaml, "") << "without its text";
    EXPECT_EQ(versions.at(0).file, "a.yaml");
    EXPECT_EQ(queries.template_versions("onboarding", 2, 10).at(0).version, 1);
    EXPECT_EQ(queries.template_versions("onboarding", 100, 1).size(), 1U);
    EXPECT_TRUE(queries.template_versions("never there", 100, 1).empty());
    return true;
  });
  put("onboarding", 1);  // an older one, which becomes active again
  read([](Queries& queries) {
    EXPECT_TRUE(queries.retired_templates().empty());
    EXPECT_EQ(queries.template_version("onboarding", 0)->version, 1);
    EXPECT_EQ(queries.latest_template("onboarding")->version, 2);
    return true;
  });
}

TEST_P(StoreContract, KeepsTokensByTheirId) {
  core::TokenId first;
  core::TokenId second;
  transact([&](Tx& tx) {
    first = tx.new_token_id();
    second = tx.new_token_id();
    tx.put_token({first,
                  "ops",
                  identity::Role::admin,
                  "h1",
                  clock_.now(),
                  {},
                  {"legal", "finance"},
                  {"shop", "crm"},
                  "server"});
    tx.put_token({second, "crm", identity::Role::sender, "h2", clock_.now(), {}});
  });
  EXPECT_LT(first, second);
  EXPECT_EQ(read([](Queries& queries) { return queries.tokens(); })[0].groups,
            (std::vector<std::string>{"legal", "finance"}));
  EXPECT_EQ(read([](Queries& queries) { return queries.tokens(); })[0].sources,
            (std::vector<std::string>{"shop", "crm"}));
  transact([&](Tx& tx) {
    tx.put_token({first,
                  "ops",
                  identity::Role::admin,
                  "h1",
                  clock_.now(),
                  clock_.now(),
                  {},
                  {},
                  "server",
                  "token:root"});
  });
  const auto tokens = read([](Queries& queries) { return queries.tokens(); });
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(tokens[0].name, "ops");
  EXPECT_EQ(tokens[0].revoked_at, clock_.now());
  EXPECT_EQ(tokens[0].created_by, "server");
  EXPECT_EQ(tokens[0].revoked_by, "token:root");
  EXPECT_EQ(tokens[1].role, identity::Role::sender);
  EXPECT_EQ(tokens[1].hash, "h2");
  EXPECT_FALSE(tokens[1].revoked_at);
}

TEST_P(StoreContract, KeepsSettingsUntilTheyAreUnset) {
  EXPECT_EQ(read([](Queries& queries) { return queries.setting("a"); }), "");
  transact([](Tx& tx) {
    tx.set_setting("a", "1");
    tx.set_setting("a", "2");
    EXPECT_EQ(tx.setting("a"), "2");
  });
  EXPECT_EQ(read([](Queries& queries) { return queries.setting("a"); }), "2");
  transact([](Tx& tx) { tx.set_setting("a", ""); });
  EXPECT_EQ(read([](Queries& queries) { return queries.setting("a"); }), "");
}

TEST_P(StoreContract, ReadsBackAnyText) {
  const std::string odd("nul\0quote'\"percent%\xF0\x9F\x8E\xBC", 23);
  auto event = make_event("a.b", odd, {{odd, odd}});
  event.subject = odd;
  transact([&](Tx& tx) { tx.append(event); });
  const auto kept = read([&](Queries& queries) { return queries.event(event.id); });
  EXPECT_EQ(kept->origin, odd);
  EXPECT_EQ(kept->subject, odd);
  EXPECT_EQ(kept->data, event.data);
  EXPECT_EQ(append(event).outcome, Appended::repeated);
}

TEST_P(StoreContract, WritesInvalidUtf8OfPayloadsAsReplacementCharacters) {
  const auto id = append(make_event("a.b", "x", {{"name", "caf\xE9"}})).id;
  EXPECT_EQ(read([&](Queries& queries) { return queries.event(id)->data; }),
            core::Json({{"name", "caf\xEF\xBF\xBD"}}));
}

}  // namespace
}  // namespace baton::store
