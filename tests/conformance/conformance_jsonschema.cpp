// Runs cases of the JSON Schema test suite: conformance_jsonschema DIR-OR-FILE…
// (tests/data/jsonschema/README.md describes them). A group whose schema is refused, because inputs
// are not held to one of its keywords, passes if the refused.json beside the file lists that
// refusal. Of any other group every value must fit or not as its test says, except for the cases
// that are listed; a listed case that does as its test says is a failure. Ends with `N passed, N
// failed`; exits 1 when one failed.

#include "baton/formats/json_schema.hpp"
#include "baton/formats/json_schema_check.hpp"
#include "baton/formats/yaml_file.hpp"
#include "conformance/refusals.hpp"

#include <cstdio>
#include <string>

namespace {

using baton::core::Json;
using baton::formats::JsonSchema;
using conformance::Refusals;

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
  // Of those that passed, the tests of schemas that are refused as listed, and the tests that are
  // listed one by one.
  std::size_t refused = 0;
  std::size_t listed = 0;
};

// Why the product refuses a schema for inputs; empty if it takes it.
std::string refusal_of(const Json& schema) {
  baton::core::Findings findings;
  const auto file =
      baton::formats::YamlFile::read(Json{{"schema", schema}}.dump(), "case", findings);
  if (!file) return "it is no YAML: " + findings.at(0).message;
  baton::formats::check_json_schema({*file, "/schema", schema, findings});
  return findings.empty() ? std::string() : findings.front().message;
}

bool fits(const JsonSchema& schema, const Json& value) {
  const auto known = [](const std::string&, const JsonSchema&, const auto&) {
    return JsonSchema::Known::all;
  };
  return schema.misfits(value, known).empty();
}

void fail(Count& count, const std::string& name, const std::string& what) {
  ++count.failed;
  std::printf("%s: %s\n", name.c_str(), what.c_str());
}

void run_group(const std::string& name, const Json& group, Refusals& refusals, Count& count) {
  auto schema = group.at("schema");
  if (schema.is_object()) schema.erase("$schema");  // says which draft it is, and nothing of values
  const auto& tests = group.at("tests");
  const auto refusal = refusal_of(schema);
  if (!refusal.empty()) {
    const auto fits_refusal = [&refusal](const std::string& text) {
      return refusal.find(text) != std::string::npos;
    };
    if (!refusals.need_one("refusal", fits_refusal)) return fail(count, name, refusal);
    count.passed += tests.size();
    count.refused += tests.size();
    return;
  }
  const JsonSchema read(schema);
  for (const auto& test : tests) {
    const auto full = name + ": " + test.at("description").get<std::string>();
    const bool right = fits(read, test.at("data")) == test.at("valid").get<bool>();
    if (!right && refusals.need("case", full))
      ++count.listed;
    else if (!right) {
      fail(count, full, test.at("valid") == true ? "does not fit" : "fits");
      continue;
    }
    ++count.passed;
  }
}

void run_file(const std::filesystem::path& path, Refusals& refusals, Count& count) {
  const auto groups = conformance::read_json(path);
  if (!groups.is_array()) return fail(count, path.string(), "expected a JSON array of groups");
  for (const auto& group : groups)
    run_group(path.stem().string() + ": " + group.at("description").get<std::string>(), group,
              refusals, count);
}

}  // namespace

int main(int argc, char** argv) {
  Count count;
  for (int at = 1; at < argc; ++at) {
    const std::filesystem::path path = argv[at];
    auto refusals = Refusals::beside(path, BATON_SOURCE_DIR "/tests/data/jsonschema");
    for (const auto& file : conformance::case_files(path)) run_file(file, refusals, count);
    count.failed += refusals.report_unneeded();
  }
  std::printf("%zu are about schemas that are refused as listed, %zu are listed themselves\n",
              count.refused, count.listed);
  std::printf("%zu passed, %zu failed\n", count.passed, count.failed);
  return count.failed == 0 && count.passed > 0 ? 0 : 1;
}
