#include "templates/event_names.hpp"

#include "baton/core/lifecycle.hpp"

#include <algorithm>
#include <cctype>

namespace baton::templates {

namespace {

std::vector<std::string_view> segments_of(std::string_view type) {
  std::vector<std::string_view> segments;
  for (;;) {
    const auto dot = type.find('.');
    segments.push_back(type.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    type.remove_prefix(dot + 1);
  }
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return lowered;
}

// Short segments differ by a letter and mean something else: "won" and "win".
std::size_t slips_max(std::size_t length) { return length < 4 ? 0 : length < 8 ? 1 : 2; }

// True if the two differ by a slip: in upper and lower case, or in a few letters of one segment. `*` is like any segment.
bool is_slip(std::string_view pattern, std::string_view known) {
  const auto wanted = segments_of(pattern);
  const auto segments = segments_of(known);
  if (wanted.size() != segments.size()) return false;
  std::size_t different = 0;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (wanted[at] == "*" || wanted[at] == segments[at]) continue;
    const auto left = lower(wanted[at]);
    const auto right = lower(segments[at]);
    if (left == right) continue;
    constexpr std::size_t kSegmentBytesMax = 64;  // the comparison is quadratic
    if (++different > 1 || left.size() > kSegmentBytesMax || right.size() > kSegmentBytesMax) return false;
    if (core::edit_distance(left, right) > slips_max(std::min(left.size(), right.size()))) return false;
  }
  return true;
}

bool any_matches(const std::vector<std::string>& types, std::string_view pattern) {
  return std::any_of(types.begin(), types.end(), [pattern](const auto& type) { return core::type_matches(pattern, type); });
}

}  // namespace

KnownEvents known_events(const core::Template& workflow, const core::Operations* operations) {
  KnownEvents known;
  for (const auto& step : workflow.steps) {
    if (const auto* emit = std::get_if<core::Emit>(&step.verb)) known.emitted.push_back(emit->event);
  }
  if (operations != nullptr) known.sent = operations->events;
  return known;
}

void check_event_name(Reader& reader, const Cursor& cursor, const std::string& type, const KnownEvents& known) {
  if (type.starts_with("baton.")) {
    const auto told = core::lifecycle_types();
    const std::vector<std::string> own(told.begin(), told.end());
    if (any_matches(own, type)) return;
    auto hint = core::did_you_mean(type, own);
    if (hint.empty()) hint = "there are baton.run.…, baton.step.…, baton.gate.… and baton.approval.…, as baton.run.failed";
    return reader.warning("suspicious/unknown-event", "Baton has no event \"" + type + '"', cursor, std::move(hint));
  }
  if (any_matches(known.sent, type) || any_matches(known.emitted, type)) return;
  const auto near = std::find_if(known.sent.begin(), known.sent.end(), [&](const auto& sent) { return is_slip(type, sent); });
  if (near == known.sent.end()) return;
  reader.warning("suspicious/unknown-event", "no connection is known to send \"" + type + '"', cursor,
                 "did you mean \"" + *near + "\"?");
}

}  // namespace baton::templates
