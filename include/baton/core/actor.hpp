#pragma once

#include "baton/core/json.hpp"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::core {

// What stands before the name of a token in the text of an actor. No token is named so itself.
inline constexpr std::string_view kTokenActor = "token:";

// Who did something: a person, in person or by a token; Baton itself; or nobody that is known.
// A value. Events, journals and rows keep its text, which says all of it.
//
// Two actors are equal when their texts are. Whether they are one person, which is what counts for
// an approval, is asked of same_person().
class Actor {
 public:
  // What it is that did something.
  enum class Kind {
    nobody,  // who it was is not known: a webhook names no person
    user,    // a person who signed in, "ada"
    token,   // whoever holds a token, "token:ada": a person, or a tool that acts for one
    baton,   // Baton by itself, "config" or "server"
  };

  // Nobody.
  Actor() = default;
  // The actor of a text that is spelled out in the source; every other text is read by parse().
  template <std::size_t kSize>
  Actor(const char (&text)[kSize]) : text_(text) {}  // NOLINT: implicit, it is no foreign text
  // The name must not be empty, begin with kTokenActor, or be one that Baton itself goes by:
  // throws BrokenInvariant.
  static Actor user(std::string_view name);
  // One whose name is empty is no person.
  static Actor token(std::string_view name);
  // Baton, when it publishes the templates of its folder.
  static Actor config();
  // Baton, when it makes the first token.
  static Actor server();
  // Reads the text of an actor back. Each text is one: parse(text).text() == text.
  static Actor parse(std::string_view text);

  // What the text says that it is.
  Kind kind() const;
  // Without what tells its kind: "ada" for the user ada and for the token ada. Lives as long as
  // this actor; empty for nobody.
  std::string_view name() const;
  // "ada", "token:ada", "server"; empty for nobody. This is stored and shown: it never changes.
  const std::string& text() const { return text_; }

  // Whether nobody is known.
  bool is_nobody() const { return text_.empty(); }
  // Whether a person stands behind it: a user or a token that has a name.
  bool is_person() const;

  auto operator<=>(const Actor&) const = default;

 private:
  explicit Actor(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

// Whether one person stands behind both. A token acts for the person it is named after, so the user
// "ada" and the token "ada" are one. Nobody and Baton itself are no persons, and never the same
// one.
bool same_person(const Actor& one, const Actor& other);

// The name of the person that a template or a list writes as "ada" or as "token:ada": "ada" for
// both. A part of `written`.
std::string_view person_written(std::string_view written);

// Whether the person behind the actor is among those that a list writes.
bool names(const std::vector<std::string>& people, const Actor& actor);

// An actor is its text in JSON.
void to_json(Json& json, const Actor& actor);

}  // namespace baton::core
