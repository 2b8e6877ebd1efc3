#include "baton/context/packet.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace baton::context {
namespace {

// What core::set_off() writes for a line break.
constexpr std::string_view kLineBreak = "\n  > ";

std::string in_words(const core::Json& value) {
  return core::set_off(value.is_string() ? value.get_ref<const std::string&>() : core::dump(value));
}

// A value as it stands behind its name.
std::string words_of(const core::Json& value) {
  if (!value.is_array()) return in_words(value);
  std::string text;
  for (std::size_t at = 0; at < value.size(); ++at)
    text += (at == 0 ? "" : "; ") + in_words(value[at]);
  return text;
}

// What somebody said, on one line: "ada, legal, approved: only with the disclaimer".
std::string said_words(const core::Json& said) {
  auto text = core::text_at(said, "by") + ", " + core::text_at(said, "about");
  const auto what = core::text_at(said, "text");
  return what.empty() ? text : text + ": " + what;
}

// Whether a value is a list of what was said, and not a value of a template that has its name.
bool is_said(const core::Json& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](const core::Json& one) {
           return one.is_object() && core::find(one, "by") != nullptr;
         });
}

// All that was said, behind its name.
std::string all_said(const core::Json& said) {
  std::string text;
  for (const auto& one : said) text += (text.empty() ? "" : "; ") + core::set_off(said_words(one));
  return text;
}

// Whether the context has what this event brought.
bool has_said(const core::Json& all, const std::string& event) {
  return !event.empty() && std::any_of(all.begin(), all.end(), [&event](const core::Json& one) {
    return core::text_at(one, "event") == event;
  });
}

// A member of an object, or of an object in it; null if there is none.
const core::Json* member_in(const core::Json& json, std::string_view object,
                            std::string_view name) {
  const auto* inner = object.empty() ? &json : core::find(json, object);
  return inner != nullptr && inner->is_object() ? core::find(*inner, name) : nullptr;
}

std::string text_in(const core::Json& json, std::string_view object, std::string_view name) {
  const auto* value = member_in(json, object, name);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

// The first of these texts that says something.
std::string first_text(std::initializer_list<std::string> texts) {
  for (const auto& text : texts)
    if (!text.empty()) return text;
  return {};
}

// Whether events of this type bring what somebody wrote, in `data.text`.
bool brings_words(std::string_view type) {
  return type.starts_with("message.") || type.starts_with("mail.") || type.ends_with(".commented");
}

// What stands behind the name of a value in the text of the context.
std::string line_of(const std::string& name, const core::Json& value) {
  return name == kSaid && is_said(value) ? all_said(value) : words_of(value);
}

// Where one text stands in another, from a place on; npos if it does not. The time is linear: what
// repeats itself without end does not hold up the run.
std::size_t find_in(std::string_view text, std::string_view what, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  const void* found = ::memmem(text.data() + from, text.size() - from, what.data(), what.size());
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

// A value of the context, and how a text may say it.
struct Carried {
  explicit Carried(const std::string& of, const core::Json& json)
      : name(of),
        value(json),
        line(line_of(of, json)),
        plain(json.is_string() ? json.get<std::string>() : core::dump(json)) {}

  bool is_in(std::string_view text) const {
    return stands_alone(text, line) || stands_alone(text, plain);
  }

  std::string name;
  const core::Json& value;
  std::string line;   // as summary() writes it behind its name
  std::string plain;  // as an expression writes it within a text

 private:
  static bool is_of_word(char letter) {
    return core::is_digit(letter) || (core::lower(letter) >= 'a' && core::lower(letter) <= 'z');
  }
  // Whether a text holds another one that is not a part of a longer word or number, as 3 is of 13.
  static bool stands_alone(std::string_view text, std::string_view what) {
    if (what.empty()) return true;
    for (auto at = find_in(text, what, 0); at != std::string_view::npos;
         at = find_in(text, what, at + what.size())) {
      const auto end = at + what.size();
      const bool begins = at == 0 || !is_of_word(text[at - 1]) || !is_of_word(what.front());
      const bool ends = end == text.size() || !is_of_word(text[end]) || !is_of_word(what.back());
      if (begins && ends) return true;
    }
    return false;
  }
};

// How many bytes both texts begin with.
std::size_t same_beginning(std::string_view one, std::string_view other) {
  const auto end = std::mismatch(one.begin(), one.end(), other.begin(), other.end()).first;
  return static_cast<std::size_t>(end - one.begin());
}

// The text without what stands in it of another value behind its name, where that says what is
// wanted: "why: ACME was won" says nothing of the client. It may be cut off there.
std::string without_line(const std::string& text, const Carried& other, const Carried& wanted) {
  const auto lead = other.name + ": ";
  std::string rest;
  std::size_t from = 0;
  for (auto at = text.find(lead); at != std::string::npos; at = text.find(lead, from)) {
    at += lead.size();
    rest.append(text, from, at - from);
    const auto said = std::string_view(text).substr(
        at, same_beginning(std::string_view(text).substr(at), other.line));
    if (!wanted.is_in(said)) rest += said;
    from = at + said.size();
  }
  return rest.append(text, from);
}

// The text without another value, wherever it stands.
std::string without_whole(const std::string& text, const std::string& value) {
  std::string rest;
  std::size_t from = 0;
  for (auto at = find_in(text, value, 0); at != std::string::npos;
       at = find_in(text, value, from)) {
    rest.append(text, from, at - from).append(1, '\n');
    from = at + value.size();
  }
  return rest.append(text, from);
}

// Whether what is sent, or a part of it, is a value of the context or says it. `around`: the other
// values that have it in them.
bool carries(const core::Json& sent, const Carried& wanted,
             const std::vector<const Carried*>& around) {
  if (sent == wanted.value) return true;
  if (!sent.is_string())
    return sent.is_structured() && std::any_of(sent.begin(), sent.end(), [&](const auto& part) {
             return carries(part, wanted, around);
           });
  auto text = sent.get<std::string>();
  if (!wanted.is_in(text)) return false;
  for (const auto* other : around) {
    text = without_line(text, *other, wanted);
    for (const auto* whole : {&other->line, &other->plain})
      if (*whole != wanted.line && *whole != wanted.plain) text = without_whole(text, *whole);
  }
  return wanted.is_in(text);
}

}  // namespace

std::string summary(const core::Json& context) {
  std::string text;
  for (const auto& [name, value] : context.items()) {
    if (name == "summary") continue;
    if (!text.empty()) text += '\n';
    text += name + ": " + line_of(name, value);
  }
  return text;
}

std::string_view field_name(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos || colon == 0) return {};
  const auto name = line.substr(0, colon);
  const bool is_name = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || core::is_digit(c) || c == '_';
  });
  return is_name ? name : std::string_view();
}

