#pragma once

#include <string>
#include <string_view>
#include <vector>

// The keys of connectors' manifests and of connections.yaml. The keys of an auth kind and of a
// webhook scheme stand in their tables. The readers refuse every other key, and the published JSON
// Schemas are tested against these lists. Any thread.
namespace baton::connectors::keys {

// A list of words.
using Keys = std::vector<std::string>;

// The sections of a manifest.
inline const Keys kManifest{
    "connector",    "title",    "description", "transport",  "base_url", "auth",
    "limits",       "settings", "errors",      "operations", "webhook",  "answer_headers",
    "wait_headers", "program",  "library",     "memory_mib", "polls",    "test"};
// Of those, the ones of a connector that is a program or a library: it describes its operations
// itself.
inline const Keys kPluginManifest{"connector", "title",   "description", "limits",    "settings",
                                  "webhook",   "program", "library",     "memory_mib"};
inline const Keys kLimits{"concurrency", "rate", "burst"};
inline const Keys kOperation{"title", "input",     "lookup", "request", "mail",
                             "file",  "success",   "output", "errors",  "idempotency",
                             "pages", "json_text", "usage"};
// Of the request by which connections are tried.
inline const Keys kTest{"request", "success", "errors", "scopes"};
// Of an operation with "mail".
inline const Keys kMailOperation{"title", "input", "mail", "output", "idempotency"};
// Of an operation with "file".
inline const Keys kFileOperation{"title", "input", "file", "output", "idempotency"};
inline const Keys kFile{"put", "get", "text", "base64"};
inline const Keys kMail{"from", "to",   "cc",      "bcc",         "reply_to",
                        "text", "html", "subject", "attachments", "in_reply_to"};
inline const Keys kRequest{"method",  "path",     "target",    "url",   "query",
                           "headers", "json",     "form",      "merge", "adf",
                           "html",    "sections", "multipart", "raw",   "answer"};
inline const Keys kPart{"name", "filename", "type", "text", "base64"};
inline const Keys kErrorRule{"status", "when", "kind", "code", "message", "retry_after", "scope"};
inline const Keys kIdempotency{"header", "repeatable", "find"};
inline const Keys kFind{"request", "found", "output", "consistent",
                        "after",   "again", "until",  "pages"};
inline const Keys kFindPages{"link", "next"};
inline const Keys kPages{"list", "most", "address"};
inline const Keys kJsonText{"member", "text", "schema"};
inline const Keys kUsage{"input_tokens", "output_tokens", "most_input_tokens",
                         "most_output_tokens"};
inline const Keys kPoll{"title",   "operation", "with",       "records", "watermark",
                        "ordered", "overlap",   "whole_list", "every",   "decode"};

// The sections of connections.yaml.
inline const Keys kConnections{"connections"};
inline const Keys kConnection{"connector", "title",          "base_url", "allow_private", "auth",
                              "headers",   "answer_headers", "settings", "limits",        "webhook",
                              "people",    "proxy",          "poll",     "caps",          "prices"};
inline const Keys kCaps{"run", "month"};
inline const Keys kCap{"tokens", "cost"};
inline const Keys kPrices{"currency", "input", "output"};
inline const Keys kConnectionPoll{"every", "since", "with"};

// The values of some keys.
inline const Keys kTransports{"http", "smtp", "sftp"};
inline const Keys kMethods{"GET", "POST", "PUT", "PATCH", "DELETE"};
inline const Keys kAnswers{"json", "xml", "bytes"};
inline const Keys kErrorKinds{"transient", "throttled", "pending", "permanent", "unknown", "done"};
// The most requests that a connection may have under way at once.
inline constexpr double kConcurrencyMax = 1000;

// True for a name: 1 to 64 lower-case letters, digits, underscores and characters of `more`.
bool is_name(std::string_view text, std::string_view more = {});

// The keys of an entry under `auth` of a manifest, for every kind.
Keys manifest_auth();
// The keys of `webhook` in a manifest, for every scheme.
Keys manifest_webhook();
// The keys of `webhook` in a connection, for every scheme.
Keys connection_webhook();

}  // namespace baton::connectors::keys
