#include "app/redirect_listener.hpp"

#include "baton/formats/url.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <string>
#include <thread>

namespace baton::app {
namespace {

// A browser that asks for one path, and what it gets.
std::string browse(const std::string& url, const std::string& target) {
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket socket(io);
  socket.connect({boost::asio::ip::address_v4::loopback(), formats::parse_url(url)->origin.port});
  boost::asio::write(socket, boost::asio::buffer("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n"));
  std::string answer;
  boost::system::error_code ended;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), ended);
  return answer;
}

TEST(RedirectListener, TakesWhatTheVendorSendsBack) {
  auto listener = RedirectListener::open(0);
  ASSERT_TRUE(listener);
  const auto url = listener->url();
  EXPECT_TRUE(url.starts_with("http://127.0.0.1:")) << url;
  std::string icon, page;
  std::thread browser([&] {
    icon = browse(url, "/favicon.ico");
    page = browse(url, "/callback?code=a%2Fb&state=s%201");
  });
  const auto query = listener->wait(std::chrono::seconds(30));
  browser.join();
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(query->at("code"), "a/b");
  EXPECT_EQ(query->at("state"), "s 1");
  EXPECT_TRUE(icon.starts_with("HTTP/1.1 404")) << icon;
  EXPECT_TRUE(page.starts_with("HTTP/1.1 200")) << page;
  EXPECT_EQ(page.find("a/b"), std::string::npos) << "the code is not shown";
}

TEST(RedirectListener, SaysThatNobodyCame) {
  auto listener = RedirectListener::open(0);
  ASSERT_TRUE(listener);
  const auto query = listener->wait(std::chrono::milliseconds(1));
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().code, core::Errc::timeout);
  const auto taken = RedirectListener::open(formats::parse_url(listener->url())->origin.port);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().hint, "choose another with --port");
}

}  // namespace
}  // namespace baton::app
