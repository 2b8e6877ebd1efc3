#include "baton/plugin/host.hpp"

#include "baton/plugin/protocol.hpp"

#include <array>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace baton::plugin {
namespace {

using core::Json;
using testing::HasSubstr;

// A library of tests/plugins or docs/examples/plugins, hosted on a thread of the test.
class HostedLibrary {
 public:
  explicit HostedLibrary(const std::string& path) {
    EXPECT_EQ(::pipe(in_.data()), 0);
    EXPECT_EQ(::pipe(out_.data()), 0);
    thread_ = std::thread([this, path] {
      clean_ = host_library(path, in_[0], out_[1]);
      ::close(out_[1]);
    });
  }
  ~HostedLibrary() {
    end();
    ::close(in_[0]);
    ::close(out_[0]);
  }
  // Ends its input, and returns what host_library() returned.
  bool end() {
    if (thread_.joinable()) {
      ::close(in_[1]);
      thread_.join();
    }
    return clean_;
  }
  void send(const Json& ask) const {
    const auto line = ask.dump() + "\n";
    EXPECT_EQ(::write(in_[1], line.data(), line.size()), static_cast<ssize_t>(line.size()));
  }
  // The next answer; null if there is none.
  Json receive() {
    std::string line;
    while (!lines_.next(line)) {
      std::array<char, 4096> buffer{};
      const auto count = ::read(out_[0], buffer.data(), buffer.size());
      if (count <= 0) return {};
      lines_.add({buffer.data(), static_cast<std::size_t>(count)});
    }
    return Json::parse(line);
  }
  Json ask(Json what) {
    what["id"] = ++last_;
    send(what);
    return receive();
  }
  Json perform(const char* operation, const Json& input = Json::object()) {
    return ask({{"ask", "perform"}, {"operation", operation}, {"input", input}, {"key", "k"}});
  }

