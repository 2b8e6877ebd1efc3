#include "facts/definition_reader.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/cel/event_expression.hpp"
#include "baton/core/event_names.hpp"
#include "baton/core/read_without_errors.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/field_reader.hpp"

#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace baton::facts {

using core::Json;
using formats::FieldReader;
using TypeKind = cel::Type::Kind;

namespace {

constexpr std::size_t kMembersMax = 50;
// More kinds of events than this are better brought into one by a workflow.
constexpr std::size_t kProjectionsMax = 20;

constexpr std::array kKinds{Kind::string,  Kind::number, Kind::integer,
                            Kind::boolean, Kind::list,   Kind::object};

std::string shown(const Json& value) { return core::one_line(core::dump(value), 60); }

std::string kinds_text() {
  std::vector<std::string_view> words;
  for (const auto kind : kKinds) words.push_back(name(kind));
  return core::any_of(words);
}

// What the expressions of a projection see.
const cel::Scope& scope_of_projection() {
  static const auto scope =
      cel::Scope(cel::event_scope()).declare("now", cel::simple(cel::Type::Kind::timestamp));
  return scope;
}

class DefinitionReader {
 public:
  DefinitionReader(const formats::YamlFile& file, core::Findings& findings)
      : file_(file), root_(file, "", file.value(), findings), findings_(findings) {}

  Definition read() {
    root_.allow({"fact", "description", "key", "type", "from", "stale_after"});
    fact_.name = root_.required_text("fact");
    if (!fact_.name.empty() && !formats::is_member_name(fact_.name))
      root_.error("fact", "config/name",
                  "a fact's name is lower-case letters, digits and _, and begins with a letter, "
                  "got \"" +
                      core::one_line(fact_.name, 40) + "\"");
    fact_.description = root_.text("description");
    read_key();
    read_type();
    read_stale_after();
    read_from();
    return std::move(fact_);
  }

 private:
  void fault(const std::string& pointer, std::string rule, std::string message,
             std::string hint = {}) {
    findings_.push_back(
        file_.finding(pointer, std::move(rule), std::move(message), std::move(hint)));
  }

  void read_key() {
    const auto* key = root_.find("key");
    if (key == nullptr) return;
    fact_.keyed = true;
    if (*key != "string")
      root_.error("key", "fact/key", "a key is a string, got " + shown(*key),
                  "write key: string; numbers are turned into texts");
  }

  std::optional<Kind> read_kind(const Json& value, const std::string& pointer) {
    std::vector<std::string> words;
    for (const auto kind : kKinds) {
      if (value == name(kind)) return kind;
      words.emplace_back(name(kind));
    }
    fault(pointer, "config/value", "expected " + kinds_text() + ", got " + shown(value),
          value.is_string() ? core::did_you_mean(value.get<std::string>(), words) : "");
    return std::nullopt;
  }

  // The type of a value is a word, or the words of the members of an object.
  void read_type() {
    const auto* type = root_.find("type");
    if (type == nullptr)
      return fault("", "config/missing", "\"type\" is missing: expected what a value is",
                   "add type: number, or type: { remaining: number }");
    if (!type->is_object()) {
      const auto kind = read_kind(*type, root_.pointer("type"));
      fact_.kind = kind.value_or(Kind::object);
      type_known_ = kind.has_value();
      return;
    }
    if (type->empty() || type->size() > kMembersMax)
      return root_.error("type", "config/type",
                         "expected 1 to " + std::to_string(kMembersMax) + " members, got " +
                             std::to_string(type->size()));
    type_known_ = true;
    const auto members = root_.inner("type");
    for (const auto& [member, kind] : members.value().items()) {
      if (!formats::is_member_name(member))
        members.error(member, "config/name",
                      "a member's name is lower-case letters, digits and _, and begins with a "
                      "letter, got \"" +
                          core::one_line(member, 40) + "\"");
      if (const auto read = read_kind(kind, members.pointer(member)))
        fact_.members.emplace(member, *read);
    }
  }

