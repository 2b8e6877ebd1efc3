#pragma once

#include "baton/core/event.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"
#include "sim/chance.hpp"
#include "sim/length.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What a template of the simulation means, told without the product's own words for it, so that the
// witness can judge the product by it. to_yaml() writes the template that says the same.
namespace baton::sim {

using core::Json;

enum class Verdict { no, yes, error };

// A condition over the data of an event, or of what triggered the run.
struct Condition {
  enum class Kind { none, n_over, kind_is, missing, flow_is, ref_is_key, ref_is_output };
  Kind kind = Kind::none;
  int n = 0;
  std::string text{};  // kind, workflow, or step
};
// `key`: what ref_is_key and ref_is_output compare with.
Verdict holds(const Condition& condition, const Json& data, const std::string& key = {});

// What a window or a threshold counts. Its key is the member `k` of the events.
struct WindowSpec {
  enum class Kind { numbers, events, sequence, threshold };
  enum class Aggregate { count, sum, avg, min, max, rate };
  Kind kind = Kind::numbers;
  std::vector<std::string> types{};  // of the events; those of a sequence in their order
  std::string absent{};              // the type that may not come after a sequence; empty: any may
  Duration absent_for{};             // how long it may not come
  Duration within{};  // how far apart events may be; the time over which a threshold aggregates
  int numbers = 0;    // how many events, or different values of `n`, there have to be
  // Which events count (the absent one counts in any case), and how late they may come.
  std::string from{};
  Condition when{};
  Duration late = std::chrono::hours(1);
  // Of a threshold alone.
  Aggregate aggregate = Aggregate::count;
  bool above = true;
  int least = 1;        // how many events it needs
  double bound = 0;     // with a baseline, a multiple of it
  Duration usual{};     // the time of the baseline, which is an average; 0: there is none
  int usual_least = 0;  // how many events the baseline needs
  std::optional<Duration> rest{};  // after it has fired
};

struct TriggerSpec {
  std::string type;
  std::string from{};
  Condition when{};
  bool keyed = false;
  bool debounced = false;
  Duration quiet = std::chrono::seconds(30);
  Duration at_most = std::chrono::minutes(5);
  int throttled = 0;  // how many of one `k` start a run within `per`; 0: all
  Duration per = std::chrono::hours(12);
  std::optional<WindowSpec> window{};
  std::string misfire{};  // if set, the trigger is a schedule of every kFiringEvery
};

struct GateSpec {
  enum class Kind { after, half_hours, trigger, fact };
  enum class OnTimeout { fail, skip, proceed };
  Kind kind = Kind::after;
  Duration after{};  // since the run began
  Condition condition{};
  std::optional<Length> within{};
  OnTimeout on_timeout = OnTimeout::fail;
};

struct StepSpec {
  enum class Verb { act, approve, wait, sleep, emit, set, run, task };
  enum class OnError { fail, keep_going, pause };
  enum class Join { all, any, always };
  std::string name;
  Verb verb = Verb::set;
  std::vector<std::string> needs{};
  Join join = Join::all;
  Condition when{};  // over the trigger
  std::optional<GateSpec> gate{};
  std::optional<Length> timeout{};  // of an action by the clock
  std::string calendar{};           // by which its lengths are counted; empty: that of the workflow
  OnError on_error = OnError::fail;
  bool mandatory = false;  // no person may skip it
  // act
  std::string connection{};
  int attempts = 5;
  Duration initial{};
  std::optional<Duration> tried_for{};  // from its first attempt on
  // act, run: it is done for each of so many items; 0: once. Where an expression gives them, there
  // are two fewer in runs whose trigger is small (items_in).
  int items = 0;
  enum class Over { list, map, expression };
  Over over = Over::list;
  int parallel = 0;
  bool fail_fast = false;  // no further item begins once one has failed
  // approve
  std::vector<std::string> users{};
  int count = 1;
  bool routed = false;  // the route kRoute says who is asked, and how many must agree
  bool not_requester = false;
  std::string return_to{};  // where a refusal sends the run back to
  int returns = 0;          // how often
  std::optional<Length> escalates{};
  // wait, emit; of run the workflow
  std::string type{};
  std::string from{};
  Condition condition{};
  // wait: the events beside the one above, and whether it is for all of them
  struct Other {
    std::string type;
    Condition condition{};
  };
  std::vector<Other> others{};
  bool all = false;
  // How far back it looks: to where its needs began, to the trigger, or for `looks_back_for`.
  enum class Since { needs, trigger, length };
  Since since = Since::needs;
  Duration looks_back_for{};
  // task
  std::optional<Length> late_after{};
  int least = 0;  // the smallest `n` that its form takes
  // sleep
  Length length{};
  bool until = false;  // the length is by the clock
  // The marks of its service level: both of the first two or none, and `late` beside them.
  std::optional<Length> goal{};
  std::optional<Length> limit{};
  std::optional<Length> late{};
  std::string sla_calendar{};  // by which these are counted; empty: that of the step
  std::string notice_at{};     // the mark at which something is said, by its name in the template
  std::string pauses_for{};    // the step whose waiting stops that clock
  std::string begins{};        // the step that begins when it takes too long
  std::string begins_at = "due";  // by this mark
};

// For how many items a step is done in a run that this triggered.
int items_in(const StepSpec& step, const Json& data);
// The name of an item of a map.
std::string item_name(int item);

// Whether it came in through the connection; an empty name is any place.
bool comes_from(const core::Event& event, const std::string& connection);

struct Spec {
  std::string workflow;
  std::vector<TriggerSpec> triggers;
  bool typed_input = false;  // `n` must be a whole number, else a run starts only to fail
  bool require_why = false;
  // Comments of kHeard that are about the `k` of the trigger join its packet, and no hand-off may
  // drop which event it is about.
  bool hears = false;
  std::vector<StepSpec> steps;
  // How many runs may be under way at a time; 0: any number. Each key has as many places.
  int slots = 0;
  bool slot_keyed = false;
  enum class WhenFull { queue, reject, replace, join };
  WhenFull when_full = WhenFull::queue;
  int priority = 0;             // 1 to 5; 0: the template does not say
  std::optional<Length> due{};  // when its runs should have ended
  std::string calendar{};
  bool undoes = false;            // when it fails, what it did is undone
  std::vector<StepSpec> undos{};  // "a.undo" takes back what "a" did
  // What is done when it has failed, after all has been undone.
  std::vector<StepSpec> endings{};

