#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/template.hpp"
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
  const yaml::Node* key = nullptr;  // null in lists and at the root
  std::string pointer{};

  Cursor item(std::size_t index) const;
  Cursor member(const yaml::Entry& entry) const;
};

// Which names an expression may use, by where it stands.
enum class Place { trigger, context, step, wait, outputs };

// An expression, or a value with expressions in it, that is checked once the whole file is known.
struct Site {
  enum class Want { anything, boolean, key, timestamp };
  Cursor cursor{};
  Place place = Place::step;
  std::string step{};      // for Place::step and Place::wait
  bool condition = false;  // bare CEL; otherwise a value whose strings may hold `${…}`
  Want want = Want::anything;
};

// Reads values of expected shapes from the tree. Whatever does not fit becomes a finding, and the
// reader goes on: all faults of a file are found at once. The members of an unfit value keep their
// defaults.
class Reader {
 public:
  explicit Reader(const formats::Source& source) : source_(source) {}

  // The members of a mapping, all keys checked against the table.
  class Fields {
   public:
    std::optional<Cursor> find(std::string_view key) const;
    bool has(std::string_view key) const { return find(key).has_value(); }
    const Cursor& whole() const { return whole_; }

   private:
    friend class Reader;
    Cursor whole_;
  };
  std::optional<Fields> fields(const Cursor& cursor, const KeyTable& table);

  bool expect_map(const Cursor& cursor, std::string_view what, std::string hint = {});
  bool expect_list(const Cursor& cursor, std::string_view what, std::string hint = {});
  std::string text(const Cursor& cursor, std::string_view what);
  // A text that is shown or compared as it is written; empty when it is not there.
  std::string text_or(const Fields& fields, std::string_view key);
  // A list of texts; one text alone stands for a list of one.
  std::vector<std::string> texts(const Cursor& cursor, std::string_view what);
  std::optional<core::Duration> duration(const Cursor& cursor);
  std::optional<double> number(const Cursor& cursor, double min, double max);
  std::optional<int> whole_number(const Cursor& cursor, int min, int max);
  // The index of the word in `allowed`.
  std::optional<std::size_t> one_of(const Cursor& cursor, Words allowed);
  std::optional<core::Condition> condition(const Cursor& cursor, Site site);
  core::Rendered rendered(const Cursor& cursor, Site site);
  // Dot-separated segments of an event type; with `pattern` a segment may be `*`.
  std::string event_type(const Cursor& cursor, bool pattern);

  void error(std::string rule, std::string message, std::string hint, const yaml::Node& at,
             const std::string& pointer);
  void error(std::string rule, std::string message, const Cursor& at, std::string hint = {});
  // At the key of a value, or at the value when it has none.
  void error_at_key(std::string rule, std::string message, const Cursor& at, std::string hint = {});
  void warning(std::string rule, std::string message, const Cursor& at, std::string hint = {});
  void warning_at_key(std::string rule, std::string message, const Cursor& at,
                      std::string hint = {});
  // At a place inside a scalar's decoded text (line and column from 1).
  void inside(core::Finding::Severity severity, std::string rule, std::string message,
              const Cursor& at, core::Position where, std::string hint = {});
  void add(core::Finding finding) { findings_.push_back(std::move(finding)); }
  void wrong_type(const Cursor& at, std::string_view expected, std::string hint = {});

  const formats::Source& source() const { return source_; }
  const std::vector<Site>& sites() const { return sites_; }
  std::size_t findings_count() const { return findings_.size(); }
  core::Findings take_findings() { return std::move(findings_); }

 private:
  void unknown_key(const KeyTable& table, const yaml::Entry& entry, const std::string& pointer);
  void check_as_written(const Cursor& cursor);

  const formats::Source& source_;
  core::Findings findings_;
  std::vector<Site> sites_;
};

// "a, b or c", for messages.
std::string any_of(Words words);
std::vector<std::string> as_strings(Words words);
// What another language's word means here; null when it is none.
const Synonym* find_synonym(const KeyTable& table, std::string_view word);
// True for what a step, an input or a context key may be called: [a-z][a-z0-9_]*.
bool is_name(std::string_view text);

}  // namespace baton::templates
