#include "templates/event_names.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

namespace {

std::vector<std::string_view> segments_of(std::string_view type) {
  std::vector<std::string_view> segments;
  const auto last = static_cast<std::size_t>(std::count(type.begin(), type.end(), '.'));
  for (std::size_t at = 0; at <= last; ++at) segments.push_back(core::take_part(type, '.'));
  return segments;
}

// The word of Baton's event types for a word that other systems use; the word itself when there is
// none.
std::string_view own_word(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kWords{
      {{"completed", "succeeded"}, {"complete", "succeeded"}, {"finished", "succeeded"},
       {"done", "succeeded"},      {"success", "succeeded"},  {"successful", "succeeded"},
       {"passed", "succeeded"},    {"error", "failed"},       {"errored", "failed"},
       {"failure", "failed"},      {"timeout", "failed"},     {"canceled", "cancelled"},
       {"stopped", "cancelled"},   {"aborted", "cancelled"},  {"created", "started"},
       {"begun", "started"},       {"approved", "decided"},   {"rejected", "decided"},
       {"refused", "decided"},     {"open", "opened"}}};
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [word](const auto& row) { return row.first == word; });
  return found == kWords.end() ? word : found->second;
}

// How many letters a slip may change in a segment of this length. Short words that differ by one
// letter often mean something else: "won" and "win".
std::size_t slips_max(std::size_t length) { return length < 4 ? 0 : length < 8 ? 1 : 2; }

// "opportunity" for "opportunities".
std::string singular(std::string word) {
  if (word.size() > 4 && word.ends_with("ies")) return word.substr(0, word.size() - 3) + 'y';
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
  return word;
}

// Words that are common in event types and may resemble each other without being slips: "contract"
// is no slip of "contact".
bool is_word_of_its_own(std::string_view word) {
  static constexpr std::array<std::string_view, 24> kWords{
      "contract", "contact", "lead",    "load",   "deal",    "dial",    "order", "quote",
      "quota",    "offer",   "case",    "task",   "team",    "term",    "form",  "farm",
      "account",  "amount",  "message", "member", "invoice", "payment", "user",  "project"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

// True if the two types differ only by a slip: in upper and lower case, in singular and plural, or
// in a few letters of one segment. A segment "*" matches any.
bool is_slip(std::string_view pattern, std::string_view known) {
  const auto wanted = segments_of(pattern);
  const auto segments = segments_of(known);
  if (wanted.size() != segments.size()) return false;
  std::size_t different = 0;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (wanted[at] == "*" || wanted[at] == segments[at]) continue;
    const auto left = core::lower(wanted[at]);
    const auto right = core::lower(segments[at]);
    if (left == right || singular(left) == singular(right)) continue;
    if (is_word_of_its_own(left)) return false;
    constexpr std::size_t kSegmentBytesMax = 64;  // the comparison is quadratic
    if (++different > 1 || left.size() > kSegmentBytesMax || right.size() > kSegmentBytesMax)
      return false;
    if (core::edit_distance(left, right) > slips_max(std::min(left.size(), right.size())))
      return false;
  }
  return true;
}

// The event of Baton that was meant by a type such as "Baton.run.failed", "baton-run.failed" or
// "baton.run.completed"; empty when there is none.
std::string own_event_meant(std::string_view type, const std::vector<std::string>& own) {
  constexpr std::size_t kTypeBytesMax = 64;  // the comparison is quadratic
  if (type.size() > kTypeBytesMax) return {};
  auto plain = core::lower(type);
  std::replace_if(
      plain.begin(), plain.end(),
      [](char c) { return c == '-' || c == '_' || c == '/' || c == ':'; }, '.');
  const auto dot = plain.rfind('.');
  const auto meant = dot == std::string::npos
                         ? plain
                         : plain.substr(0, dot + 1) + std::string(own_word(plain.substr(dot + 1)));
  for (const auto& one : own)
    if (one == meant) return one;
  const auto head = plain.substr(0, plain.find('.'));
  if (core::edit_distance(head, "baton") > 1) return {};
  for (const auto& one : own)
    if ("baton" + meant.substr(head.size()) == one) return one;
  return {};
}

bool any_matches(const std::vector<std::string>& types, std::string_view pattern) {
  return std::any_of(types.begin(), types.end(),
                     [pattern](const auto& type) { return core::type_matches(pattern, type); });
}

}  // namespace

