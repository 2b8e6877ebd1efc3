#pragma once

#include "baton/cel/expression.hpp"
#include "baton/core/event.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The facts of a configuration: their types, how long a value may be relied on, and the events from
// which values come. Pure; any thread.
namespace baton::facts {

// The types that a value may have.
enum class Kind { string, number, integer, boolean, list, object };
// The word of a kind, "string".
std::string_view name(Kind kind);

// From which events a fact comes.
struct Projection {
  // The type of the event, as a pattern.
  std::string event;
  // The connection that it has to come through; empty means any.
  std::string connection{};
  // Holds for the events that set the fact. Null: all of that type do.
  std::shared_ptr<const cel::Expression> when{};
  // Gives the key. Null: the fact has one value.
  std::shared_ptr<const cel::Expression> key{};
  // Gives the value.
  std::shared_ptr<const cel::Expression> value{};
};

// One fact, as its file describes it. Immutable.
struct Definition {
  // The name by which workflows refer to it.
  std::string name;
  // For people; may be empty.
  std::string description{};
  // True: it has a value for each of several keys. False: it has one value.
  bool keyed = false;
  // The type of its values.
  Kind kind = Kind::object;
  // The members of an object, all of which it has; empty: it may have any.
  std::map<std::string, Kind, std::less<>> members{};
  // How long a value may be relied on; unset: for ever.
  std::optional<core::Duration> stale_after{};
  // Where its values come from; people may set them as well.
  std::vector<Projection> from{};

  // Why this key or this value cannot be set (Errc::invalid); nullopt if both can. Its place is
  // "/key", "/value" or the JSON pointer of a member of the value.
  std::optional<core::Error> unfit(std::string_view key, const core::Json& value) const;
  // Why the fact cannot be read like this: with a key although it has none, or without one although
  // it has several (Errc::invalid). nullopt if it can.
  std::optional<core::Error> misread(const std::optional<std::string>& key) const;
};

// All facts of a configuration, by name. Immutable.
class Definitions {
 public:
  // One file of config/facts.
  struct File {
    // As findings show it.
    std::string name;
    // YAML.
    std::string text;
  };
  // Reads facts from their files, which config/schema/fact.schema.json describes. Mistakes are
  // added to `findings`; a fact with an error is left out.
  static Definitions read(const std::vector<File>& files, core::Findings& findings);

  // The fact of that name; nullptr if there is none.
  const Definition* find(std::string_view name) const;
  // The same, or Errc::not_found with "did you mean".
  core::Result<const Definition*> named(std::string_view name) const;
  // All names, sorted.
  std::vector<std::string> names() const;
  // True if an event of this type may set a fact.
  bool listens(const std::string& type) const;

  // One value that an event sets.
  struct Set {
    // The fact; part of these Definitions.
    const Definition* fact = nullptr;
    // The key; empty if the fact has one value.
    std::string key{};
    // The new value, which fits the fact.
    core::Json value{};
  };
  // What found_in() returns.
  struct Found {
    // The values that the event sets.
    std::vector<Set> sets{};
    // Conditions, keys and values that could not be evaluated or do not fit. They set nothing.
    std::vector<core::Error> errors{};
  };
  // Finds the facts that an event sets. `seen`: the event as expressions see it. `now`: wall time.
  // `outside`: what expressions may ask beside that.
  Found found_in(const core::Event& event, const core::Json& seen, core::Time now,
                 const cel::Outside& outside) const;

 private:
  std::map<std::string, Definition, std::less<>> facts_;
  bool patterns_ = false;  // one of them takes events by a pattern
  std::map<std::string, std::vector<std::string>, std::less<>> by_type_;  // names of facts
};

// The fact as JSON: {"name", "description", "keyed", "type", "stale_after", "from"}.
core::Json to_json(const Definition& fact);

}  // namespace baton::facts
