#pragma once

#include "baton/ports/rows.hpp"

#include <vector>

namespace baton::ports {

// Who may call the API.
class Tokens {
 public:
  virtual ~Tokens() = default;

  virtual std::vector<TokenRow> tokens() = 0;  // by id, the revoked ones among them
};

class TokensTx : public virtual Tokens {
 public:
  virtual core::TokenId new_token_id() = 0;
  // Inserts, or replaces the one with this id.
  virtual void put_token(const TokenRow& row) = 0;
};

}  // namespace baton::ports
