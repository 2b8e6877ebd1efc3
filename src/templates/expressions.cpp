#include "baton/cel/expression.hpp"
#include "baton/cel/lookup.hpp"
#include "baton/cel/text.hpp"
#include "baton/cel/type_words.hpp"
#include "baton/cel/uses.hpp"
#include "templates/conditions.hpp"
#include "templates/fact_names.hpp"
#include "templates/name_hints.hpp"
#include "templates/partial_template.hpp"
#include "templates/readings.hpp"
#include "templates/routing.hpp"
#include "templates/schema.hpp"
#include "templates/scopes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

using Kind = cel::Type::Kind;

namespace {

// The offset of NAME in the first "steps.NAME" of a text; 0 when it is written in another way.
std::size_t find_step_name(std::string_view text, std::string_view name) {
  const auto wanted = "steps." + std::string(name);
  for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end])))
      return at + 6;
  }
  return 0;
}

// The owner that the message of an unknown member names: "steps.a" in `there is no "x" in steps.a`.
std::string_view owner_in(std::string_view message) {
  const auto at = message.rfind("\" in ");
  return at == std::string_view::npos ? std::string_view() : message.substr(at + 5);
}

// Whether values of the type hold other values.
bool holds_others(Kind kind) {
  return kind == Kind::list || kind == Kind::map || kind == Kind::object;
}

// Whether values of the type surely hold no others.
bool is_single(Kind kind) {
  switch (kind) {
    case Kind::null:
    case Kind::boolean:
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::floating:
    case Kind::string:
    case Kind::bytes:
    case Kind::timestamp:
    case Kind::duration: return true;
    default: return false;
  }
}

// What a type must be at a site that wants something.
struct WantRow {
  Site::Want want;
  bool (*refuses)(Kind kind);
  std::string_view expected;
};
constexpr std::array kWants{
    WantRow{Site::Want::boolean, [](Kind kind) { return kind != Kind::boolean; }, "a condition"},
    WantRow{Site::Want::key,
            [](Kind kind) {
              return kind != Kind::string && kind != Kind::integer &&
                     kind != Kind::unsigned_integer;
            },
            "a key (a text or a whole number)"},
    WantRow{Site::Want::timestamp, [](Kind kind) { return kind != Kind::timestamp; },
            "a moment, as timestamp(\"2026-12-01T00:00:00Z\")"},
    WantRow{Site::Want::due,
            [](Kind kind) {
              return holds_others(kind) ||
                     (is_single(kind) && kind != Kind::null && kind != Kind::string &&
                      kind != Kind::timestamp && kind != Kind::duration);
            },
            "a moment or a length of time"},
    WantRow{Site::Want::text, holds_others, "a text"},
    WantRow{Site::Want::items, is_single, "a list or a map"},
    WantRow{Site::Want::number,
            [](Kind kind) {
              return holds_others(kind) ||
                     (is_single(kind) && kind != Kind::integer && kind != Kind::unsigned_integer &&
                      kind != Kind::floating);
            },
            "a number"},
};

// Whether a value of this type may fit an input. Null, and an optional value that is absent, leave
// the input out.
bool may_give(const cel::Type& type, core::Input::Type input) {
  if (type.kind == Kind::null || type.kind == Kind::optional) return true;
  const auto types = json_types(type);
  return types.empty() || std::find(types.begin(), types.end(), json_type(input)) != types.end();
}

// How an expression is written that converts a value to the type of an input; empty if none does.
std::string_view conversion(Kind kind, core::Input::Type input) {
  using Type = core::Input::Type;
  if (input == Type::string && is_single(kind)) return "write ${string(…)}";
  if (kind != Kind::string) return {};
  if (input == Type::number) return "write ${double(…)}";
  return input == Type::integer ? "write ${int(…)}" : "";
}

// Checks the expressions of one template, site by site.
class ExpressionCheck {
 public:
  ExpressionCheck(Reader& reader, const PartialTemplate& partial, const Around& around)
      : reader_(reader),
        partial_(partial),
        scopes_(partial, around),
        before_(before(partial)),
        certainty_(partial),
        worlds_(partial, certainty_),
        readings_(reader, partial, around.operations, certainty_, worlds_),
        conditions_(reader, partial, certainty_, worlds_, around.now),
        calendars_(around.calendars),
        routes_(around.routes),
        facts_(around.facts),
        unknown_(partial.workflow.steps.size()) {
    std::vector<bool> own(unknown_.size());
    for (std::size_t step = 0; step < own.size(); ++step) {
      const auto& needs = partial.workflow.steps[step].needs;
      own[step] = std::any_of(needs.begin(), needs.end(),
                              [&partial](const auto& need) { return !partial.find_step(need); });
    }
    for (std::size_t step = 0; step < own.size(); ++step) {
      const auto& earlier = before_[step];
      unknown_[step] = own[step] || std::any_of(earlier.begin(), earlier.end(),
                                                [&own](std::size_t at) { return own[at]; });
    }
  }

