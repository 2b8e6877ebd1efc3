#include "app/words.hpp"

#include "baton/core/transition_traits.hpp"

#include <chrono>
#include <map>

namespace baton::app {
namespace {

struct Look {
  std::string_view glyph;
  Colour colour;
};

Look look_of(std::string_view status) {
  static const std::map<std::string_view, Look> looks = {
      {"succeeded", {"✓", Colour::green}}, {"approved", {"✓", Colour::green}},
      {"ready", {"✓", Colour::green}},     {"failed", {"✕", Colour::red}},
      {"rejected", {"✕", Colour::red}},    {"unknown", {"?", Colour::red}},
      {"failing", {"✕", Colour::red}},     {"running", {"●", Colour::blue}},
      {"waiting", {"◌", Colour::yellow}},  {"open", {"◌", Colour::yellow}},
      {"gated", {"◇", Colour::yellow}},    {"paused", {"‖", Colour::yellow}},
      {"blocked", {"⊘", Colour::yellow}},  {"inactive", {"○", Colour::yellow}},
      {"skipped", {"–", Colour::dim}},     {"cancelled", {"⊘", Colour::dim}},
      {"withdrawn", {"⊘", Colour::dim}},   {"pending", {"·", Colour::dim}},
      {"active", {"✓", Colour::green}},    {"retired", {"○", Colour::dim}},
      {"set_aside", {"✕", Colour::red}},   {"expired", {"✕", Colour::red}},
      {"undone", {"⊘", Colour::dim}},      {"claimed", {"●", Colour::blue}},
      {"done", {"✓", Colour::green}},
  };
  const auto found = looks.find(status);
  return found == looks.end() ? Look{"·", Colour::plain} : found->second;
}

std::string span_text(core::Duration span) {
  using namespace std::chrono;
  if (span < minutes(1)) return std::to_string(duration_cast<seconds>(span).count()) + "s";
  if (span < hours(1)) return std::to_string(duration_cast<minutes>(span).count()) + "m";
  if (span < hours(48)) return std::to_string(duration_cast<hours>(span).count()) + "h";
  return std::to_string(duration_cast<hours>(span).count() / 24) + "d";
}

// A length ahead of us in the unit in which it is shown, rounded: 90 days of which a second has
// gone are 90 days.
core::Duration rounded(core::Duration span) {
  using namespace std::chrono;
  if (span < minutes(1)) return std::chrono::round<seconds>(span);
  if (span < hours(1)) return std::chrono::round<minutes>(span);
  if (span < hours(48)) return std::chrono::round<hours>(span);
  return std::chrono::round<days>(span);
}

}  // namespace

Cell status_cell(std::string_view status) {
  if (status.empty()) return {};
  const Look look = look_of(status);
  return {std::string(look.glyph) + " " + std::string(status), look.colour};
}

Cell run_status(const core::Json& run) {
  const bool shows_failure = flag_at(run, "failing");
  auto cell = status_cell(shows_failure ? "failing" : core::text_at(run, "status"));
  if (shows_failure) cell.text += ", " + core::text_at(run, "status");
  return cell;
}

std::string relative(std::string_view rfc3339, core::Time now) {
  const auto time = core::parse_rfc3339(rfc3339);
  if (!time) return std::string(rfc3339);
  const core::Duration since = now - *time;
  if (since < core::Duration::zero())
    return since > -std::chrono::seconds(1) ? "just now" : "in " + span_text(rounded(-since));
  return since < std::chrono::seconds(1) ? "just now" : span_text(since) + " ago";
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-+@%:,=";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos)
    return std::string(text);
  std::string word = "'";
  for (const char letter : text) {
    if (letter == '\'')
      word += "'\\''";
    else
      word += letter;
  }
  return word + "'";
}

std::string time_of_day(std::string_view rfc3339) {
  const auto mark = rfc3339.find('T');
  if (mark == std::string_view::npos || rfc3339.size() < mark + 9) return std::string(rfc3339);
  return std::string(rfc3339.substr(mark + 1, 8));
}

TransitionLine tell(const core::Json& transition) {
  const std::string name = core::text_at(transition, "is");
  const std::string step = core::text_at(transition, "step");
  const auto* traits = core::traits_named(name);
  const bool rejected = name == "ApprovalDecided" && !flag_at(transition, "approve");
  const Look look = look_of(rejected ? "rejected" : traits ? traits->shown_as : "");
  const std::string who = traits && !traits->about_step ? "" : step;
  return {{std::string(look.glyph) + " " + who, look.colour},
          traits ? traits->words(transition) : name};
}

bool flag_at(const core::Json& json, std::string_view name) {
  const core::Json* value = core::find(json, name);
  return value && value->is_boolean() && value->get<bool>();
}

const core::Json& list_at(const core::Json& json, std::string_view name) {
  static const core::Json none = core::Json::array();
  const core::Json* list = core::find(json, name);
  return list != nullptr && list->is_array() ? *list : none;
}

std::int64_t whole_number(const core::Json& json, std::string_view name) {
  const core::Json* value = core::find(json, name);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

std::string outline(const core::Json& value, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string text;
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      const bool blank = member.is_string() && member.get_ref<const std::string&>().empty();
      if (member.is_null() || blank || (member.is_structured() && member.empty())) continue;
      const bool deeper = member.is_structured();
      text += margin + printable(name) + ":" +
              (deeper ? "\n" + outline(member, indent + 2) : " " + outline(member));
    }
    return text;
  }
  if (value.is_array()) {
    for (const core::Json& item : value) {
      const std::string inner = outline(item, indent + 2);
      text +=
          margin + "- " +
          (item.is_structured() && inner.size() > indent + 2 ? inner.substr(indent + 2) : inner);
    }
    return text;
  }
  return printable(value.is_string() ? value.get<std::string>() : core::dump(value)) + "\n";
}

}  // namespace baton::app
