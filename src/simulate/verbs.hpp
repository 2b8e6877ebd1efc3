#pragma once

#include "simulate/given.hpp"
#include "simulate/stage.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace baton::simulate {

// What one step of a scenario does when it is played.
using Play = std::function<void(Stage&)>;

// A word of the language of scenarios.
struct Verb {
  std::string_view name;
  // Reads what stands behind the verb, and returns what playing it does.
  Play (*read)(const Given& given);
};

// All verbs. A new one is a function in acts.cpp if it makes something happen, or in looks.cpp if
// it compares; its declaration below; and a row in verbs.cpp.
std::span<const Verb> verbs();
// The verb of this name; null if there is none.
const Verb* find_verb(std::string_view name);

// Verbs that make something happen: acts.cpp.
Play read_advance(const Given& given);
Play read_at(const Given& given);
Play read_cancel(const Given& given);
Play read_decide(const Given& given);
Play read_event(const Given& given);
Play read_fact(const Given& given);
Play read_facts(const Given& given);
Play read_migrate(const Given& given);
Play read_outcome(const Given& given);
Play read_outcomes(const Given& given);
Play read_publish(const Given& given);
Play read_restart(const Given& given);
Play read_retry(const Given& given);
Play read_skip(const Given& given);
Play read_routes(const Given& given);
Play read_task(const Given& given);
// Verbs that compare: looks.cpp.
Play read_expect(const Given& given);
Play read_in_flight(const Given& given);
Play read_run(const Given& given);
Play read_step(const Given& given);

// Reads the member `of`, by which a verb names the run that it is about.
Of read_of(const formats::FieldReader& at);

}  // namespace baton::simulate
