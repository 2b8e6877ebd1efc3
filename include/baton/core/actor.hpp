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

// Who did something: a person who signed in, whoever holds a token, Baton itself, or nobody that is
// known. A value. Events, journals and rows keep its text, which says all of it.
//
// Two actors are equal if their texts are equal. An approval counts persons and not actors: whether
// two actors are one person is asked of same_person().
class Actor {
 public:
  // The kinds of actors.
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
  // The actor of a user. Throws BrokenInvariant if the name is empty, begins with kTokenActor, or
  // is a name of Baton itself ("config", "server").
  static Actor user(std::string_view name);
  // The actor of a token. With an empty name it is no person.
  static Actor token(std::string_view name);
  // Baton, when it publishes the templates of its folder.
  static Actor config();
  // Baton, when it makes the first token.
  static Actor server();
  // Reads the text of an actor back. Every text is an actor: parse(text).text() == text.
  static Actor parse(std::string_view text);

  // The kind that the text tells.
  Kind kind() const;
  // The text without the prefix that tells its kind: "ada" for the user ada and for the token ada.
  // It lives as long as this actor; empty for nobody.
  std::string_view name() const;
  // "ada", "token:ada", "server"; empty for nobody. This is stored and shown: it never changes.
  const std::string& text() const { return text_; }

  // True if it is not known who it was.
  bool is_nobody() const { return text_.empty(); }
  // True for a user, and for a token that has a name.
  bool is_person() const;

  auto operator<=>(const Actor&) const = default;

 private:
  explicit Actor(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

// True if both are the same person. A token acts for the person it is named after, so the user
// "ada" and the token "ada" are one person. Nobody and Baton itself are no persons, so for them it
// is always false.
bool same_person(const Actor& one, const Actor& other);

// The name of the person that a template or a list writes as "ada" or as "token:ada": "ada" for
// both. A part of `written`.
std::string_view person_written(std::string_view written);

// True if the actor is a person who stands in the list, as "ada" or as "token:ada".
bool names(const std::vector<std::string>& people, const Actor& actor);

// An actor is its text in JSON.
void to_json(Json& json, const Actor& actor);

}  // namespace baton::core