core::Json fields_of(std::string_view summary) {
  core::Json fields = core::Json::object();
  std::string* last = nullptr;
  while (!summary.empty()) {
    const auto end = summary.find('\n');
    const auto line = summary.substr(0, end);
    const auto continued = kLineBreak.substr(1);
    if (line.starts_with(continued) && last != nullptr) {
      last->append(1, '\n').append(line.substr(continued.size()));
    } else if (const auto name = field_name(line); !name.empty()) {
      auto& field = fields[std::string(name)];
      field = std::string(line.substr(name.size() + 2));
      last = field.get_ptr<std::string*>();
    } else {
      last = nullptr;
    }
    if (end == std::string_view::npos) break;
    summary.remove_prefix(end + 1);
  }
  return fields;
}

std::vector<std::string> dropped(const core::Json& context, const std::vector<std::string>& require,
                                 const core::Json& sent) {
  std::vector<Carried> all;
  for (const auto& [name, value] : context.items())
    if (name != "summary") all.emplace_back(name, value);
  std::vector<std::string> missing;
  for (const auto& name : require) {
    const auto wanted = std::find_if(all.begin(), all.end(),
                                     [&name](const Carried& one) { return one.name == name; });
    if (wanted == all.end() || wanted->value.is_null()) continue;
    std::vector<const Carried*> around;
    for (const auto& other : all)
      if (other.name != name && (wanted->is_in(other.line) || wanted->is_in(other.plain)))
        around.push_back(&other);
    if (!carries(sent, *wanted, around)) missing.push_back(name);
  }
  return missing;
}

std::optional<Said> said_in(const core::Json& event) {
  constexpr std::size_t kNameBytes = 200;
  const auto* data = core::find(event, "data");
  if (data == nullptr || !data->is_object()) return std::nullopt;
  const auto type = core::text_at(event, "type");
  auto text = text_in(*data, "comment", "text");
  if (text.empty() && brings_words(type)) text = text_in(*data, "", "text");
  if (text.empty()) return std::nullopt;
  const auto by = first_text({text_in(*data, "comment", "author"), text_in(*data, "", "user_name"),
                              text_in(*data, "user", "name"), text_in(*data, "", "author"),
                              text_in(*data, "", "from"), text_in(*data, "", "actor"),
                              text_in(*data, "", "user"), core::text_at(event, "actor"),
                              core::text_at(event, "source")});
  auto about = type;
  if (const auto subject = core::text_at(event, "subject"); !subject.empty())
    about += " " + subject;
  const auto at = core::parse_rfc3339(core::text_at(event, "time"));
  return Said{at ? *at : core::Time{}, core::one_line(by, kNameBytes),
              core::one_line(about, kNameBytes), std::move(text), core::text_at(event, "id")};
}

bool join(core::Json& context, const Said& said) {
  constexpr std::string_view kCut = "…";  // what core::shortened() puts behind a text that it cuts
  auto all = core::Json::array();
  if (const auto* before = core::find(context, kSaid)) {
    if (!is_said(*before) || has_said(*before, said.event)) return false;
    all = *before;
  }
  core::Json one{{"at", core::to_rfc3339(said.at)},
                 {"by", said.by},
                 {"about", said.about},
                 {"text", core::shortened(said.text, kSaidBytesMax - kCut.size())}};
  if (!said.event.empty()) one["event"] = said.event;
  all.push_back(std::move(one));
  if (all.size() > kSaidMax) all.erase(all.begin());
  context[std::string(kSaid)] = std::move(all);
  context["summary"] = summary(context);
  return true;
}

}  // namespace baton::context
