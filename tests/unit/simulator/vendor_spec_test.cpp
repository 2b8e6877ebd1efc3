#include "simulator/vendor_spec.hpp"

#include "unit/simulator/vendor_world.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace baton::simulator {
namespace {

using core::Json;
using testing::HasSubstr;
using tests::complaints;

constexpr const char* kAnswers =
    "answers: { unauthorized: { status: 401 }, not_found: { status: 404 }, busy: { status: 429 }, "
    "error: { status: 503 } }\n";

std::optional<Json> matched(const std::string& pattern, std::string_view path) {
  core::Findings findings;
  const auto spec =
      read_vendor("vendor: v\n" + std::string(kAnswers) + "routes:\n  - on: GET " + pattern + "\n",
                  "v.yaml", findings);
  EXPECT_NE(spec, nullptr);
  return match_path(spec->routes.front().path, path);
}

TEST(VendorSpec, APathGivesNamesToItsParts) {
  EXPECT_EQ(matched("/issue/{key}/comment", "/issue/WEB-1/comment"), Json({{"key", "WEB-1"}}));
  EXPECT_EQ(matched("/issue/{key}/comment", "/issue/WEB-1"), std::nullopt);
  EXPECT_EQ(matched("/issue/{key}", "/issue/WEB-1/comment"), std::nullopt);
  EXPECT_EQ(matched("/issue/{key}", "/issue/a%2Fb"), Json({{"key", "a/b"}}));
  EXPECT_EQ(matched("/{kind}:mutate", "/campaigns:mutate"), Json({{"kind", "campaigns"}}));
  EXPECT_EQ(matched("/{kind}:mutate", "/campaigns:search"), std::nullopt);
  EXPECT_EQ(matched("/{bucket}/{key...}", "/b/2026/may.csv"),
            Json({{"bucket", "b"}, {"key", "2026/may.csv"}}));
  EXPECT_EQ(matched("/", "/"), Json::object());
}

TEST(VendorSpec, EachMistakeIsNamedWithItsLine) {
  EXPECT_THAT(complaints("vendor: v\nrouts: []\n"), HasSubstr("did you mean \"routes\"?"));
  EXPECT_THAT(complaints("vendor: v\nroutes: []\n"), HasSubstr("expected an answer 'busy'"));
  const std::string good = "vendor: v\n" + std::string(kAnswers);
  EXPECT_EQ(complaints(good), "");
  EXPECT_THAT(complaints(good + "routes: [{ on: issues }]\n"),
              HasSubstr("3 simulator/route: expected a method and a path, got 'issues'"));
  EXPECT_THAT(
      complaints(good + "routes:\n  - on: GET /x\n    refuse: { when: \"true\", as: bsy }\n"),
      HasSubstr("there is no answer 'bsy'; did you mean \"busy\"?"));
  EXPECT_THAT(complaints(good + "routes:\n  - on: GET /x\n    refuse: { status: 400 }\n"),
              HasSubstr("a refusal has a condition"));
  EXPECT_THAT(complaints(good + "routes:\n  - on: POST /x\n    handshake: { header: X-Secret }\n"),
              HasSubstr("a handshake needs the vendor's \"webhook\""));
  EXPECT_THAT(complaints(good + "routes:\n  - on: GET /x\n    answer: { json: \"${recrd}\" }\n"),
              HasSubstr("recrd"));
}

TEST(VendorSpec, ShippedFilesHaveNoMistakeAndTheirOwnNames) {
  const auto folder = std::filesystem::path(BATON_SOURCE_DIR) / "config/simulator";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++files;
    const auto name = entry.path().stem().string();
    core::Findings findings;
    const auto spec = read_vendor(tests::shipped_vendor(name), name + ".yaml", findings);
    for (const auto& one : findings)
      ADD_FAILURE() << name << ".yaml:" << one.at.line << ": " << one.message << " " << one.hint;
    EXPECT_EQ(spec ? spec->name : "", name);
  }
  EXPECT_GE(files, 19U);
}

}  // namespace
}  // namespace baton::simulator
