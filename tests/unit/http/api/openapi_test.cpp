#include "http/api/openapi.hpp"

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"
#include "baton/ports/rows.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <variant>

// Checks docs/openapi.yaml except its operations, which endpoints_test.cpp compares.
namespace baton::http {
namespace {

using Json = nlohmann::json;
using Names = std::set<std::string>;

const Json& schema(const char* name) {
  static const Json kParsed = Json::parse(openapi());
  return kParsed.at("components").at("schemas").at(name);
}

// The texts of an enum, from its first value to `last`.
template <class Enum, class Text>
Names names_to(Enum last, Text text) {
  Names names;
  for (int value = 0; value <= static_cast<int>(last); ++value)
    names.emplace(text(static_cast<Enum>(value)));
  return names;
}

template <std::size_t... kAt>
Names transition_names(std::index_sequence<kAt...>) {
  return {std::string(core::transition_name(
      core::Transition(std::variant_alternative_t<kAt, core::Transition>())))...};
}

// True if a value is null somewhere. In a YAML flow mapping, the text after an unquoted comma
// becomes a member whose value is null.
bool has_null(const Json& value) {
  if (!value.is_structured()) return value.is_null();
  return std::any_of(value.begin(), value.end(), [](const Json& each) { return has_null(each); });
}

TEST(ApiDescription, HasNoSlipsOfYaml) { EXPECT_FALSE(has_null(Json::parse(openapi()))); }

TEST(ApiDescription, NamesEachStatus) {
  EXPECT_EQ(schema("RunStatus").at("enum").get<Names>(),
            names_to(core::RunStatus::cancelled, [](auto value) { return core::to_text(value); }));
  EXPECT_EQ(schema("StepStatus").at("enum").get<Names>(),
            names_to(core::StepStatus::undone, [](auto value) { return core::to_text(value); }));
  EXPECT_EQ(
      schema("ApprovalStatus").at("enum").get<Names>(),
      names_to(ports::ApprovalStatus::expired, [](auto value) { return ports::to_text(value); }));
}

// A run of which nothing is to be said has no `now`, and what is held is known here only.
TEST(ApiDescription, NamesEachKindOfStanding) {
  Names kinds =
      names_to(core::StandingKind::cancelled, [](auto value) { return core::to_text(value); });
  kinds.erase("none");
  kinds.insert("held");
  EXPECT_EQ(schema("RunNowKind").at("enum").get<Names>(), kinds);
}

TEST(ApiDescription, NamesEachTransition) {
  EXPECT_EQ(schema("Transition").at("properties").at("is").at("enum").get<Names>(),
            transition_names(std::make_index_sequence<std::variant_size_v<core::Transition>>()));
}

// Beside the codes of core::Errc there are three that only connections use, and three of the
// sign-in.
TEST(ApiDescription, NamesEachKindOfRefusal) {
  Names codes = names_to(core::Errc::internal, [](auto code) { return core::name(code); });
  codes.insert({"malformed", "slow", "connections", "csrf", "sign_in_failed", "code_invalid"});
  EXPECT_EQ(schema("Problem").at("properties").at("code").at("enum").get<Names>(), codes);
}

}  // namespace
}  // namespace baton::http
