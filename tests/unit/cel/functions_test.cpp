#include "cel/functions.hpp"

#include "baton/calendar/calendars.hpp"
#include "baton/core/fact.hpp"
#include "baton/core/text.hpp"
#include "baton/routing/routes.hpp"
#include "unit/cel/support.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <vector>

// docs/cel.md is the list of all functions. Each row of its tables is evaluated, and each function
// has a row.
namespace baton::cel::test {
namespace {

constexpr auto* kNow = "2026-05-07T16:30:00Z";

std::string page() {
  std::ifstream file(BATON_SOURCE_DIR "/docs/cel.md", std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

struct Row {
  std::string expression;
  std::string type;
  std::string value;
};

// What stands between the first two backticks of a cell, or all of the cell. "\|" is a bar.
std::string content_of(std::string_view cell) {
  auto text = std::string(core::trim(cell));
  if (text.starts_with('`')) text = text.substr(1, text.find('`', 1) - 1);
  for (auto at = text.find("\\|"); at != std::string::npos; at = text.find("\\|"))
    text.replace(at, 2, "|");
  return text;
}

// The rows of all tables of four columns whose first one is code.
std::vector<Row> rows_of(const std::string& text) {
  std::vector<Row> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) continue;
    std::vector<std::string> cells(1);
    for (std::size_t at = 1; at < line.size(); ++at) {
      if (line[at] == '|' && line[at - 1] != '\\')
        cells.emplace_back();
      else
        cells.back() += line[at];
    }
    if (cells.size() < 4) continue;
    rows.push_back({content_of(cells[0]), content_of(cells[1]), content_of(cells[2])});
  }
  return rows;
}

// The names that the page describes.
class PageBindings final : public Bindings {
 public:
  PageBindings(const std::string& text, const calendar::Calendars& calendars,
               const routing::Routes& routes)
      : calendars_(calendars), routes_(routes) {
    const std::string opening = "```json\n";
    const auto begin = text.find(opening) + opening.size();
    values_ = core::Json::parse(text.substr(begin, text.find("```", begin) - begin));
  }
  std::optional<Value> find(std::string_view name) const override {
    if (name == "now") return Value::timestamp(core::parse_rfc3339(kNow).value());
    const auto* value = core::find(values_, name);
    return value == nullptr ? std::nullopt : std::optional(Value::borrow(*value));
  }
  Outside outside() const override { return {&calendars_, &routes_, &facts_}; }

 private:
  // The one fact of the page, which has no value for APAC.
  class Budget final : public core::FactSource {
   public:
    core::Result<std::shared_ptr<const core::FactValue>> read(
        std::string_view fact, const std::optional<std::string>& key) override {
      if (key == "APAC") return core::Error{core::Errc::not_found, "it has no value yet"};
      return std::make_shared<const core::FactValue>(
          core::FactValue{std::string(fact), key.value_or(""), core::Json({{"left", 7000}})});
    }
  };

  const calendar::Calendars& calendars_;
  const routing::Routes& routes_;
  mutable Budget facts_;
  core::Json values_;
};

TEST(FunctionsPage, EveryExampleHasItsTypeAndItsValue) {
  const auto text = page();
  const auto rows = rows_of(text);
  ASSERT_GT(rows.size(), 50U);
  core::Findings findings;
  const auto calendars = calendar::Calendars::read(
      {{"fr.yaml", "calendar: fr\ntimezone: Europe/Paris\nhours: { mon-fri: 09:00-18:00 }\n"}},
      findings);
  const auto routes = routing::Routes::read(
      {{"legal-review.yaml",
        "route: legal-review\ninputs: { amount: integer }\nfirst:\n"
        "  - { name: large, when: { amount: { at_least: 1000 } }, then: { group: legal } }\n"
        "  - { name: small, then: { group: sales } }\n"}},
      findings);
  const PageBindings names(text, calendars, routes);
  Scope scope;
  const auto string = simple(Type::Kind::string);
  scope.declare("now", simple(Type::Kind::timestamp));
  scope.declare("event",
                object_of({{"type", string}, {"id", string}, {"time", string}, {"data", dyn()}}));
  for (const auto& row : rows) {
    SCOPED_TRACE(row.expression);
    const auto compiled = Expression::compile(row.expression, &scope);
    if (compiled.expression == nullptr) {
      ADD_FAILURE() << compiled.findings.front().message;
      continue;
    }
    auto type = compiled.expression->type().text();
    if (const auto named = parse_type(row.type))
      EXPECT_EQ(type, named->text());
    else
      ADD_FAILURE() << "no type: " << row.type;
    const auto result = compiled.expression->evaluate(names).value;
    EXPECT_EQ(result ? result->literal() : result.error().message, row.value);
  }
}

TEST(FunctionsPage, EveryFunctionHasAnExample) {
  const auto rows = rows_of(page());
  for (const auto& name : function_table().names()) {
    if (name.find('_') != std::string::npos) continue;  // an operator, such as "!_"
    const auto called = [&name](const Row& row) {
      const auto at = row.expression.find(name + "(");
      return at != std::string::npos &&
             (at == 0 || std::isalnum(static_cast<unsigned char>(row.expression[at - 1])) == 0);
    };
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), called))
        << name << " has no example in docs/cel.md";
  }
}

}  // namespace
}  // namespace baton::cel::test
