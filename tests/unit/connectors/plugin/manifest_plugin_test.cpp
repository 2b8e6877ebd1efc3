#include "connectors/plugin/manifest_plugin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Json;
using testing::HasSubstr;

// The first finding of a manifest; empty if it has none.
std::string plugin_finding(const std::string& lines) {
  core::Findings findings;
  Manifest::load("connector: c\n" + lines, "c.yaml", findings);
  return findings.empty() ? std::string() : findings.front().message;
}

TEST(ManifestPlugin, SaysWhatPerformsItsOperations) {
  core::Findings findings;
  const auto manifest = Manifest::load(
      "connector: c\nprogram: [python3, c.py, --fast]\nmemory_mib: 64\nsettings: [folder]\n",
      "/etc/baton/connectors/c.yaml", findings);
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->transport, Transport::plugin);
  const auto program = program_of(*manifest, {"host"});
  EXPECT_EQ(program.command, (std::vector<std::string>{"python3", "c.py", "--fast"}));
  EXPECT_EQ(program.folder, "/etc/baton/connectors");
  EXPECT_EQ(program.memory_mib, 64U);
  const auto library = Manifest::load("connector: c\nlibrary: deep/c.so\n",
                                      "/etc/baton/connectors/c.yaml", findings);
  ASSERT_TRUE(library);
  EXPECT_EQ(program_of(*library, {"baton", "plugin-host"}).command,
            (std::vector<std::string>{"baton", "plugin-host", "/etc/baton/connectors/deep/c.so"}));
  EXPECT_TRUE(findings.empty());
}

TEST(ManifestPlugin, SaysWhatIsWrong) {
  EXPECT_THAT(plugin_finding("program: python3 c.py\n"), HasSubstr("its arguments"));
  EXPECT_THAT(plugin_finding("program: []\n"), HasSubstr("its arguments"));
  EXPECT_THAT(plugin_finding("program: [a]\nlibrary: b.so\n"), HasSubstr("either"));
  EXPECT_THAT(plugin_finding("program: [a]\nbase_url: \"https://c.example\"\n"),
              HasSubstr("speak HTTP"));
  EXPECT_THAT(plugin_finding("library: c.so\noperations: { get: { request: { path: /x } } }\n"),
              HasSubstr("\"operations\""));
  EXPECT_THAT(plugin_finding("memory_mib: 7\n"), HasSubstr("memory_mib"));
  EXPECT_THAT(plugin_finding("program: [a]\nprogramm: [b]\n"), HasSubstr("programm"));
  EXPECT_EQ(plugin_finding("program: [a]\nlimits: { concurrency: 2 }\n"), "");
}

TEST(ManifestPlugin, TakesItsOperationsFromTheDescription) {
  core::Findings findings;
  const auto manifest = Manifest::load("connector: c\nprogram: [a]\n", "c.yaml", findings);
  const auto whole =
      with_operations(*manifest, Json::parse(R"({"title": "C", "settings": ["folder"],
      "operations": {"put": {"title": "Put", "look": true, "output": {"id": "string", "more": "any"},
      "input": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}}}})"),
                      findings);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->title, "C");
  EXPECT_EQ(whole->settings, (std::vector<std::string>{"folder"}));
  const auto& put = whole->operations.at("put");
  EXPECT_TRUE(put.looks);
  EXPECT_FALSE(put.repeatable);
  EXPECT_EQ(put.declared.output_fields, (std::vector<std::string>{"id", "more"}));
  EXPECT_EQ(put.declared.output_types.size(), 1U);
  EXPECT_TRUE(put.input.misfit(Json::object()));
  EXPECT_FALSE(with_operations(
      *manifest, Json::parse(R"({"operations": {"put": {"input": {"type": "sting"}}}})"),
      findings));
  EXPECT_THAT(findings.front().message, HasSubstr("description of itself"));
}

TEST(ManifestPlugin, ALibraryIsCalledAfterItsFile) {
  EXPECT_EQ(manifest_of_library("/x/spool.so"), "connector: spool\nlibrary: \"spool.so\"\n");
  EXPECT_EQ(manifest_of_library("libold-crm.so"),
            "connector: old_crm\nlibrary: \"libold-crm.so\"\n");
}

}  // namespace
}  // namespace baton::connectors
