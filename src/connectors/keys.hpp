#pragma once

#include <string>
#include <string_view>
#include <vector>

// The words of connectors' manifests and of connections.yaml, but for those of an auth kind and of
// a webhook scheme, which stand in the tables of these. The readers know no others, and the
// published JSON Schemas are tested against these lists.
namespace baton::connectors::keys {

using Keys = std::vector<std::string>;

inline const Keys kManifest{"connector",    "title",  "description", "base_url",
                            "auth",         "limits", "settings",    "answer_headers",
                            "wait_headers", "errors", "operations",  "webhook"};
inline const Keys kLimits{"concurrency", "rate", "burst"};
inline const Keys kOperation{"title",   "input",  "lookup", "request",
                             "success", "output", "errors", "idempotency"};
inline const Keys kRequest{"method", "path", "target", "url", "query",     "headers",
                           "json",   "form", "merge",  "adf", "multipart", "raw"};
inline const Keys kPart{"name", "filename", "type", "text", "base64"};
inline const Keys kErrorRule{"status", "when", "kind", "code", "message", "retry_after"};
inline const Keys kIdempotency{"header", "repeatable", "find"};
inline const Keys kFind{"request", "found", "output", "consistent",
                        "after",   "again", "until",  "pages"};
inline const Keys kPages{"link", "next"};

inline const Keys kConnections{"connections"};
inline const Keys kConnection{"connector", "title",   "base_url",       "allow_private",
                              "auth",      "headers", "answer_headers", "settings",
                              "limits",    "webhook"};

// What may stand in their place.
inline const Keys kMethods{"GET", "POST", "PUT", "PATCH", "DELETE"};
inline const Keys kErrorKinds{"transient", "throttled", "permanent", "unknown", "done"};
inline constexpr double kConcurrencyMax = 1000;

// True for a name: 1 to 64 lower-case letters, digits, underscores and characters of `more`.
bool is_name(std::string_view text, std::string_view more = {});

// Of an entry under `auth` of a manifest: those of every kind.
Keys manifest_auth();
// Of `webhook`: those of every scheme.
Keys manifest_webhook();
Keys connection_webhook();

}  // namespace baton::connectors::keys
