#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// A workflow template as a value: what the YAML says, checked, in the words of the template
// language (DESIGN.md section 4). templates::load() makes it, engine::compile() turns it into a
// Plan.
namespace baton::core {

// A CEL condition and where it stands in the file.
struct Condition {
  std::string text;
  Position at{};
};

// A value whose strings may hold `${…}`, and where it stands in the file.
struct Rendered {
  Json value;
  Position at{};
};

struct Trigger {
  std::string event;   // type pattern; `*` matches one segment
  std::string from{};  // connection, empty: any
  std::optional<Condition> when{};
  std::optional<Condition> key{};  // run key: at most one open run per key
  Rendered inputs{};               // object: input name -> value
  Position at{};
};

struct Input {
  enum class Type { string, number, integer, boolean, object, list };
  Type type = Type::string;
  std::vector<Json> allowed{};      // enum
  std::optional<Json> otherwise{};  // default
  std::string description{};
};

// What a step does: each verb has the word by which templates name it.

struct DoAction {
  static constexpr std::string_view kName = "do";
  std::string connection;  // "asana"
  std::string operation;   // "create_project"
  Rendered with{};
};

// Whether operations of this name are requests over plain HTTP, whose input names the place itself,
// as `path` or `url`.
bool is_http_operation(std::string_view operation);

// Who may decide, and how many of them must agree.
struct Approve {
  static constexpr std::string_view kName = "approve";
  std::string group{};  // whose members may decide
  std::vector<std::string> users{};
  int count = 1;
  bool not_requester = false;  // whoever caused the run may not decide
  Rendered of{};               // what is approved; its hash is kept with the decision
  Rendered ask{};              // the question, as text
};

// How far back a wait looks for an event that came before it was opened.
struct LookBackFrom {
  enum class Start {
    needs,
    trigger
  };  // since the earliest start of its needs, or since the trigger
  Start start = Start::needs;
  std::optional<Duration> length{};  // set: so long before it was opened
};

struct WaitEvent {
  static constexpr std::string_view kName = "wait";
  std::string event;
  std::string from{};
  std::optional<Condition> when{};
  LookBackFrom since{};
};

struct Sleep {
  static constexpr std::string_view kName = "sleep";
  std::optional<Duration> length{};  // for
  std::optional<Condition> until{};  // a timestamp
};

struct Emit {
  static constexpr std::string_view kName = "emit";
  std::string event;
  Rendered data{};
  Rendered subject{};
};

struct SetValues {
  static constexpr std::string_view kName = "set";
  Rendered values{};
};

using Verb = std::variant<DoAction, Approve, WaitEvent, Sleep, Emit, SetValues>;

// "do", "approve", …: in the order of the variant.
inline constexpr auto kVerbNames = []<class... Verbs>(const std::variant<Verbs...>*) {
  return std::array<std::string_view, sizeof...(Verbs)>{Verbs::kName...};
}(static_cast<const Verb*>(nullptr));
inline std::string_view verb_name(const Verb& verb) { return kVerbNames[verb.index()]; }

struct Retry {
  int attempts = 5;  // all tries together
  Duration initial = std::chrono::seconds(1);
  double factor = 2;
  Duration max = std::chrono::minutes(5);
  std::optional<Duration>
      total{};  // `for`: the step fails when it has not succeeded this long after it began
};

struct Gate {
  enum class Otherwise { fail, skip, proceed };
  Condition open;
  std::optional<Duration> within{};       // how long it may stay closed
  Otherwise otherwise = Otherwise::fail;  // and what then
};

enum class OnError { fail, keep_going, pause };  // `continue` in YAML is keep_going here

struct Step {
  std::string name;
  Verb verb;
  std::vector<std::string> needs{};
  std::optional<Condition> when{};
  std::optional<Gate> gate{};
  Retry retry{};
  std::optional<Duration>
      timeout{};  // of one attempt for `do`, of the whole wait for `wait` and `approve`
  OnError on_error = OnError::fail;
  std::string title{};
  std::string team{};
  std::vector<std::string> labels{};
  Position at{};
};

struct Context {
  Rendered values{};                   // object; everything but `require`
  std::vector<std::string> require{};  // a hand-off that would drop one of these fails
};

struct Template {
  std::string name;  // `workflow:`
  std::string title{};
  std::string description{};
  std::string goal{};
  std::vector<std::string> labels{};
  std::vector<Trigger> triggers{};
  std::map<std::string, Input> inputs{};
  Context context{};
  std::vector<Step> steps{};  // in file order
  Rendered outputs{};         // object
};

// One step of a template, as lists show it.
struct StepOutline {
  std::string name;
  std::string verb;  // "do", "approve", …
  std::string title{};
};

// An operation of a connection, as far as a template can be held to it.
struct Operation {
  Json input_schema = Json::object();
  std::string description{};
  std::vector<std::string> output_fields{};  // members of its output; empty: they are not known
  std::map<std::string, std::string>
      output_types{};  // of those of which it is known: "number", "string" or "boolean"
};
// What the connections at hand can do and send, for checking templates: connection -> operation ->
// what it takes and gives.
struct Operations : std::map<std::string, std::map<std::string, Operation>> {
  std::vector<std::string>
      events{};  // types that the connections are known to send; there may be others
  // All that a connection sends: types, and beginnings of types, which end in `*`. One that takes
  // no webhooks sends nothing; of one that is not here nothing is known.
  std::map<std::string, std::vector<std::string>> sends{};
  // Connection -> event type -> the members of its data, where they are known.
  std::map<std::string, std::map<std::string, std::vector<std::string>>> data_members{};
  std::set<std::string> https_only{};  // connections to which nothing is sent by plain http
};

// True if an event type matches a pattern; both are dot-separated, `*` stands for one segment.
bool type_matches(std::string_view pattern, std::string_view type);

}  // namespace baton::core
