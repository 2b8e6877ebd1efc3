#include "connectors/plugin/process.hpp"

#include "baton/telemetry/log.hpp"

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <spdlog/sinks/ostream_sink.h>
#include <sstream>
#include <string>

namespace baton::connectors {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr auto* kTokenOfProgram = "t0ken-of-the-program-0123456789";

// What comes into the log when a program writes this line, with the escapes of printf, to its
// standard error.
std::string logged_of(const std::string& line) {
  const auto usual = spdlog::default_logger();
  std::ostringstream log;
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  boost::asio::io_context io(1);
  Program program;
  program.command = {"sh", "-c", "printf '%b\\n' \"$0\" >&2", line};
  program.folder = "/";
  Redaction redaction;
  redaction.add(kTokenOfProgram);
  const auto started = PluginProcess::start(io, program, "c", redaction, {}, {});
  EXPECT_TRUE(started);
  io.run();
  spdlog::set_default_logger(usual);
  return log.str();
}

TEST(PluginProcess, LogsALineWithoutItsSecrets) {
  const std::string token(kTokenOfProgram);
  EXPECT_THAT(logged_of("the token is " + token + ", and that is all"),
              HasSubstr("connector c: the token is [secret], and that is all\n"));
  EXPECT_THAT(logged_of(std::string(3'000, 'x')), HasSubstr(std::string(2'000, 'x') + "…\n"));
}

TEST(PluginProcess, LogsALineWithoutASecretThatHasControlCharacters) {
  std::string utf16;
  for (const char* byte = kTokenOfProgram; *byte != '\0'; ++byte)
    utf16.append(1, *byte).append("\\0000");
  EXPECT_THAT(logged_of("in UTF-16: " + utf16 + "that is all"),
              AllOf(HasSubstr("[secret]"), HasSubstr("that is all"), Not(HasSubstr("t 0 k"))));
  EXPECT_THAT(logged_of("a\\tb\\0033[2Jc"), HasSubstr("connector c: a b [2Jc\n"));
}

// The line becomes so short by what is removed from it that the place where it was cut is logged.
TEST(PluginProcess, OfALineThatIsTooLongNoPartOfASecretIsLogged) {
  for (std::size_t before = 0; before < 40; before += 6) {
    std::string line(before, 'x');
    while (line.size() < 6'000) line += std::string(kTokenOfProgram) + " ";
    EXPECT_THAT(logged_of(line), AllOf(HasSubstr("[secret]"), Not(HasSubstr("t0ke")))) << before;
  }
}

}  // namespace
}  // namespace baton::connectors
