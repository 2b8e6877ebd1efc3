#pragma once

#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The packet that travels with a run's hand-offs: the values of its context, by name. Pure; any
// thread.
namespace baton::context {

// The context as text, a line for each value, for systems that take only text: "why: Won against
// Initech". The items of a list stand on one line, with "; " between them. A line break in a value
// is written so that what follows it cannot be taken for another value. A value `summary` is left
// out, and `said` is written as "ada, legal, approved: only with the disclaimer; …".
std::string summary(const core::Json& context);

// The values of such a text, each as text, by name: what was one line there is one line again, and
// line breaks are where they were. Lines that belong to no value are left out.
core::Json fields_of(std::string_view summary);

// The name of the value with which a line of such a text begins, "why" of "why: Won against
// Initech"; empty if it begins with none.
std::string_view field_name(std::string_view line);

// The names in `require` whose values a hand-off would drop. A value is dropped if no part of
// `sent` is the value itself or holds its text, whole, as summary() or an expression writes it.
// What belongs to another value does not count: of "why: ACME was won" the client ACME is dropped.
// A name that the context does not have is not among them.
std::vector<std::string> dropped(const core::Json& context, const std::vector<std::string>& require,
                                 const core::Json& sent);

// What somebody said to the work of a run, here or in another system: a decision, a word to a task,
// a comment on a ticket.
struct Said {
  // When it was said, in wall time.
  core::Time at{};
  // Who said it: the text of an actor, or the name by which the other system knows them.
  std::string by{};
  // What it was said to, and what was decided: "legal, approved", "ticket.commented WEB-7".
  std::string about{};
  // What was said; may be empty for a decision.
  std::string text{};
  // The id of the event that brought it; empty for what was said here.
  std::string event{};
};

// The name of the value of the context that lists what was said, the oldest first.
inline constexpr std::string_view kSaid = "said";
// How many of them the context holds: the newest. The journal has all of them.
inline constexpr std::size_t kSaidMax = 20;
// The longest text of one of them, in bytes. A longer one is cut.
inline constexpr std::size_t kSaidBytesMax = 1'000;

// What an event says, if it brings a comment or a message from another system: data.comment.text
// of `ticket.commented`, the text of `message.…` and `mail.…`. `event` is as expressions see it
// (core::Event::to_json()). nullopt if it brings none.
std::optional<Said> said_in(const core::Json& event);

// Adds what was said to a context, under its author, and writes `summary` anew. False, and nothing
// is changed, if the context has what this event brought already, or a value of its own of that
// name.
bool join(core::Json& context, const Said& said);

}  // namespace baton::context
