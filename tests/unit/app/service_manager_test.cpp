#include "app/service_manager.hpp"

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace baton::app {
namespace {

// A socket as systemd listens at.
class ServiceManagerTest : public testing::Test {
 protected:
  void listen_at(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path.front() == '@') address.sun_path[0] = '\0';
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_storage any{};
    std::memcpy(&any, &address, sizeof address);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    ASSERT_EQ(::bind(socket_, static_cast<const sockaddr*>(static_cast<const void*>(&any)), length),
              0);
    variables_["NOTIFY_SOCKET"] = path;
  }
  void TearDown() override {
    if (socket_ >= 0) ::close(socket_);
    std::filesystem::remove(path_);
  }
  Environment environment() const {
    return [this](const std::string& name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
  }
  std::string received() const {
    char buffer[256];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    return size < 0 ? "nothing" : std::string(buffer, static_cast<std::size_t>(size));
  }

  std::string path_ = testing::TempDir() + "/baton-notify-" + std::to_string(::getpid());
  std::map<std::string, std::string> variables_{};
  int socket_ = -1;
};

TEST_F(ServiceManagerTest, TellsTheSocketOfTheVariable) {
  listen_at(path_);
  const ServiceManager manager(environment());
  manager.tell("READY=1\nSTATUS=listening");
  EXPECT_EQ(received(), "READY=1\nSTATUS=listening");
  EXPECT_FALSE(manager.sign_of_life());
}

TEST_F(ServiceManagerTest, KnowsAbstractNames) {
  listen_at("@baton-notify-" + std::to_string(::getpid()));
  const ServiceManager manager(environment());
  manager.tell("STOPPING=1");
  EXPECT_EQ(received(), "STOPPING=1");
}

TEST_F(ServiceManagerTest, WithoutTheVariableOrAListenerNothingHappens) {
  ServiceManager(environment()).tell("READY=1");
  variables_ = {{"NOTIFY_SOCKET", "/nowhere/at/all"}, {"WATCHDOG_USEC", "1000000"}};
  const ServiceManager manager(environment());
  manager.tell("READY=1");
  EXPECT_FALSE(manager.sign_of_life());
}

TEST_F(ServiceManagerTest, SignsOfLifeAreForTheProcessThatIsWatched) {
  listen_at(path_);
  variables_["WATCHDOG_USEC"] = "30000000";
  EXPECT_EQ(ServiceManager(environment()).sign_of_life(), std::chrono::seconds(15));
  variables_["WATCHDOG_PID"] = std::to_string(::getpid());
  EXPECT_TRUE(ServiceManager(environment()).sign_of_life());
  variables_["WATCHDOG_PID"] = "1";
  EXPECT_FALSE(ServiceManager(environment()).sign_of_life());
  variables_.erase("WATCHDOG_PID");
  variables_["WATCHDOG_USEC"] = "soon";
  EXPECT_FALSE(ServiceManager(environment()).sign_of_life());
}

}  // namespace
}  // namespace baton::app