  void check(const Site& site) {
    if (site.condition) return check_condition(site);
    check_value(site, site.cursor);
    if (site.want != Site::Want::inputs) return;
    for (const auto& entry : site.cursor.node->entries)
      check_input(site, site.cursor.member(entry));
  }

 private:
  void check_value(const Site& site, const Cursor& cursor) {
    const auto& node = *cursor.node;
    for (std::size_t i = 0; i < node.items.size(); ++i) check_value(site, cursor.item(i));
    for (const auto& entry : node.entries) check_value(site, cursor.member(entry));
    check_plain_text(reader_, partial_, cursor, scopes_.at(site));
    if (node.kind != yaml::Node::Kind::string || !holds_expression(node.text)) return;
    const auto compiled =
        cel::Document::compile(core::Json(node.text), &scopes_.at(site), {}, options());
    report(site, cursor, compiled.findings);
    if (!compiled.document) return;
    if (site.want == Site::Want::items && cursor.node == site.cursor.node)
      check_items(site, *compiled.document);
    else if (!compiled.document->whole())
      check_printed(cursor, *compiled.document);
    else if (site.want == Site::Want::text || site.want == Site::Want::due)
      check_type(site, compiled.document->whole()->type());
    check_order(site, cursor, compiled.document->reads());
    for (const auto& hole : compiled.document->holes()) {
      check_calendars(cursor, *hole.expression, hole.offset);
      check_routes(cursor, *hole.expression, hole.offset);
      check_facts(cursor, *hole.expression, hole.offset);
      if (site.scope != ScopeKind::clock)  // what it reads may be there, or not yet
        check_readings(site, cursor, *hole.expression, hole.offset);
    }
  }

  void check_condition(const Site& site) {
    const auto& text = site.cursor.node->text;
    for (const std::string_view brace : {"${", "{{"}) {
      const auto at = text.find(brace);
      if (at == std::string::npos) continue;
      const std::string close = brace == "{{" ? "}}" : "}";
      finding(site.cursor, core::Finding::Severity::error, "expr/braces",
              "a condition is an expression as it is: expected no \"" + std::string(brace) + '"',
              "write the expression without \"" + std::string(brace) + "\" and \"" + close + '"',
              formats::Source(text).position(at));
      return;
    }
    const auto compiled = cel::Expression::compile(text, &scopes_.at(site), options());
    report(site, site.cursor, compiled.findings);
    if (!compiled.expression) return;
    check_type(site, compiled.expression->type());
    check_order(site, site.cursor, compiled.expression->reads());
    check_calendars(site.cursor, *compiled.expression, 0);
    check_routes(site.cursor, *compiled.expression, 0);
    check_facts(site.cursor, *compiled.expression, 0);
    if (site.scope == ScopeKind::clock) return check_pause(site, *compiled.expression);
    const auto told = reader_.findings_count();
    check_readings(site, site.cursor, *compiled.expression, 0);
    const auto kind = compiled.expression->type().kind;
    if (site.want == Site::Want::boolean && (kind == Kind::boolean || kind == Kind::dyn)) {
      const auto step = partial_.find_step(site.step);
      const auto* before = step && !unknown_[*step] ? &before_[*step] : nullptr;
      conditions_.check(site, *compiled.expression, before);
      if (reader_.findings_count() == told)
        conditions_.check_truth(site, *compiled.expression, before);
    }
    if (site.scope == ScopeKind::wait && !cel::lookup(*compiled.expression)) {
      finding(site.cursor, core::Finding::Severity::warning, "wait/no-index",
              "every waiting run is asked about each such event: no part of the condition says "
              "that something of the event equals "
              "something of the run",
              "compare with what tells runs apart, as event.data.key == steps.ticket.output.key; a "
              "constant or now does not",
              {1, 1});
    }
  }

  cel::CompileOptions options() {
    cel::CompileOptions options;
    options.patterns = &patterns_;
    options.estimate = true;
    return options;
  }

