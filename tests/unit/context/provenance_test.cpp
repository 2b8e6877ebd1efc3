#include "baton/context/provenance.hpp"

#include "baton/cel/text.hpp"
#include "baton/core/own_events.hpp"
#include "unit/make.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <random>

namespace baton::context {
namespace {

using core::Json;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kOnboarding = R"(
workflow: onboarding
on:
  - event: crm.won
    inputs:
      account: "${event.data.account.name}"
      amount: "${event.data.amount}"
      tags: ["${event.data.region}", fixed]
inputs:
  account: { type: string }
  amount: { type: number }
  tags: { type: list, default: [] }
  tier: { type: string, default: gold }
context:
  why: "Won against ${trigger.data.competitor}"
  client: "${inputs.account}"
  constraints: [No claim before legal agrees, "Budget ${inputs.amount}"]
steps:
  kit:
    set: { name: "Kit of ${inputs.account}", size: "${inputs.amount}", deep: { why: "${context.why}" } }
  ticket:
    needs: kit
    do: jira.create_issue
    with:
      summary: "Site: ${steps.kit.output.name}"
      description: "${context.summary}"
      labels: [site, "${inputs.tags[0]}"]
      fields: { tier: "${inputs.tier}", project: WEB }
  legal:
    needs: ticket
    approve: { by: { group: legal }, of: "${steps.ticket.output}", ask: "Agree?" }
  copy:
    needs: ticket
    task: { by: { group: content }, form: { url: { format: uri, required: true } } }
  live:
    needs: [legal, copy]
    do: ads.enable
    with: { campaign: "${steps.ticket.output.key}", page: "${steps.copy.output.url}", why: "${context.why}" }
outputs: { ticket: "${steps.ticket.output.key}", who: "${inputs.account}" }
)";

// A run through all of it, with the journal that provenance reads.
class Told {
 public:
  Told() : life_(tests::plan(kOnboarding)) {
    trigger_ = tests::event("crm.won", {{"account", {{"name", "ACME"}}},
                                        {"amount", 12'000},
                                        {"region", "EMEA"},
                                        {"competitor", "Initech"}});
    trigger_.actor = "token:crm";
    keep(life_.begin(trigger_), trigger_);
    pass();
    const Json issue{{"key", "WEB-7"}, {"url", "https://jira.example/WEB-7"}};
    keep(life_.succeed("ticket", issue), tests::event("baton.action.finished"));
    pass();
    auto decides =
        core::approval_decide(life_.run().id(), "legal", true, "fine", "", "lea", life_.now);
    keep(life_.hear(decides), decides);
    pass();
    auto claims = core::task_claim(life_.run().id(), "copy", "ana", {}, "ana", life_.now);
    keep(life_.hear(claims), claims);
    auto done = core::task_finish(life_.run().id(), "copy", {{"url", "https://shop.example/bf"}},
                                  "", "ana", life_.now);
    keep(life_.hear(done), done);
    pass();
    keep(life_.succeed("live", {{"state", "on"}}), tests::event("baton.action.finished"));
  }

  Sources sources() const {
    Sources sources{&life_.run(), &life_.the_plan().source(), {}, [](const Json& written) {
                      std::vector<Path> paths;
                      for (const auto& read : cel::Document::compile(written).document->reads())
                        paths.emplace_back(read.begin(), read.end());
                      return paths;
                    }};
    for (const auto& entry : entries_)
      sources.journal.push_back({entry.at, entry.cause, entry.actor, &entry.transitions});
    return sources;
  }
  Origin origin(std::string_view path) const {
    return origin_of(sources(), parse_path(path)).value();
  }
  const core::Run& run() const { return life_.run(); }
  const core::Event& trigger() const { return trigger_; }

 private:
  struct Entry {
    core::Time at;
    core::EventId cause;
    core::Actor actor;
    std::vector<core::Transition> transitions;
  };
  void pass() { life_.now += std::chrono::hours(1); }
  void keep(const tests::Life::Names& names, const core::Event& cause) {
    ASSERT_FALSE(names.empty()) << cause.type;
    entries_.push_back({life_.now, cause.id, cause.actor, life_.last()});
  }

  tests::Life life_;
  core::Event trigger_{};
  std::vector<Entry> entries_{};
};

// The kinds at which the ways of an origin end.
void ends_of(const Origin& origin, std::vector<const Origin*>& ends) {
  if (origin.from.empty()) ends.push_back(&origin);
  for (const auto& from : origin.from) ends_of(from, ends);
}

TEST(Provenance, FollowsAnInputOfAnActionBackToItsEvent) {
  const Told told;
  const auto summary = told.origin("steps.ticket.input.summary");
  EXPECT_EQ(summary.value, "Site: Kit of ACME");
  EXPECT_EQ(summary.kind, OriginKind::expression);
  EXPECT_EQ(summary.written, "Site: ${steps.kit.output.name}");
  EXPECT_EQ(summary.of, "jira.create_issue");
  ASSERT_THAT(summary.from, SizeIs(1));
  const auto& name = summary.from[0];
  EXPECT_EQ(name.written, "Kit of ${inputs.account}");
  ASSERT_THAT(name.from, SizeIs(1));
  const auto& account = name.from[0];
  EXPECT_EQ(account.written, "${event.data.account.name}");
}

TEST(Provenance, AnInputNamesTheEventThatGaveIt) {
  const Told told;
  const auto trigger = told.origin("trigger.data.competitor");
  EXPECT_EQ(trigger.kind, OriginKind::event);
  EXPECT_EQ(trigger.value, "Initech");
  EXPECT_EQ(trigger.of, "crm.won");
  EXPECT_EQ(trigger.event, told.trigger().id);
  EXPECT_EQ(trigger.actor.text(), "token:crm");
  EXPECT_EQ(trigger.at, told.trigger().time);
  std::vector<const Origin*> ends;
  const auto account = told.origin("inputs.account");
  ends_of(account, ends);
  ASSERT_THAT(ends, SizeIs(1));
  EXPECT_EQ(ends[0]->kind, OriginKind::event);
  EXPECT_EQ(ends[0]->event, told.trigger().id);
}

TEST(Provenance, NamesWhoDecidedAndWhoFilledIn) {
  const Told told;
  const auto page = told.origin("steps.live.input.page");
  ASSERT_THAT(page.from, SizeIs(1));
  EXPECT_EQ(page.from[0].kind, OriginKind::person);
  EXPECT_EQ(page.from[0].actor.text(), "ana");
  EXPECT_EQ(page.from[0].value, "https://shop.example/bf");
  const auto key = told.origin("outputs.ticket");
  ASSERT_THAT(key.from, SizeIs(1));
  EXPECT_EQ(key.from[0].kind, OriginKind::action);
  EXPECT_EQ(key.from[0].of, "jira.create_issue");
  EXPECT_EQ(key.from[0].value, "WEB-7");
  EXPECT_EQ(key.from[0].at, tests::noon() + std::chrono::hours(1));
}

TEST(Provenance, WhatSomebodySaidIsTheirs) {
  const Told told;
  const auto said = told.origin("context.said.0.text");
  EXPECT_EQ(said.value, "fine");
  EXPECT_EQ(said.kind, OriginKind::person);
  EXPECT_EQ(said.actor.text(), "lea");
  EXPECT_EQ(said.of, "legal, approved");
  EXPECT_EQ(said.at, tests::noon() + std::chrono::hours(2));
}

TEST(Provenance, WhatIsMadeOfWhatPeopleSaidIsAsNewAsTheLastOfIt) {
  const Told told;
  for (const auto* path : {"context.said", "context.summary", "context"}) {
    const auto whole = told.origin(path);
    EXPECT_EQ(whole.actor.text(), "lea") << path;
    EXPECT_EQ(whole.at, tests::noon() + std::chrono::hours(2)) << path;
    EXPECT_NE(whole.event, told.trigger().id) << path;
  }
  const auto said = told.origin("context.said");
  EXPECT_EQ(said.kind, OriginKind::person);
  ASSERT_THAT(said.from, SizeIs(1)) << "each that was said";
  EXPECT_EQ(to_text(said.from[0].path), "context.said.0");
  EXPECT_EQ(said.from[0].of, "legal, approved");
}

TEST(Provenance, AMigratedRunKeepsTheValuesThatAnEarlierVersionGaveIt) {
  const std::string on = "workflow: w\non: [{event: go}]\n";
  const std::string rest = "  z: {needs: a, sleep: {for: 1h}}\n";
  const auto before = tests::plan(on + "context: {why: \"Order ${trigger.data.n}\"}\nsteps:\n" +
                                  "  a: {set: {x: \"${trigger.data.n}\"}}\n" + rest);
  tests::Life life(before);
  const auto start = life.now;
  life.begin(tests::event("go", {{"n", 1}}));
  const auto begun = life.last();
  life.now += std::chrono::hours(1);
  life.migrate(on + "inputs: {tier: {type: string, default: gold}}\ncontext: {why: Because}\n" +
                   "steps:\n  a: {set: {x: 2}}\n" + rest + "  b: {needs: a, set: {y: 3}}\n",
               2);
  const auto migrated = life.last();
  const auto& after = life.the_plan().source();
  Sources sources{&life.run(), &after, {}, [](const Json&) { return std::vector<Path>(); }};
  sources.template_of = [&](int version) { return version == 1 ? &before->source() : &after; };
  sources.journal = {{start, {}, {}, &begun}, {life.now, {}, {}, &migrated}};
  const auto origin = [&sources](std::string_view path) {
    return origin_of(sources, parse_path(path)).value();
  };
  EXPECT_EQ(origin("steps.a.output.x").written, "${trigger.data.n}");
  EXPECT_EQ(origin("context.why").written, "Order ${trigger.data.n}");
  EXPECT_EQ(origin("steps.b.output.y").written, "3");
  EXPECT_EQ(origin("inputs.tier").kind, OriginKind::default_value);
  EXPECT_EQ(origin("inputs.tier").at, life.now) << "when the run was migrated";
}

TEST(Provenance, TellsConstantsAndDefaults) {
  const Told told;
  EXPECT_EQ(told.origin("steps.ticket.input.fields.project").kind, OriginKind::constant);
  EXPECT_EQ(told.origin("steps.ticket.input.labels.0").kind, OriginKind::constant);
  EXPECT_EQ(told.origin("inputs.tier").kind, OriginKind::default_value);
  EXPECT_EQ(told.origin("context.constraints.0").kind, OriginKind::constant);
  EXPECT_EQ(told.origin("context.constraints.1").written, "Budget ${inputs.amount}");
}

TEST(Provenance, AValueThatIsNotThereIsRefused) {
  const Told told;
  for (const auto* path :
       {"steps.ticket.input.nothing", "steps.none.output", "inputs.x", "", "x"}) {
    const auto found = origin_of(told.sources(), parse_path(path));
    ASSERT_FALSE(found) << path;
    EXPECT_EQ(found.error().code, core::Errc::not_found);
  }
}

TEST(Provenance, ResolvesAThousandFieldsPickedByChance) {
  const Told told;
  const auto sources = told.sources();
  std::vector<Path> all = paths_of_run(told.run(), 1'000);
  for (const auto& [ref, state] : told.run().steps()) {
    const auto of_step = paths_of_step(told.run(), ref.name, 1'000);
    all.insert(all.end(), of_step.begin(), of_step.end());
  }
  ASSERT_GT(all.size(), 25U);
  std::mt19937_64 chance(7);
  for (int picked = 0; picked < 1'000; ++picked) {
    const auto& path = all[chance() % all.size()];
    const auto origin = origin_of(sources, path);
    ASSERT_TRUE(origin) << to_text(path);
    EXPECT_TRUE(origin->at) << to_text(path);
    EXPECT_NE(origin->kind, OriginKind::state) << to_text(path);
    std::vector<const Origin*> ends;
    ends_of(*origin, ends);
    for (const auto* end : ends) {
      EXPECT_NE(end->kind, OriginKind::expression) << to_text(path) << " ends at " << end->written;
      EXPECT_TRUE(end->at) << to_text(path);
    }
  }
}

// A field of the input of an action, and what is known of it.
struct Field {
  std::string value;
  OriginKind kind = OriginKind::expression;
  // The kind of the origin that its value comes from in the end.
  OriginKind end = OriginKind::event;
};

// What a field of a template gives, by chance, and how it is written.
std::pair<std::string, Field> field_by_chance(std::uint64_t chance) {
  const auto of = std::to_string(chance / 4 % 50);
  switch (chance % 4) {
    case 0: return {"fixed " + of, {"fixed " + of, OriginKind::constant, OriginKind::constant}};
    case 1: return {"${trigger.data.v" + of + "}", {"value " + of}};
    case 2: return {"${steps.kit.output.k" + of + "}", {"Kit of value " + of}};
    default:
      return {"${steps.ask.output.a" + of + "}",
              {"answer " + of, OriginKind::expression, OriginKind::action}};
  }
}

TEST(Provenance, ResolvesAThousandDifferentFieldsToWhatGaveThem) {
  std::string kit = "  kit: { set: {";
  Json brought = Json::object();
  Json answer = Json::object();
  for (int at = 0; at < 50; ++at) {
    const auto of = std::to_string(at);
    brought["v" + of] = "value " + of;
    answer["a" + of] = "answer " + of;
    kit += (at > 0 ? ", k" : " k") + of + ": \"Kit of ${trigger.data.v" + of + "}\"";
  }
  std::mt19937_64 chance(11);
  std::vector<Field> fields;
  std::string send = "  send: { needs: ask, do: out.post, with: {";
  for (int at = 0; at < 1'000; ++at) {
    auto [written, field] = field_by_chance(chance());
    send += (at > 0 ? ", f" : " f") + std::to_string(at) + ": \"" + written + "\"";
    fields.push_back(std::move(field));
  }
  tests::Life life("workflow: w\non: [{ event: go }]\nsteps:\n" + kit +
                   " } }\n  ask: { needs: kit, do: erp.read }\n" + send + " } }\n");
  Sources sources{&life.run(), &life.the_plan().source(), {}, [](const Json& written) {
                    std::vector<Path> paths;
                    for (const auto& read : cel::Document::compile(written).document->reads())
                      paths.emplace_back(read.begin(), read.end());
                    return paths;
                  }};
  const auto trigger = tests::event("go", brought);
  life.begin(trigger);
  const auto began = life.last();
  sources.journal.push_back({life.now, trigger.id, {}, &began});
  life.succeed("ask", answer);
  const auto answered = life.last();
  sources.journal.push_back({life.now, core::EventId(77), {}, &answered});
  for (std::size_t at = 0; at < fields.size(); ++at) {
    const auto name = "f" + std::to_string(at);
    const auto origin = origin_of(sources, {"steps", "send", "input", name});
    ASSERT_TRUE(origin) << name;
    EXPECT_EQ(origin->value, fields[at].value) << name;
    EXPECT_EQ(origin->kind, fields[at].kind) << name;
    EXPECT_EQ(origin->event, core::EventId(77)) << name << ": the step began with the answer";
    std::vector<const Origin*> ends;
    ends_of(*origin, ends);
    ASSERT_THAT(ends, SizeIs(1)) << name;
    EXPECT_EQ(ends[0]->kind, fields[at].end) << name;
    if (fields[at].end == OriginKind::event) {
      EXPECT_EQ(ends[0]->event, trigger.id) << name;
    }
  }
}

TEST(Provenance, OfAValueThatIsPassedOnWholeOnlyTheMemberIsFollowed) {
  tests::Life life(
      "workflow: w\n"
      "on: [{ event: go, inputs: { deal: \"${event.data.deal}\" } }]\n"
      "inputs: { deal: { type: object } }\n"
      "steps:\n"
      "  one: { do: erp.read }\n"
      "  fin: { needs: one, set: { a: \"${steps.one.output.id}\", z: \"${trigger.data.word}\" } }\n"
      "outputs: { all: \"${steps.fin.output}\", deal: \"${ inputs.deal }\",\n"
      "           list: \"${[steps.fin.output.a, steps.fin.output.z]}\",\n"
      "           either: \"${has(steps.fin.output.q) ? steps.fin.output.q : steps.fin.output}\" "
      "}\n");
  Sources sources{&life.run(), &life.the_plan().source(), {}, [](const Json& written) {
                    std::vector<Path> paths;
                    for (const auto& read : cel::Document::compile(written).document->reads())
                      paths.emplace_back(read.begin(), read.end());
                    return paths;
                  }};
  life.begin(tests::event("go", {{"deal", {{"size", {{"n", 3}}}}}, {"word", "speed"}}));
  life.succeed("one", {{"id", "7"}});
  ASSERT_EQ(life.status(), "succeeded");
  const auto from = [&sources](std::string_view path) {
    std::vector<std::string> paths;
    for (const auto& one : origin_of(sources, parse_path(path)).value().from)
      paths.push_back(to_text(one.path));
    return paths;
  };
  EXPECT_THAT(from("outputs.all.z"), ElementsAre("steps.fin.output.z"));
  EXPECT_THAT(from("outputs.all"), ElementsAre("steps.fin.output"));
  EXPECT_THAT(from("outputs.deal.size.n"), ElementsAre("inputs.deal.size.n"));
  EXPECT_THAT(from("inputs.deal.size.n"), ElementsAre("trigger.data.deal.size.n"));
  EXPECT_THAT(from("outputs.list.0"), ElementsAre("steps.fin.output.a", "steps.fin.output.z"));
  EXPECT_THAT(from("outputs.either.z"), testing::Each(testing::Not(testing::HasSubstr(".z"))))
      << "it computes what it gives";
}

TEST(Provenance, PathsAreReadAsTheyAreWritten) {
  EXPECT_EQ(parse_path("steps.a.output.0"), (Path{"steps", "a", "output", "0"}));
  EXPECT_EQ(to_text(Path{"context", "why"}), "context.why");
  EXPECT_THAT(parse_path(""), IsEmpty());
}

TEST(Provenance, ANameWithADotStandsInBrackets) {
  for (const auto& path :
       {Path{"inputs", "a.b", "0", "c"}, Path{"context", "", "x y"}, Path{"trigger", "[", "]", "'"},
        Path{"inputs", "say \"hi\"", "\\"}, Path{"steps", "mails.3", "input", "to"},
        Path{"steps", "ticket.undo", "input"}, Path{"outputs", "ключ"}})
    EXPECT_EQ(parse_path(to_text(path)), path) << to_text(path);
  EXPECT_EQ(to_text(Path{"inputs", "a.b", "0"}), "inputs[\"a.b\"].0");
  EXPECT_EQ(to_text(Path{"steps", "mails.3", "input"}), "steps.mails.3.input");
  EXPECT_EQ(parse_path("inputs.tags[1].x"), (Path{"inputs", "tags", "1", "x"}));
  EXPECT_EQ(parse_path("inputs['a.b'][\"c\"]"), (Path{"inputs", "a.b", "c"}));
  EXPECT_EQ(parse_path("steps.mails[3].input"), (Path{"steps", "mails.3", "input"}));
  for (const auto* odd : {"[", "a[", "a[]", "a[x]", "a[\"b", "a[\"b\"", "[[", "a[\"\\"})
    EXPECT_FALSE(parse_path(odd).empty()) << odd;
}

// Runs with a journal that a test keeps entry by entry.
class Kept {
 public:
  explicit Kept(std::string_view yaml) : life(yaml) {}

  // What the last decision noted, because of this event.
  void keep(const core::Event& cause) {
    entries_.push_back({life.now, cause, life.last()});
    life.now += std::chrono::hours(1);
  }
  Origin origin(std::string_view path) const {
    Sources sources{&life.run(), &life.the_plan().source(), {}, [](const Json&) {
                      return std::vector<Path>{};
                    }};
    for (const auto& entry : entries_)
      sources.journal.push_back({entry.at, entry.cause.id, entry.cause.actor, &entry.transitions});
    return origin_of(sources, parse_path(path)).value();
  }

  tests::Life life;

 private:
  struct Entry {
    core::Time at;
    core::Event cause;
    std::vector<core::Transition> transitions;
  };
  std::vector<Entry> entries_{};
};

// A wait for all of several takes one after the other, and ends with the last.
TEST(Provenance, AValueOfAnAwaitedEventNamesThatEvent) {
  Kept kept(
      "workflow: w\non: [{ event: go }]\nsteps:\n"
      "  both: { wait: { all: { paid: { event: paid }, sent: { event: sent } } } }\n");
  const auto go = tests::event("go");
  kept.life.begin(go);
  kept.keep(go);
  auto paid = tests::event("paid", {{"n", 1}, {"id", go.id.text()}}, "shop");
  paid.actor = "token:shop";
  kept.life.hear(paid);
  kept.keep(paid);
  const auto sent = tests::event("sent", {{"n", 2}}, "depot");
  kept.life.hear(sent);
  kept.keep(sent);
  ASSERT_EQ(kept.life.status(), "succeeded");
  for (const auto* path :
       {"steps.both.output.paid.data.n", "steps.both.output.paid.data", "steps.both.output.paid"}) {
    const auto origin = kept.origin(path);
    EXPECT_EQ(origin.kind, OriginKind::event) << path;
    EXPECT_EQ(origin.event, paid.id) << path;
    EXPECT_EQ(origin.of, "paid") << path;
    EXPECT_EQ(origin.actor.text(), "token:shop") << path;
  }
  EXPECT_EQ(kept.origin("steps.both.output.sent.data.n").event, sent.id);
}

TEST(Provenance, EachOfSeveralDecisionsNamesWhoMadeIt) {
  Kept kept(
      "workflow: w\non: [{ event: go }]\nsteps:\n"
      "  legal: { approve: { by: { users: [lea, max], count: 2 }, ask: Agree? } }\n");
  const auto go = tests::event("go");
  kept.life.begin(go);
  kept.keep(go);
  for (const auto* who : {"lea", "max"}) {
    const auto decides = core::approval_decide(kept.life.run().id(), "legal", true, "fine", "",
                                               core::Actor::user(who), kept.life.now);
    kept.life.hear(decides);
    kept.keep(decides);
  }
  ASSERT_EQ(kept.life.status(), "succeeded");
  EXPECT_EQ(kept.origin("steps.legal.output.by.0.comment").actor.text(), "lea");
  EXPECT_EQ(kept.origin("steps.legal.output.by.0").at, tests::noon() + std::chrono::hours(1));
  EXPECT_EQ(kept.origin("steps.legal.output.by.1.comment").actor.text(), "max");
  EXPECT_EQ(kept.origin("steps.legal.output.approved").actor.text(), "max");
}

TEST(Provenance, WhatUndoesAStepHasAnInputAndAnOutputOfItsOwn) {
  Kept kept(
      "workflow: w\non: [{ event: go }]\nsteps:\n"
      "  one: { do: crm.add, undo: { do: crm.remove, with: { id: '${steps.one.output.id}', "
      "why: undone } } }\n"
      "  two: { needs: one, do: crm.check }\n"
      "on_failure: { undo: true }\n");
  const auto go = tests::event("go");
  kept.life.begin(go);
  kept.keep(go);
  const auto finished = tests::event("baton.action.finished");
  kept.life.succeed("one", {{"id", "7"}});
  kept.keep(finished);
  kept.life.fail("two", "http_422", "no");
  kept.keep(finished);
  kept.life.succeed("one.undo", {{"gone", true}});
  kept.keep(finished);
  ASSERT_EQ(kept.life.status(), "failed");
  const auto id = kept.origin("steps.one.undo.input.id");
  EXPECT_EQ(id.kind, OriginKind::expression);
  EXPECT_EQ(id.written, "${steps.one.output.id}");
  EXPECT_EQ(id.of, "crm.remove");
  EXPECT_EQ(kept.origin("steps.one.undo.input.why").kind, OriginKind::constant);
  const auto gone = kept.origin("steps.one.undo.output.gone");
  EXPECT_EQ(gone.kind, OriginKind::action);
  EXPECT_EQ(gone.of, "crm.remove");
  EXPECT_EQ(gone.step, "one.undo");
}

TEST(Provenance, TellsItselfAsJson) {
  const Told told;
  const auto json = to_json(told.origin("steps.ticket.input.summary"));
  EXPECT_EQ(json.at("path"), "steps.ticket.input.summary");
  EXPECT_EQ(json.at("kind"), "expression");
  EXPECT_EQ(json.at("from").at(0).at("path"), "steps.kit.output.name");
}

}  // namespace
}  // namespace baton::context
