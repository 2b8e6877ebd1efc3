// Runs signed webhook cases: conformance_webhooks [--tell] FOLDER_OR_FILE…
// Each case is one request with the receiver's secret, settings and clock, and what must come of
// it. With --tell nothing is checked: what the cases tell of events and proofs is printed as JSON,
// from which scripts/pages.py makes pages of docs/.
#include "conformance/webhook_cases.hpp"
#include "conformance/webhook_facts.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string_view>

namespace {

using baton::tests::WebhookCases;

int tell(const WebhookCases& cases, const std::vector<std::filesystem::path>& files) {
  baton::tests::WebhookFacts facts(cases);
  for (const auto& file : files) {
    const auto one = baton::core::parse_json(WebhookCases::read(file));
    if (one && one->is_object() && one->value("valid", false))
      facts.add(file.stem().string(), *one);
  }
  std::cout << baton::core::dump(facts.told()) << "\n";
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  const bool telling = count > 1 && std::string_view(arguments[1]) == "--tell";
  for (int index = telling ? 2 : 1; index < count; ++index) {
    const fs::path given = arguments[index];
    if (!fs::is_directory(given)) {
      files.push_back(given);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(given)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    std::cerr << "usage: conformance_webhooks [--tell] FOLDER_OR_FILE…\n";
    return 2;
  }
  const WebhookCases cases(fs::path(BATON_SOURCE_DIR) / "config" / "connectors");
  if (telling) return tell(cases, files);
  int passed = 0;
  int failed = 0;
  const auto count_case = [&](const std::string& name, const auto& run) {
    std::vector<std::string> problems;
    try {
      problems = run();
    } catch (const std::exception& error) {
      problems = {std::string("not a case this runner can read: ") + error.what()};
    }
    ++(problems.empty() ? passed : failed);
    for (const auto& problem : problems) std::cout << "FAIL " << name << ": " << problem << "\n";
  };
  for (const auto& file : files) {
    const auto name = file.parent_path().filename().string() + "/" + file.stem().string();
    const auto list = baton::core::parse_json(WebhookCases::read(file));
    if (!list || !list->is_array()) {
      count_case(name, [&] { return cases.run(file); });
      continue;
    }
    for (const auto& entry : *list) {
      const auto one = baton::core::text_at(entry, "name");
      count_case(name + "/" + one, [&] { return cases.run(file, WebhookCases::from_list(entry)); });
    }
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 && passed > 0 ? 0 : 1;
}