  void check_readings(const Site& site, const Cursor& cursor, const cel::Expression& expression,
                      std::size_t offset) {
    if (!in_step(site.scope)) return readings_.check(site, cursor, expression, offset, nullptr);
    const auto step = partial_.find_step(site.step);
    if (!step || unknown_[*step]) return;
    if (site.scope != ScopeKind::undo)
      return readings_.check(site, cursor, expression, offset, &before_[*step]);
    auto before = before_[*step];
    before.insert(*step);  // what undoes a step comes after it
    readings_.check(site, cursor, expression, offset, &before);
  }

  void check_calendars(const Cursor& cursor, const cel::Expression& expression,
                       std::size_t offset) {
    if (calendars_ == nullptr) return;
    for (const auto& named : cel::named_calendars(expression)) {
      const auto found = calendars_->named(named.name);
      if (found) continue;
      finding(cursor, core::Finding::Severity::error, "ref/unknown-calendar", found.error().message,
              found.error().hint,
              formats::Source(cursor.node->text).position(offset + named.offset));
    }
  }

  void check_routes(const Cursor& cursor, const cel::Expression& expression, std::size_t offset) {
    if (routes_ == nullptr) return;
    const auto fault = [&](const RouteFault& found, std::size_t at) {
      finding(cursor, core::Finding::Severity::error, found.rule, found.message, found.hint,
              formats::Source(cursor.node->text).position(offset + at));
    };
    for (const auto& named : cel::named_routes(expression)) {
      const auto table = routes_->named(named.name);
      if (!table) {
        fault({"ref/unknown-route", table.error().message, table.error().hint}, named.offset);
        continue;
      }
      if (!named.given) continue;
      std::vector<std::string> given;
      for (const auto& [name, input] : *named.given) {
        given.push_back(name);
        const auto value = input.literal.value_or(cel::Value()).to_json();
        const bool known = input.literal && value;
        if (const auto found = fault_of_input(**table, name, known ? &*value : nullptr))
          fault(*found, known ? input.value_offset : input.offset);
      }
      if (const auto found = missing_inputs(**table, given)) fault(*found, named.offset);
    }
  }

  void check_facts(const Cursor& cursor, const cel::Expression& expression, std::size_t offset) {
    if (facts_ == nullptr) return;
    for (const auto& named : cel::named_facts(expression)) {
      const auto fault = fault_of_fact(*facts_, named);
      if (!fault) continue;
      const bool unknown = fault->code == core::Errc::not_found;
      finding(cursor, core::Finding::Severity::error, unknown ? "ref/unknown-fact" : "fact/key",
              fault->message, fault->hint,
              formats::Source(cursor.node->text).position(offset + named.offset));
    }
  }

  // Checks what stops a clock. It may ask of steps that have not ended; a fact whose change nobody
  // would tell it of would leave the clock as it was.
  void check_pause(const Site& site, const cel::Expression& expression) {
    readings_.check_statuses(site, site.cursor, expression);
    if (!expression.reads_facts()) return;
    finding(site.cursor, core::Finding::Severity::error, "sla/fact",
            "\"pause_while\" is not asked again when a fact changes, so it cannot read facts",
            "read the fact in the gate of a step, and the status of that step here", {1, 1});
  }

  void check_type(const Site& site, const cel::Type& type) {
    const auto* row = std::find_if(kWants.begin(), kWants.end(),
                                   [&site](const WantRow& one) { return one.want == site.want; });
    if (type.is_open() || row == kWants.end() || !row->refuses(type.kind)) return;
    // An event whose number cannot be told is left out, and the workflow goes on without it.
    const bool left_out = site.want == Site::Want::number;
    finding(site.cursor,
            left_out ? core::Finding::Severity::warning : core::Finding::Severity::error,
            left_out ? "suspicious/number" : "type/expression",
            '"' + site.cursor.key->text + "\": expected " + std::string(row->expected) + ", got " +
                cel::spoken_one(type),
            {}, {1, 1});
  }

  // Checks what is written into a text, where a list or a map cannot stand.
  void check_printed(const Cursor& cursor, const cel::Document& document) {
    for (const auto& hole : document.holes()) {
      const auto kind = hole.expression->type().kind;
      const bool list = kind == Kind::list;
      if (!holds_others(kind)) continue;
      finding(cursor, core::Finding::Severity::error, "type/expression",
              (list ? "a list" : "a map") + std::string(" cannot stand within text"),
              list ? "write its items, as inputs.names.join(\", \"), or json.encode(…)"
                   : "write one of its members, or json.encode(…)",
              formats::Source(cursor.node->text).position(hole.offset));
    }
  }

