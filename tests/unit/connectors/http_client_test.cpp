#include "baton/connectors/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <filesystem>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

// Whom the client believes: a vendor is who its certificate says, an authority vouches for it, and
// it is still valid.
namespace baton::connectors {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key new_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

struct Claims {
  std::string name = "vendor.test";
  long valid_seconds = 3'600;
};

// Signed by `by`; without one it signs itself.
Certificate certificate(EVP_PKEY* key, const Claims& claims, EVP_PKEY* by, X509* issuer) {
  Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  static long serial = 0;
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -7'200);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), claims.valid_seconds);
  X509_set_pubkey(made.get(), key);
  X509_NAME* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(claims.name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(made.get(), issuer ? X509_get_subject_name(issuer) : subject);
  const auto extend = [&](int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    X509_add_ext(made.get(), extension, -1);
    X509_EXTENSION_free(extension);
  };
  extend(NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
  extend(NID_subject_alt_name, "DNS:" + claims.name);
  X509_sign(made.get(), by, EVP_sha256());
  return made;
}

class Tls : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(ca_file_); }

  // What a request comes to, when the vendor shows a certificate with these claims.
  HttpOutcome ask(const Claims& claims, bool known_authority = true,
                  int version_max = TLS1_3_VERSION) {
    const Key vendor_key = new_key();
    const auto shown =
        certificate(vendor_key.get(), claims, authority_key_.get(), authority_.get());
    write_authority(known_authority);

    asio::ssl::context tls(asio::ssl::context::tls_server);
    SSL_CTX_set_max_proto_version(tls.native_handle(), version_max);
    SSL_CTX_use_certificate(tls.native_handle(), shown.get());
    SSL_CTX_use_PrivateKey(tls.native_handle(), vendor_key.get());
    SSL_CTX_set_security_level(tls.native_handle(),
                               0);  // so that the vendor would speak the old versions
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
    asio::co_spawn(io, serve(acceptor, tls), asio::detached);

    HttpClient::Options options;
    options.ca_file = ca_file_;
    options.resolve = [](std::string_view) {
      return std::vector{asio::ip::make_address("127.0.0.1")};
    };
    HttpClient client(options);
    HttpOutcome outcome;
    const auto port = acceptor.local_endpoint().port();
    const formats::Origin origin{true, "vendor.test", proxy_answer_.empty() ? port : kHttps};
    formats::Egress egress{true, {}};
    if (!proxy_answer_.empty())
      egress = {
          false,
          {},
          formats::parse_proxy("http://ada:pw@127.0.0.1:" + std::to_string(port), "").value()};
    HttpRequest request;
    request.target = "/";
    asio::co_spawn(io, client.exchange(origin, egress, std::move(request)),
                   [&](const std::exception_ptr& error, HttpOutcome came) {
                     EXPECT_FALSE(error);
                     outcome = std::move(came);
                     client.stop();
                     acceptor.close();
                     io.stop();
                   });
    io.run_for(std::chrono::seconds(10));
    return outcome;
  }
  void expect_refused(const HttpOutcome& outcome) const {
    EXPECT_FALSE(outcome.response.has_value());
    EXPECT_EQ(outcome.failure.code, "tls");
    EXPECT_EQ(outcome.failure.stage, HttpFailure::Stage::refused) << outcome.failure.message;
    EXPECT_EQ(requests_, 0) << "nothing was sent";
  }

  static constexpr std::uint16_t kHttps = 443;
  int requests_ = 0;
  // What a proxy answers to CONNECT; empty: the vendor is asked without one.
  std::string proxy_answer_{};
  // What the proxy was asked.
  std::string proxy_asked_{};

 private:
  void write_authority(bool known) {
    const Key other_key = new_key();
    const auto other =
        certificate(other_key.get(), {"Another authority"}, other_key.get(), nullptr);
    FILE* file = std::fopen(ca_file_.c_str(), "w");
    ASSERT_NE(file, nullptr);
    PEM_write_X509(file, known ? authority_.get() : other.get());
    std::fclose(file);
  }

  asio::awaitable<void> serve(asio::ip::tcp::acceptor& acceptor, asio::ssl::context& tls) {
    const auto [failed, socket] = co_await accept(acceptor);
    if (failed) co_return;
    if (!proxy_answer_.empty()) {
      const auto [ended, length] = co_await asio::async_read_until(
          *socket, asio::dynamic_buffer(proxy_asked_), "\r\n\r\n", kTuple);
      if (ended || length == 0) co_return;
      co_await asio::async_write(*socket, asio::buffer(proxy_answer_), kTuple);
    }
    asio::ssl::stream<asio::ip::tcp::socket&> stream(*socket, tls);
    const auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::server, kTuple);
    if (refused) co_return;
    asio::streambuf head;
    const auto [cut, size] = co_await asio::async_read_until(stream, head, "\r\n\r\n", kTuple);
    if (cut) co_return;
    ++requests_;
    const std::string answer = "HTTP/1.1 204 No Content\r\n\r\n";
    co_await asio::async_write(stream, asio::buffer(answer), kTuple);
  }
  static asio::awaitable<
      std::pair<boost::system::error_code, std::shared_ptr<asio::ip::tcp::socket>>>
  accept(asio::ip::tcp::acceptor& acceptor) {
    auto socket = std::make_shared<asio::ip::tcp::socket>(acceptor.get_executor());
    const auto [failed] = co_await acceptor.async_accept(*socket, kTuple);
    co_return std::pair{failed, socket};
  }

