// Templates: any text gives a template or findings that point into it, the same ones each time. A
// template that loads compiles, and one that fits the connections at hand loads without them too.
#include "baton/engine/plan.hpp"
#include "baton/templates/load.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>

namespace {

using namespace baton;
using fuzz::hold;

core::Operations load_operations() {
  core::Operations operations;
  const auto schemas =
      core::Json::parse(fuzz::read_file(BATON_SOURCE_DIR "/tests/data/templates/operations.json"));
  for (const auto& [connection, of_connection] : schemas.items())
    for (const auto& [name, schema] : of_connection.items())
      operations[connection][name].input_schema = schema;
  return operations;
}

bool same(const core::Finding& left, const core::Finding& right) {
  return left.rule == right.rule && left.message == right.message && left.at == right.at &&
         left.pointer == right.pointer;
}

void check(const templates::Loaded& loaded, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 2;
  hold(loaded.workflow.has_value() != core::has_errors(loaded.findings), "a template, or errors");
  for (const auto& finding : loaded.findings) {
    hold(!finding.rule.empty() && !finding.message.empty(),
         "a finding has a rule and says what is wrong");
    hold(finding.at.line <= lines, "a finding points into the text");
    const auto printed = templates::print(finding, text);
    hold(printed.ends_with('\n') && core::is_utf8(printed), "a finding is printed as text");
    hold(std::none_of(
             printed.begin(), printed.end(),
             [](char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == 127; }),
         "what is printed is nothing to obey");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const core::Operations operations = load_operations();
  const fuzz::Exact input(fuzz::text_of(data, size));
  auto loaded = templates::load(input.view(), "fuzz.yaml");
  check(loaded, input.view());
  const auto again = templates::load(input.view(), "fuzz.yaml");
  hold(std::equal(again.findings.begin(), again.findings.end(), loaded.findings.begin(),
                  loaded.findings.end(), same),
       "the same findings twice");
  const auto connected = templates::load(input.view(), "fuzz.yaml", &operations);
  check(connected, input.view());
  hold(loaded.workflow || !connected.workflow, "what fits the connections loads without them");
  if (loaded.workflow)
    hold(engine::compile(*std::move(loaded.workflow), 1).has_value(), "what loads compiles");
  return 0;
}
