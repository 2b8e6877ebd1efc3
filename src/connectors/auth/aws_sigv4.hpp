#pragma once

#include "baton/connectors/http_client.hpp"
#include "baton/core/secret.hpp"
#include "baton/core/time.hpp"

#include <string>

// Signature Version 4 of AWS, in the header Authorization, as S3 and whatever is compatible with it
// take it. docs.aws.amazon.com: Authenticating Requests (AWS Signature Version 4), Signature
// Calculations for the Authorization Header. Pure; any thread.
namespace baton::connectors {

// Whose key signs, and for what.
struct AwsKey {
  // The id of the key, which is no secret.
  std::string id{};
  // The key.
  core::Secret secret{};
  // The token of a temporary key; empty: the key is a lasting one.
  core::Secret session_token{};
  // Such as "eu-central-1".
  std::string region{};
  // Such as "s3". For every other service the path is encoded twice.
  std::string service = "s3";
};

// Signs a request that is ready to be sent: adds X-Amz-Date, X-Amz-Content-Sha256,
// X-Amz-Security-Token where there is a session token, and Authorization, and writes the query in
// the order and the form that is signed. Signed are the body, the host and every header field
// except those that proxies may change. `host` is the value of the field Host. `now` is the wall
// clock's time; the server refuses one that is off by more than some minutes.
void sign_for_aws(const AwsKey& key, const std::string& host, core::Time now, HttpRequest& request);

}  // namespace baton::connectors
