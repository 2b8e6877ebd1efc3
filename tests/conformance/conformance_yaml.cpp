// Runs cases of the YAML test suite: conformance_yaml DIR-OR-FILE… (tests/data/yaml/README.md
// describes them). A valid document must be read as the JSON of its case, and an invalid one must
// be refused. A valid one may be refused if the refused.json beside the file lists it, by its name
// or by the rule that refuses it; what it lists and is read is a failure. Ends with `N passed, N
// failed`; exits 1 when one failed.

#include "baton/formats/yaml.hpp"
#include "conformance/refusals.hpp"

#include <cstdio>
#include <string>

namespace {

using baton::core::Json;
using conformance::Refusals;

struct Count {
  std::size_t passed = 0;
  std::size_t failed = 0;
  // Of those that passed, the valid documents that are refused as listed.
  std::size_t refused = 0;
};

// Says why a case failed; empty if it passed.
std::string fault_of(const Json& test, Refusals& refusals, Count& count) {
  namespace yaml = baton::formats::yaml;
  const auto text = test.at("yaml").get<std::string>();
  const baton::formats::Source source(text);
  const auto document = yaml::read(source);
  const bool read = document.root && document.findings.empty();
  if (test.at("expect") == "reject") return read ? "is no YAML, and was read" : "";
  if (read) {
    const auto json = yaml::to_json(*document.root);
    return json == test.at("json") ? "" : "was read as " + json.dump();
  }
  const auto& finding = document.findings.at(0);
  if (!refusals.need("case", test.at("name").get<std::string>()) &&
      !refusals.need("rule", finding.rule))
    return "is valid, and was refused: " + finding.rule + ": " + finding.message;
  ++count.refused;
  return {};
}

void run_file(const std::filesystem::path& path, Refusals& refusals, Count& count) {
  const auto cases = conformance::read_json(path);
  if (!cases.is_array()) {
    std::printf("%s: expected a JSON array of cases\n", path.c_str());
    ++count.failed;
    return;
  }
  for (const auto& test : cases) {
    const auto fault = fault_of(test, refusals, count);
    if (fault.empty()) {
      ++count.passed;
      continue;
    }
    ++count.failed;
    std::printf("%s: %s\n", test.at("name").get<std::string>().c_str(), fault.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  Count count;
  for (int at = 1; at < argc; ++at) {
    const std::filesystem::path path = argv[at];
    auto refusals = Refusals::beside(path, BATON_SOURCE_DIR "/tests/data/yaml");
    for (const auto& file : conformance::case_files(path)) run_file(file, refusals, count);
    count.failed += refusals.report_unneeded();
  }
  std::printf("%zu valid documents are refused as listed\n", count.refused);
  std::printf("%zu passed, %zu failed\n", count.passed, count.failed);
  return count.failed == 0 && count.passed > 0 ? 0 : 1;
}
