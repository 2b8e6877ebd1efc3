#include "baton/ingress/event_types.hpp"

#include "baton/core/event_names.hpp"

#include <algorithm>
#include <set>

namespace baton::ingress {

namespace {

using core::Json;

// How many types one expression may spell out. A type chooses among a few words; one that makes
// more is not followed.
constexpr std::size_t kTypesMax = 200;

// The texts that an expression may choose: the texts in quotes after the `?` or `:` of a
// conditional.
std::vector<std::string> chosen(std::string_view expression) {
  std::vector<std::string> texts;
  char before = ' ';
  for (std::size_t at = 0; at < expression.size(); ++at) {
    const char c = expression[at];
    if (c == '"' || c == '\'') {
      const auto close = expression.find(c, at + 1);
      if (close == std::string_view::npos) break;
      if (before == '?' || before == ':')
        texts.emplace_back(expression.substr(at + 1, close - at - 1));
      at = close;
    }
    if (c != ' ') before = c;
  }
  return texts;
}

// The index of the closing brace of the expression that begins at `at`.
std::size_t hole_end(std::string_view type, std::size_t at) {
  std::size_t depth = 1;
  for (; at < type.size(); ++at) {
    if (type[at] == '{') ++depth;
    if (type[at] == '}' && --depth == 0) return at;
  }
  return at;
}

// Each of the texts followed by each of the words.
std::vector<std::string> with_each(const std::vector<std::string>& texts,
                                   const std::vector<std::string>& words) {
  std::vector<std::string> longer;
  for (const auto& text : texts)
    for (const auto& word : words) longer.push_back(text + word);
  return longer;
}

// Adds the types that a rule's `type` spells out.
void add_types(std::string_view type, std::vector<std::string>& found) {
  std::vector<std::string> made{""};
  for (std::size_t at = 0; at < type.size();) {
    const auto hole = type.find("${", at);
    for (auto& one : made) one += type.substr(at, hole - at);
    if (hole == std::string_view::npos) break;
    const auto end = hole_end(type, hole + 2);
    const auto words = chosen(type.substr(hole + 2, end - hole - 2));
    if (words.size() * made.size() > kTypesMax) return;
    made = with_each(made, words);
    at = end + 1;
  }
  std::copy_if(made.begin(), made.end(), std::back_inserter(found),
               [](const auto& one) { return core::nameable(one); });
}

// True if an expression does nothing but choose among texts: it then has one more text than `?`.
bool is_choice(std::string_view expression, std::size_t words) {
  std::size_t questions = 0;
  char quote = 0;
  for (std::size_t at = 0; at < expression.size(); ++at) {
    const char c = expression[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '{' || c == '+') {
      return false;
    } else if (c == '?') {
      const bool optional = at > 0 && (expression[at - 1] == '.' || expression[at - 1] == '[');
      questions += optional ? 0 : 1;
    }
  }
  const bool ends_in_text = expression.ends_with('"') || expression.ends_with('\'');
  return questions > 0 && words == questions + 1 && ends_in_text;
}

// All types that a rule may make. A type ends in `*` where its expression cannot be followed.
std::vector<std::string> all_types(std::string_view type) {
  std::vector<std::string> made{""};
  for (std::size_t at = 0; at < type.size();) {
    const auto hole = type.find("${", at);
    for (auto& one : made) one += type.substr(at, hole - at);
    if (hole == std::string_view::npos) return made;
    const auto end = hole_end(type, hole + 2);
    const auto expression = type.substr(hole + 2, end - hole - 2);
    const auto words = chosen(expression);
    if (!is_choice(expression, words.size()) || words.size() * made.size() > kTypesMax) {
      for (auto& one : made) one += '*';
      return made;
    }
    made = with_each(made, words);
    at = end + 1;
  }
  return made;
}

// Adds the members of a rule's data to its types. A type that several rules make has the members of
// all of them; if those of one rule are not known, those of the type are not known.
void add_members(const Json& rule, const std::vector<std::string>& types, SentEvents& sent,
                 std::set<std::string>& open) {
  const auto* data = core::find(rule, "data");
  const auto* money = core::find(rule, "money");
  const bool one = money != nullptr && (money->contains("currency") || money->contains("amount"));
  for (const auto& type : types) {
    if (data == nullptr || !data->is_object()) open.insert(type);
    if (open.contains(type)) continue;
    for (const auto& [member, value] : data->items()) sent.members[type].push_back(member);
    if (money == nullptr || !money->is_object()) continue;
    for (const auto& [member, value] : money->items())
      if (!one) sent.members[type].push_back(member);
    if (one) sent.members[type].emplace_back("money");
  }
}

}  // namespace

SentEvents sent_events(const Json& decode) {
  SentEvents sent;
  std::set<std::string> open;
  if (!decode.is_array()) sent.all.emplace_back("*");  // the manifest says nothing about types
  for (const auto& part : decode.is_array() ? decode : Json::array()) {
    const auto* events = core::find(part, "events");
    if (events == nullptr || !events->is_array()) {
      sent.all.emplace_back("*");  // the type stands in the body
      continue;
    }
    for (const auto& rule : *events) {
      const auto type = core::text_at(rule, "type");
      add_types(type, sent.types);
      const auto types = all_types(type);
      add_members(rule, types, sent, open);
      sent.all.insert(sent.all.end(), types.begin(), types.end());
    }
  }
  std::sort(sent.types.begin(), sent.types.end());
  sent.types.erase(std::unique(sent.types.begin(), sent.types.end()), sent.types.end());
  for (const auto& type : open) sent.members.erase(type);
  std::erase_if(sent.members, [&sent](const auto& one) {
    return std::any_of(sent.all.begin(), sent.all.end(), [&one](const std::string& type) {
      return type.ends_with('*') &&
             one.first.starts_with(std::string_view(type).substr(0, type.size() - 1));
    });
  });
  return sent;
}

}  // namespace baton::ingress
