#include "connectors/sftp/server.hpp"

#include "baton/core/encoding.hpp"

#include <gtest/gtest.h>

namespace baton::connectors {
namespace {

using core::Errc;

TEST(SftpServers, AreAddressesWithAFolder) {
  const auto plain = parse_sftp_server("sftp://files.example.com").value();
  EXPECT_EQ(plain.origin.host, "files.example.com");
  EXPECT_EQ(plain.origin.port, 22);
  EXPECT_EQ(plain.path, "");
  const auto whole = parse_sftp_server("sftp://[::1]:2222/outbox/may").value();
  EXPECT_EQ(whole.origin.port, 2222);
  EXPECT_EQ(whole.path, "/outbox/may");
  EXPECT_EQ(sftp_server_text(whole), "sftp://[::1]:2222/outbox/may");
  for (const char* wrong : {"https://files.example.com", "files.example.com", "sftp://",
                            "sftp://ada:secret@files.example.com", "sftp://a/b?c"})
    EXPECT_FALSE(parse_sftp_server(wrong)) << wrong;
}

// What `ssh-keygen -lf` shows of this key.
TEST(SftpServers, AreKnownByTheirFingerprints) {
  const auto key =
      core::from_base64("AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")
          .value();
  EXPECT_EQ(fingerprint_of(key), "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU");
  const auto two = parse_fingerprints(
      "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU, "
      "SHA256:2qHn6Yk1vVm0q7yQ1Jc2b0m0b6kq3w6m4M8b1m1H3aU=");
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->size(), 2U);
  EXPECT_EQ(two->at(0), fingerprint_of(key));
  for (const char* wrong :
       {"", "SHA256:", "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48", "SHA256:short",
        "+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"})
    EXPECT_FALSE(parse_fingerprints(wrong)) << wrong;
}

TEST(SftpPaths, AreBelowTheirFolder) {
  EXPECT_EQ(sftp_path("/outbox", "reports/may 1.csv").value(), "/outbox/reports/may%201.csv");
  EXPECT_EQ(sftp_path("", "a.txt").value(), "/~/a.txt");
  EXPECT_EQ(sftp_path("/o", "ü#?.txt").error().code, Errc::invalid) << "a wildcard";
  EXPECT_EQ(sftp_path("/o", "ü#.txt").value(), "/o/%C3%BC%23.txt");
  for (const char* wrong : {"", "/", "..", "../x", "a/../x", "a/./x", "/etc/passwd", "a//b", "a/",
                            "a\"b", "a\\b", "a*", "a[b]", "a\nb", "\xff"})
    EXPECT_EQ(sftp_path("/o", wrong).error().code, Errc::invalid) << wrong;
}

}  // namespace
}  // namespace baton::connectors
