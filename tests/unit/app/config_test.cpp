#include "app/config.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <unistd.h>

namespace baton::app {
namespace {

namespace fs = std::filesystem;

// A configuration folder of its own for each test.
class ConfigTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() /
              ("baton-config-" + std::string(test->name()) + "-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  LoadedConfig load(const std::string& yaml, std::map<std::string, std::string> variables = {},
                    const std::vector<Override>& overrides = {}) {
    std::ofstream(folder_ / "baton.yaml") << yaml;
    const Environment environment =
        [variables](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      return found == variables.end() ? std::nullopt : std::optional(found->second);
    };
    return load_config(folder_, true, environment, overrides);
  }

  // The only finding, as "3:1 message; hint".
  static std::string only(const LoadedConfig& loaded) {
    if (loaded.findings.size() != 1) return std::to_string(loaded.findings.size()) + " findings";
    const core::Finding& finding = loaded.findings.front();
    return std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column) + " " +
           finding.message + (finding.hint.empty() ? "" : "; " + finding.hint);
  }

  fs::path folder_;
};

TEST_F(ConfigTest, AnEmptyFileMeansTheDefaults) {
  const auto loaded = load("# nothing but a comment\n");
  EXPECT_TRUE(loaded.findings.empty());
  EXPECT_EQ(loaded.config.listen, "127.0.0.1:8700");
  EXPECT_TRUE(loaded.origins.empty());
}

