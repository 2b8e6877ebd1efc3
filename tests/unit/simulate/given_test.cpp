#include "simulate/given.hpp"

#include <gtest/gtest.h>

namespace baton::simulate {
namespace {

using namespace std::chrono_literals;
using Kind = core::ActionResult::Kind;

// A file of one member, `v`, and what reading it says.
class GivenTest : public testing::Test {
 protected:
  Given given(const std::string& value) {
    findings_.clear();
    file_ = formats::YamlFile::read("v: " + value + "\n", "a.yaml", findings_);
    return {*file_, "/v", file_->value().at("v"), findings_};
  }
  // What is wrong with the value that was read last.
  std::string wrong() const {
    std::string words;
    for (const auto& finding : findings_) words += (words.empty() ? "" : "; ") + finding.message;
    return words;
  }

  core::Findings findings_;
  std::optional<formats::YamlFile> file_;
};

TEST(StepMeant, MayBeAnItemInEitherForm) {
  EXPECT_EQ(step_meant("mails"), core::StepRef("mails"));
  EXPECT_EQ(step_meant("mails.3"), core::StepRef("mails", 3));
  EXPECT_EQ(step_meant("mails[3]"), core::StepRef("mails", 3));
  EXPECT_EQ(step_meant("ship.undo"), core::StepRef("ship.undo"));
  EXPECT_EQ(step_meant("mails[x]"), core::StepRef("mails[x]"));
}

TEST_F(GivenTest, ADurationIsText) {
  EXPECT_EQ(read_duration(given("1h30m")), 90min);
  EXPECT_EQ(wrong(), "");
  (void)read_duration(given("90"));
  EXPECT_EQ(wrong(), "expected text, got number");
  (void)read_duration(given("soon"));
  EXPECT_NE(wrong(), "");
}

TEST_F(GivenTest, AMomentIsRfc3339) {
  EXPECT_EQ(core::to_rfc3339(read_moment(given("2026-05-04T12:00:00+02:00"))),
            "2026-05-04T10:00:00Z");
  (void)read_moment(given("noon"));
  EXPECT_NE(wrong(), "");
}

TEST_F(GivenTest, AListHoldsTexts) {
  EXPECT_EQ(read_texts(given("[a, b c]")), (std::vector<std::string>{"a", "b c"}));
  (void)read_texts(given("a"));
  EXPECT_EQ(wrong(), "expected a list of texts");
  (void)read_texts(given("[a, 1]"));
  EXPECT_EQ(wrong(), "expected text, got number");
}

TEST_F(GivenTest, AnAnswerIsAStatus) {
  EXPECT_EQ(read_answer(given("503")).kind, Kind::transient);
  const auto answer = read_answer(given("{status: 503, retry_after: 30s, body: busy}"));
  EXPECT_EQ(wrong(), "");
  EXPECT_EQ(answer.kind, Kind::throttled);
  EXPECT_EQ(answer.retry_after, 30s);
  EXPECT_EQ(answer.message, "HTTP 503: busy");
  (void)read_answer(given("20"));
  EXPECT_EQ(wrong(), "expected an HTTP status such as 503, got 20");
  (void)read_answer(given("{status: ok}"));
  EXPECT_EQ(wrong(), "expected an HTTP status such as 503, got \"ok\"");
}

TEST_F(GivenTest, AnAnswerIsWhatConnectorsMakeOfOne) {
  const auto answer = read_answer(given("{result: permanent, code: http_401, message: expired}"));
  EXPECT_EQ(wrong(), "");
  EXPECT_EQ(answer.kind, Kind::permanent);
  EXPECT_EQ(core::reason_of(answer), "http_401: expired");
  EXPECT_EQ(read_answer(given("{output: {key: WEB-1}}")).kind, Kind::succeeded);
  (void)read_answer(given("{result: fine}"));
  EXPECT_EQ(wrong(), "an action never comes to \"fine\"");
  (void)read_answer(given("{body: busy}"));
  EXPECT_EQ(wrong(), "\"body\" goes with \"status\"");
  (void)read_answer(given("{rseult: permanent}"));
  EXPECT_EQ(wrong(), "unknown key \"rseult\"");
}

}  // namespace
}  // namespace baton::simulate