  // Whether its runs have a packet, which each action sends as `notes`.
  bool carries() const { return require_why || hears; }
  // A step, what undoes one, or what is done after a failure, by its name, or by the key of one of
  // its items.
  const StepSpec* step(std::string_view key) const;
  // The step whose clock begins this one; null if it does not wait for one.
  const StepSpec* begun_by(const std::string& name) const;
  // The names of all steps that come before one, by whatever way.
  std::set<std::string> before(const StepSpec& step) const;
  // The trigger that an event starts a run by; the first that matches.
  const TriggerSpec* starts(const core::Event& event) const;
};

// The longest pause between two attempts.
inline constexpr Duration kPauseMax = std::chrono::minutes(1);

// The marks of a service level, by their names in a template.
inline const std::vector<std::string> kMarks{"goal", "due", "late"};
// What is said at a mark in a run that this triggered.
std::string notice_of(const Json& data);

// The name of what undoes a step.
std::string undo_name(const std::string& step);

bool type_fits(std::string_view pattern, std::string_view type);
std::uint64_t hash_of(std::string_view text);
std::string to_yaml(const Spec& spec);

// What the templates of one world may have to do with each other.
struct Links {
  std::vector<std::string> workflows;
  enum class Kind { none, chain, lifecycle } kind = Kind::none;
  // People work in this world: where others sleep or set values, its steps are tasks.
  bool desk = false;
  // Its steps run the workflow kMany where the steps of other specs sleep.
  bool nested = false;
  // Its workflows have parts that those of other worlds do not have, so that the seeds of those
  // give the same worlds as before.
  bool varied = false;
};
Spec make_spec(Chance& chance, const Links& links, std::size_t workflow);

inline const std::vector<std::string> kTypes{"order.made", "order.paid", "deal.won"};
inline const std::vector<std::string> kAnswerTypes{"ticket.done", "ticket.note"};
// Each event of this type has a comment, which says something under its author's name.
inline const std::string kHeard = kAnswerTypes[1];
inline const std::vector<std::string> kAuthors{"Lea", "Tom"};
inline const std::vector<std::string> kSources{"crm", "shop"};
inline const std::vector<std::string> kPeople{"ana", "bo", "cy"};
// Whom an approval is escalated to.
inline const std::string kLead = "cy";
inline const std::string kChainType = "chain.next";
// The name of the first step that is done after a failure. Names of other steps come before it in
// the alphabet.
inline const std::string kFirstEnding = "x";
// The step that begins when another one takes too long.
inline const std::string kTold = "told";

// The workflow that a schedule starts, in worlds that have one: at each multiple of a quarter of a
// day. It draws nothing, so that all else in its world is as it would be without it.
inline const std::string kClockwork = "clockwork";
inline constexpr Duration kFiringEvery = std::chrono::hours(6);
Spec make_clockwork(std::string misfire);

// The workflow that bursts of events start, in the same worlds. It draws nothing either.
inline const std::string kBursty = "bursty";
Spec make_bursty();

// The workflows that windows start, in the same worlds. They draw from a chance of their own. This
// one starts when a number of different values come for one key within a time; then the key rests.
inline const std::string kWatchful = "watchful";
Spec make_watchful(Chance& chance);
// Starts when events of one key come in their order; in some worlds another event must not follow.
inline const std::string kFollowing = "following";
Spec make_following(Chance& chance);
// Starts when an aggregate passes a bound, or a multiple of its baseline.
inline const std::string kMeasured = "measured";
Spec make_measured(Chance& chance);
// Varies a window: it takes some events only, counts events instead of distinct values, or allows
// other delays.
void vary_window(Chance& chance, Spec& spec);

// The workflow that a throttled trigger starts, in worlds that have facts. Nothing of it is random.
inline const std::string kThrottled = "throttled";
Spec make_throttled();
// Varies the lengths and the limits of a trigger that is debounced or throttled.
void vary_bursts(Chance& chance, Spec& spec);

// The workflow that is started when a step of another takes too long, in worlds where people work.
inline const std::string kAlarmed = "alarmed";
Spec make_alarmed();

// A workflow that does something for each of several items, and one that runs it, in worlds that
// have them. They draw nothing either.
inline const std::string kMany = "many";
inline const std::string kAbove = "above";
Spec make_many();
Spec make_above();

// A workflow with a gate that reads a fact, in worlds that have it. It draws nothing either. Events
// of the first of kTypes set the fact, by `k` to `n`; its gate is open while it is above
// kLevelOpen.
inline const std::string kBudgeted = "budgeted";
inline constexpr int kLevelOpen = 4;
Spec make_budgeted();
// How long the fact can be relied on, in worlds where it grows old.
inline constexpr Duration kLevelStale = std::chrono::hours(3);
// The file that describes the fact.
std::string level_yaml(bool grows_old);

// The decision table of worlds where people work.
inline const std::string kRoute = "reviewers";
std::string route_yaml();
struct RouteRow {
  std::string name;
  std::vector<std::string> users;
  int count = 1;
  std::optional<Duration> sla{};
};
// The row of that table which applies to the data of a trigger.
RouteRow route_row(const Json& data);

}  // namespace baton::sim
