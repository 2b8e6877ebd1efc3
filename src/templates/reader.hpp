#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/span.hpp"
#include "baton/core/written.hpp"
#include "baton/formats/yaml.hpp"
#include "templates/keys.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::templates {

namespace yaml = formats::yaml;

// A value of the document, the key it stands under, and the JSON pointer to it.
struct Cursor {
  const yaml::Node* node = nullptr;
  // Null for the items of a list and at the root.
  const yaml::Node* key = nullptr;
  std::string pointer{};

  // The item of a list at this index, counted from 0.
  Cursor item(std::size_t index) const;
  // A member of a mapping.
  Cursor member(const yaml::Entry& entry) const;
};

// The part of a template that an expression stands in, which decides what names it may use.
// `trigger` is that of an event, `schedule` that of a schedule, `counted` that of an event
// that a window counts, `window` that of a window that fires, `item` that of a verb beside
// `each`, `undo` that of what undoes a step, `clock` that of `sla`, where any step may be read.
enum class ScopeKind {
  trigger,
  schedule,
  counted,
  window,
  context,
  step,
  item,
  wait,
  undo,
  clock,
  outputs
};
// True for the parts of a step.
constexpr bool in_step(ScopeKind scope) {
  return scope == ScopeKind::step || scope == ScopeKind::item || scope == ScopeKind::wait ||
         scope == ScopeKind::undo;
}

// An expression, or a value with expressions in it, and where it stands. It is checked once the
// whole file has been read.
struct Site {
  // The type that the expression is to have: `due` is a moment or a length of time, `text` anything
  // that can be printed, `items` a list or a map, and `inputs` says of a mapping that its members
  // are inputs of the workflow.
  enum class Want { anything, boolean, key, timestamp, due, text, items, inputs, number };
  Cursor cursor{};
  ScopeKind scope = ScopeKind::step;
  // The step that it belongs to, if in_step(scope) or if it is in a step's `sla`; else empty.
  std::string step{};
  // The trigger that it belongs to, as an index into Template::triggers, if `scope` is window.
  std::size_t trigger = 0;
  // True: the text is one CEL expression. False: it is a value whose texts may hold `${…}`.
  bool condition = false;
  Want want = Want::anything;
};

// Reads values of expected shapes from the tree. A value that does not fit becomes a finding, and
// reading goes on with a default in its place: all faults of a file are found at once.
class Reader {
 public:
  // `source` is the text of the file; it outlives the reader.
  explicit Reader(const formats::Source& source) : source_(source) {}

  // A mapping whose keys have been checked.
  class Fields {
   public:
    // The value under a key, if it is there.
    std::optional<Cursor> find(std::string_view key) const;
    bool has(std::string_view key) const { return find(key).has_value(); }
    // The mapping itself.
    const Cursor& whole() const { return whole_; }

   private:
    friend class Reader;
    Cursor whole_;
  };
  // The members of a mapping. Each key that is not in the table is an error. Nothing when the value
  // is no mapping.
  std::optional<Fields> fields(const Cursor& cursor, const KeyTable& table);

  // True if the value is a mapping; else an error that says `what` was expected.
  bool expect_map(const Cursor& cursor, std::string_view what, std::string hint = {});
  // The same for a list.
  bool expect_list(const Cursor& cursor, std::string_view what, std::string hint = {});
  // A text that is not empty. Anything else is an error, and an empty text is returned.
  std::string text(const Cursor& cursor, std::string_view what);
  // The text under a key, in which no expression is evaluated; it is a warning when it holds one.
  // Empty when the key is not there.
  std::string text_or(const Fields& fields, std::string_view key);
  // A list of texts. One text alone stands for a list of one.
  std::vector<std::string> texts(const Cursor& cursor, std::string_view what);
  // A length of time above zero: 15m, 3bd, 6bh or P1M.
  std::optional<core::Span> span(const Cursor& cursor);
  // One that the clock runs: 15m or PT15M.
  std::optional<core::Duration> duration(const Cursor& cursor);
  // A number from `min` to `max`, both included. `hint`: for what is none, if nothing better is
  // known to say.
  std::optional<double> number(const Cursor& cursor, double min, double max,
                               std::string_view hint = {});
  std::optional<int> whole_number(const Cursor& cursor, int min, int max,
                                  std::string_view hint = {});
  // True or false; false if it is neither, which is an error.
  bool yes(const Cursor& cursor);
  // One of the allowed words; its index in `allowed`. `hint`: for a word that is none, if it is not
  // clear which was meant.
  std::optional<std::size_t> one_of(const Cursor& cursor, Words allowed,
                                    std::string_view hint = {});
  // A condition, to be checked later as `site` says. The cursor of the site is set here.
  std::optional<core::Condition> condition(const Cursor& cursor, Site site);
  // A value whose texts may hold `${…}`, to be checked later as `site` says.
  core::Rendered rendered(const Cursor& cursor, Site site);
  // An event type, as segments with dots between them. With `pattern` a segment may be "*". An
  // empty text when it is none, or when it is a type that is sent to one run only.
  std::string event_type(const Cursor& cursor, bool pattern);

  // Adds an error at a node; `pointer` is the JSON pointer of the value that it is about.
  void error(std::string rule, std::string message, std::string hint, const yaml::Node& at,
             const std::string& pointer);
  // Adds an error at a value.
  void error(std::string rule, std::string message, const Cursor& at, std::string hint = {});
  // Adds an error at the key of a value, or at the value when it has no key.
  void error_at_key(std::string rule, std::string message, const Cursor& at, std::string hint = {});
  // Adds a warning at a value.
  void warning(std::string rule, std::string message, const Cursor& at, std::string hint = {});
  // Adds a warning at the key of a value, or at the value when it has no key.
  void warning_at_key(std::string rule, std::string message, const Cursor& at,
                      std::string hint = {});
  // Adds a finding at a position inside the decoded text of a scalar; line and column count from 1.
  void inside(core::Finding::Severity severity, std::string rule, std::string message,
              const Cursor& at, core::Position where, std::string hint = {});
  // Adds a finding that is complete but for its file.
  void add(core::Finding finding) { findings_.push_back(std::move(finding)); }
  // Adds the error "expected …, got …".
  void wrong_type(const Cursor& at, std::string_view expected, std::string hint = {});
  // The same for a value that is neither true nor false.
  void wrong_truth(const Cursor& at);

  const formats::Source& source() const { return source_; }
  // Everything with expressions in it that has been read so far, in the order of the file.
  const std::vector<Site>& sites() const { return sites_; }
  std::size_t findings_count() const { return findings_.size(); }
  // The findings; the reader has none afterwards.
  core::Findings take_findings() { return std::move(findings_); }

 private:
  void unknown_key(const KeyTable& table, const yaml::Entry& entry, const std::string& pointer);
  void check_as_written(const Cursor& cursor);
  // span() whose findings say whether only a length that the clock runs was expected. What it
  // returns may be counted by a calendar nevertheless.
  std::optional<core::Span> span(const Cursor& cursor, bool only_clock);

  const formats::Source& source_;
  core::Findings findings_;
  std::vector<Site> sites_;
};

// The same words as strings.
std::vector<std::string> as_strings(Words words);
// The row of a word that another language uses for one of the table's keys; null when there is
// none.
const Synonym* find_synonym(const KeyTable& table, std::string_view word);
// True for a character that words of an expression are made of: a letter or digit of ASCII, or "_".
bool is_word(char c);
// True for a valid name of a step, an input or a context value: [a-z][a-z0-9_]*.
bool is_name(std::string_view text);

}  // namespace baton::templates
