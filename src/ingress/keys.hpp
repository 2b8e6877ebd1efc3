#pragma once

#include <string>
#include <vector>

// The words under `decode` of a connector's manifest. The reader knows no others, and the published
// JSON Schema is tested against these lists. The settings of webhooks stand in the table of
// schemes.
namespace baton::ingress::keys {

inline const std::vector<std::string> kPart{"body", "member", "each", "split", "events"};
inline const std::vector<std::string> kRule{"when", "type", "id", "subject", "time", "data"};
// What `body` may be, in the order of Decoder::Format.
inline const std::vector<std::string> kBodies{"json", "form", "xml", "cloudevents"};

}  // namespace baton::ingress::keys
