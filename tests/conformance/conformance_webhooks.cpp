// Runs signed webhook cases: conformance_webhooks FOLDER_OR_FILE…
// Each case is one request with the receiver's secret, settings and clock, and what must come of
// it.
#include "conformance/webhook_cases.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (int index = 1; index < count; ++index) {
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
    std::cerr << "usage: conformance_webhooks FOLDER_OR_FILE…\n";
    return 2;
  }
  baton::tests::WebhookCases cases(fs::path(BATON_SOURCE_DIR) / "config" / "connectors");
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
    const auto list = baton::core::parse_json(baton::tests::WebhookCases::read(file));
    if (!list || !list->is_array()) {
      count_case(name, [&] { return cases.run(file); });
      continue;
    }
    for (const auto& entry : *list) {
      const auto one = baton::core::text_at(entry, "name");
      count_case(name + "/" + one,
                 [&] { return cases.run(file, baton::tests::WebhookCases::from_list(entry)); });
    }
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  return failed == 0 && passed > 0 ? 0 : 1;
}