  // Checks the type of an expression that gives an input of the workflow.
  void check_input(const Site& site, const Cursor& given) {
    const auto input = partial_.workflow.inputs.find(given.key->text);
    if (input == partial_.workflow.inputs.end()) return;
    const auto& node = *given.node;
    if (node.kind != yaml::Node::Kind::string || !holds_expression(node.text)) return;
    cel::CompileOptions types_only;
    types_only.compile_patterns = false;
    const auto compiled =
        cel::Document::compile(core::Json(node.text), &scopes_.at(site), {}, types_only);
    const auto whole = compiled.document ? compiled.document->whole() : nullptr;
    if (!whole || may_give(whole->type(), input->second.type)) return;
    finding(given, core::Finding::Severity::error, "type/input",
            "the input \"" + input->first + "\": expected the type " +
                std::string(type_name(input->second.type)) + ", got " +
                cel::spoken_one(whole->type()),
            std::string(conversion(whole->type().kind, input->second.type)), {1, 1});
  }

  // Checks the text of an `each`: one expression that gives what it goes through.
  void check_items(const Site& site, const cel::Document& document) {
    if (const auto whole = document.whole()) return check_type(site, whole->type());
    finding(site.cursor, core::Finding::Severity::error, "type/expression",
            '"' + site.cursor.key->text + "\": expected a list or a map, got a text",
            "write nothing beside the one ${…}", {1, 1});
  }

  // A step may read only steps that have surely ended when it begins: those that it needs.
  void check_order(const Site& site, const Cursor& cursor, const std::vector<cel::Path>& reads) {
    if (!in_step(site.scope)) return;
    const auto step = partial_.find_step(site.step);
    if (step && unknown_[*step]) return;  // check_needs() has reported the need that is no step
    std::set<std::string> told;
    for (const auto& path : reads) {
      if (path.size() < 2 || path[0] != "steps" || !told.insert(path[1]).second) continue;
      const auto read = partial_.find_step(path[1]);
      if (!step || !read || before_[*step].contains(*read)) continue;
      if (*read == *step && site.scope == ScopeKind::undo) continue;
      std::string hint = "add \"" + path[1] + "\" to needs";
      if (*read == *step)
        hint = "a step cannot read itself";
      else if (before_[*read].contains(*step))
        hint = '"' + path[1] + "\" comes after \"" + site.step + '"';
      finding(
          cursor, core::Finding::Severity::error, "ref/step-not-before",
          "\"" + site.step + "\" reads the step \"" + path[1] +
              "\", which is not among what it needs",
          std::move(hint),
          formats::Source(cursor.node->text).position(find_step_name(cursor.node->text, path[1])));
    }
  }

  void report(const Site& site, const Cursor& cursor, const core::Findings& findings) {
    for (const auto& found : findings) {
      const bool of_the_language = found.rule.starts_with("cel/");
      const auto rule =
          of_the_language ? "expr/" + found.rule.substr(found.rule.find('/') + 1) : found.rule;
      auto hint = found.hint;
      const auto& text = cursor.node->text;
      if (found.rule == "cel/unknown-name")
        hint = name_hint(partial_, site.scope, text, found.at, hint);
      if (found.rule == "cel/unknown-field")
        hint = member_hint(text, found.at, owner_in(found.message), hint);
      finding(cursor, found.severity, rule, found.message, std::move(hint), found.at);
    }
  }

  void finding(const Cursor& cursor, core::Finding::Severity severity, std::string rule,
               std::string message, std::string hint, core::Position inside) {
    reader_.inside(severity, std::move(rule), std::move(message), cursor, inside, std::move(hint));
  }

  Reader& reader_;
  const PartialTemplate& partial_;
  Scopes scopes_;
  cel::PatternAllowance patterns_;
  std::vector<std::set<std::size_t>> before_;
  Certainty certainty_;
  Worlds worlds_;
  Readings readings_;
  Conditions conditions_;
  const calendar::Calendars* calendars_;
  const routing::Routes* routes_;
  const facts::Definitions* facts_;
  // By step: true if it, or a step before it, needs something that is no step. Then it is not known
  // which steps come before, and what it reads is not checked.
  std::vector<bool> unknown_;
};

}  // namespace

bool holds_expression(std::string_view text) { return text.find("${") != std::string_view::npos; }

void check_expressions(Reader& reader, const PartialTemplate& partial, const Around& around) {
  ExpressionCheck check(reader, partial, around);
  const auto sites = reader.sites();
  for (const auto& site : sites) check.check(site);
}

}  // namespace baton::templates
