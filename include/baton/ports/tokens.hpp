#pragma once

#include "baton/core/ids.hpp"
#include "baton/identity/token.hpp"

#include <vector>

namespace baton::ports {

// The tokens of the API: who may call it, and what for.
class Tokens {
 public:
  virtual ~Tokens() = default;

  // All tokens by id, also those that were revoked.
  virtual std::vector<identity::Token> tokens() = 0;
};

// The tokens inside a transaction, where they can be written.
class TokensTx : public virtual Tokens {
 public:
  // A new id for a token, greater than all before.
  virtual core::TokenId new_token_id() = 0;
  // Stores a token, in place of the one of the same id.
  virtual void put_token(const identity::Token& token) = 0;
  // Sets when a token was last used, by the wall clock.
  virtual void see_token(core::TokenId token, core::Time at) = 0;
};

}  // namespace baton::ports
