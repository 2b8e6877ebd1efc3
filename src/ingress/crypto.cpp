#include "ingress/crypto.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/result.hpp"
#include "baton/core/text.hpp"

#include <ctime>
#include <memory>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace baton::ingress {

namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// The text that OpenSSL has written.
std::string text_in(BIO* bio) {
  char* bytes = nullptr;
  const auto length = BIO_get_mem_data(bio, &bytes);
  return length > 0 ? std::string(bytes, static_cast<std::size_t>(length)) : std::string();
}

std::optional<core::Time> time_of_asn1(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return core::Time(std::chrono::seconds(timegm(&parts)));
}

std::vector<std::string> dns_names_of(const X509* certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> all(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  for (int at = 0; all && at < sk_GENERAL_NAME_num(all.get()); ++at) {
    const auto* name = sk_GENERAL_NAME_value(all.get(), at);
    if (name->type != GEN_DNS) continue;
    const std::string_view text(
        reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
        static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    names.push_back(core::lower(text));
  }
  return names;
}

}  // namespace

bool ed25519_verifies(std::string_view public_key, std::string_view signature,
                      std::string_view bytes) {
  if (public_key.size() != 32 || signature.size() != 64) return false;
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(public_key),
                                  public_key.size()),
      &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  if (!key || !context ||
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1)
    return false;
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

std::optional<RsaPublicKey> RsaPublicKey::from_pem(std::string_view pem) {
  constexpr int kBitsMin = 2048;
  constexpr std::size_t kPemBytesMax = 16'384;
  if (pem.empty() || pem.size() > kPemBytesMax) return std::nullopt;
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  if (!source) return std::nullopt;
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr),
                                &EVP_PKEY_free);
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA ||
      EVP_PKEY_get_bits(key.get()) < kBitsMin)
    return std::nullopt;
  return RsaPublicKey(std::move(key));
}

bool RsaPublicKey::verifies(std::string_view signature, std::string_view bytes) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_PKEY_CTX* options = nullptr;  // it belongs to the context
  if (!context ||
      EVP_DigestVerifyInit(context.get(), &options, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) != 1)
    return false;
  return EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes),
                          bytes.size()) == 1;
}

std::optional<Certificate> read_certificate(std::string_view der) {
  const auto* at = bytes_of(der);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &at, static_cast<long>(der.size())), &X509_free);
  if (!certificate || at != bytes_of(der) + der.size()) return std::nullopt;
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  const auto from = time_of_asn1(X509_get0_notBefore(certificate.get()));
  const auto until = time_of_asn1(X509_get0_notAfter(certificate.get()));
  if (!text || !from || !until ||
      X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate.get()), 0,
                         XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return std::nullopt;
  return Certificate{core::sha256_hex(der), text_in(text.get()), dns_names_of(certificate.get()),
                     *from, *until};
}

bool equal_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool same_secret(std::string_view left, std::string_view right) {
  const auto of_left = core::sha256(left);
  const auto of_right = core::sha256(right);
  return equal_constant_time(core::bytes_of(of_left), core::bytes_of(of_right));
}

}  // namespace baton::ingress
