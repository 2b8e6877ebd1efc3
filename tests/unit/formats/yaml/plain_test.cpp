#include "formats/yaml/plain.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <sstream>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace baton::formats::yaml {
namespace {

namespace fs = std::filesystem;

// A tree as a text that tells everything about it.
void tell(const Node& node, std::string& out) {
  out += std::to_string(static_cast<int>(node.kind)) + ',' +
         std::to_string(static_cast<int>(node.style)) + ',' + std::to_string(node.offset) + ',' +
         std::to_string(node.at.line) + ':' + std::to_string(node.at.column) + ',' +
         std::to_string(node.nodes) + ',' + std::to_string(node.height) + '"' + node.text + '"';
  for (const auto& item : node.items) tell(*item, out += "\n- ");
  for (const auto& entry : node.entries) {
    tell(*entry.key, out += "\nkey ");
    tell(*entry.value, out += "\nvalue ");
  }
  out += "\nend";
}

// The tree of a text as tell_plain() reads it; empty if the text is not plain.
std::string as_plain(const std::string& text) {
  const Source source(text);
  Builder builder(source, Options{});
  std::string out;
  try {
    if (tell_plain(source.text(), builder)) tell(*builder.root(), out);
  } catch (const Stop&) {
    return {};
  }
  return out;
}

// The same as yaml-cpp reads it; empty if it is refused.
std::string by_yaml_cpp(const std::string& text) {
  const Source source(text);
  std::string out;
  try {
    std::istringstream stream(prepared(text));
    YAML::Parser parser(stream);
    const Options options;
    Builder builder(source, options);
    parser.HandleNextDocument(builder);
    const auto root = builder.root();
    while (parser.HandleNextDocument(builder)) {}
    if (root) tell(*root, out);
  } catch (const Stop&) {
    return {};
  } catch (const YAML::Exception&) {
    return {};
  }
  return out;
}

std::vector<std::string> own_files() {
  std::vector<std::string> texts;
  for (const auto* folder : {"config", "tests/scenario", "bench/config"}) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(BATON_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      std::ifstream file(entry.path(), std::ios::binary);
      texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(PlainYaml, IsReadAsYamlCppReadsIt) {
  for (const auto* text : {"a: 1\n",
                           "a: 1",
                           "- a\n-  b # c\n",
                           "a:\nb:\n",
                           "a:\n  b: 1\nc: 2\n",
                           "a:\n- 1\n- x: 2\n  y: 3\nb: 4\n",
                           "a: {b: 1, \"c\": [x, 'y'], d: {}}\n",
                           "a: [\n  x,\n  y, # z\n]\n",
                           "a: \"x\\n\\\"y\\\"\"\n",
                           "a: 'it''s'\n",
                           "a: |\n  x\n   y\n\n  z\n\nb: |-\n  x\n",
                           "a: >\n  x\n  y\nb: >-\n  x\n  y\n",
                           "a: x\n  y\n  z # c\nb: 1\n",
                           "- - a\n  - b\n-\n  - c\n-\n",
                           "\"a b\": 1\n'c': 2\n",
                           "a: http://x.example/?a=b#c\n",
                           "# c\n\na: 1\n  # d\nb: -1\n",
                           "a:   # c\n  b: ~\n",
                           "a: {b: \"${x}\",\n    c: d}\n",
                           "\xC3\xA4: \xE2\x82\xAC x\nb: 2\n"}) {
    EXPECT_NE(as_plain(text), "") << text;
    EXPECT_EQ(as_plain(text), by_yaml_cpp(text)) << text;
  }
}

TEST(PlainYaml, LeavesAllElseToYamlCpp) {
  for (const auto* text : {"",
                           "a",
                           "---\na: 1\n",
                           "a: &x 1\n",
                           "a: !t 1\n",
                           "? a\n: b\n",
                           "a: \"\\x41\"\n",
                           "a:\t1\n",
                           "a: b: c\n",
                           "a: 1\n  b: 2\n",
                           "a:\n    b: 1\n  c: 2\n",
                           "a: [x\n",
                           "a: 'x\n  y'\n",
                           "a: {b}\n",
                           "a: [b: c]\n",
                           "a: 1\n- b\n",
                           "a: |2\n  x\n",
                           "a: >\n  x\n\n  y\n",
                           "<<: {a: 1}\n",
                           "a: 1\na: 2\n",
                           "a: \"x\" y\n",
                           "a: [1] 2\n",
                           "a: - b\n"})
    EXPECT_EQ(as_plain(text), "") << text;
}

TEST(PlainYaml, IsWhatNearlyAllOfOurFilesAre) {
  std::size_t plain = 0;
  const auto texts = own_files();
  for (const auto& text : texts) {
    const auto read = as_plain(text);
    if (read.empty()) continue;
    ++plain;
    EXPECT_EQ(read, by_yaml_cpp(text)) << text.substr(0, 300);
  }
  EXPECT_GT(texts.size(), 100U);
  EXPECT_GT(plain * 10, texts.size() * 9) << plain << " of " << texts.size();
}

// Files in which one thing is wrong or odd: what is taken for plain is what yaml-cpp reads.
TEST(PlainYaml, IsNothingThatYamlCppReadsInAnotherWay) {
  constexpr std::string_view kLetters = " \n:#-,[]{}\"'|>?&*!%@`a.\\";
  std::mt19937 random(7);
  const auto texts = own_files();
  for (int round = 0; round < 4'000; ++round) {
    const auto& whole = texts[random() % texts.size()];
    auto text = whole.substr(0, whole.find('\n', std::min<std::size_t>(whole.size(), 600)));
    for (auto changes = 1 + random() % 2; changes > 0 && !text.empty(); --changes) {
      const auto at = random() % text.size();
      if (random() % 3 == 0)
        text.erase(at, 1 + random() % 3);
      else
        text.insert(at, 1, kLetters[random() % kLetters.size()]);
    }
    const auto read = as_plain(text);
    if (read.empty()) continue;
    ASSERT_EQ(read, by_yaml_cpp(text)) << text;
  }
}

}  // namespace
}  // namespace baton::formats::yaml
