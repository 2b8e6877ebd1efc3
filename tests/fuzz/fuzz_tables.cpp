// The files that expressions and steps read beside templates: decision tables, and, behind the
// letter F, facts. Behind a line with "%" stands the data of an event.
#include "baton/facts/definitions.hpp"
#include "baton/routing/routes.hpp"
#include "baton/routing/words.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>

namespace {

using namespace baton;
using fuzz::hold;

constexpr std::size_t kAskedMax = 300;

void check_findings(const core::Findings& findings, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 2;
  for (const auto& finding : findings) {
    hold(!finding.rule.empty() && !finding.message.empty(), "a finding says what is wrong");
    hold(finding.at.line <= lines, "a finding points into the text");
  }
}

// Values on both sides of everything that the rows of a table ask of an input.
std::vector<core::Json> telling_values(const routing::Table& table, const std::string& name,
                                       const routing::Input& input) {
  std::vector<core::Json> values{true, false, "none of them", 0, -1.5};
  if (!input.allowed.empty()) values = input.allowed;
  for (const auto& bound : {input.min, input.max})
    if (bound) values.emplace_back(*bound);
  for (const auto& row : table.rows()) {
    const auto test = row.tests.find(name);
    if (test == row.tests.end()) continue;
    const auto& asked = test->second;
    values.insert(values.end(), asked.one_of.begin(), asked.one_of.end());
    values.insert(values.end(), asked.none_of.begin(), asked.none_of.end());
    for (const auto& bound : {asked.at_least, asked.above, asked.at_most, asked.below}) {
      if (!bound) continue;
      for (const double off : {-0.5, 0.0, 0.5}) values.emplace_back(*bound + off);
      if (*bound > -1e15 && *bound < 1e15)
        values.emplace_back(static_cast<std::int64_t>(*bound) + 1);
    }
  }
  return values;
}

void ask(const routing::Table& table, const core::Json& values, bool clean) {
  const auto rows = table.choose(values);
  const bool fits = !table.unfit(values);
  if (!rows) {
    const auto code = rows.error().code;
    hold(code == core::Errc::not_found ? fits : code == core::Errc::invalid && !fits,
         "what does not fit is invalid");
    hold(!clean || !fits, "a table without findings has a row for all that fits");
    return;
  }
  hold(fits, "what has a row fits");
  const bool all = table.take() == routing::Table::Take::all;
  hold(all || rows->size() == 1, "one row is taken");
  const auto answer = table.answer(values);
  hold(answer.has_value(), "what has a row has an answer");
  if (!all)
    hold(core::text_at(*answer, routing::kRowMember) == rows->front()->name,
         "an answer names its row");
  const auto told = routing::explain(table, values);
  hold(told.has_value() && told->at("chosen").size() == rows->size(), "it is explained as it is");
}

void check_routes(std::string_view text) {
  core::Findings findings;
  const auto all = routing::Routes::read({{"one.yaml", std::string(text)}}, findings);
  check_findings(findings, text);
  for (const auto& name : all.names()) {
    const auto table = all.find(name);
    std::vector<core::Json> asked{core::Json::object()};
    for (const auto& [input, spec] : table->inputs()) {
      std::vector<core::Json> more;
      for (const auto& value : telling_values(*table, input, spec)) {
        for (const auto& before : asked) {
          if (more.size() == kAskedMax) break;
          more.push_back(before);
          more.back()[input] = value;
        }
      }
      asked = std::move(more);
    }
    for (const auto& values : asked) ask(*table, values, findings.empty());
  }
}

void check_facts(std::string_view text, const core::Json& data) {
  core::Findings findings;
  const auto all = facts::Definitions::read({{"one.yaml", std::string(text)}}, findings);
  check_findings(findings, text);
  for (const auto& name : all.names()) {
    const auto* fact = all.find(name);
    hold(!facts::to_json(*fact).empty(), "a fact is shown");
    for (const auto& from : fact->from) {
      core::Event event;
      event.type = from.event;
      std::replace(event.type.begin(), event.type.end(), '*', 'x');
      event.source = from.connection;
      event.data = data;
      const auto found = all.found_in(event, event.to_json(), core::Time{}, {});
      for (const auto& set : found.sets)
        hold(!set.fact->unfit(set.key, set.value), "what is set fits");
      for (const auto& error : found.errors) hold(!error.message.empty(), "an error says why");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Exact input(fuzz::text_of(data, size));
  auto rest = input.view();
  const bool of_facts = rest.starts_with('F');
  if (of_facts) rest.remove_prefix(1);
  const auto text = fuzz::take(rest, "\n%\n");
  if (!of_facts) {
    check_routes(text);
    return 0;
  }
  const auto event = core::parse_json(rest);
  check_facts(text, event && event->is_object() ? *event : core::Json::object());
  return 0;
}
