#include "baton/core/json.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>
#include <vector>

namespace baton::core {
namespace {

namespace fs = std::filesystem;

// Bodies of webhooks, as vendors send them.
std::vector<std::string> vendors_texts() {
  std::vector<std::string> texts;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(BATON_SOURCE_DIR) / "tests/data/webhooks")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

// Fails unless the library reads a text as parse_json() does: as the same value, or not at all.
void expect_as_the_library(const std::string& text) {
  const auto read = parse_json(text, {.duplicate_keys = true});
  const auto library = Json::parse(text, nullptr, false);
  ASSERT_EQ(!read, library.is_discarded()) << text;
  if (!read) return;
  ASSERT_EQ(*read, library) << text;
}

TEST(JsonScan, ReadsWhatTheLibraryReads) {
  for (const auto* text :
       {"null", " true ", "[]", "{}", "[[],{}]", "{\"a\":{\"b\":[1,2,{\"c\":null}]},\"d\":\"\"}",
        "[0,-0,1.5,-2e3,1E+2,12345678901234567,-9223372036854775808,18446744073709551615]",
        R"(["\"\\\/\b\f\n\r\t","\u00e9\u20AC","\ud83d\ude00","é€😀"])"})
    expect_as_the_library(text);
}

TEST(JsonScan, RefusesWhatTheLibraryRefuses) {
  for (const auto* text :
       {"",          " ",     "nul",      "nulll",  "[1,]",    "[,1]",      "{\"a\":1,}",
        "{\"a\" 1}", "{a:1}", "{1:2}",    "[1 2]",  "[1}",     "{\"a\":1]", "[",
        "{",         "]",     "01",       "-",      "+1",      ".5",        "1.",
        "1e",        "1e999", "\"a",      "\"\n\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
        "[1]]",      "[] []", "\"\xff\"", "tru"})
    expect_as_the_library(text);
}

// Texts are passed over eight bytes at a time, so each byte is tried in each place of a word.
TEST(JsonScan, SeesWhatEndsATextWhereverItStands) {
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t at = 0; at < 18; ++at) {
      std::string text = "[\"aaaaaaaaaaaaaaaaaa\", \"b\"]";
      text[at + 2] = static_cast<char>(byte);
      if (byte != 0) expect_as_the_library(text);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(JsonScan, IsHeldToTheLibraryByVendorsTextsThatAreSpoilt) {
  constexpr std::string_view kLetters = "{}[]\",:0.-eE\\u tfn\x01\xff";
  std::mt19937 random(7);
  const auto texts = vendors_texts();
  ASSERT_GT(texts.size(), 50U);
  for (const auto& text : texts) expect_as_the_library(text);
  for (int round = 0; round < 3'000; ++round) {
    auto text = texts[random() % texts.size()];
    for (auto changes = 1 + random() % 2; changes > 0 && !text.empty(); --changes) {
      const auto at = random() % text.size();
      if (random() % 2 == 0)
        text.erase(at, 1 + random() % 3);
      else
        text.insert(at, 1, kLetters[random() % kLetters.size()]);
    }
    expect_as_the_library(text);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace baton::core
