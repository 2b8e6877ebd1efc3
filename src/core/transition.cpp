#include "baton/core/transition.hpp"

#include "baton/core/transition_traits.hpp"
#include "baton/core/variant_index.hpp"

#include <array>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

// Each transition lists its members once, as a BATON_SHAPE below. Writing and reading both follow
// that list.
namespace baton::core {

namespace {

// A member of a transition: its name in JSON, and where it is.
template <class T, class V>
struct Member {
  const char* name;
  V T::*at;

  const V& of(const T& transition) const { return transition.*at; }
  V& of(T& transition) const { return transition.*at; }
};
template <class T, class V>
Member(const char*, V T::*) -> Member<T, V>;

// A part of the StepRef of a transition, which JSON has as a member beside the others.
template <class T, class V>
struct StepPart {
  const char* name;
  StepRef T::*step;
  V StepRef::*at;

  const V& of(const T& transition) const { return (transition.*step).*at; }
  V& of(T& transition) const { return (transition.*step).*at; }
};
template <class T, class V>
StepPart(const char*, StepRef T::*, V StepRef::*) -> StepPart<T, V>;

// The list of the members of a transition.
template <class T>
struct Shape;
#define BATON_SHAPE(TYPE, ...)                                               \
  template <>                                                                \
  struct Shape<TYPE> {                                                       \
    using Self = TYPE;                                                       \
    static constexpr auto members() { return std::make_tuple(__VA_ARGS__); } \
  }
#define M(NAME) \
  Member { #NAME, &Self::NAME }
// The item of a step without items has its default value, and is left out like any default.
#define STEP \
  StepPart{"step", &Self::step, &StepRef::name}, StepPart { "item", &Self::step, &StepRef::item }
BATON_SHAPE(RunStarted, M(workflow), M(version), M(key), M(title), M(goal), M(labels), M(inputs),
            M(context), M(requester), M(depth), M(root), M(pins), M(parent), M(parent_step),
            M(trace), M(due), M(due_on_wall), M(roles), M(again_by));
BATON_SHAPE(StepStarted, STEP, M(attempt), M(key), M(input), M(position), M(give_up_at));
BATON_SHAPE(StepRetrying, STEP, M(attempt), M(due), M(reason), M(in_doubt), M(exchange),
            M(waited_ms));
BATON_SHAPE(StepUnknown, STEP, M(attempt), M(due), M(reason), M(look), M(sent), M(restart),
            M(exchange), M(waited_ms));
BATON_SHAPE(StepWaiting, STEP, M(type), M(path), M(value), M(due), M(on_wall), M(position),
            M(after), M(others));
BATON_SHAPE(StepNoted, STEP, M(note));
BATON_SHAPE(StepGated, STEP, M(reason), M(error), M(due), M(closes));
BATON_SHAPE(GateOpened, STEP, M(reason));
BATON_SHAPE(ApprovalRequested, STEP, M(ask), M(group), M(users), M(count), M(not_requester), M(of),
            M(hash), M(due), M(position), M(escalates), M(groups), M(changed), M(routed),
            M(again_by));
BATON_SHAPE(ApprovalDecided, STEP, M(actor), M(approve), M(comment), M(hash), M(on_behalf_of));
BATON_SHAPE(ApprovalVoided, STEP, M(reason));
BATON_SHAPE(LateOutcome, STEP, M(attempt), M(result), M(output), M(code), M(message), M(waited_ms));
BATON_SHAPE(StepResolved, STEP, M(actor), M(as), M(note));
BATON_SHAPE(StepSucceeded, STEP, M(output), M(position), M(waited_ms));
BATON_SHAPE(StepFailed, STEP, M(code), M(message), M(in_doubt), M(exchange), M(waited_ms),
            M(unsent), M(no_items));
BATON_SHAPE(StepSkipped, STEP, M(reason), M(by_person));
BATON_SHAPE(StepBlocked, STEP, M(by));
BATON_SHAPE(StepCancelled, STEP, M(reason));
BATON_SHAPE(StepReset, STEP, M(anew), M(after));
BATON_SHAPE(RunPaused, STEP, M(reason));
BATON_SHAPE(RunSucceeded, M(outputs));
BATON_SHAPE(RunFailed, STEP, M(message));
BATON_SHAPE(RunCancelled, M(actor), M(reason));
BATON_SHAPE(RunResumed, M(actor), STEP);
BATON_SHAPE(EventTaken, STEP, M(branch), M(event));
BATON_SHAPE(StepUndone, STEP);
BATON_SHAPE(RunQueued, M(slot));
BATON_SHAPE(SlotTaken, M(slot));
BATON_SHAPE(ItemsBegun, STEP, M(of), M(due), M(position));
BATON_SHAPE(ChildBegun, STEP, M(run), M(workflow), M(version), M(inputs), M(detached), M(due),
            M(position));
BATON_SHAPE(ChildEnded, STEP, M(run), M(status), M(outputs), M(message));
BATON_SHAPE(TaskRequested, STEP, M(title), M(description), M(group), M(users), M(of), M(form),
            M(due), M(ends), M(position), M(routed));
BATON_SHAPE(TaskClaimed, STEP, M(owner), M(actor));
BATON_SHAPE(TaskReleased, STEP, M(actor), M(comment));
BATON_SHAPE(TaskDone, STEP, M(actor), M(values), M(comment));
BATON_SHAPE(TaskOverdue, STEP, M(due));
BATON_SHAPE(TaskReopened, STEP, M(actor), M(reason));
BATON_SHAPE(ApprovalEscalated, STEP, M(group), M(users), M(reason));
BATON_SHAPE(ApprovalReturned, STEP, M(to), M(actor), M(reason), M(round));
BATON_SHAPE(FactsRead, STEP, M(facts));
BATON_SHAPE(SlaStarted, STEP, M(goal), M(due), M(late));
BATON_SHAPE(SlaPaused, STEP, M(at), M(reason));
BATON_SHAPE(SlaResumed, STEP, M(goal), M(due), M(late));
BATON_SHAPE(SlaMissed, STEP, M(mark), M(due), M(begins), M(notice));
BATON_SHAPE(RunOverdue, M(due));
BATON_SHAPE(RunMigrated, M(from), M(version), M(actor), M(note), M(dropped), M(renewed), M(inputs),
            M(pins));
#undef STEP
#undef M
#undef BATON_SHAPE

Json encode(const std::string& value) { return value; }
Json encode(int value) { return value; }
Json encode(std::int64_t value) { return value; }
Json encode(bool value) { return value; }
Json encode(const Actor& value) { return value; }
Json encode(EventId value) { return value.text(); }
Json encode(RunId value) { return value.text(); }
Json encode(const Json& value) { return value; }
Json encode(const std::vector<std::string>& value) { return value; }
Json encode(Time value) { return value.time_since_epoch().count(); }
Json encode(const std::vector<WaitBranch>& value) {
  Json branches = Json::array();
  for (const auto& branch : value) {
    auto& json = branches.emplace_back(Json{{"type", branch.type}});
    if (!branch.path.empty()) json["path"] = branch.path;
    if (!branch.value.empty()) json["value"] = branch.value;
    if (branch.after) json["after"] = branch.after.text();
  }
  return branches;
}
Json encode(const std::optional<Time>& value) { return value ? encode(*value) : Json(); }

// A whole number; anything else throws. nlohmann's get<>() would cast a fraction, which is
// undefined if the number is too large, but get_ref() refuses every value that is not a whole
// number.
std::int64_t whole(const Json& json) { return json.get_ref<const Json::number_integer_t&>(); }

void decode(const Json& json, std::string& value) { value = json.get<std::string>(); }
void decode(const Json& json, std::int64_t& value) { value = whole(json); }
void decode(const Json& json, int& value) { value = static_cast<int>(whole(json)); }
void decode(const Json& json, bool& value) { value = json.get<bool>(); }
void decode(const Json& json, Actor& value) { value = Actor::parse(json.get<std::string>()); }
void decode(const Json& json, EventId& value) {
  if (const auto id = EventId::parse(json.get<std::string>())) value = *id;
}
void decode(const Json& json, RunId& value) {
  if (const auto id = RunId::parse(json.get<std::string>())) value = *id;
}
void decode(const Json& json, Json& value) { value = json; }
void decode(const Json& json, std::vector<std::string>& value) {
  value = json.get<std::vector<std::string>>();
}
void decode(const Json& json, std::vector<WaitBranch>& value) {
  for (const auto& branch : json) {
    auto& read = value.emplace_back();
    read.type = text_at(branch, "type");
    read.path = text_at(branch, "path");
    read.value = text_at(branch, "value");
    if (const auto* after = find(branch, "after")) decode(*after, read.after);
  }
}
void decode(const Json& json, Time& value) { value = Time(Duration(whole(json))); }
void decode(const Json& json, std::optional<Time>& value) { decode(json, value.emplace()); }

// An object of the members that differ from their defaults, each turned into JSON by `as`.
template <class T, class As>
Json write(const T& transition, As as) {
  Json json = Json::object();
  const T defaults{};
  const auto put = [&](const auto& member) {
    const auto& value = member.of(transition);
    if (value != member.of(defaults)) json[member.name] = as(value);
  };
  std::apply([&](const auto&... member) { (put(member), ...); }, Shape<T>::members());
  return json;
}

// A member as the journal has it: a time in microseconds.
template <class V>
Json stored(const V& value) {
  return encode(value);
}

// A member as people and other systems see it: a time as RFC 3339.
template <class V>
Json shown(const V& value) {
  if constexpr (std::is_same_v<V, Time>) {
    return to_rfc3339(value);
  } else if constexpr (std::is_same_v<V, std::optional<Time>>) {
    return value ? Json(to_rfc3339(*value)) : Json();
  } else {
    return encode(value);
  }
}

// Adds the text of the stored form to `text`.
template <class T>
void write(std::string& text, const T& transition) {
  text += R"({"is":")";
  text += transition_traits()[kIndexIn<T, Transition>].name;
  text += '"';
  const T defaults{};
  const auto put = [&](const auto& member) {
    const auto& value = member.of(transition);
    if (value == member.of(defaults)) return;
    text += ",\"";
    text += member.name;
    text += "\":";
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Json>) {
      append(text, value);
    } else {
      append(text, encode(value));
    }
  };
  std::apply([&](const auto&... member) { (put(member), ...); }, Shape<T>::members());
  text += '}';
}

// A transition with the members that `json` has; the others have their defaults.
template <class T>
Transition read(const Json& json) {
  T transition{};
  const auto take = [&](const auto& member) {
    if (const auto* value = find(json, member.name)) decode(*value, member.of(transition));
  };
  std::apply([&](const auto&... member) { (take(member), ...); }, Shape<T>::members());
  return transition;
}

// Reads the alternative with this index of the variant.
template <std::size_t... kAt>
Transition read_at(std::size_t index, const Json& json, std::index_sequence<kAt...>) {
  using Read = Transition (*)(const Json&);
  static constexpr std::array<Read, sizeof...(kAt)> kReaders{
      read<std::variant_alternative_t<kAt, Transition>>...};
  return kReaders[index](json);
}

}  // namespace

