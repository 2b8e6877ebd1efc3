#pragma once

#include "baton/core/result.hpp"
#include "baton/formats/url.hpp"

#include <string>
#include <string_view>
#include <vector>

// Where files are put by SFTP, and how its host is known. Pure.
namespace baton::connectors {

// Reads "sftp://files.example.com:22/outbox": the path is the folder that all paths are below; 22
// is the usual port. Without a path, files are below the home folder of the account. Errc::invalid
// for all else.
core::Result<formats::Url> parse_sftp_server(std::string_view text);

// "sftp://files.example.com:22/outbox".
std::string sftp_server_text(const formats::Url& server);

// The fingerprints of host keys in a text, separated by blanks or commas, in the form in which
// `ssh-keygen -l` shows them: "SHA256:", and 32 bytes in base64 without padding. Errc::invalid for
// a text without one, and for anything else in it.
core::Result<std::vector<std::string>> parse_fingerprints(std::string_view text);
// The fingerprint of a host key as it was sent.
std::string fingerprint_of(std::string_view key);

// The path of a file below `folder`, in the form that a URL of libcurl has: each segment is
// percent-encoded. Errc::invalid for a path that is empty, leaves the folder or has characters that
// a server's command line would read as something else.
core::Result<std::string> sftp_path(const std::string& folder, std::string_view path);

}  // namespace baton::connectors
