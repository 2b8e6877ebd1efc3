#pragma once

#include <string>
#include <vector>

// The keys under `decode` of a connector's manifest. The reader refuses every other key, and the
// published JSON Schema is tested against these lists. The settings of webhooks stand in the table
// of schemes.
namespace baton::ingress::keys {

// The keys of one entry of `decode`.
inline const std::vector<std::string> kPart{"body", "member", "each", "split", "events"};
// The keys of one entry of `events`.
inline const std::vector<std::string> kRule{"when", "type", "id",    "subject",
                                            "time", "data", "money", "decision"};
// The keys of `money`, where it is one amount.
inline const std::vector<std::string> kMoney{"amount", "currency"};
// The keys of each amount, where `money` has several, each under the member that it becomes. One of
// the first three says how much it is.
inline const std::vector<std::string> kAmount{"amount", "micros", "minor_units", "currency"};
// The keys of `decision`. All but the last one are needed.
inline const std::vector<std::string> kDecision{"approval", "hash", "approve", "who", "team"};
// The values of `body`, in the order of Decoder::Format.
inline const std::vector<std::string> kBodies{"json", "form", "xml", "cloudevents"};

}  // namespace baton::ingress::keys