std::vector<WaitBranch> StepWaiting::branches() const {
  if (type.empty()) return {};
  std::vector<WaitBranch> all{{type, path, value, after}};
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

void StepWaiting::set_branches(std::vector<WaitBranch> branches) {
  auto& first = branches.front();
  type = std::move(first.type);
  path = std::move(first.path);
  value = std::move(first.value);
  after = first.after;
  branches.erase(branches.begin());
  others = std::move(branches);
}

std::string_view transition_name(const Transition& transition) {
  return traits_of(transition).name;
}

const StepRef& step_of(const Transition& transition) {
  static const StepRef kNone;
  if (!traits_of(transition).about_step) return kNone;
  return std::visit(
      [](const auto& value) -> const StepRef& {
        if constexpr (requires { value.step; }) {
          return value.step;
        } else {
          return kNone;
        }
      },
      transition);
}

Json to_json(const Transition& transition) {
  auto json = std::visit(
      [](const auto& value) {
        return write(value, [](const auto& member) { return stored(member); });
      },
      transition);
  json["is"] = transition_name(transition);
  return json;
}

Json told(const Transition& transition) {
  return std::visit(
      [](const auto& value) {
        return write(value, [](const auto& member) { return shown(member); });
      },
      transition);
}

void append(std::string& text, const Transition& transition) {
  std::visit([&text](const auto& value) { write(text, value); }, transition);
}

Result<Transition> transition_from_json(const Json& json) {
  const auto name = text_at(json, "is");
  try {
    if (const auto* traits = traits_named(name)) {
      constexpr std::make_index_sequence<std::variant_size_v<Transition>> kAll;
      return read_at(traits->index, json, kAll);
    }
  } catch (const Json::exception& error) {
    return Error{Errc::internal,
                 "a stored " + name + " does not have the members it should: " + error.what()};
  }
  return Error{Errc::internal,
               "expected the name of a transition, got \"" + name + "\"",
               {},
               "the journal was written by a newer Baton"};
}

}  // namespace baton::core
