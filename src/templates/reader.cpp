#include "templates/reader.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/letters.hpp"
#include "baton/core/own_events.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "baton/core/words.hpp"
#include "baton/formats/invisible.hpp"
#include "baton/formats/truth.hpp"
#include "templates/duration_meant.hpp"
#include "templates/partial_template.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

namespace baton::templates {

using yaml::Node;

namespace {

bool is_step(const Node& node) {
  return std::any_of(words::kVerbs.begin(), words::kVerbs.end(),
                     [&node](auto verb) { return node.find(verb) != nullptr; });
}

// True for a mapping or a list that is written inside quotes: `retry: "{ attempts: 6 }"`.
bool is_quoted_collection(const Node& node) {
  const std::string_view text = node.text;
  if (node.kind != Node::Kind::string || node.style == Node::Style::plain) return false;
  return (text.starts_with('{') && text.ends_with('}')) ||
         (text.starts_with('[') && text.ends_with(']'));
}

// The hint for a value that stands in place of a mapping: for `sleep: 5m` it is "write sleep: {
// for: 5m }". Empty when there is none.
std::string written_out(const Cursor& cursor, const KeyTable& table) {
  const auto& node = *cursor.node;
  if (!node.is_scalar() || node.text.empty() || table.alone.empty()) return {};
  const auto key = cursor.key != nullptr ? cursor.key->text + ": " : std::string("- ");
  if (key == "wait: " && calendar::parse_span(node.text))
    return "write sleep: { for: " + node.text + " }";
  const bool no_event = table.alone == "event: " &&
                        (node.kind != Node::Kind::string || !core::nameable_pattern(node.text));
  return "write " + key + "{ " + std::string(table.alone) +
         (no_event ? "ticket.updated" : node.text) + std::string(table.alone_end) + " }";
}

// Names the invisible characters of `text` in a finding, since otherwise it looks right on a
// screen.
void name_invisible(core::Finding& finding, std::string_view text, bool quoted) {
  if (!finding.rule.starts_with("suspicious/")) formats::name_invisible(finding, text, quoted);
}

// For a number in quotes.
std::string number_hint(const Node& node) {
  if (node.kind != Node::Kind::string || node.text.empty()) return {};
  const bool number = node.text.find_first_not_of("0123456789") == std::string::npos;
  return number ? "remove the quotes: " + node.text : std::string();
}

std::string plain(double number) {
  auto text = core::Json(number).dump();
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

}  // namespace

Cursor Cursor::item(std::size_t index) const {
  return {node->items[index].get(), nullptr, pointer + '/' + std::to_string(index)};
}
Cursor Cursor::member(const yaml::Entry& entry) const {
  return {entry.value.get(), entry.key.get(), pointer + '/' + core::pointer_part(entry.key->text)};
}

std::optional<Cursor> Reader::Fields::find(std::string_view key) const {
  for (const auto& entry : whole_.node->entries) {
    if (entry.key->text == key) return whole_.member(entry);
  }
  return std::nullopt;
}

std::optional<Reader::Fields> Reader::fields(const Cursor& cursor, const KeyTable& table) {
  if (!expect_map(cursor,
                  "a mapping with the keys of " + std::string(table.what) + " (" +
                      core::any_of(table.keys) + ")",
                  written_out(cursor, table)))
    return std::nullopt;
  for (const auto& entry : cursor.node->entries) {
    const auto& key = entry.key->text;
    if (core::is_one_of(key, table.keys)) continue;
    unknown_key(table, entry, cursor.member(entry).pointer);
  }
  Fields fields;
  fields.whole_ = cursor;
  return fields;
}

void Reader::unknown_key(const KeyTable& table, const yaml::Entry& entry,
                         const std::string& pointer) {
  const auto& key = *entry.key;
  std::string hint;
  if (is_step(*entry.value)) hint = "it holds a step: indent it as the other steps below \"steps\"";
  if (const auto* synonym = find_synonym(table, key.text); synonym != nullptr && hint.empty()) {
    hint = synonym->hint.empty() ? "did you mean \"" + std::string(synonym->means) + "\"?"
                                 : std::string(synonym->hint);
  }
  if (const auto colon = key.text.find(':'); colon != std::string::npos && hint.empty()) {
    const auto name = key.text.substr(0, colon);
    if (core::is_one_of(name, table.keys))
      hint = "write \"" + name + ": " + key.text.substr(colon + 1) + "\", with a space";
  }
  if (hint.empty()) hint = core::did_you_mean(key.text, as_strings(table.keys));
  if (hint.empty()) hint = "expected one of " + core::any_of(table.keys);
  error("syntax/unknown-key", "unknown key \"" + key.text + "\" in " + std::string(table.what),
        std::move(hint), key, pointer);
}

bool Reader::expect_map(const Cursor& cursor, std::string_view what, std::string hint) {
  if (cursor.node->is_map()) return true;
  wrong_type(cursor, what, std::move(hint));
  return false;
}

bool Reader::expect_list(const Cursor& cursor, std::string_view what, std::string hint) {
  if (cursor.node->is_list()) return true;
  wrong_type(cursor, what, std::move(hint));
  return false;
}

std::string Reader::text(const Cursor& cursor, std::string_view what) {
  const auto& node = *cursor.node;
  if (node.kind == Node::Kind::string && !node.text.empty()) return node.text;
  const bool scalar = node.is_scalar() && node.kind != Node::Kind::null && !node.text.empty();
  wrong_type(cursor, what, scalar ? "quote it: \"" + node.text + '"' : "");
  return {};
}

std::string Reader::text_or(const Fields& fields, std::string_view key) {
  const auto found = fields.find(key);
  if (!found) return {};
  check_as_written(*found);
  return text(*found, "a text");
}

// Warns of an expression, or a lone quote, in a text in which nothing is filled in.
void Reader::check_as_written(const Cursor& cursor) {
  if (cursor.node->kind != Node::Kind::string) return;
  check_quotes(*this, cursor);
  const auto hole = cursor.node->text.find("${");
  if (hole == std::string::npos) return;
  inside(core::Finding::Severity::warning, "suspicious/not-rendered",
         "nothing is filled in here: this text stays as it is written", cursor,
         formats::Source(cursor.node->text).position(hole),
         "expressions may stand in with, of, ask, data, subject, set, inputs, context and outputs");
}

std::vector<std::string> Reader::texts(const Cursor& cursor, std::string_view what) {
  std::vector<std::string> texts;
  if (!cursor.node->is_list()) {
    check_as_written(cursor);
    if (auto one = text(cursor, what); !one.empty()) texts.push_back(std::move(one));
    return texts;
  }
  for (std::size_t i = 0; i < cursor.node->items.size(); ++i) {
    check_as_written(cursor.item(i));
    if (auto one = text(cursor.item(i), "a text"); !one.empty()) texts.push_back(std::move(one));
  }
  return texts;
}

namespace {

constexpr std::string_view kSpanExpected =
    "a duration as 30s, 15m, 4h, 3d or 2w, as 3bd or 6bh in business time, or as P1M";
constexpr std::string_view kClockExpected = "a duration that the clock runs, as 30s, 15m or 4h";

constexpr std::string_view kCalendarHint =
    "business days and hours, and days of a calendar, are for what people do: sleep, gates, and "
    "the timeout of wait and approve";

std::string_view expected_duration(bool only_clock) {
  return only_clock ? kClockExpected : kSpanExpected;
}

// Proposes the duration that was meant. Where only the clock counts, one that a calendar counts is
// not proposed: it would be refused as well.
std::string duration_proposal(const std::string& meant, bool only_clock) {
  const auto span = calendar::parse_span(meant);
  if (only_clock && span && !calendar::elapsed(*span)) return std::string(kCalendarHint);
  return "did you mean " + meant + '?';
}

// What may help with a text that is no duration.
std::string duration_hint(const Node& node, const core::Error& error, bool only_clock) {
  const auto& text = node.text;
  if (node.kind == Node::Kind::integer) return "add a unit: " + text + "s";
  if (error.message.find("1000 years") != std::string::npos)
    return "a duration is at most 1000 years";
  auto lowered = core::lower(text);
  std::erase(lowered, ' ');
  if (calendar::parse_span(lowered)) return duration_proposal(lowered, only_clock);
  if (only_clock && (lowered.ends_with("bd") || lowered.ends_with("bh")))
    return std::string(kCalendarHint);
  const auto meant = duration_meant(text);
  return meant.empty() ? error.hint : duration_proposal(meant, only_clock);
}

}  // namespace

std::optional<core::Span> Reader::span(const Cursor& cursor) { return span(cursor, false); }

std::optional<core::Span> Reader::span(const Cursor& cursor, bool only_clock) {
  const auto& node = *cursor.node;
  const auto expected = expected_duration(only_clock);
  if (!node.is_scalar() || node.kind == Node::Kind::null) {
    wrong_type(cursor, expected);
    return std::nullopt;
  }
  const auto parsed = calendar::parse_span(node.text);
  if (!parsed) {
    error("type/duration", "expected " + std::string(expected) + ", got " + describe(node), cursor,
          duration_hint(node, parsed.error(), only_clock));
    return std::nullopt;
  }
  if (!calendar::is_forward(*parsed)) {
    error("limit/range", "expected a duration above zero, got " + node.text, cursor);
    return std::nullopt;
  }
  return *parsed;
}

std::optional<core::Duration> Reader::duration(const Cursor& cursor) {
  const auto length = span(cursor, true);
  if (!length) return std::nullopt;
  const auto by_clock = calendar::elapsed(*length);
  if (!by_clock) {
    error("type/duration",
          "expected " + std::string(kClockExpected) + ", got " + describe(*cursor.node), cursor,
          std::string(kCalendarHint));
  }
  return by_clock;
}

std::optional<double> Reader::number(const Cursor& cursor, double min, double max,
                                     std::string_view hint) {
  const auto& node = *cursor.node;
  if (node.kind != Node::Kind::integer && node.kind != Node::Kind::floating) {
    const auto in_quotes = number_hint(node);
    wrong_type(cursor, "a number", in_quotes.empty() ? std::string(hint) : in_quotes);
    return std::nullopt;
  }
  const auto value = to_json(node).get<double>();
  if (value >= min && value <= max) return value;
  error("limit/range",
        "expected a number from " + plain(min) + " to " + plain(max) + ", got " + node.text, cursor,
        !hint.empty() ? std::string(hint)
        : value < min ? "write at least " + plain(min)
                      : "write at most " + plain(max));
  return std::nullopt;
}

std::optional<int> Reader::whole_number(const Cursor& cursor, int min, int max,
                                        std::string_view hint) {
  const auto value = number(cursor, min, max, hint);
  if (!value) return std::nullopt;
  if (std::floor(*value) == *value) return static_cast<int>(*value);
  wrong_type(cursor, "a whole number", std::string(hint));
  return std::nullopt;
}

bool Reader::yes(const Cursor& cursor) {
  if (cursor.node->kind != Node::Kind::boolean) wrong_truth(cursor);
  return core::lower(cursor.node->text) == "true";
}

std::optional<std::size_t> Reader::one_of(const Cursor& cursor, Words allowed,
                                          std::string_view hint) {
  const auto found = std::find(allowed.begin(), allowed.end(), cursor.node->text);
  if (cursor.node->kind == Node::Kind::string && found != allowed.end())
    return static_cast<std::size_t>(found - allowed.begin());
  auto meant = core::did_you_mean(cursor.node->text, as_strings(allowed));
  error("type/choice", "expected " + core::any_of(allowed) + ", got " + describe(*cursor.node),
        cursor, meant.empty() ? std::string(hint) : std::move(meant));
  return std::nullopt;
}

std::optional<core::Condition> Reader::condition(const Cursor& cursor, Site site) {
  const auto& node = *cursor.node;
  if (!node.is_scalar() || node.kind == Node::Kind::null || node.text.empty()) {
    wrong_type(cursor, "a CEL expression",
               node.is_map() ? "quote an expression that starts with \"{\"" : "");
    return std::nullopt;
  }
  site.cursor = cursor;
  site.condition = true;
  sites_.push_back(std::move(site));
  return core::Condition{node.text, yaml::locate(source_, node, {1, 1})};
}

core::Rendered Reader::rendered(const Cursor& cursor, Site site) {
  site.cursor = cursor;
  sites_.push_back(std::move(site));
  return {to_json(*cursor.node), cursor.node->at};
}

std::string Reader::event_type(const Cursor& cursor, bool pattern) {
  auto type = text(cursor, "an event type as \"crm.opportunity.updated\"");
  if (core::addressed(type)) {
    error("ref/addressed-event",
          "\"" + type + "\" is for one run alone: no workflow starts from it or waits for it",
          cursor, "steps and runs tell what happened to them as baton.step.… and baton.run.…");
    return {};
  }
  if (type.empty() || (pattern ? core::nameable_pattern(type) : core::nameable(type))) return type;
  std::string hint = pattern ? "as \"crm.opportunity.updated\" or \"crm.*.updated\""
                             : "as \"crm.opportunity.updated\"";
  if (type.ends_with(',')) hint = "remove the comma";
  error("syntax/event-type",
        "\"" + type + "\" is no event type: expected " + std::string(core::kTypePattern), cursor,
        std::move(hint));
  return {};
}

void Reader::error(std::string rule, std::string message, std::string hint, const Node& at,
                   const std::string& pointer) {
  core::Finding finding;
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.at = at.at;
  finding.length = yaml::written_length(source_, at);
  finding.pointer = pointer;
  name_invisible(finding, at.text, true);
  findings_.push_back(std::move(finding));
}

void Reader::error(std::string rule, std::string message, const Cursor& at, std::string hint) {
  // The parser places a missing value at the next token. People look for it at its key.
  const bool nothing =
      at.node->kind == Node::Kind::null && at.node->text.empty() && at.key != nullptr;
  error(std::move(rule), std::move(message), std::move(hint), nothing ? *at.key : *at.node,
        at.pointer);
}

void Reader::error_at_key(std::string rule, std::string message, const Cursor& at,
                          std::string hint) {
  error(std::move(rule), std::move(message), std::move(hint),
        at.key != nullptr ? *at.key : *at.node, at.pointer);
}

void Reader::warning(std::string rule, std::string message, const Cursor& at, std::string hint) {
  error(std::move(rule), std::move(message), at, std::move(hint));
  findings_.back().severity = core::Finding::Severity::warning;
}

void Reader::warning_at_key(std::string rule, std::string message, const Cursor& at,
                            std::string hint) {
  error_at_key(std::move(rule), std::move(message), at, std::move(hint));
  findings_.back().severity = core::Finding::Severity::warning;
}

void Reader::inside(core::Finding::Severity severity, std::string rule, std::string message,
                    const Cursor& at, core::Position where, std::string hint) {
  core::Finding finding;
  finding.severity = severity;
  finding.rule = std::move(rule);
  finding.message = std::move(message);
  finding.hint = std::move(hint);
  finding.at = yaml::locate(source_, *at.node, where);
  finding.pointer = at.pointer;
  if (severity == core::Finding::Severity::error) name_invisible(finding, at.node->text, false);
  findings_.push_back(std::move(finding));
}

void Reader::wrong_truth(const Cursor& at) {
  auto hint = at.node->is_scalar() ? formats::truth_hint(at.node->text) : std::string();
  wrong_type(at, "true or false", hint.empty() ? "write true, or false" : std::move(hint));
}

void Reader::wrong_type(const Cursor& at, std::string_view expected, std::string hint) {
  const auto where = at.key != nullptr ? '"' + at.key->text + "\": " : std::string{};
  if (is_quoted_collection(*at.node)) hint = "remove the quotes: within them it is a text";
  error("type/wrong-type",
        where + "expected " + std::string(expected) + ", got " + describe(*at.node), at,
        std::move(hint));
}

const Synonym* find_synonym(const KeyTable& table, std::string_view word) {
  const auto found = std::find_if(table.synonyms.begin(), table.synonyms.end(),
                                  [word](const Synonym& one) { return one.word == word; });
  return found == table.synonyms.end() ? nullptr : &*found;
}

std::vector<std::string> as_strings(Words words) { return {words.begin(), words.end()}; }

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string name_meant(std::string_view text) {
  std::string name;
  for (std::size_t at = 0; at < text.size(); at += core::utf8::width(text, at)) {
    if (core::is_accent(core::utf8::decode(text, at))) continue;
    const auto letter = core::words_of(text.substr(at, core::utf8::width(text, at)));
    if (!letter.empty()) {
      name += letter.front();
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (name.ends_with('_')) name.pop_back();
  return is_name(name) ? name : std::string();
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace baton::templates