 private:
  std::array<int, 2> in_{};
  std::array<int, 2> out_{};
  std::thread thread_{};
  std::atomic<bool> clean_ = false;
  Lines lines_{};
  int last_ = 0;
};

std::string built(const std::string& path) { return std::string(BATON_BUILD_DIR) + "/" + path; }

TEST(LibraryHost, DescribesConnectsAndPerforms) {
  HostedLibrary hosted(built("tests/trouble.so"));
  const auto described = hosted.ask({{"ask", "describe"}});
  EXPECT_EQ(described["outcome"], "succeeded");
  EXPECT_EQ(description_problem(described["output"]), "");
  EXPECT_EQ(hosted.perform("echo")["code"], "not_connected");
  EXPECT_EQ(hosted.ask({{"ask", "connect"}, {"settings", Json::object()}})["outcome"], "succeeded");
  const auto echoed = hosted.perform("echo", {{"text", "é"}});
  EXPECT_EQ(echoed["id"], 4);
  EXPECT_EQ(echoed["output"], Json({{"text", "é"}}));
  EXPECT_EQ(hosted.ask({{"ask", "connect"}})["code"], "bad_request");
  EXPECT_TRUE(hosted.end());
}

TEST(LibraryHost, TellsWhyALibraryMakesNoConnection) {
  HostedLibrary hosted(built("tests/trouble.so"));
  const auto refused = hosted.ask({{"ask", "connect"}, {"settings", {{"refuse", true}}}});
  EXPECT_EQ(refused["outcome"], "permanent");
  EXPECT_EQ(refused["message"], "refused as asked");
}

TEST(LibraryHost, ACallIsAnsweredOnceOnAnyThread) {
  HostedLibrary hosted(built("tests/trouble.so"));
  hosted.ask({{"ask", "connect"}, {"concurrency", 4}});
  EXPECT_EQ(hosted.perform("late")["output"], Json({{"late", true}}));
  EXPECT_EQ(hosted.perform("twice")["output"], Json({{"first", true}}));
  // The answer after `twice` belongs to the next call.
  EXPECT_EQ(hosted.perform("echo", {{"n", 1}})["output"], Json({{"n", 1}}));
}

TEST(LibraryHost, AnswersForALibraryThatAnswersBadly) {
  HostedLibrary hosted(built("tests/trouble.so"));
  hosted.ask({{"ask", "connect"}});
  const auto no_json = hosted.perform("no_json");
  EXPECT_EQ(no_json["outcome"], "succeeded");
  EXPECT_THAT(no_json["message"].get<std::string>(), HasSubstr("no JSON"));
  const auto bad_outcome = hosted.perform("bad_outcome");
  EXPECT_EQ(bad_outcome["code"], "bad_result");
  EXPECT_EQ(bad_outcome["outcome"], "unknown") << "it may have done something";
  EXPECT_EQ(hosted.ask({{"ask", "probe"}})["code"], kUnsupported);
  EXPECT_EQ(hosted.ask({{"ask", "sing"}})["code"], kUnsupported);
  hosted.send("no object");
  hosted.send({{"ask", "describe"}});  // without an id, nobody waits
  EXPECT_EQ(hosted.perform("echo")["outcome"], "succeeded");
}

TEST(LibraryHost, ACallThatHangsKeepsNobodyFromBeingAnswered) {
  HostedLibrary hosted(built("tests/trouble.so"));
  hosted.ask({{"ask", "connect"}, {"concurrency", 2}});
  hosted.send({{"id", 900}, {"ask", "perform"}, {"operation", "hang"}});
  EXPECT_EQ(hosted.perform("echo")["outcome"], "succeeded");
  EXPECT_FALSE(hosted.end());
}

TEST(LibraryHost, ALibraryThatCannotBeUsedSaysWhy) {
  const auto message_of = [](const std::string& path) {
    HostedLibrary hosted(path);
    const auto answer = hosted.ask({{"ask", "describe"}});
    EXPECT_EQ(answer["code"], "bad_library");
    return answer["message"].get<std::string>();
  };
  EXPECT_THAT(message_of(built("no_such.so")), HasSubstr("cannot be loaded"));
  EXPECT_THAT(message_of(built("tests/powercut.so")), HasSubstr("no function baton_connector()"));
  EXPECT_THAT(message_of(built("tests/trouble_old.so")), HasSubstr("made for version 99"));
}

// The example in C++ answers on its own thread.
TEST(LibraryHost, RunsTheExampleInCpp) {
  HostedLibrary hosted(built("plugins/stock.so"));
  EXPECT_EQ(description_problem(hosted.ask({{"ask", "describe"}})["output"]), "");
  EXPECT_EQ(hosted.ask({{"ask", "connect"}, {"settings", {{"stock", 7}}}})["outcome"], "permanent");
  hosted.ask({{"ask", "connect"}, {"settings", {{"stock", {{"lamp", 3}}}}}});
  const Json two{{"article", "lamp"}, {"pieces", 2}};
  EXPECT_EQ(hosted.perform("reserve", two)["output"], Json({{"left", 1}}));
  // The same key again: nothing is reserved twice.
  EXPECT_EQ(hosted.perform("reserve", two)["output"], Json({{"left", 1}}));
  const auto look =
      hosted.ask({{"ask", "look"}, {"operation", "reserve"}, {"input", two}, {"key", "k"}});
  EXPECT_EQ(look["outcome"], "succeeded");
  const auto other = [&hosted](const Json& input) {
    return hosted.ask(
        {{"ask", "perform"}, {"operation", "reserve"}, {"input", input}, {"key", "l"}});
  };
  EXPECT_EQ(other(two)["outcome"], "pending");
  EXPECT_EQ(other({{"article", "desk"}, {"pieces", 1}})["code"], "no_article");
  EXPECT_TRUE(hosted.end());
}

}  // namespace
}  // namespace baton::plugin
