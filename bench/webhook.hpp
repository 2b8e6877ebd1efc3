#pragma once

// The low-level SHA-256 interface is marked as deprecated, yet is the only one whose state can be
// copied for nothing.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <openssl/sha.h>
#include <string>
#include <string_view>

// The webhook that is sent, about 1 KB, signed with HMAC-SHA256 over the body. Only the number
// changes from one to the next and it stands at the end, so the hash of what comes before it is
// computed once.
namespace bench {

class Webhook {
 public:
  Webhook(std::string_view path, std::string_view secret, std::string_view type) {
    constexpr std::string_view kFiller =
        "Won on speed of delivery; the customer asked for a launch before the end of the quarter "
        "and named two references.";
    body_ =
        "{\"type\":\"" + std::string(type) +
        "\",\"stage\":\"Closed Won\",\"amount\":48250.5,\"currency\":\"EUR\",\"region\":\"EMEA\",";
    body_ +=
        R"("account":{"id":"0015g00000XYZabAAD","name":"Acme GmbH","industry":"Manufacturing","employees":1250},)";
    body_ +=
        R"("contact":{"name":"Ada Lovelace","email":"ada@example.com","phone":"+49 30 1234567"},"tags":["new","priority","partner"],)";
    body_ += "\"notes\":\"";
    while (body_.size() < 940) body_ += kFiller;
    body_.resize(940);
    body_ += "\",\"n\":";
    number_at_ = body_.size();
    body_ += "0000000000}";
    prepare(secret);
    head_ = "POST " + std::string(path) +
            " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
            std::to_string(body_.size()) + "\r\nX-Delivery-Id: ";
    id_at_ = head_.size();
    head_ += "0000000000\r\nX-Signature: sha256=";
    signature_at_ = head_.size();
    head_ += std::string(64, '0') + "\r\n\r\n";
    text_ = head_ + body_;
  }

  // The whole request for event `n`, valid until the next call.
  std::string_view make(std::int64_t n) {
    std::array<char, 24> digits{};
    std::snprintf(digits.data(), digits.size(), "%010lld", static_cast<long long>(n));
    std::memcpy(text_.data() + id_at_, digits.data(), 10);
    char* body = text_.data() + head_.size();
    std::memcpy(body + number_at_, digits.data(), 10);
    sign(body + prefix_, body_.size() - prefix_);
    return text_;
  }

  std::string_view body() const { return body_; }

 private:
  void prepare(std::string_view secret) {
    std::array<unsigned char, 64> inner{}, outer{};
    std::memcpy(inner.data(), secret.data(), secret.size() < 64 ? secret.size() : 64);
    outer = inner;
    for (auto& byte : inner) byte ^= 0x36;
    for (auto& byte : outer) byte ^= 0x5c;
    SHA256_Init(&inner_);
    SHA256_Update(&inner_, inner.data(), inner.size());
    prefix_ = number_at_ / 64 * 64;
    SHA256_Update(&inner_, body_.data(), prefix_);
    SHA256_Init(&outer_);
    SHA256_Update(&outer_, outer.data(), outer.size());
  }

  void sign(const char* rest, std::size_t size) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256_CTX hash = inner_;
    SHA256_Update(&hash, rest, size);
    SHA256_Final(digest.data(), &hash);
    hash = outer_;
    SHA256_Update(&hash, digest.data(), digest.size());
    SHA256_Final(digest.data(), &hash);
    constexpr std::string_view kHex = "0123456789abcdef";
    char* out = text_.data() + signature_at_;
    for (const auto byte : digest) {
      *out++ = kHex[byte >> 4];
      *out++ = kHex[byte & 15];
    }
  }

  std::string head_, body_, text_;
  std::size_t number_at_ = 0, id_at_ = 0, signature_at_ = 0, prefix_ = 0;
  SHA256_CTX inner_{}, outer_{};
};

}  // namespace bench