KnownEvents known_events(const core::Template& workflow, const core::Operations* operations) {
  KnownEvents known;
  for (const auto& step : workflow.steps) {
    if (const auto* emit = std::get_if<core::Emit>(&step.verb))
      known.emitted.push_back(emit->event);
  }
  if (operations != nullptr) known.sent = operations->events;
  return known;
}

void check_event_name(Reader& reader, const Cursor& cursor, const std::string& type,
                      const KnownEvents& known) {
  const auto told = core::lifecycle_types();
  const std::vector<std::string> own(told.begin(), told.end());
  if (any_matches(own, type)) return;
  const auto meant = own_event_meant(type, own);
  if (type.starts_with("baton.")) {
    auto hint = meant.empty() ? core::did_you_mean(type, own) : "did you mean \"" + meant + "\"?";
    if (hint.empty())
      hint =
          "there are baton.run.…, baton.step.…, baton.gate.…, baton.approval.… and "
          "baton.connection.…, as baton.run.failed";
    return reader.warning("suspicious/unknown-event", "Baton has no event \"" + type + '"', cursor,
                          std::move(hint));
  }
  if (any_matches(known.sent, type) || any_matches(known.emitted, type)) return;
  if (!meant.empty()) {
    return reader.warning(
        "suspicious/unknown-event",
        "Baton's own events begin with \"baton.\"; nothing is known to send \"" + type + '"',
        cursor, "did you mean \"" + meant + "\"?");
  }
  const auto near = std::find_if(known.sent.begin(), known.sent.end(),
                                 [&](const auto& sent) { return is_slip(type, sent); });
  if (near == known.sent.end()) return;
  reader.warning("suspicious/unknown-event", "no connection is known to send \"" + type + '"',
                 cursor, "did you mean \"" + *near + "\"?");
}

namespace {

// True if events of this type or pattern may be among the events `sent`. In `sent`, a "*" at the
// end stands for any rest of a type, in one segment or several.
bool may_be(std::string_view pattern, std::string_view sent) {
  if (!sent.ends_with('*')) return core::type_matches(pattern, sent);
  const auto wanted = segments_of(pattern);
  const auto known = segments_of(sent.substr(0, sent.size() - 1));
  for (std::size_t at = 0; at < known.size(); ++at) {
    if (at >= wanted.size()) return false;
    if (wanted[at] == "*") continue;
    const bool last = at + 1 == known.size();
    if (last ? !wanted[at].starts_with(known[at]) : wanted[at] != known[at]) return false;
  }
  return true;
}

}  // namespace

void check_sender(Reader& reader, const Cursor& event, const Cursor& from, const std::string& type,
                  const core::Operations& operations) {
  const auto found = operations.sends.find(from.node->text);
  if (found == operations.sends.end()) return;
  auto sent = found->second;
  if (sent.empty()) {
    return reader.warning(
        "suspicious/unknown-event",
        '"' + found->first + "\" takes no webhooks, so that no event comes from it", from,
        "give it a \"webhook\" in connections.yaml, or name another connection");
  }
  if (std::any_of(sent.begin(), sent.end(), [&type](const auto& one) { return may_be(type, one); }))
    return;
  std::sort(sent.begin(), sent.end());
  sent.erase(std::unique(sent.begin(), sent.end()), sent.end());
  constexpr std::size_t kShownMax = 8;
  const bool more = sent.size() > kShownMax;
  if (more) sent.resize(kShownMax);
  reader.warning("suspicious/unknown-event", '"' + found->first + "\" sends no \"" + type + '"',
                 event, "it sends " + core::any_of(sent) + (more ? ", and others" : ""));
}

}  // namespace baton::templates
