#pragma once

#include "baton/core/ids.hpp"
#include "baton/identity/token.hpp"

#include <vector>

namespace baton::ports {

// Who may call the API.
class Tokens {
 public:
  virtual ~Tokens() = default;

  virtual std::vector<identity::Token> tokens() = 0;  // by id, the revoked ones among them
};

class TokensTx : public virtual Tokens {
 public:
  virtual core::TokenId new_token_id() = 0;
  // Inserts, or replaces the one with this id.
  virtual void put_token(const identity::Token& token) = 0;
};

}  // namespace baton::ports
