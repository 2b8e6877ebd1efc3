#include "baton/core/secret.hpp"

#include <openssl/crypto.h>

namespace baton::core {

void Secret::wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // allocates nothing
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace baton::core