  // An error if an expression can never give a key, or a value of the fact's type.
  void check_types(const FieldReader& fields, const Projection& one) const {
    cel::check_value(
        fields, "key", one.key,
        {TypeKind::string, TypeKind::integer, TypeKind::unsigned_integer, TypeKind::boolean},
        "a text or a whole number");
    if (!type_known_) return;
    const auto check = [&fields, &one](std::initializer_list<TypeKind> kinds,
                                       std::string_view expected) {
      cel::check_value(fields, "value", one.value, kinds, expected);
    };
    switch (fact_.kind) {
      case Kind::string:
        return check({TypeKind::string, TypeKind::bytes, TypeKind::timestamp, TypeKind::duration},
                     "a text");
      case Kind::number:
      case Kind::integer:
        return check({TypeKind::integer, TypeKind::unsigned_integer, TypeKind::floating},
                     "a number");
      case Kind::boolean: return check({TypeKind::boolean}, "true or false");
      case Kind::list: return check({TypeKind::list}, "a list");
      case Kind::object: return check({TypeKind::map, TypeKind::object}, "a map");
    }
  }

  void read_stale_after() {
    const auto* value = root_.find("stale_after");
    if (value == nullptr) return;
    const auto span =
        value->is_string()
            ? calendar::parse_span(value->get<std::string>())
            : core::Result<calendar::Span>(core::Error{
                  core::Errc::invalid, "expected a length of time as 2d, got " + shown(*value)});
    if (!span)
      return root_.error("stale_after", "fact/stale-after", span.error().message,
                         span.error().hint);
    fact_.stale_after = calendar::elapsed(*span);
    if (!fact_.stale_after || *fact_.stale_after <= core::Duration{})
      root_.error("stale_after", "fact/stale-after",
                  "expected a length that the clock runs, as 36h or 2d, got " + shown(*value));
  }

  void read_from() {
    const auto* from = root_.find("from");
    if (from == nullptr) return;
    if (!from->is_array()) return read_projection(*from, root_.pointer("from"));
    if (from->empty() || from->size() > kProjectionsMax)
      return root_.error("from", "config/type",
                         "expected 1 to " + std::to_string(kProjectionsMax) +
                             " kinds of events, got " + std::to_string(from->size()));
    std::size_t at = 0;
    for (const auto& one : *from)
      read_projection(one, root_.pointer("from") + "/" + std::to_string(at++));
  }

  void read_projection(const Json& value, const std::string& pointer) {
    const FieldReader fields(file_, pointer, value, findings_);
    fields.allow({"event", "connection", "when", "key", "value"});
    Projection one{fields.required_text("event")};
    if (!one.event.empty() && !core::nameable_pattern(one.event))
      fields.error("event", "fact/event",
                   "expected the type of an event: " + std::string(core::kTypePattern) +
                       ", got \"" + core::one_line(one.event, 40) + "\"");
    one.connection = fields.text("connection");
    one.when = cel::read_expression(fields, "when", scope_of_projection());
    cel::check_condition(fields, "when", one.when);
    one.key = cel::read_expression(fields, "key", scope_of_projection());
    one.value = cel::read_expression(fields, "value", scope_of_projection());
    check_types(fields, one);
    if (fields.find("value") == nullptr)
      fault(pointer, "config/missing", "\"value\" is missing: expected an expression",
            "add value: event.data.left");
    if (fact_.keyed && fields.find("key") == nullptr)
      fault(pointer, "config/missing", "\"key\" is missing: the fact has a value for each key",
            "add key: event.data.region");
    if (!fact_.keyed && fields.find("key") != nullptr)
      fields.error("key", "fact/key", "the fact has one value, and no key",
                   "add key: string at the top, or remove this");
    if (one.value) fact_.from.push_back(std::move(one));
  }

  const formats::YamlFile& file_;
  FieldReader root_;
  core::Findings& findings_;
  Definition fact_;
  // False while nothing is known of its type, or if that has a mistake.
  bool type_known_ = false;
};

}  // namespace

std::optional<Definition> read_definition(const formats::YamlFile& file, core::Findings& findings) {
  return core::read_without_errors(
      findings, [&file](core::Findings& own) { return DefinitionReader(file, own).read(); });
}

}  // namespace baton::facts
