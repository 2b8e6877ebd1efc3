#include "connectors/plugin/host.hpp"

#include "connectors/plugin/session.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace baton::connectors {
namespace {

namespace fs = std::filesystem;
using core::Json;
using std::chrono::milliseconds;
using testing::HasSubstr;
using How = PluginAnswer::How;

// The programs of tests/plugins, called as a performer calls them.
class PluginHostTest : public testing::Test {
 protected:
  PluginHostTest() {
    PluginOptions options;
    options.restart_first = milliseconds(1);
    options.restart_max = milliseconds(4);
    options.cancel = milliseconds(50);
    options.end = milliseconds(500);
    host_ = std::make_unique<PluginHost>(options);
    program_.command = {"python3", "trouble.py"};
    program_.folder = fs::path(BATON_SOURCE_DIR) / "tests/plugins";
    std::error_code ignored;
    fs::remove(booked_, ignored);
  }
  ~PluginHostTest() override {
    std::error_code ignored;
    fs::remove(booked_, ignored);
  }

  std::shared_ptr<PluginSession> open(Json settings = Json::object()) {
    PluginHost::Setup setup;
    setup.program = program_;
    setup.name = "c";
    settings["file"] = booked_.string();
    setup.settings = std::move(settings);
    return host_->open(std::move(setup));
  }
  std::vector<PluginAnswer> call(const std::shared_ptr<PluginSession>& session,
                                 const std::vector<Json>& asks,
                                 milliseconds timeout = milliseconds(20'000)) {
    std::vector<PluginAnswer> answers(asks.size());
    for (std::size_t index = 0; index < asks.size(); ++index) {
      auto one = [&, index]() -> boost::asio::awaitable<void> {
        answers[index] = co_await host_->call(session, asks[index], timeout);
      };
      boost::asio::co_spawn(io_, one, [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
    }
    io_.restart();
    io_.run();
    return answers;
  }
  // One call, again as long as the program is being started again.
  PluginAnswer call(const std::shared_ptr<PluginSession>& session, const char* operation,
                    milliseconds timeout = milliseconds(20'000)) {
    for (;;) {
      auto answer = call(session, std::vector<Json>{perform(operation)}, timeout).front();
      if (answer.code != "restarting") return answer;
    }
  }
  static Json perform(const std::string& operation, const std::string& key = "k",
                      const Json& input = Json::object()) {
    return {{"ask", "perform"},
            {"operation", operation},
            {"input", input},
            {"key", key},
            {"attempt", 1}};
  }
  int booked() const {
    std::ifstream file(booked_);
    int lines = 0;
    for (std::string line; std::getline(file, line);) ++lines;
    return lines;
  }

  const fs::path booked_ =
      fs::path(testing::TempDir()) / ("baton-booked-" + std::to_string(::getpid()));
  Program program_{};
  boost::asio::io_context io_{};
  std::unique_ptr<PluginHost> host_{};
};

TEST_F(PluginHostTest, AsksForADescription) {
  const auto said = host_->describe(program_).get();
  ASSERT_TRUE(said) << said.error().text();
  EXPECT_TRUE(said->at("operations").contains("echo"));
  const auto refused = [this](std::vector<std::string> command) {
    program_.command = std::move(command);
    const auto none = host_->describe(program_).get();
    EXPECT_FALSE(none);
    return none ? std::string() : none.error().message;
  };
  EXPECT_THAT(refused({"no-such-program"}), HasSubstr("not in PATH"));
  EXPECT_THAT(refused({"./no-such-program"}), HasSubstr("cannot be started"));
  EXPECT_THAT(refused({"true"}), HasSubstr("ended with code 0"));
  EXPECT_THAT(refused({"sh", "-c",
                       "read line; echo '{\"id\": 1, \"outcome\": \"succeeded\", "
                       "\"output\": {}}'; read line"}),
              HasSubstr("at least one operation"));
}

TEST_F(PluginHostTest, ACrashLosesWhatWasSentAndTheProgramIsStartedAgain) {
  const auto session = open();
  const auto lost = call(session, "crash");
  EXPECT_EQ(lost.how, How::lost);
  EXPECT_EQ(lost.code, "ended");
  EXPECT_THAT(lost.why, HasSubstr("signal 6"));
  EXPECT_EQ(call(session, "echo").how, How::answered);
}

TEST_F(PluginHostTest, ACallThatHangsIsGivenUp) {
  const auto session = open();
  EXPECT_EQ(call(session, "echo").how, How::answered);
  const auto lost = call(session, "hang", milliseconds(50));
  EXPECT_EQ(lost.how, How::lost);
  EXPECT_EQ(lost.code, "timeout");
  EXPECT_EQ(call(session, "echo").how, How::answered);
}

TEST_F(PluginHostTest, ALineWithoutEndEndsTheProgram) {
  const auto session = open();
  EXPECT_EQ(call(session, "flood").code, "line_too_long");
  EXPECT_EQ(call(session, "garbage").how, How::answered);
}

TEST_F(PluginHostTest, AThousandCallsAtOnceAreEachAnsweredOnce) {
  const auto session = open();
  std::vector<Json> asks;
  for (int number = 0; number < 1'000; ++number)
    asks.push_back(perform("echo", "k", {{"n", number}}));
  const auto answers = call(session, asks);
  for (std::size_t number = 0; number < answers.size(); ++number) {
    ASSERT_EQ(answers[number].how, How::answered) << answers[number].why;
    ASSERT_EQ(answers[number].said.at("output").at("n"), number);
  }
}

TEST_F(PluginHostTest, ACrashAmongManyCallsLosesNoneInSilence) {
  const auto session = open();
  std::vector<Json> asks;
  for (int number = 0; number < 200; ++number)
    asks.push_back(perform(number == 100 ? "crash" : "book", std::to_string(number)));
  const auto answers = call(session, asks);
  int answered = 0;
  int lost = 0;
  for (const auto& answer : answers) {
    answered += answer.how == How::answered ? 1 : 0;
    lost += answer.how == How::lost ? 1 : 0;
  }
  EXPECT_EQ(answered, 100);
  EXPECT_EQ(lost, 100);
  EXPECT_EQ(booked(), 100);
}

TEST_F(PluginHostTest, AProgramThatMakesNoConnectionIsNotSentAnything) {
  const auto session = open({{"refuse", true}});
  const auto none = call(session, "book");
  EXPECT_EQ(none.how, How::not_sent);
  EXPECT_THAT(none.why, HasSubstr("refused as asked"));
  EXPECT_GT(none.retry_after.count(), 0);
  EXPECT_EQ(booked(), 0);
}

TEST_F(PluginHostTest, SeesNothingOfTheServer) {
  ASSERT_EQ(::setenv("BATON_TEST_SECRET", "x", 1), 0);
  const auto session = open();
  const auto answer = call(session, "environment");
  const auto& output = answer.said.at("output");
  EXPECT_THAT(output.at("names").dump(), testing::Not(HasSubstr("BATON_TEST_SECRET")));
  EXPECT_EQ(output.at("files"), 4);  // three, and the folder that is being read
}

TEST_F(PluginHostTest, AllProgramsEndWithTheHost) {
  const auto session = open();
  EXPECT_EQ(call(session, "echo").how, How::answered);
  host_->stop();
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
  // It may be used again.
  EXPECT_EQ(call(session, "echo").how, How::answered);
  host_.reset();
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST_F(PluginHostTest, ItsMemoryHasALimit) {
  program_.memory_mib = 1;  // not even the interpreter fits
  EXPECT_EQ(call(open(), "echo").how, How::not_sent);
}

}  // namespace
}  // namespace baton::connectors
