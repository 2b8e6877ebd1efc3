#include "baton/core/secret.hpp"

#include <openssl/crypto.h>

namespace baton::core {

void Secret::wipe() noexcept {
  if (!value_.empty()) OPENSSL_cleanse(value_.data(), value_.size());
}

}  // namespace baton::core