  std::filesystem::path ca_file_ =
      std::filesystem::temp_directory_path() / ("baton-tls-" + std::to_string(::getpid()) + ".pem");
  Key authority_key_ = new_key();
  Certificate authority_ =
      certificate(authority_key_.get(), {"The authority"}, authority_key_.get(), nullptr);
};

TEST_F(Tls, BelievesAVendorThatAnAuthorityVouchesFor) {
  const auto outcome = ask({});
  ASSERT_TRUE(outcome.response.has_value()) << outcome.failure.message;
  EXPECT_EQ(outcome.response->status, 204);
  EXPECT_EQ(requests_, 1);
}

TEST_F(Tls, GoesThroughTheTunnelOfAProxy) {
  proxy_answer_ = "HTTP/1.1 200 Connection established\r\n\r\n";
  const auto outcome = ask({});
  ASSERT_TRUE(outcome.response.has_value()) << outcome.failure.message;
  EXPECT_EQ(outcome.response->status, 204);
  EXPECT_TRUE(proxy_asked_.starts_with("CONNECT vendor.test:443 HTTP/1.1\r\nHost: vendor.test:443"))
      << proxy_asked_;
  EXPECT_NE(proxy_asked_.find("Proxy-Authorization: Basic YWRhOnB3\r\n"), std::string::npos);
}

TEST_F(Tls, BelievesTheVendorBehindAProxyAndNotTheProxy) {
  proxy_answer_ = "HTTP/1.1 200 OK\r\n\r\n";
  expect_refused(ask({.name = "another.test"}));
}

TEST_F(Tls, SaysWhatAProxyAnswers) {
  proxy_answer_ = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\n\r\nno";
  auto outcome = ask({});
  EXPECT_EQ(outcome.failure.code, "proxy");
  EXPECT_EQ(outcome.failure.stage, HttpFailure::Stage::refused);
  EXPECT_EQ(outcome.failure.message, "the proxy answered 407 to CONNECT");
  proxy_answer_ = "HTTP/1.1 502 Bad Gateway\r\n\r\n";
  outcome = ask({});
  EXPECT_EQ(outcome.failure.stage, HttpFailure::Stage::not_sent) << outcome.failure.message;
  proxy_answer_ = "SSH-2.0-x\r\n\r\n";
  outcome = ask({});
  EXPECT_EQ(outcome.failure.code, "proxy") << outcome.failure.message;
  EXPECT_EQ(requests_, 0);
}

TEST_F(Tls, RefusesAnUnknownAuthority) { expect_refused(ask({}, false)); }

TEST_F(Tls, RefusesAnotherName) { expect_refused(ask({.name = "another.test"})); }

TEST_F(Tls, RefusesACertificateThatHasExpired) { expect_refused(ask({.valid_seconds = -60})); }

TEST_F(Tls, SpeaksNoVersionBefore12) {
  const auto outcome = ask({}, true, TLS1_1_VERSION);
  EXPECT_FALSE(outcome.response.has_value());
  EXPECT_EQ(outcome.failure.code, "tls");
  EXPECT_EQ(requests_, 0);
}

}  // namespace
}  // namespace baton::connectors