TEST_F(ConfigTest, ReadsEachKindOfSetting) {
  const auto loaded = load(
      "listen: \"[::1]:0\"\n"
      "drain: 1m30s\n"
      "log: {level: debug, format: json}\n"
      "metrics: {public: true}\n"
      "http: {body_bytes_max: 64 kB, webhook_origins: \"a.example, b.example\", "
      "trusted_proxies: \"10.1.0.0/16, ::1\"}\n"
      "runtime:\n  actions_in_flight_max: 7\n");
  EXPECT_TRUE(loaded.findings.empty());
  EXPECT_EQ(loaded.config.drain, std::chrono::seconds(90));
  EXPECT_EQ(loaded.config.log_level, "debug");
  EXPECT_TRUE(loaded.config.http.open_metrics);
  EXPECT_EQ(loaded.config.http.body_bytes_max, 64'000U);
  EXPECT_EQ(loaded.config.http.webhook_origins,
            (std::vector<std::string>{"a.example", "b.example"}));
  ASSERT_EQ(loaded.config.http.trusted_proxies.size(), 2U);
  EXPECT_EQ(loaded.config.http.trusted_proxies[0].bits, 16);
  EXPECT_EQ(loaded.config.runtime.actions_in_flight_max, 7U);
  EXPECT_EQ(loaded.config.listen_parts(), (std::pair<std::string, std::uint16_t>("::1", 0)));
}

TEST_F(ConfigTest, AnUnknownKeyIsRefusedWithItsPlaceAndTheNearestName) {
  EXPECT_EQ(only(load("\nlisten: 127.0.0.1:1\nlog:\n  levle: info\n")),
            "4:3 unknown setting \"log.levle\"; did you mean \"level\"?");
}

TEST_F(ConfigTest, AKeyInTheWrongGroupIsToldWhereItBelongs) {
  EXPECT_EQ(only(load("turn_budget: 5ms\n")),
            "1:1 unknown setting \"turn_budget\"; it is called \"runtime.turn_budget\"");
}

TEST_F(ConfigTest, AValueOfTheWrongKindSaysWhatWasExpectedAndWhatCame) {
  EXPECT_EQ(only(load("http:\n  streams_max: many\n")),
            "2:16 \"http.streams_max\" expects a whole number from 0 to 100000, not \"many\"");
  EXPECT_EQ(only(load("log: {level: loud}\n")),
            "1:14 \"log.level\" expects one of debug, info, warn, error, off, not \"loud\"");
  EXPECT_EQ(only(load("metrics: {public: yes}\n")),
            "1:19 \"metrics.public\" expects true or false, not \"yes\"; did you mean true?");
  EXPECT_EQ(only(load("drain: [1s]\n")),
            "1:8 \"drain\" expects a duration from 0s to 10m, such as 30s, 15m or 90d, not a list "
            "or a map");
}

TEST_F(ConfigTest, AValueThatIsNearlyRightIsToldWhatWasMeant) {
  const auto hint = [this](const std::string& line) {
    const auto findings = load(line + "\n").findings;
    return findings.empty() ? std::string("nothing is wrong") : findings.front().hint;
  };
  EXPECT_EQ(hint("listen: 8123"), "did you mean 127.0.0.1:8123?");
  EXPECT_EQ(hint("listen: ':8123'"), "did you mean 127.0.0.1:8123?");
  EXPECT_EQ(hint("listen: 10.0.0.1"), "did you mean 10.0.0.1:8700?");
  EXPECT_EQ(hint("listen: 127.0.0.1:99999"), "");
  EXPECT_EQ(hint("url: baton.example"), "did you mean https://baton.example?");
  EXPECT_EQ(hint("url: 127.0.0.1:8700"), "did you mean http://127.0.0.1:8700?");
  EXPECT_EQ(hint("url: 'ftp://baton.example'"), "");
  EXPECT_EQ(hint("drain: 10"), "did you mean 10s?");
  EXPECT_EQ(hint("retention: { runs: 90 days }"), "did you mean 90d?");
  EXPECT_EQ(hint("retention: { runs: for ever }"), "");
  EXPECT_EQ(hint("log: { level: debgu }"), "did you mean debug?");
}

TEST_F(ConfigTest, AValueOutOfItsRangeIsRefused) {
  EXPECT_EQ(load("drain: 11m\n").findings.size(), 1U);
  EXPECT_EQ(load("http: {body_bytes_max: 2 MiB}\n").findings.size(), 1U);
  EXPECT_EQ(load("http: {body_bytes_max: 99999999999999999999 GB}\n").findings.size(), 1U);
  EXPECT_EQ(load("runtime: {actions_in_flight_max: -1}\n").findings.size(), 1U);
  EXPECT_EQ(load("listen: 127.0.0.1:70000\n").findings.size(), 1U);
  EXPECT_EQ(load("listen: localhost\n").findings.size(), 1U);
}

TEST_F(ConfigTest, EveryMistakeIsFoundAtOnce) {
  const auto loaded = load("lisen: x\nstore: tape\nlog: loud\nretention:\n  runs: soon\n");
  ASSERT_EQ(loaded.findings.size(), 4U);
  EXPECT_EQ(loaded.findings[0].rule, "config/unknown-key");
  EXPECT_EQ(loaded.findings[2].message, "\"log\" expects settings below it, not a value");
}

TEST_F(ConfigTest, NumbersAndFlagsAreReadByTheCoreSchema) {
  const auto loaded = load(
      "metrics: {public: True}\nhttp: {streams_max: 0o17, body_bytes_max: 0x10000}\n"
      "runtime: {turn_events_max: +7}\ndata_dir: 0o17\n");
  EXPECT_TRUE(loaded.findings.empty());
  EXPECT_TRUE(loaded.config.http.open_metrics);
  EXPECT_EQ(loaded.config.http.streams_max, 15U);
  EXPECT_EQ(loaded.config.http.body_bytes_max, 65'536U);
  EXPECT_EQ(loaded.config.runtime.turn_events_max, 7U);
  EXPECT_EQ(loaded.config.data_dir, "0o17") << "a text is taken as it is written";
}

TEST_F(ConfigTest, APartIsANumberFromNoughtToOne) {
  EXPECT_EQ(load("traces: {sample: 0.25}\n").config.traces_sample, 0.25);
  EXPECT_EQ(load("traces: {sample: 0}\n").config.traces_sample, 0.0);
  for (const char* wrong : {"1.5", "-0.1", "half", "10%"})
    EXPECT_EQ(load("traces: {sample: " + std::string(wrong) + "}\n").findings.size(), 1U) << wrong;
  EXPECT_EQ(load("traces: {url: 'http://127.0.0.1:4318/v1/traces'}\n").config.traces_url,
            "http://127.0.0.1:4318/v1/traces");
  for (const char* wrong : {"collector:4318", "ftp://x/", "http://"})
    EXPECT_EQ(load("traces: {url: '" + std::string(wrong) + "'}\n").findings.size(), 1U) << wrong;
}

TEST_F(ConfigTest, SessionsLastAsLongAsTheOperatorSays) {
  const auto loaded = load("sessions: {idle: 30m, absolute: 1d}\n");
  EXPECT_TRUE(loaded.findings.empty());
  EXPECT_EQ(loaded.config.http.sessions.idle, std::chrono::minutes(30));
  EXPECT_EQ(loaded.config.http.sessions.most, std::chrono::hours(24));
  EXPECT_EQ(load("sessions: {idle: 1m}\n").findings.size(), 1U) << "too short to work with";
  EXPECT_EQ(load("sessions: {absolute: 91d}\n").findings.size(), 1U);
}

TEST_F(ConfigTest, AnAliasStandsForAValueThatIsNamed) {
  EXPECT_EQ(load("retention: {runs: &long 90d, events: *long}\n").config.runtime.keep_events,
            std::chrono::hours(24 * 90));
  EXPECT_EQ(only(load("data_dir: &x a\n")),
            "1:11 the anchor \"x\" is never used; remove it, or quote the value if it should start "
            "with \"&\"");
}

TEST_F(ConfigTest, ARepeatedKeyIsRefusedWhereItStandsAgain) {
  const auto loaded = load("retention:\n  runs: 90d\n  runs: 3d\n");
  EXPECT_EQ(only(loaded),
            "3:3 the key \"runs\" is here twice; it was set in line 2; remove one of the two");
  EXPECT_EQ(loaded.findings.front().rule, "config/duplicate");
}

TEST_F(ConfigTest, WhatIsNoYamlIsNamedWithItsPlace) {
  const auto loaded = load("listen: [1\nlog: {\n");
  ASSERT_EQ(loaded.findings.size(), 1U);
  EXPECT_EQ(loaded.findings[0].rule, "config/yaml");
  EXPECT_GT(loaded.findings[0].at.line, 0U);
  EXPECT_EQ(only(load("- listen\n")), "1:1 expected settings as `name: value`");
}

TEST_F(ConfigTest, TheFlagWinsOverTheVariableOverTheFileOverTheDefault) {
  const std::string yaml = "listen: 127.0.0.1:1\ndata_dir: from-file\nstore: memory\n";
  const auto loaded = load(
      yaml, {{"BATON_LISTEN", "127.0.0.1:2"}, {"BATON_DATA_DIR", "from-env"}, {"BATON_LOG", ""}},
      {{"listen", "127.0.0.1:3", "--listen"}});
  EXPECT_TRUE(loaded.findings.empty());
  EXPECT_EQ(loaded.config.listen, "127.0.0.1:3");
  EXPECT_EQ(loaded.config.data_dir, "from-env");
  EXPECT_EQ(loaded.config.store, "memory");
  EXPECT_EQ(loaded.config.log_level, "info");
  EXPECT_EQ(loaded.origins.at("listen"), "--listen");
  EXPECT_EQ(loaded.origins.at("data_dir"), "BATON_DATA_DIR");
  EXPECT_EQ(loaded.origins.at("store"), (folder_ / "baton.yaml").string() + ":3");
  EXPECT_FALSE(loaded.origins.contains("log.level"));
}

TEST_F(ConfigTest, AMistakeOutsideTheFileNamesItsOrigin) {
  const auto loaded =
      load("", {{"BATON_LOG_FORMAT", "xml"}}, {{"runtime.turn_bugdet", "1ms", "--set"}});
  ASSERT_EQ(loaded.findings.size(), 2U);
  EXPECT_EQ(loaded.findings[0].file, "BATON_LOG_FORMAT");
  EXPECT_EQ(loaded.findings[1].file, "--set");
  EXPECT_EQ(loaded.findings[1].hint, "did you mean \"runtime.turn_budget\"?");
}

TEST_F(ConfigTest, AFolderThatWasNamedMustBeThere) {
  const Environment nothing = [](const std::string&) { return std::nullopt; };
  EXPECT_EQ(load_config(folder_ / "none", true, nothing, {}).findings.size(), 1U);
  EXPECT_TRUE(load_config(folder_ / "none", false, nothing, {}).findings.empty());
}

TEST_F(ConfigTest, TheServerIsFoundWhereItListens) {
  EXPECT_EQ(load("listen: 0.0.0.0:9").config.server_url(), "http://127.0.0.1:9");
  EXPECT_EQ(load("listen: \"[::]:9\"").config.server_url(), "http://[::1]:9");
  EXPECT_EQ(load("url: https://baton.example").config.server_url(), "https://baton.example");
}

TEST(ShippedConfig, SaysTheDefaultsAndNothingElse) {
  const Environment nothing = [](const std::string&) { return std::nullopt; };
  const auto shipped = load_config(fs::path(BATON_SOURCE_DIR) / "config", true, nothing, {});
  EXPECT_TRUE(shipped.findings.empty());
  for (const Setting& setting : settings()) {
    EXPECT_TRUE(shipped.origins.contains(setting.name))
        << setting.name << " is missing in config/baton.yaml";
    EXPECT_EQ(setting.show(shipped.config), setting.show(Config{})) << setting.name;
  }
}

// Collects the properties of a settings schema by the full names of the settings.
void collect(const core::Json& schema, const std::string& prefix, std::set<std::string>& names) {
  for (const auto& [name, member] : schema.at("properties").items()) {
    if (member.contains("properties")) {
      EXPECT_EQ(member.at("additionalProperties"), false) << name;
      collect(member, prefix + name + ".", names);
    } else {
      names.insert(prefix + name);
    }
  }
}

TEST(ShippedConfig, ItsSchemaKnowsEverySetting) {
  const auto text = read_file(
      fs::path(BATON_SOURCE_DIR) / "config" / "schema" / "settings.schema.json", 1'000'000);
  ASSERT_TRUE(text.has_value());
  const auto schema = core::parse_json(*text);
  ASSERT_TRUE(schema.has_value());
  std::set<std::string> in_schema;
  collect(*schema, "", in_schema);
  std::set<std::string> known;
  for (const Setting& setting : settings()) known.insert(setting.name);
  EXPECT_EQ(in_schema, known);
}

TEST_F(ConfigTest, SlipsAreToldInPlainWords) {
  EXPECT_EQ(only(load("log:\n\tlevel: info\n")),
            "2:1 a tab in the indentation; indent with spaces");
  EXPECT_EQ(only(load("log\n  level: info\n")).find("illegal"), std::string::npos);
  EXPECT_NE(only(load("log\n  level: info\n")).find("1:1 "), std::string::npos)
      << only(load("log\n  level: info\n"));
  EXPECT_EQ(only(load("store: memory\n---\nstore: sqlite\n")),
            "2:1 a second document: expected one in a file; remove the \"---\"");
  EXPECT_EQ(only(load("store: memory\n...\nstore: sqlite\n")),
            "3:1 a second document: expected one in a file; remove the \"...\" above it");
  EXPECT_EQ(only(load("data_dir: \"x\nstore: memory\n")),
            "1:11 expected a closing quote; without it, all that follows is part of this value");
  for (const auto* text : {"log:\xC2\xA0\n  level: info\n", "log:\xC2\xA0level\n",
                           "store: mem\xE2\x80\x8Bory\n", "sto\xC2\xADre: memory\n"})
    EXPECT_NE(only(load(text)).find("U+"), std::string::npos) << text << only(load(text));
}

TEST(Settings, ShowWhatTheyRead) {
  Config config;
  for (const Setting& setting : settings())
    EXPECT_TRUE(setting.apply(config, setting.show(Config{}))) << setting.name;
}

}  // namespace
}  // namespace baton::app
