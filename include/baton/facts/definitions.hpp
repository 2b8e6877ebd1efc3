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

// What facts there are: their types, how long they are good for, and from which events they come.
// Pure; any thread.
namespace baton::facts {

// What a value is.
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
  // By which workflows mean it.
  std::string name;
  // For people; may be empty.
  std::string description{};
  // True: it has a value for each of several keys. False: it has one value.
  bool keyed = false;
  // What a value is.
  Kind kind = Kind::object;
  // The members of an object, all of which it has; empty: it may have any.
  std::map<std::string, Kind, std::less<>> members{};
  // How long a value may be relied on; unset: for ever.
  std::optional<core::Duration> stale_after{};
  // Where its values come from; people may set them as well.
  std::vector<Projection> from{};

  // What is wrong with a key or a value; nullopt if nothing is.
  std::optional<core::Error> unfit(std::string_view key, const core::Json& value) const;
  // What is wrong with how it is read: with a key or without one.
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
  // Reads facts from their files, config/schema/fact.schema.json describes them. What is wrong is
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
    const Definition* fact = nullptr;
    std::string key{};
    core::Json value{};
  };
  // What came of an event.
  struct Found {
    std::vector<Set> sets{};
    // Conditions, keys and values that could not be evaluated or do not fit. They set nothing.
    std::vector<core::Error> errors{};
  };
  // Which facts an event sets. `seen`: the event as expressions see it. `now`: wall time.
  // `outside`: what expressions ask beside that.
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
