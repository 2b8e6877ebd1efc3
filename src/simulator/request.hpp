#pragma once

#include "baton/core/json.hpp"

#include <map>
#include <optional>
#include <string>

namespace baton::simulator {

// One HTTP request that a vendor got, taken apart as far as every vendor needs it.
struct Request {
  std::string method{};
  // The first segment of the path, which names the vendor.
  std::string vendor{};
  // What follows it, without the query, as it was sent.
  std::string path{};
  // The whole target as it was sent, for the record.
  std::string target{};
  // Names and values of the query, decoded; of a name that stands twice, the last.
  std::map<std::string, std::string> query{};
  // Header fields by their names in lower case.
  std::map<std::string, std::string> headers{};
  // The body as it was sent.
  std::string text{};
  // True if the webhook has sent back the secret that this request depends on (Reply::handshake).
  bool shaken = false;
  // The value of the header Idempotency-Key; empty if there is none.
  std::string key() const {
    const auto found = headers.find("idempotency-key");
    return found == headers.end() ? std::string() : found->second;
  }
};

// A request to the webhook that brings it its secret. The webhook agrees by sending it back.
struct Handshake {
  // The id of this delivery in the ledger.
  std::string id{};
  // The path of the webhook, below the address to which all webhooks are sent.
  std::string path{};
  // The header field in which the secret goes there and comes back.
  std::string field{};
  std::string secret{};
};

// What a vendor answers.
struct Reply {
  int status = 200;
  std::string body{};
  // The media type of the body; without one there is no body.
  std::string type{};
  std::map<std::string, std::string> headers{};
  // A handshake that comes first. Once it has succeeded the request is handled again, as `shaken`;
  // this is the answer if it fails.
  std::optional<Handshake> handshake{};
};

// An answer with a JSON body.
Reply json_reply(int status, const core::Json& body);

}  // namespace baton::simulator
